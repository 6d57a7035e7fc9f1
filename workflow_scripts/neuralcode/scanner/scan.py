"""From the activity of units to betas: the time series of voxels, and the GLM on them."""

import numpy as np

from neuralcode.scanner import design, layouts, noise
from neuralcode.scanner.measurement import BASELINE, Experiment, Measurement
from neuralcode.scanner.presets import Scanner

__all__ = ["Experiment", "Measurement", "Scanner", "measure", "scan", "standardised"]


def standardised(activity):
    """Activity of a seed in standard deviations over all its units and stimuli, around the mean.

    Codes have no unit in common: each is given the same range of responses.

    Parameters
    ----------
    activity : ndarray of shape (condition, unit)

    Returns
    -------
    ndarray of shape (condition, unit), float64

    Raises
    ------
    ValueError
        If the activity is constant or not finite.
    """
    activity = np.asarray(activity, float)
    sd = activity.std()
    if not (np.isfinite(sd) and sd > 0):
        raise ValueError("the activity of all units and stimuli is constant or not finite")
    return (activity - activity.mean()) / sd


def signal(responses, experiment, places):
    """Time series of the voxels' responses.

    Parameters
    ----------
    responses : ndarray of shape (condition, voxel) or (run, bin, condition, voxel)
        In percent of the baseline: of every run alike, or in time.
    experiment : Experiment
    places : ndarray of shape (run, condition), int
        Where in a run a condition is shown: `neuralcode.scanner.design.orders`.

    Returns
    -------
    ndarray of shape (scan, run, voxel), float64
    """
    order = np.argsort(places, axis=1).T  # the condition at each place, (place, run)
    if responses.ndim == 2:
        placed = responses[order]
        flat = experiment.regressors @ placed.reshape(len(placed), -1)
        return flat.reshape(len(flat), *placed.shape[1:])
    scans, runs = len(experiment.regressors), order.shape[1]
    series = np.empty((scans, runs, responses.shape[-1]))
    for run, bins in enumerate(responses):
        for number, response in enumerate(bins):
            part = experiment.bin_regressors[number] @ response[order[:, run]]
            series[:, run] = part if number == 0 else series[:, run] + part
    return series


def add_noise(series, scanner, experiment, rng):
    """Put a baseline, drift and noise under the signal.

    Parameters
    ----------
    series : ndarray of shape (scan, run, voxel)
        Signal in percent of the baseline.
    scanner : Scanner
    experiment : Experiment
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (scan, run, voxel)
        In percent of the baseline, which is 100.
    """
    scans, runs, count = series.shape
    thermal, physiological = scanner.noise_sd()
    noisy = series + BASELINE
    if scanner.noise > 0:
        drawn = noise.simulate(
            scans,
            runs * count,
            rng,
            thermal=thermal,
            physiological=physiological,
            tr=scanner.tr,
        )
        noisy += drawn.reshape(series.shape)
    if scanner.drift > 0:
        slow = noise.drift(experiment.drifts[:, :-1], runs * count, rng, sd=scanner.drift)
        noisy += slow.reshape(series.shape)
    return noisy


def estimate(series, experiment, places):
    """Betas of each run by ordinary least squares, with drift terms in the model.

    Parameters
    ----------
    series : ndarray of shape (scan, run, voxel)
        In percent of the baseline.
    experiment : Experiment
    places : ndarray of shape (run, condition), int

    Returns
    -------
    ndarray of shape (run, condition, voxel)
        In percent of the baseline, for sustained activity.
    """
    scans, runs, count = series.shape
    by_place = (experiment.estimator @ series.reshape(scans, -1)).reshape(-1, runs, count)
    return by_place[places, np.arange(runs)[:, None]]


def measure(activity, scanner, experiment, *, layout, places, rng):
    """Scan one seed: the betas of every run and stimulus.

    Parameters
    ----------
    activity : ndarray of shape (condition, unit) or (run, bin, condition, unit)
        Mean activity in standard deviations (`standardised`), or activity in time.
    scanner : Scanner
    experiment : Experiment
    layout : ndarray of shape (unit,), int
        Square of each unit on the sheet.
    places : ndarray of shape (run, condition), int
        Where in a run a condition is shown.
    rng : numpy.random.Generator
        For noise and drift.

    Returns
    -------
    Measurement
    """
    units = activity.shape[-1]
    weights = scanner.signal_change * scanner.voxel_matrix(units)[:, layout]
    responses = activity @ weights.T
    series = signal(responses, experiment, places)
    # In the model, activity that is the same in all runs has its responses as betas.
    noise_free = responses[None] if activity.ndim == 2 else estimate(series, experiment, places)
    series = add_noise(series, scanner, experiment, rng)
    if scanner.smoothing > 0:
        smoothing = scanner.smoothing_matrix(units).T
        series, noise_free = series @ smoothing, noise_free @ smoothing
    betas = estimate(series, experiment, places)
    return Measurement(betas, noise_free, series, experiment, noisy=scanner.noise > 0)


def scan(activity, scanner, experiment, *, squares, rng, tuning=None):
    """Lay the units out on the sheet, order the stimuli, and measure.

    Parameters
    ----------
    activity, scanner, experiment
        See `measure`.
    squares, rng : numpy.random.Generator
        For the layout, which is the same whatever scans it; for order, noise and drift of this
        scan.
    tuning : ndarray of shape (condition, unit), optional
        Activity by which a topographic layout places the units: of other stimuli than those
        scanned, see `neuralcode.scanner.layouts.topographic_layout`.

    Returns
    -------
    Measurement
    """
    conditions, units = activity.shape[-2:]
    places = design.orders(conditions, runs=scanner.runs, order=scanner.order, rng=rng)
    layout = layouts.lay_out(units, scanner.layout, squares, tuning=tuning)
    return measure(activity, scanner, experiment, layout=layout, places=places, rng=rng)
