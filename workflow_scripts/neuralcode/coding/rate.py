"""Rate code: the value of each unit sets its mean rate. See `neuralcode.coding.temporal`."""

import numpy as np

from neuralcode.allowed import require
from neuralcode.coding.temporal import (
    Duration,
    Rate,
    TimeStep,
    Trials,
    drive,
    over_drives,
    poisson,
    rising,
    scheme_in_time,
    steps_of,
    ties,
    timing_problems,
)


def problems(units, items, *, rates, trials, duration, time_step):
    """Parameters that do not go together; see `neuralcode.coding.registry.Scheme`."""
    yield from timing_problems(trials, duration, time_step)
    low, high = rates
    if not 0 <= low < high <= 1 / time_step:
        allowed = f"two that rise, to at most one spike per time step, {1 / time_step:g} Hz"
        yield "rates", allowed, rising(rates, 0.0, 1 / time_step)
    steps = trials * steps_of(duration, time_step)
    silent = over_drives(lambda d: (1 - time_step * (low + (high - low) * d)) ** steps)
    spread = steps * time_step * (high - low)
    mean = steps * time_step * (low + high) / 2
    variance = mean * (1 - mean / steps) + spread**2 * over_drives(lambda d: (d - 0.5) ** 2)
    yield from ties(units, items, silent, variance)


def probability(values, rates, time_step):
    """Probability of a spike in a time step."""
    low, high = rates
    return time_step * (low + (high - low) * drive(values))


def rate_sums(values, rng, steps, *, rates, time_step, **parameters):
    """Spikes, and their squares, in so many time steps: a binomial number of ones.

    The law of sums of `rate_activity`; see `neuralcode.coding.temporal.scheme_in_time`.
    """
    in_a_step = np.minimum(probability(values, rates, time_step), 1)  # not above 1 by rounding
    spikes = rng.binomial(steps, in_a_step)
    return spikes, spikes


def spike_rate(spikes, squares, steps, *, time_step, **parameters):
    """Rate in Hz, estimated by the spikes over the time."""
    return spikes / (steps * time_step)


@scheme_in_time(
    "rate",
    variable=spike_rate,
    mean_rate=lambda rates, **parameters: sum(rates) / 2,
    problems=problems,
    sums=rate_sums,
)
def rate_activity(
    values,
    rng,
    *,
    rates: tuple[Rate, Rate] = (5.0, 35.0),
    trials: Trials = 8,
    duration: Duration = 2.0,
    time_step: TimeStep = 0.01,
):
    """Temporal code: the stimulus sets the mean rate of each unit.

    The activity is a Poisson process of rate r(d) = r_0 + d (r_1 - r_0). Rate and sum of spikes
    differ by the factor `duration` and nothing else, which is why a rate code survives summation.

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng : numpy.random.Generator
        Source of the spikes.
    rates : (float, float)
        Mean rate without and with full drive in Hz, at most one spike per time step.
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
    given = dict(rates=rates, trials=trials, duration=duration, time_step=time_step)
    require(problems(1, 0, **given), given)
    in_a_step = probability(values, rates, time_step)
    return poisson(in_a_step[..., None, None], rng, trials, steps_of(duration, time_step))
