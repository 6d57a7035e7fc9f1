"""What a scanner does to the mean similarity, from the parameters of its model.

Summing units of a random layout into voxels leaves the mean correlation where it was. Noise that
has nothing to do with the stimuli attenuates it: r = rho / (1 + var_noise / var_signal).
"""

from dataclasses import dataclass

import numpy as np

from neuralcode.scanner import noise
from neuralcode.scanner.design import beta_covariance


def _spread(covariance):
    """Expected variance over voxels of patterns with this covariance between voxels."""
    n = len(covariance)
    return (np.trace(covariance) - covariance.sum() / n) / (n - 1)


def signal_variance(scanner, units):
    """Expected variance over voxels of a pattern of betas, without noise.

    Units are independent, of variance 1 (`neuralcode.scanner.scan.standardised`), and lie on
    the sheet at random.

    Parameters
    ----------
    scanner : neuralcode.scanner.scan.Scanner
    units : int
        Number of units on the sheet.

    Returns
    -------
    float
        In squared percent of the baseline.
    """
    matrix = scanner.voxel_matrix(units)
    # Squares without a unit are silent.
    filled = units / matrix.shape[1]
    weights = scanner.signal_change * (scanner.smoothing_matrix(units) @ matrix)
    return float(filled * _spread(weights @ weights.T))


def noise_covariance(scanner, experiment, units):
    """Covariance over voxels of the noise of a run's betas, by place in the run.

    Parameters
    ----------
    scanner : neuralcode.scanner.scan.Scanner
    experiment : neuralcode.scanner.scan.Experiment
    units : int

    Returns
    -------
    ndarray of shape (place, place)
        In squared percent of the baseline; the diagonal has the variances.
    """
    thermal, physiological = scanner.noise_sd()
    by_place = thermal**2 * beta_covariance(experiment.estimator, autocorrelation=0.0)
    by_place += physiological**2 * beta_covariance(
        experiment.estimator, autocorrelation=noise.autocorrelation(scanner.tr)
    )
    smoothing = scanner.smoothing_matrix(units)
    return _spread(smoothing @ smoothing.T) * by_place


@dataclass(frozen=True)
class Attenuation:
    """How a scanner changes the mean similarity of a prototype and its distortion.

    Attributes
    ----------
    signal_variance, noise_variance : float
        Over voxels, in squared percent, of the betas averaged over runs.
    slope, offset : ndarray of shape (level,)
        Similarity without noise times `slope`, plus `offset`. The slope is
        1 / (1 + noise variance / signal variance); the offset is there because the betas of one
        run share noise: the errors of the baseline, the drift and of stimuli that follow one
        another.
    """

    signal_variance: float
    noise_variance: float
    slope: np.ndarray
    offset: np.ndarray


def attenuation(scanner, experiment, *, units, levels):
    """The attenuation of similarity by noise.

    Parameters
    ----------
    scanner : neuralcode.scanner.scan.Scanner
    experiment : neuralcode.scanner.scan.Experiment
    units, levels : int

    Returns
    -------
    Attenuation
        At level 0 slope 1 and offset 0: a pattern is compared with itself. In a random order each
        pair of stimuli is at any two places; in a sequential one a distortion of level k is k
        places behind its prototype.
    """
    signal = signal_variance(scanner, units)
    covariance = noise_covariance(scanner, experiment, units) / scanner.runs
    variance = float(np.trace(covariance) / len(covariance))
    if scanner.order == "random":
        pairs = len(covariance) * (len(covariance) - 1)
        shared = np.full(levels, (covariance.sum() - np.trace(covariance)) / pairs)
    else:
        prototypes = np.arange(0, len(covariance), levels)
        shared = np.array([covariance[prototypes, prototypes + k].mean() for k in range(levels)])
    slope = np.full(levels, signal / (signal + variance))
    offset = shared / (signal + variance)
    slope[0], offset[0] = 1.0, 0.0
    return Attenuation(signal, variance, slope, offset)
