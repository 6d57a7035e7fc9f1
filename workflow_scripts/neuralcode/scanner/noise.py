"""Noise of fMRI time series: thermal and physiological.

Triantafyllou et al. 2005, NeuroImage 26:243-250, in the form and with the constants of
Chaimow et al. 2018, NeuroImage 164:32-47 (columnsfmri): relative to the signal, the standard
deviation is sqrt(1 + lambda^2 kappa^2 V^2) / (kappa V) for a voxel of V mm^3. Drift, and noise that
voxels have in common, are optional.
"""

from dataclasses import dataclass

import numpy as np

# TR, in s, for which kappa was measured.
REFERENCE_TR = 5.4
# Time constant of physiological noise, in s.
PHYSIOLOGICAL_TIME = 15.0


@dataclass(frozen=True)
class Field:
    """Noise at one field strength.

    Attributes
    ----------
    kappa : float
        Signal to thermal noise of 1 mm^3, at a TR of 5.4 s.
    lambda_ : float
        Standard deviation of physiological noise relative to the signal.
    t1 : float
        Longitudinal relaxation time of grey matter in s.
    """

    kappa: float
    lambda_: float
    t1: float


FIELDS = {3: Field(6.6567, 0.0129, 1.607), 7: Field(9.9632, 0.0113, 1.939)}


def standard_deviations(field_strength, voxel_size, tr, *, depth=None):
    """Thermal and physiological noise of a voxel.

    Parameters
    ----------
    field_strength : int
        In tesla: 3 or 7.
    voxel_size : float
        Side of the voxel, a cube, in mm.
    depth : float, optional
        Of a voxel that is no cube, in mm.
    tr : float
        In s. A shorter one leaves less magnetisation: kappa is multiplied by
        sqrt(tanh(TR / 2 T1) / tanh(5.4 / 2 T1)).

    Returns
    -------
    thermal, physiological : float
        Standard deviations in percent of the baseline. The temporal signal-to-noise ratio is 100
        over the root of the sum of their squares.

    Raises
    ------
    ValueError
        If there are no constants for the field strength, or a size is not positive.
    """
    if field_strength not in FIELDS:
        known = ", ".join(map(str, FIELDS))
        raise ValueError(f"field_strength must be one of {known} T; got {field_strength}")
    if not (voxel_size > 0 and tr > 0):
        raise ValueError(f"voxel_size and tr must be above 0; got {voxel_size} mm and {tr} s")
    field = FIELDS[field_strength]
    kappa = field.kappa * np.sqrt(
        np.tanh(tr / (2 * field.t1)) / np.tanh(REFERENCE_TR / (2 * field.t1))
    )
    volume = voxel_size**2 * (voxel_size if depth is None else depth)
    return 100 / (kappa * volume), 100 * field.lambda_


def autocorrelation(tr):
    """Correlation of physiological noise from a scan to the next: exp(-TR / 15 s).

    Parameters
    ----------
    tr : float
        In s.

    Returns
    -------
    float
    """
    return float(np.exp(-tr / PHYSIOLOGICAL_TIME))


def simulate(scans, series, rng, *, thermal, physiological, tr):
    """Draw noise: white thermal noise, and a stationary first-order autoregressive process.

    Parameters
    ----------
    scans, series : int
        Length and number of the time series; all are independent.
    rng : numpy.random.Generator
    thermal, physiological : float
        Standard deviations.
    tr : float
        In s.

    Returns
    -------
    white, slow : ndarray of shape (scan, series), float32
        Thermal and physiological noise, in the unit of the standard deviations.
    """
    drawn = rng.standard_normal((2, scans, series), dtype=np.float32)
    white, slow = drawn
    phi = np.float32(autocorrelation(tr))
    slow *= np.float32(physiological)
    slow[1:] *= np.sqrt(1 - phi**2)
    for scan in range(1, scans):  # each scan follows from the one before
        slow[scan] += phi * slow[scan - 1]
    white *= np.float32(thermal)
    return white, slow


def common(grid_shape, *, voxel_size, share, fwhm):
    """Correlation over voxels of noise that neighbouring voxels have in common.

    A share of its variance is white noise, smoothed by a Gaussian: two voxels at a distance d then
    correlate by share exp(-d^2 / 4 s^2), with s the standard deviation of the Gaussian. The rest is
    independent.

    Parameters
    ----------
    grid_shape : (int, int)
        Rows and columns of voxels.
    voxel_size : float
        In mm.
    share : float
        From 0 to 1.
    fwhm : float
        Full width at half maximum of the Gaussian in mm.

    Returns
    -------
    ndarray of shape (voxel, voxel)
    """
    rows, columns = (voxel_size * index.ravel() for index in np.indices(grid_shape))
    squared = (rows[:, None] - rows) ** 2 + (columns[:, None] - columns) ** 2
    near = np.exp(-squared * 2 * np.log(2) / fwhm**2)
    return share * near + (1 - share) * np.eye(len(rows))


def square_root(covariance):
    """The symmetric matrix whose square is a covariance.

    Parameters
    ----------
    covariance : ndarray of shape (n, n)

    Returns
    -------
    ndarray of shape (n, n)
    """
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def drift(basis, series, rng, *, sd):
    """Draw slow drift: cosines with random weights.

    Parameters
    ----------
    basis : ndarray of shape (scan, drift)
        Cosines slower than the cut-off; without the constant.
    series : int
        Number of time series.
    rng : numpy.random.Generator
    sd : float
        Standard deviation over time of a drift, root mean square over draws.

    Returns
    -------
    ndarray of shape (scan, series)
        In the unit of `sd`.
    """
    if basis.shape[1] == 0:
        return np.zeros((len(basis), series))
    scale = sd / np.sqrt((basis**2).mean(axis=0).sum())
    return basis @ (scale * rng.standard_normal((basis.shape[1], series)))


DRIFTS = ("cosines", "random walk", "1/f")


def drift_root(scans, kind, *, sd):
    """What makes drift from independent numbers, for drift that is not made of the model's cosines.

    A random walk has independent steps. Noise of 1/f has waves of every period up to twice the run,
    with a variance that grows with the period. Neither lies in the span of slow cosines, so a part
    of it stays in the betas.

    Parameters
    ----------
    scans : int
    kind : str
        ``"random walk"`` or ``"1/f"``.
    sd : float
        Root mean square of the drift around its mean over the run, over draws.

    Returns
    -------
    ndarray of shape (scan, source)
        Its product with its transpose is the covariance of the drift over scans.

    Raises
    ------
    ValueError
        If `kind` is neither.
    """
    if kind == "random walk":
        root = np.tri(scans)
    elif kind == "1/f":
        wave = np.arange(1, scans + 1)
        phase = np.pi * wave * np.arange(scans)[:, None] / scans
        root = np.hstack([np.cos(phase), np.sin(phase)]) / np.sqrt(np.tile(wave, 2))
    else:
        raise ValueError(f"drift must be one of {', '.join(DRIFTS[1:])}; got {kind!r}")
    around_mean = root - root.mean(axis=0)
    return root * (sd / np.sqrt((around_mean**2).sum(axis=1).mean()))
