"""Band code: the value of each unit sets the balance of two frequencies of its rate.

See `neuralcode.coding.temporal`.
"""

import numpy as np

from neuralcode.coding.registry import scheme
from neuralcode.coding.temporal import drive, poisson, read_out, steps_of, with_spikes


def bands_activity(
    values,
    rng,
    *,
    frequencies=(10.0, 40.0),
    depth=0.5,
    mean_rate=20.0,
    trials=8,
    duration=2.0,
    time_step=0.01,
):
    """Activity in time of the band code: a Poisson process with an oscillating rate.

    At time t a unit with drive d has the rate

        m (1 + depth sqrt(2) (sqrt(1 - d) cos(2 pi f_1 t + u_1) + sqrt(d) cos(2 pi f_2 t + u_2)))

    with phases u_1, u_2 drawn anew for each unit and trial, even over the circle. The power of the
    two oscillations sums to (m depth)^2 whatever the drive, and over the stimulus, which has whole
    cycles of both, the rate averages to m.

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng, frequencies, depth, mean_rate, trials, duration, time_step
        As in `bands`.

    Returns
    -------
    array of uint8, shape (..., trials, time)
        Spikes in each time step, 0 or 1.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """
    steps = steps_of(trials, duration, time_step)
    if not 0 < depth <= 0.5:
        raise ValueError(f"depth must be above 0 and at most 0.5; got {depth:g}")
    highest = 1 / (time_step * (1 + 2 * depth))
    if not 0 < mean_rate <= highest:
        raise ValueError(
            f"mean_rate must be above 0 and at most 1 / (time_step (1 + 2 depth)), {highest:g} Hz, "
            f"because a step has one spike at most; got {mean_rate:g}"
        )
    waves = _waves(frequencies, steps, time_step)
    drives = drive(values)
    amplitude = depth * np.sqrt(2 * np.stack([1 - drives, drives], axis=-1))[..., None, :]
    phase = rng.uniform(0, 2 * np.pi, size=(*drives.shape, trials, 2))
    # cos(a + u) = cos(u) cos(a) - sin(u) sin(a): a product of matrices makes all of them.
    weights = np.stack([amplitude * np.cos(phase), -amplitude * np.sin(phase)], axis=-1)
    weights = weights.astype(np.float32).reshape(*drives.shape, trials, 4)
    probability = np.float32(mean_rate * time_step) * (1 + weights @ waves)
    return poisson(probability, rng, trials, steps)


@scheme(
    "bands",
    readouts=("none", "sum"),
    activity=bands_activity,
    mean_rate=lambda mean_rate, **parameters: mean_rate,
    categories=2,
)
def bands(
    items,
    rng,
    *,
    frequencies=(10.0, 40.0),
    depth=0.5,
    mean_rate=20.0,
    trials=8,
    duration=2.0,
    time_step=0.01,
):
    """Band code: the value of each unit sets the balance of two frequency bands of its rate.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items.
    rng : numpy.random.Generator
        Source of the phases and the spikes.
    frequencies : (float, float)
        Frequency of each band in Hz: whole cycles in the duration, below 1 / (2 time_step).
    depth : float
        Standard deviation of the rate in time over its mean, above 0 and at most 0.5, which keeps
        the rate positive.
    mean_rate : float
        Mean rate of every unit in Hz.
    trials : int
        Presentations of each item.
    duration : float
        Duration of the stimulus in seconds, a whole number of time steps.
    time_step : float
        Time step in seconds.

    Returns
    -------
    dict of array of float32, shape (category, level, unit)
        "none": balance (P_2 - P_1) / (P_2 + P_1) of the powers in the two bands, each the squared
        Fourier amplitude of the spikes at its frequency, mean over trials. "sum": spikes over the
        stimulus, mean over trials.

    Raises
    ------
    ValueError
        If a parameter is out of its range, or so low that a unit has no spike; the message names
        it.
    """

    def balance(activity):
        waves = _waves(frequencies, activity.shape[-1], time_step)
        # One small product a value: a large one would start as many threads as there are cores.
        amplitudes = with_spikes(activity).astype(np.float32) @ waves.T
        power = (amplitudes**2).reshape(*amplitudes.shape[:2], 2, 2).sum(axis=(1, 3))
        return (power[:, 1] - power[:, 0]) / (power[:, 1] + power[:, 0])

    def simulate(values):
        timing = dict(trials=trials, duration=duration, time_step=time_step)
        process = dict(frequencies=frequencies, depth=depth, mean_rate=mean_rate)
        return bands_activity(values, rng, **process, **timing)

    draws = trials * steps_of(trials, duration, time_step)
    return read_out(items, simulate, balance, draws)


def _waves(frequencies, steps, time_step):
    """Cosine and sine of each of two frequencies at each step: (4, steps)."""
    low, high = frequencies
    cycles = np.array([low, high]) * steps * time_step
    if low == high or not np.allclose(cycles, cycles.round(), atol=1e-6, rtol=0):
        raise ValueError(
            f"frequencies must be two, each with whole cycles in the duration, "
            f"{steps * time_step:g} s; got {low:g} and {high:g} Hz"
        )
    if min(cycles) < 0.5 or max(cycles) * 2 > steps - 0.5:
        raise ValueError(
            f"frequencies must be above 0 and below 1 / (2 time_step), {0.5 / time_step:g} Hz; "
            f"got {low:g} and {high:g}"
        )
    angle = 2 * np.pi * cycles.round()[:, None] * np.arange(steps) / steps
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).reshape(4, steps).astype(np.float32)
