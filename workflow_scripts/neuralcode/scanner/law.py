"""The exact law of the betas: their mean and covariance over events and voxels, without a scan.

Betas are linear in the noise, and all noise here is Gaussian. Their error in a run is therefore
Gaussian, with a covariance that is a sum of products of one matrix over the places of a run and one
over the voxels. Betas drawn from it have the distribution of those of `neuralcode.scanner.scan`,
and take a fraction of the time.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neuralcode.scanner import noise
from neuralcode.scanner.design import beta_covariance


@dataclass(frozen=True)
class Component:
    """One source of error, whose covariance is the product of two.

    Attributes
    ----------
    over_places : ndarray of shape ([run,] place, place)
        In squared percent of the baseline. Without the first axis it is the same in all runs.
    over_voxels : ndarray of shape (voxel, voxel)
        Without unit.
    """

    over_places: np.ndarray
    over_voxels: np.ndarray

    @cached_property
    def roots(self):
        """Matrices that give independent numbers these covariances: computed once for all draws."""
        places = self.over_places
        if places.ndim == 2:
            places = noise.square_root(places)
        else:
            places = np.array([noise.square_root(part) for part in places])
        return places, noise.square_root(self.over_voxels)


def over_places(scanner, experiment):
    """Covariance of the betas over places, of each source of noise in time.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
    experiment : neuralcode.scanner.measurement.Experiment

    Returns
    -------
    dict of str to ndarray of shape ([run,] place, place)
        In squared percent of the baseline: those that the scanner has of ``thermal``,
        ``physiological`` and ``drift``. Drift that is made of the cosines of the model has no part
        in the betas.
    """
    thermal, physiological = scanner.noise_sd()
    found = {}
    if scanner.noise > 0:
        white = _of_designs(experiment, beta_covariance, autocorrelation=0.0)
        slow = noise.autocorrelation(scanner.tr)
        correlated = _of_designs(experiment, beta_covariance, autocorrelation=slow)
        found = {"thermal": thermal**2 * white, "physiological": physiological**2 * correlated}
    if scanner.drift > 0 and scanner.drift_kind != "cosines":
        root = noise.drift_root(len(experiment.drifts), scanner.drift_kind, sd=scanner.drift)
        found["drift"] = _of_designs(experiment, lambda estimator: _squared(estimator @ root))
    return found


def _of_designs(experiment, covariance, **parameters):
    """A covariance over places, for one design or for that of each run."""
    estimators = experiment.estimator
    if estimators.ndim == 2:
        return covariance(estimators, **parameters)
    return np.array([covariance(estimator, **parameters) for estimator in estimators])


def _squared(root):
    return root @ root.T


def noise_variance(scanner, experiment):
    """Mean variance of the beta of a presentation in a voxel, without smoothing.

    Parameters
    ----------
    scanner, experiment
        See `over_places`.

    Returns
    -------
    float
        In squared percent of the baseline. The variability of neural responses is not in it.
    """
    found = over_places(scanner, experiment).values()
    return float(sum(np.diagonal(part, axis1=-2, axis2=-1).mean() for part in found))


def components(scanner, experiment, units, *, layout=None, offset=(0.0, 0.0)):
    """Sources of error of the betas of single presentations, independent of one another.

    Parameters
    ----------
    scanner, experiment
        See `over_places`.
    units : int
        On the sheet.
    layout : ndarray of shape (unit,), int, optional
        Square of each unit; without it the mean over random layouts. It matters to the variability
        of neural responses alone.
    offset : (float, float)
        Of the voxel grid, see `neuralcode.scanner.voxels.matrix`.

    Returns
    -------
    dict of str to Component
        Those of `over_places`, and ``trials`` where responses vary from trial to trial.
    """
    smoothing = scanner.smoothing_matrix(units)
    over_voxels = dict.fromkeys(("thermal", "physiological", "drift"), _squared(smoothing))
    common = scanner.common_noise_matrix(units)
    if common is not None:
        over_voxels["physiological"] = smoothing @ common @ smoothing.T
    found = {
        name: Component(part, over_voxels[name])
        for name, part in over_places(scanner, experiment).items()
    }
    if scanner.trial_variability > 0:
        weights = scanner.signal_change * smoothing @ scanner.voxel_matrix(units, offset)
        if layout is None:
            spread = units / weights.shape[1] * _squared(weights)
        else:
            spread = _squared(weights[:, layout])
        places = np.eye(experiment.regressors.shape[-1])
        found["trials"] = Component(scanner.trial_variability**2 * places, spread)
    return found


def over_stimuli(covariance, scanner, experiment):
    """Expected covariance over stimuli of betas that are means over the presentations in a run.

    Parameters
    ----------
    covariance : ndarray of shape ([run,] place, place)
        Of the betas of single presentations.
    scanner, experiment
        See `over_places`.

    Returns
    -------
    ndarray of shape (stimulus, stimulus)
        Mean over the orders that may be drawn, or over the runs of a table.
    """
    presentations = covariance.shape[-1]
    repeats = experiment.repeats
    stimuli = presentations // repeats
    places = experiment.places
    if places is None and scanner.order == "sequential":
        places = np.arange(presentations)[None]
    if places is not None:
        designs = np.broadcast_to(covariance, (len(places), presentations, presentations))
        of_runs = [part[np.ix_(at, at)] for part, at in zip(designs, places, strict=True)]
        shape = (-1, repeats, stimuli, repeats, stimuli)
        return np.reshape(of_runs, shape).mean(axis=(0, 1, 3))
    mean = covariance if covariance.ndim == 2 else covariance.mean(axis=0)
    same = np.trace(mean) / presentations
    block = experiment.block or presentations
    blocks = mean.reshape(presentations // block, block, presentations // block, block)
    inside = sum(blocks[i, :, i, :].sum() for i in range(len(blocks)))
    near = (inside - np.trace(mean)) / max(presentations * (block - 1), 1)
    far = (mean.sum() - inside) / max(presentations * (presentations - block), 1)
    if not experiment.block:
        far = near
    # Presentations of two stimuli of a block are near each other once in `repeats` squared pairs,
    # for each of the repeats.
    first = np.arange(stimuli) // (experiment.block or stimuli)
    together = first[:, None] == first
    between = np.where(together, near / repeats + far * (repeats - 1) / repeats, far)
    np.fill_diagonal(between, same / repeats + far * (repeats - 1) / repeats)
    return between


def variances(found, like):
    """Variance of the error of the beta of a presentation, in each voxel; mean over places.

    Parameters
    ----------
    found : dict of str to Component
    like : ndarray of shape (stimulus, voxel)
        Betas, for the number of voxels.

    Returns
    -------
    ndarray of shape (voxel,)
        In squared percent of the baseline.
    """
    total = np.zeros(like.shape[-1])
    for part in found.values():
        over_places = np.diagonal(part.over_places, axis1=-2, axis2=-1).mean()
        total += over_places * np.diag(part.over_voxels)
    return total


def draw(responses, found, places, rng):
    """Betas of one seed, drawn from their law.

    Parameters
    ----------
    responses : ndarray of shape (stimulus, voxel)
        Betas without noise, in percent of the baseline.
    found : dict of str to Component
        See `components`.
    places : ndarray of shape (run, presentation), int
        See `neuralcode.scanner.events.orders`.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (run, stimulus, voxel)
        Means over the presentations in a run.
    """
    runs, presentations = places.shape
    stimuli, voxels = responses.shape
    betas = np.zeros((runs, presentations, voxels))
    for component in found.values():
        over_places, over_voxels = component.roots
        betas += over_places @ rng.standard_normal(betas.shape) @ over_voxels
    by_stimulus = betas[np.arange(runs)[:, None], places]
    return responses + by_stimulus.reshape(runs, -1, stimuli, voxels).mean(axis=1)
