"""Calibration: the factor on the noise with which a scanner reaches a published figure."""

from dataclasses import replace

import numpy as np

from neuralcode.scanner import events, law, layouts

MEASURES = ("tsnr", "ncsnr", "reliability")
# Factors on the noise among which one is sought.
LEAST, MOST = 1e-3, 1e3


class OutOfReachError(ValueError):
    """No amount of noise gives a scanner the figure that is asked for.

    Attributes
    ----------
    nearest : float
        What some amount of noise gives.
    """

    def __init__(self, measure, target, worst, best):
        super().__init__(
            f"{measure} {target:g} is out of reach: it is {worst:.3g} with {MOST:g} times the "
            f"noise and {best:.3g} with {LEAST:g} times"
        )
        self.nearest = best if target > best else worst


def responses_of(activity, scanner, rng):
    """Responses of voxels to each stimulus, without noise.

    Parameters
    ----------
    activity : ndarray of shape (stimulus, unit)
        In standard deviations, see `neuralcode.scanner.scan.standardised`.
    scanner : neuralcode.scanner.presets.Scanner
    rng : numpy.random.Generator
        For a random layout.

    Returns
    -------
    ndarray of shape (stimulus, voxel)
        In percent of the baseline.
    """
    units = activity.shape[1]
    weights = scanner.smoothing_matrix(units) @ scanner.voxel_matrix(units)
    return scanner.signal_change * activity @ weights[:, layouts.random_layout(units, rng)].T


def ncsnr(responses, noise_variance):
    """Noise-ceiling signal-to-noise ratio of single trials (Allen et al. 2022).

    Parameters
    ----------
    responses : ndarray of shape (stimulus, voxel)
        Without noise.
    noise_variance : ndarray of shape (voxel,)
        Of the betas of single trials around them.

    Returns
    -------
    float
        Standard deviation of the responses over stimuli, over that of the noise; mean over voxels.
    """
    return float(np.mean(responses.std(axis=0, ddof=1) / np.sqrt(noise_variance)))


def reliability(betas):
    """Correlation of the dissimilarity matrices of two halves of the runs.

    Parameters
    ----------
    betas : ndarray of shape (run, stimulus, voxel)

    Returns
    -------
    float
        Pearson correlation over pairs of stimuli, of one minus the Pearson correlation of their
        patterns over voxels; odd against even runs.
    """
    halves = [np.corrcoef(betas[part::2].mean(axis=0)) for part in (0, 1)]
    pairs = np.triu_indices(betas.shape[1], 1)
    return float(np.corrcoef(halves[0][pairs], halves[1][pairs])[0, 1])


# Sources of error that grow with the factor on the noise; others do not.
_SCALED = ("thermal", "physiological")


def figure(measure, scanner, experiment, activities, seed=0):
    """What a scanner reaches, as a function of the factor on its noise.

    Parameters
    ----------
    measure : str
        ``"tsnr"`` of a voxel, without drift; ``"ncsnr"``, or the ``"reliability"`` of dissimilarity
        matrices between two halves of the runs.
    scanner : neuralcode.scanner.presets.Scanner
        Its own factor on the noise plays no part.
    experiment : neuralcode.scanner.measurement.Experiment
    activities : sequence of ndarray of shape (stimulus, unit)
        In standard deviations, one for each seed.
    seed : int
        Of layouts and noise, which are drawn once.

    Returns
    -------
    callable
        From a factor to the mean over the activities.

    Raises
    ------
    ValueError
        If there is no such measure.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}")
    scanner = replace(scanner, noise=1.0)
    if measure == "tsnr":
        return lambda factor: float(100 / (factor * np.hypot(*scanner.noise_sd())))
    found = law.components(scanner, experiment, activities[0].shape[1])
    scaled = {name: part for name, part in found.items() if name in _SCALED}
    fixed = {name: part for name, part in found.items() if name not in _SCALED}
    drawn = []
    for number, activity in enumerate(activities):
        rng = np.random.default_rng([seed, number])
        responses = responses_of(activity, scanner, rng)
        silent = np.zeros_like(responses)
        if measure == "ncsnr":
            drawn.append((responses, law.variances(scaled, silent), law.variances(fixed, silent)))
            continue
        places = events.orders_of(scanner, experiment, rng)
        noise, rest = (law.draw(silent, part, places, rng) for part in (scaled, fixed))
        drawn.append((responses, noise, rest))
    if measure == "ncsnr":
        return lambda factor: _mean(ncsnr(r, factor**2 * n + rest) for r, n, rest in drawn)
    return lambda factor: _mean(reliability(r + factor * n + rest) for r, n, rest in drawn)


def _mean(values):
    return float(np.mean(list(values)))


def calibrated(measure, target, scanner, experiment, activities, seed=0):
    """Factor on the noise with which a scanner reaches a target.

    Parameters
    ----------
    measure, scanner, experiment, activities, seed
        See `figure`.
    target : float

    Returns
    -------
    float
        To four digits: the same on every machine.

    Raises
    ------
    OutOfReachError
        If no factor from `LEAST` to `MOST` reaches the target, because of the sources of error that
        the factor does not change: drift, and responses that vary from trial to trial.
    """
    value = figure(measure, scanner, experiment, activities, seed)
    low, high = LEAST, MOST
    best, worst = value(low), value(high)
    if not worst <= target <= best:
        raise OutOfReachError(measure, target, worst, best)
    while high / low > 1 + 1e-5:
        middle = np.sqrt(low * high)
        if value(middle) > target:
            low = middle
        else:
            high = middle
    return float(f"{np.sqrt(low * high):.4g}")
