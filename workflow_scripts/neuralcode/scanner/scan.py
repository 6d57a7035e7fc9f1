"""From the activity of units to betas: the time series of voxels, and the GLM on them."""

import numpy as np

from neuralcode.scanner import events, layouts, noise, parts, voxels
from neuralcode.scanner.measurement import BASELINE, Experiment, Measurement, by_run
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


def voxel_responses(activity, scanner, layout, offset=(0.0, 0.0)):
    """Responses of the voxels to activity on the sheet, without noise.

    Parameters
    ----------
    activity : ndarray of shape (..., unit)
    scanner : Scanner
    layout : ndarray of shape (unit,), int
        Square of each unit.
    offset : (float, float)
        See `measure`.

    Returns
    -------
    ndarray of shape (..., voxel)
        In percent of the baseline.
    """
    units = activity.shape[-1]
    rows, columns = scanner.voxel_grid(units)
    if rows * columns * units <= voxels.MOST_WEIGHTS:
        weights = scanner.signal_change * scanner.voxel_matrix(units, offset)[:, layout]
        return activity @ weights.T
    sides = scanner.voxel_sides(units, offset)
    return scanner.signal_change * voxels.through_sides(activity, layout, *sides)


def signal(responses, experiment, places):
    """Time series of the voxels' responses.

    Parameters
    ----------
    responses : ndarray of shape ([run,] presentation, voxel) or (run, bin, presentation, voxel)
        In percent of the baseline: of every run alike, of each run, or in time.
    experiment : Experiment
    places : ndarray of shape (run, presentation), int
        Where in a run a stimulus is shown: `neuralcode.scanner.events.orders`.

    Returns
    -------
    ndarray of shape (scan, run, voxel), float64
    """
    order = np.argsort(places, axis=1).T  # the presentation at each place, (place, run)
    if responses.ndim == 2:
        return by_run(experiment.regressors, responses[order])
    runs = np.arange(order.shape[1])
    if responses.ndim == 3:
        return by_run(experiment.regressors, responses[runs, order])
    parts = experiment.bin_regressors.swapaxes(0, -3)  # (bin, [run,] scan, place)
    return sum(by_run(part, responses[runs, number, order]) for number, part in enumerate(parts))


def add_noise(series, scanner, experiment, rng, *, common=None):
    """Put a baseline, drift and noise under the signal.

    Parameters
    ----------
    series : ndarray of shape (scan, run, voxel)
        Signal in percent of the baseline.
    scanner : Scanner
    experiment : Experiment
    rng : numpy.random.Generator
    common : ndarray of shape (voxel, voxel), optional
        Correlation over voxels of physiological noise; without it they are independent.

    Returns
    -------
    ndarray of shape (scan, run, voxel)
        In percent of the baseline, which is 100.
    """
    scans, runs, count = series.shape
    thermal, physiological = scanner.noise_sd()
    noisy = series + BASELINE
    if scanner.noise > 0:
        white, slow = noise.simulate(
            scans,
            runs * count,
            rng,
            thermal=thermal,
            physiological=physiological,
            tr=scanner.tr,
        )
        if common is not None:
            mixing = noise.square_root(common).astype(np.float32)
            slow = (slow.reshape(-1, count) @ mixing).reshape(slow.shape)
        noisy += (white + slow).reshape(series.shape)
    if scanner.drift > 0:
        if scanner.drift_kind == "cosines":
            slow = noise.drift(experiment.drifts[:, :-1], runs * count, rng, sd=scanner.drift)
        else:
            root = noise.drift_root(scans, scanner.drift_kind, sd=scanner.drift)
            slow = root @ rng.standard_normal((root.shape[1], runs * count))
        noisy += slow.reshape(series.shape)
    return noisy


def estimate(series, experiment, places, stimuli):
    """Betas of each run by ordinary least squares, with drift terms in the model.

    Parameters
    ----------
    series : ndarray of shape (scan, run, voxel)
        In percent of the baseline.
    experiment : Experiment
    places : ndarray of shape (run, presentation), int
    stimuli : int

    Returns
    -------
    ndarray of shape (run, stimulus, voxel)
        In percent of the baseline, for sustained activity; mean over the presentations in a run.
    """
    runs = series.shape[1]
    by_place = by_run(experiment.estimator, series)
    betas = by_place[places, np.arange(runs)[:, None]]
    if betas.shape[1] == stimuli:
        return betas
    return betas.reshape(runs, -1, stimuli, betas.shape[-1]).mean(axis=1)


def measure(activity, scanner, experiment, *, layout, places, rng, offset=(0.0, 0.0)):
    """Scan one seed: the betas of every run and stimulus.

    Parameters
    ----------
    activity : ndarray of shape (stimulus, unit) or (run, bin, presentation, unit)
        Mean activity in standard deviations (`standardised`), or activity in time.
    scanner : Scanner
    experiment : Experiment
    layout : ndarray of shape (unit,), int
        Square of each unit on the sheet.
    places : ndarray of shape (run, presentation), int
        Where in a run a stimulus is shown.
    rng : numpy.random.Generator
        For noise and drift, and for what differs between trials.
    offset : (float, float)
        Of the voxel grid from the corner of the sheet, in mm, down and to the right.

    Returns
    -------
    Measurement
        Or what is kept of it, where the time series of all runs are large: see
        `neuralcode.scanner.parts`. A few runs at a time are scanned then.
    """
    runs, (rows, columns) = len(places), scanner.voxel_grid(activity.shape[-1])
    at_once = parts.runs_at_once(experiment.regressors.shape[-2], runs, rows * columns)
    if at_once == runs:
        return _measure(activity, scanner, experiment, layout, places, rng, offset)
    in_time = activity.ndim > 2
    slices = [slice(start, start + at_once) for start in range(0, runs, at_once)]
    measurements = (
        _measure(
            activity[one] if in_time else activity,
            scanner,
            experiment.of_runs(one),
            layout,
            places[one],
            rng,
            offset,
        )
        for one in slices
    )
    return parts.one_after_the_other(measurements, runs, each_run=in_time)


def _measure(activity, scanner, experiment, layout, places, rng, offset):
    """All runs at once: see `measure`."""
    units = activity.shape[-1]
    stimuli = places.shape[1] // experiment.repeats
    responses = voxel_responses(activity, scanner, layout, offset)
    shown = responses
    if activity.ndim == 2:
        shown = np.tile(responses, (experiment.repeats, 1))
    series = signal(shown, experiment, places)
    # In the model, activity that is the same in all runs has its responses as betas.
    noise_free = responses[None]
    if activity.ndim > 2:
        noise_free = estimate(series, experiment, places, stimuli)
    if scanner.trial_variability > 0:
        drawn = scanner.trial_variability * rng.standard_normal((*places.shape, units))
        drawn = voxel_responses(drawn, scanner, layout, offset)
        series = series + signal(drawn, experiment, places)
    series = add_noise(series, scanner, experiment, rng, common=scanner.common_noise_matrix(units))
    if scanner.smoothing > 0:
        smoothing = scanner.smoothing_matrix(units).T
        series, noise_free = series @ smoothing, noise_free @ smoothing
    betas = estimate(series, experiment, places, stimuli)
    noisy = scanner.noise > 0 or (scanner.drift > 0 and scanner.drift_kind != "cosines")
    return Measurement(betas, noise_free, series, experiment, noisy=noisy)


def scan(activity, scanner, experiment, *, squares, rng, tuning=None, places=None, grid=None):
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
    places : ndarray of shape (unit, 2), optional
        Row and column of each unit in a map, for a retinotopic layout.
    grid : numpy.random.Generator, optional
        For the offset of the voxel grid of a scanner that has a random one.

    Returns
    -------
    Measurement
    """
    order = events.orders_of(scanner, experiment, rng)
    layout = layouts.lay_out(
        activity.shape[-1], scanner.layout, squares, tuning=tuning, places=places
    )
    offset = (0.0, 0.0)
    if scanner.grid == "random":
        offset = scanner.voxel_size * (grid.random(2) - 0.5)
    return measure(
        activity,
        scanner,
        experiment,
        layout=layout,
        places=order,
        rng=rng,
        offset=offset,
    )
