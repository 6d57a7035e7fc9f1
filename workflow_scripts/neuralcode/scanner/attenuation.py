"""What a scanner does to the mean similarity, from the parameters of its model.

Summing units of a random layout into voxels leaves the mean correlation where it was. Noise that
has nothing to do with the stimuli attenuates it: r = rho / (1 + var_noise / var_signal). Between
patterns of independent runs that is all; betas of the same runs have noise in common, which adds
an offset.
"""

from dataclasses import dataclass

import numpy as np

from neuralcode.scanner import law


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
    smoothing = scanner.smoothing_matrix(units)
    shifts, weights = (0.0,), (1.0,)
    if scanner.grid == "random":
        nodes, weights = np.polynomial.legendre.leggauss(8)
        shifts, weights = scanner.voxel_size * nodes / 2, weights / 2
    total = 0.0
    for down, of_down in zip(shifts, weights, strict=True):
        for right, of_right in zip(shifts, weights, strict=True):
            matrix = smoothing @ scanner.voxel_matrix(units, (down, right))
            # Squares without a unit are silent.
            filled = units / matrix.shape[1]
            total += of_down * of_right * filled * _spread(matrix @ matrix.T)
    return float(scanner.signal_change**2 * total)


def noise_covariance(scanner, experiment, units):
    """Covariance over voxels of the noise of a run's betas, by stimulus.

    Mean over the orders that may be drawn: see `neuralcode.scanner.law.over_stimuli`.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
    experiment : neuralcode.scanner.measurement.Experiment
    units : int

    Returns
    -------
    ndarray of shape (stimulus, stimulus)
        In squared percent of the baseline; the diagonal has the variances.
    """
    stimuli = experiment.regressors.shape[-1] // experiment.repeats
    total = np.zeros((stimuli, stimuli))
    for component in law.components(scanner, experiment, units).values():
        covariance = law.over_stimuli(component.over_places, scanner, experiment)
        total += _spread(component.over_voxels) * covariance
    return total


@dataclass(frozen=True)
class Attenuation:
    """How a scanner changes the mean similarity of a prototype and its distortion.

    Attributes
    ----------
    signal_variance, noise_variance : float
        Over voxels, in squared percent, of the betas averaged over runs.
    reliability : float
        Similarity across independent halves of the runs is the similarity without noise times
        this factor, at every level: the correlation of a pattern with itself in other runs. NaN
        where there is a single run.
    pooled_slope, pooled_offset : ndarray of shape (level,)
        Similarity of betas averaged over all runs is the similarity without noise times
        `pooled_slope`, plus `pooled_offset`. The slope is
        1 / (1 + noise variance / signal variance); the offset is there because the betas of one
        run share noise: the errors of the baseline, the drift and of stimuli that follow one
        another.
    """

    signal_variance: float
    noise_variance: float
    reliability: float
    pooled_slope: np.ndarray
    pooled_offset: np.ndarray


def reliability(signal, noise_of_a_run, runs):
    """Expected correlation of a pattern between the odd and the even runs.

    Parameters
    ----------
    signal, noise_of_a_run : float
        Variances over voxels.
    runs : int

    Returns
    -------
    float
        NaN for a single run. With an odd number the halves differ by one run:
        see `neuralcode.analysis.similarity.odd_and_even`.

    Examples
    --------
    >>> reliability(1.0, 3.0, runs=6)
    0.5
    """
    if runs == 1:
        return np.nan
    halves = (runs - runs // 2, runs // 2)
    first, second = (signal + noise_of_a_run / half for half in halves)
    return float(signal / np.sqrt(first * second))


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
        At level 0 the pooled slope is 1 and the offset 0: a pattern is compared with itself. In a
        random order each pair of stimuli is at any two places; in a sequential one a distortion of
        level k is k places behind its prototype.
    """
    signal = signal_variance(scanner, units)
    covariance = noise_covariance(scanner, experiment, units) / scanner.runs
    variance = float(np.trace(covariance) / len(covariance))
    prototypes = np.arange(0, len(covariance), levels)
    shared = np.array([covariance[prototypes, prototypes + k].mean() for k in range(levels)])
    slope = np.full(levels, signal / (signal + variance))
    offset = shared / (signal + variance)
    slope[0], offset[0] = 1.0, 0.0
    across = reliability(signal, variance * scanner.runs, scanner.runs)
    return Attenuation(signal, variance, across, slope, offset)
