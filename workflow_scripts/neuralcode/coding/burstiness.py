"""Burst code: the value of each unit sets its Fano factor. See `neuralcode.coding.temporal`."""

from typing import Annotated

import numpy as np

from neuralcode.allowed import require
from neuralcode.coding.temporal import (
    Duration,
    MeanRate,
    TimeStep,
    Trials,
    drive,
    none_silent,
    rising,
    scheme_in_time,
    silence,
    steps_of,
    ties,
    timing_problems,
)
from neuralcode.parameters import Range

Fano = Annotated[float, Range(minimum=1)]


def problems(units, items, *, fano, mean_rate, trials, duration, time_step):
    """Parameters that do not go together; see `neuralcode.coding.registry.Scheme`."""
    yield from timing_problems(trials, duration, time_step)
    highest = 254 - mean_rate * time_step  # spikes are counted in eight bits
    if not mean_rate > 0 or highest < 2:
        allowed = f"above 0 and at most {252 / time_step:g} Hz at this time step"
        yield "mean_rate", allowed, min(20.0, 252 / time_step)
    low, high = fano
    if not 1 <= low < high <= highest:
        yield (
            "fano",
            f"two that rise, from at least 1 to at most {highest:g}",
            rising(fano, 1.0, highest),
        )

    def silent(drives, rate):
        burst, *_ = _bursts(drives, fano, rate * time_step)
        return (1 - burst) ** (trials * steps_of(duration, time_step))

    yield from silence(silent, mean_rate, units * items, trials, duration)
    yield from ties(units, items, 0.0, low * mean_rate * trials * duration)


def burst_sums(values, rng, steps, *, fano, mean_rate, time_step, **parameters):
    """Spikes, and their squares, in so many time steps: of two binomial numbers of bursts.

    The law of sums of `burstiness_activity`; see `neuralcode.coding.temporal.scheme_in_time`. A
    step has a longer burst with probability p q; of the other steps a share p (1 - q) / (1 - p q)
    has a shorter one.
    """
    burst, short, long_share = _bursts(drive(values), fano, mean_rate * time_step)
    longer = rng.binomial(steps, burst * long_share)
    of_others = burst * (1 - long_share) / (1 - burst * long_share)
    shorter = rng.binomial(steps - longer, np.minimum(of_others, 1))  # not above 1 by rounding
    return (
        short * shorter + (short + 1) * longer,
        short**2 * shorter + (short + 1) ** 2 * longer,
    )


def fano_factor(spikes, squares, steps, **parameters):
    """Fano factor, estimated over the time steps of all trials."""
    none_silent(spikes)
    mean = spikes / steps
    return (squares - spikes * mean) / ((steps - 1) * mean)


def _bursts(drives, fano, mean):
    """Probability of a burst in a time step, its shorter length, and the share of longer ones."""
    low, high = fano
    size = low + (high - low) * drives + mean
    short = np.floor(size)
    long_share = short * (size - short) / (2 * short + 1 - size)
    return mean / (short + long_share), short, long_share


@scheme_in_time(
    "burstiness",
    variable=fano_factor,
    mean_rate=lambda mean_rate, **parameters: mean_rate,
    problems=problems,
    sums=burst_sums,
)
def burstiness_activity(
    values,
    rng,
    *,
    fano: tuple[Fano, Fano] = (1.0, 5.0),
    mean_rate: MeanRate = 20.0,
    trials: Trials = 8,
    duration: Duration = 2.0,
    time_step: TimeStep = 0.01,
):
    """Temporal code: the stimulus sets the Fano factor of each unit, at equal mean rate.

    The activity is a compound Poisson process in time steps. A time step has a burst of B spikes
    with probability p, and otherwise is silent. With m the mean number of spikes in a step, that
    number has mean p E[B] = m and Fano factor E[B^2] / E[B] - m = F(d) = F_0 + d (F_1 - F_0), both
    exactly: B is one of the two whole numbers k and k + 1 next to F + m, and is k + 1 with the
    probability q that solves

        (k^2 + q (2 k + 1)) / (k + q) = F + m

    As time steps are independent, the number of spikes in any longer time has the same Fano factor.

    Parameters
    ----------
    values : array of float, shape (...)
        Value of each unit; the drive is d = (1 + tanh value) / 2.
    rng : numpy.random.Generator
        Source of the spikes.
    fano : (float, float)
        Fano factor (variance over mean of spike counts) without and with full drive (Fano 1947,
        Physical Review 72, 26-29).
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
        Spikes in each time step.

    Raises
    ------
    ValueError
        If a parameter is out of its range; the message names it.
    """
    given = dict(
        fano=fano, mean_rate=mean_rate, trials=trials, duration=duration, time_step=time_step
    )
    require(problems(1, 0, **given), given)
    burst, short, long_share = _bursts(drive(values)[..., None, None], fano, mean_rate * time_step)
    # One random number a step decides both: below `burst` there is one, in the lowest part of that
    # range it is the longer one.
    shape = (*np.shape(values), trials, steps_of(duration, time_step))
    draws = rng.random(shape, dtype=np.float32)
    is_long = draws < (burst * long_share).astype(np.float32)
    return (draws < burst.astype(np.float32)) * short.astype(np.uint8) + is_long
