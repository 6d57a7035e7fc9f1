"""Band code: the value of each unit sets the balance of two frequencies of its rate.

See `neuralcode.coding.temporal`.
"""

from typing import Annotated

import numpy as np

from neuralcode.allowed import require
from neuralcode.coding.temporal import (
    Duration,
    MeanRate,
    TimeStep,
    Trials,
    drive,
    poisson,
    scheme_in_time,
    silence,
    steps_of,
    ties,
    timing_problems,
    with_spikes,
)
from neuralcode.parameters import Range, Several

Frequency = Annotated[float, Range(above=0, unit="Hz")]
Frequencies = Annotated[tuple[Frequency, Frequency], Several(2, 2)]
Depth = Annotated[float, Range(above=0, maximum=0.5)]


def problems(units, items, *, frequencies, depth, mean_rate, trials, duration, time_step):
    """Parameters that do not go together; see `neuralcode.coding.registry.Scheme`."""
    yield from timing_problems(trials, duration, time_step)
    if not 0 < depth <= 0.5:
        yield "depth", "above 0 and at most 0.5", 0.5
    # Whole cycles in the duration, each of more than two time steps.
    most = (steps_of(duration, time_step) - 1) // 2
    if most < 2:
        allowed = f"at least 5 time steps of {time_step:g} s, for two frequencies"
        yield "duration", allowed, 5 * time_step
    cycles = np.array(frequencies, float) * duration
    is_whole = np.allclose(cycles, cycles.round(), atol=1e-6, rtol=0)
    if not is_whole or cycles[0] == cycles[1] or not 0.5 < min(cycles) <= max(cycles) < most + 0.5:
        allowed = f"two, each with whole cycles in {duration:g} s, below {0.5 / time_step:g} Hz"
        better = _whole_cycles(frequencies, duration, most)
        yield "frequencies", allowed, better
    highest = 1 / (time_step * (1 + 2 * depth))
    if not 0 < mean_rate <= highest:
        allowed = (
            f"above 0, at most {highest:g} Hz at this time step and depth: a step has one spike "
            f"at most"
        )
        yield "mean_rate", allowed, highest

    def silent(drives, rate):
        # The phases of the two oscillations differ between trials; in the mean over them they add
        # to the chance of no spike less than a tenth of its logarithm.
        return np.exp(np.full_like(drives, -0.9 * rate * trials * duration))

    yield from silence(silent, mean_rate, units * items, trials, duration)
    yield from ties(units, items, 0.0, mean_rate * trials * duration)


def _whole_cycles(frequencies, duration, most):
    """Two frequencies near those given: whole ones where these have whole cycles."""
    found = []
    for frequency in frequencies:
        whole = [hertz for hertz in range(1, int(most / duration) + 1) if hertz * duration % 1 == 0]
        allowed = whole if len(whole) > 1 else [n / duration for n in range(1, most + 1)]
        left = [float(round(hertz, 9)) for hertz in allowed if hertz not in found]
        found.append(min(left, key=lambda hertz: abs(hertz - frequency)))
    return found


def balance(activity, *, frequencies, time_step, **parameters):
    """Balance (P_2 - P_1) / (P_2 + P_1) of the powers in the two bands.

    Each power is the squared Fourier amplitude of the spikes at its frequency, mean over trials.
    """
    waves = _waves(frequencies, activity.shape[-1], time_step)
    # One small product a value: a large one would start as many threads as there are cores.
    amplitudes = with_spikes(activity).astype(np.float32) @ waves.T
    power = (amplitudes**2).reshape(*amplitudes.shape[:2], 2, 2).sum(axis=(1, 3))
    return (power[:, 1] - power[:, 0]) / (power[:, 1] + power[:, 0])


@scheme_in_time(
    "bands",
    variable=balance,
    mean_rate=lambda mean_rate, **parameters: mean_rate,
    problems=problems,
)
def bands_activity(
    values,
    rng,
    *,
    frequencies: Frequencies = (10.0, 40.0),
    depth: Depth = 0.5,
    mean_rate: MeanRate = 20.0,
    trials: Trials = 8,
    duration: Duration = 2.0,
    time_step: TimeStep = 0.01,
):
    """Temporal code: the stimulus sets the balance of two frequencies in the rate of each unit.

    The activity is a Poisson process with an oscillating rate. At time t a unit with drive d has
    the rate

        m (1 + depth sqrt(2) (sqrt(1 - d) cos(2 pi f_1 t + u_1) + sqrt(d) cos(2 pi f_2 t + u_2)))

    with phases u_1, u_2 that are drawn for each unit and trial, uniform over the circle. The power
    of the two oscillations sums to (m depth)^2 whatever the drive, and over the stimulus, which has
    whole cycles of both, the rate averages to m.

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng : numpy.random.Generator
        Source of the phases and the spikes.
    frequencies : (float, float)
        Frequency of each band in Hz; whole cycles in the duration, below half a cycle per time
        step.
    depth : float
        Standard deviation of the rate in time over its mean; at most 0.5 keeps the rate positive.
    mean_rate : float
        Mean rate of every unit in Hz.
    trials : int
        Number of presentations of each item; more make better estimates.
    duration : float
        Duration of the stimulus in s; a whole number of time steps.
    time_step : float
        Time step of the activity in s.

    Returns
    -------
    array of uint8, shape (..., trials, time)
        Spikes in each time step, 0 or 1.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """
    given = dict(
        frequencies=frequencies,
        depth=depth,
        mean_rate=mean_rate,
        trials=trials,
        duration=duration,
        time_step=time_step,
    )
    require(problems(1, 0, **given), given)
    steps = steps_of(duration, time_step)
    waves = _waves(frequencies, steps, time_step)
    drives = drive(values)
    amplitude = depth * np.sqrt(2 * np.stack([1 - drives, drives], axis=-1))[..., None, :]
    phase = rng.uniform(0, 2 * np.pi, size=(*drives.shape, trials, 2))
    # cos(a + u) = cos(u) cos(a) - sin(u) sin(a): a product of matrices makes all of them.
    weights = np.stack([amplitude * np.cos(phase), -amplitude * np.sin(phase)], axis=-1)
    weights = weights.astype(np.float32).reshape(*drives.shape, trials, 4)
    probability = np.float32(mean_rate * time_step) * (1 + weights @ waves)
    return poisson(probability, rng, trials, steps)


def _waves(frequencies, steps, time_step):
    """Cosine and sine of each of two frequencies at each step: (4, steps)."""
    cycles = (np.array(frequencies) * steps * time_step).round()
    angle = 2 * np.pi * cycles[:, None] * np.arange(steps) / steps
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).reshape(4, steps).astype(np.float32)
