"""An experiment, and what a scanner measures in it: betas, and the noise around them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

BASELINE = 100.0  # of a time series, which thus is in percent of it


@dataclass(frozen=True)
class Experiment:
    """What `neuralcode.scanner.design` makes, for all seeds.

    Attributes
    ----------
    regressors : ndarray of shape ([run,] scan, place)
        Response to a unit of sustained activity, by place of the event in a run. Without the first
        axis they are the same in all runs.
    drifts : ndarray of shape (scan, drift)
        The constant is the last.
    estimator : ndarray of shape ([run,] place, scan)
        Pseudo-inverse.
    bin_regressors : ndarray of shape ([run,] bin, scan, place), or None
        Response to activity in one part of the event.
    places : ndarray of shape (run, place), int, or None
        Places of the presentations of the stimuli (see `neuralcode.scanner.events.orders`), where
        a table gives them; None where they are drawn in each seed.
    block : int
        Number of stimuli that follow one another in a block; 0 is none.
    repeats : int
        Number of presentations of each stimulus in a run.
    duration : float
        Of an event in s; their mean, where a table gives them.
    """

    regressors: np.ndarray
    drifts: np.ndarray
    estimator: np.ndarray
    bin_regressors: np.ndarray | None = None
    places: np.ndarray | None = None
    block: int = 0
    repeats: int = 1
    duration: float = 0.0

    @cached_property
    def basis(self):
        """Orthonormal basis of what the model can explain in a run: ([run,] scan, regressor)."""
        drifts = np.broadcast_to(self.drifts, (*self.regressors.shape[:-1], self.drifts.shape[-1]))
        return np.linalg.qr(np.concatenate([self.regressors, drifts], axis=-1))[0]

    def of_runs(self, runs):
        """The experiment of some runs, for what they have in common with others is there once.

        Parameters
        ----------
        runs : slice

        Returns
        -------
        Experiment
        """
        own = {
            name: array[runs]
            for name, array, shared in (
                ("regressors", self.regressors, 2),
                ("estimator", self.estimator, 2),
                ("bin_regressors", self.bin_regressors, 3),
                ("places", self.places, 1),
            )
            if array is not None and array.ndim > shared
        }
        return replace(self, **own)

    def residual_dof(self, runs):
        """Degrees of freedom that are left to the residuals of so many runs."""
        scans, explained = self.basis.shape[-2:]
        return runs * (scans - explained)


def by_run(matrices, arrays):
    """Products of matrices with the data of each run.

    Parameters
    ----------
    matrices : ndarray of shape ([run,] a, b)
        Without the first axis the same in all runs.
    arrays : ndarray of shape (b, run, voxel)

    Returns
    -------
    ndarray of shape (a, run, voxel)
    """
    if matrices.ndim == 2:
        flat = matrices @ arrays.reshape(len(arrays), -1)
        return flat.reshape(len(flat), *arrays.shape[1:])
    return np.stack([matrix @ arrays[:, run] for run, matrix in enumerate(matrices)], axis=1)


@dataclass(frozen=True)
class Measurement:
    """What a scanner measures in one seed, and what it would measure without noise.

    Attributes
    ----------
    betas : ndarray of shape (run, condition, voxel)
        In percent of the baseline.
    noise_free : ndarray of shape (run, condition, voxel)
        The same without noise and drift. One run only for activity that is the same in all runs.
    series : ndarray of shape (scan, run, voxel)
        From which the betas were estimated.
    experiment : Experiment
    noisy : bool
        Whether the scanner has noise.
    """

    betas: np.ndarray
    noise_free: np.ndarray
    series: np.ndarray
    experiment: Experiment
    noisy: bool

    def residual_covariance(self):
        """Covariance over voxels of the residuals of the GLM: the noise, independent of the betas.

        Walther et al. 2016, NeuroImage 137:188-200. The residuals of a run change sign with its
        noise and their products do not, while the errors of its betas do. So products of betas of
        different runs, weighted by any function of this covariance, are unbiased, also where the
        noise is correlated in time.

        Returns
        -------
        ndarray of shape (voxel, voxel)
            Sample covariance in squared percent, from all runs, with `Experiment.residual_dof`
            degrees of freedom. It differs from that of the betas by a factor, which depends on the
            design. All zero for a scanner without noise.
        """
        _, runs, count = self.series.shape
        dof = self.experiment.residual_dof(runs)
        if not self.noisy or dof == 0:
            return np.zeros((count, count))
        centred, explained = self._parts()
        # In place: a matrix over thousands of voxels is large.
        covariance = centred.T @ centred
        covariance -= explained.T @ explained
        covariance /= dof
        return covariance

    def residual_variance(self):
        """Diagonal of `residual_covariance`, for which many voxels need little memory.

        Returns
        -------
        ndarray of shape (voxel,)
        """
        _, runs, count = self.series.shape
        dof = self.experiment.residual_dof(runs)
        if not self.noisy or dof == 0:
            return np.zeros(count)
        total, explained = (np.einsum("sv,sv->v", part, part) for part in self._parts())
        return (total - explained) / dof

    def _parts(self):
        """Series around the baseline, and what the model explains of it: (scan x run, voxel)."""
        count = self.series.shape[-1]
        centred = self.series - BASELINE
        explained = by_run(self.experiment.basis.swapaxes(-1, -2), centred)
        return centred.reshape(-1, count), explained.reshape(-1, count)


def pairs(voxels):
    """Number of pairs of voxels, each with itself included.

    Parameters
    ----------
    voxels : int

    Returns
    -------
    int
    """
    return voxels * (voxels + 1) // 2


def packed(covariance):
    """Upper triangle of a symmetric matrix, row by row: half the size on disk.

    Parameters
    ----------
    covariance : ndarray of shape (voxel, voxel)

    Returns
    -------
    ndarray of shape (pair,)

    Examples
    --------
    >>> packed(np.array([[1.0, 2.0], [2.0, 3.0]]))
    array([1., 2., 3.])
    """
    return covariance[_upper(len(covariance))]


def unpacked(triangle):
    """The symmetric matrix of an upper triangle: the inverse of `packed`.

    Parameters
    ----------
    triangle : ndarray of shape (..., pair)

    Returns
    -------
    ndarray of shape (..., voxel, voxel), float64

    Examples
    --------
    >>> unpacked(np.array([1.0, 2.0, 3.0]))
    array([[1., 2.],
           [2., 3.]])
    """
    voxels = round((np.sqrt(8 * triangle.shape[-1] + 1) - 1) / 2)
    upper = _upper(voxels)
    covariance = np.empty((*triangle.shape[:-1], voxels, voxels))
    covariance[..., upper] = triangle
    covariance.swapaxes(-1, -2)[..., upper] = triangle
    return covariance


def _upper(voxels):
    """Where the upper triangle is, with the diagonal: a byte each, where indices take 16."""
    return np.triu(np.ones((voxels, voxels), bool))
