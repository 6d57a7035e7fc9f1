"""Burst code: the value of each unit sets its Fano factor. See `neuralcode.coding.temporal`."""

import numpy as np

from neuralcode.coding.registry import scheme
from neuralcode.coding.temporal import drive, read_out, steps_of, with_spikes


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
    steps = steps_of(trials, duration, time_step)
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


@scheme(
    "burstiness",
    readouts=("none", "sum"),
    activity=burstiness_activity,
    mean_rate=lambda mean_rate, **parameters: mean_rate,
    categories=2,
)
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
        samples = with_spikes(activity).reshape(len(activity), -1).astype(np.float32)
        return samples.var(axis=-1, ddof=1) / samples.mean(axis=-1)

    def simulate(values):
        timing = dict(trials=trials, duration=duration, time_step=time_step)
        return burstiness_activity(values, rng, fano=fano, mean_rate=mean_rate, **timing)

    draws = trials * steps_of(trials, duration, time_step)
    return read_out(items, simulate, fano_factor, draws)
