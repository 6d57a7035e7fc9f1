"""Temporal codes: what a unit says lies in when it fires, and a scanner sums over the stimulus.

Each unit fires at random in independent time steps while the stimulus lasts, over several trials.
Its value x sets, through the drive d = (1 + tanh x) / 2, which is between 0 and 1,

- `rate`: the mean rate of a Poisson process;
- `burstiness`: the Fano factor of a process of bursts, at equal mean rate;
- `bands`: which of two frequencies modulates a Poisson process, at equal mean rate and power.

Each scheme has two readouts of the same activity. "none" is the code's own variable, estimated
from the activity, and shows what the code carries. "sum" is the number of spikes over the stimulus,
and shows what is left for a scanner that sums in time, even one without noise.

A Poisson process in time steps is a Bernoulli process: a spike in a step with probability rate
times time step, and otherwise none. The number of spikes then has exactly the mean it should,
whatever the time step; its variance is that of the Poisson process for short steps.
"""

import numpy as np

from neuralcode.coding.registry import scheme

# Random numbers drawn at a time: enough for calls to cost little beside their work, few enough for
# the activity to stay in the cache, and so never in memory for all items at once.
_DRAWS_AT_A_TIME = 400_000


@scheme("rate")
def rate(items, rng, *, rates=(5.0, 35.0), trials=8, duration=2.0, time_step=0.01):
    """Rate code: the value of each unit sets its mean rate.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items.
    rng : numpy.random.Generator
        Source of the spikes.
    rates : (float, float)
        Mean rate of a unit without drive and with full drive, in Hz.
    trials : int
        Presentations of each item.
    duration : float
        Duration of the stimulus in seconds, a whole number of time steps.
    time_step : float
        Time step in seconds.

    Returns
    -------
    dict of array of float32, shape (category, level, unit)
        "none": rate in Hz, estimated by the spikes over the time. "sum": spikes over the stimulus,
        mean over trials. The two differ by the factor `duration` and nothing else, which is why a
        rate code survives summation.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """

    def spike_rate(activity):
        return activity.mean(axis=(-2, -1)) / time_step

    def simulate(values):
        timing = dict(trials=trials, duration=duration, time_step=time_step)
        return rate_activity(values, rng, rates=rates, **timing)

    draws = trials * _steps(trials, duration, time_step)
    return _read_out(items, simulate, spike_rate, draws)


def rate_activity(values, rng, *, rates=(5.0, 35.0), trials=8, duration=2.0, time_step=0.01):
    """Activity in time of the rate code: a Poisson process of rate r(d) = r_0 + d (r_1 - r_0).

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng, rates, trials, duration, time_step
        As in `rate`.

    Returns
    -------
    array of uint8, shape (..., trials, time)
        Spikes in each time step, 0 or 1.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """
    steps = _steps(trials, duration, time_step)
    low, high = rates
    if not 0 <= low < high <= 1 / time_step:
        raise ValueError(
            f"rates must rise from at least 0 to at most 1 / time_step, {1 / time_step:g} Hz, "
            f"because a step has one spike at most; got {low:g} and {high:g}"
        )
    probability = time_step * (low + (high - low) * drive(values))
    return _poisson(probability[..., None, None], rng, trials, steps)


@scheme("burstiness")
def burstiness(
    items, rng, *, fano=(1.0, 5.0), mean_rate=20.0, trials=8, duration=2.0, time_step=0.01
):
    """Burst code: the value of each unit sets its Fano factor, and all have the same mean rate.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items.
    rng : numpy.random.Generator
        Source of the spikes.
    fano : (float, float)
        Fano factor (variance over mean of the number of spikes) without and with full drive, at
        least 1 (Fano 1947, "Ionization yield of radiations. II", Physical Review 72, 26-29).
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
        "none": Fano factor, estimated over the time steps of all trials. "sum": spikes over the
        stimulus, mean over trials.

    Raises
    ------
    ValueError
        If a parameter is out of its range, or so low that a unit has no spike; the message names
        it.
    """

    def fano_factor(activity):
        samples = _with_spikes(activity).reshape(len(activity), -1).astype(np.float32)
        return samples.var(axis=-1, ddof=1) / samples.mean(axis=-1)

    def simulate(values):
        timing = dict(trials=trials, duration=duration, time_step=time_step)
        return burstiness_activity(values, rng, fano=fano, mean_rate=mean_rate, **timing)

    draws = trials * _steps(trials, duration, time_step)
    return _read_out(items, simulate, fano_factor, draws)


def burstiness_activity(
    values, rng, *, fano=(1.0, 5.0), mean_rate=20.0, trials=8, duration=2.0, time_step=0.01
):
    """Activity in time of the burst code: a compound Poisson process in time steps.

    A time step has a burst of B spikes with probability p, and otherwise is silent. With m the
    mean number of spikes in a step, that number has mean p E[B] = m and Fano factor
    E[B^2] / E[B] - m = F(d) = F_0 + d (F_1 - F_0), both exactly: B is one of the two whole numbers
    k and k + 1 next to F + m, and is k + 1 with the probability q that solves

        (k^2 + q (2 k + 1)) / (k + q) = F + m

    As time steps are independent, the number of spikes in any longer time has the same Fano factor.

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng, fano, mean_rate, trials, duration, time_step
        As in `burstiness`.

    Returns
    -------
    array of uint8, shape (..., trials, time)
        Spikes in each time step.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """
    steps = _steps(trials, duration, time_step)
    mean = mean_rate * time_step
    low, high = fano
    if mean <= 0:
        raise ValueError(f"mean_rate must be positive; got {mean_rate:g}")
    if not 1 <= low < high <= 254 - mean:
        raise ValueError(
            f"fano must rise from at least 1 to at most 254 less mean_rate * time_step, "
            f"{254 - mean:g}; got {low:g} and {high:g}"
        )
    size = (low + (high - low) * drive(values) + mean)[..., None, None]
    short = np.floor(size)
    long_share = short * (size - short) / (2 * short + 1 - size)
    burst = mean / (short + long_share)
    # One random number a step decides both: below `burst` there is one, in the lowest part of that
    # range it is the longer one.
    draws = rng.random((*np.shape(values), trials, steps), dtype=np.float32)
    is_long = draws < (burst * long_share).astype(np.float32)
    return (draws < burst.astype(np.float32)) * short.astype(np.uint8) + is_long


@scheme("bands")
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
        amplitudes = _with_spikes(activity).astype(np.float32) @ waves.T
        power = (amplitudes**2).reshape(*amplitudes.shape[:2], 2, 2).sum(axis=(1, 3))
        return (power[:, 1] - power[:, 0]) / (power[:, 1] + power[:, 0])

    def simulate(values):
        timing = dict(trials=trials, duration=duration, time_step=time_step)
        process = dict(frequencies=frequencies, depth=depth, mean_rate=mean_rate)
        return bands_activity(values, rng, **process, **timing)

    draws = trials * _steps(trials, duration, time_step)
    return _read_out(items, simulate, balance, draws)


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
    steps = _steps(trials, duration, time_step)
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
    return _poisson(probability, rng, trials, steps)


def drive(values):
    """Drive of a unit, (1 + tanh value) / 2: how far its value is up the range of the code.

    Parameters
    ----------
    values : array of float, shape (...)

    Returns
    -------
    array of float64, shape (...)
        From 0 to 1.
    """
    return (1 + np.tanh(np.asarray(values, dtype=float))) / 2


def _read_out(items, simulate, variable, draws_per_value):
    """Both readouts of the activity, simulated for as many values at a time as fit the cache."""
    items = np.asarray(items)
    values = items.ravel()
    own, total = np.empty((2, values.size), dtype=np.float32)
    size = max(1, _DRAWS_AT_A_TIME // draws_per_value)
    for start in range(0, values.size, size):
        part = slice(start, start + size)
        activity = simulate(values[part])
        own[part] = variable(activity)
        total[part] = activity.sum(axis=(-2, -1)) / activity.shape[-2]
    return {"none": own.reshape(items.shape), "sum": total.reshape(items.shape)}


def _poisson(probability, rng, trials, steps):
    """Spikes of a Poisson process whose probability in each step broadcasts to (trials, steps)."""
    draws = rng.random((*probability.shape[:-2], trials, steps), dtype=np.float32)
    return (draws < probability.astype(np.float32)).view(np.uint8)


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


def _steps(trials, duration, time_step):
    """Number of time steps in a trial."""
    if trials < 1:
        raise ValueError(f"trials must be at least 1; got {trials}")
    if not 0 < time_step < duration:
        raise ValueError(
            f"time_step must be above 0 and below the duration, {duration:g} s; got {time_step:g}"
        )
    steps = round(duration / time_step)
    if abs(duration / time_step - steps) > 1e-6:
        raise ValueError(
            f"duration must be a whole number of time steps of {time_step:g} s; got {duration:g}"
        )
    return steps


def _with_spikes(activity):
    """The activity, if every unit has a spike: without, it has no Fano factor and no spectrum."""
    silent = int((~activity.any(axis=(-2, -1))).sum())
    if silent:
        raise ValueError(
            f"{silent} units have no spike in any trial; raise trials, duration or mean_rate"
        )
    return activity
