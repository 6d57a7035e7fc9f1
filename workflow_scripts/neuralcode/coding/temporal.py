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

# Random numbers drawn at a time: enough for calls to cost little beside their work, few enough for
# the activity to stay in the cache, and so never in memory for all items at once.
_DRAWS_AT_A_TIME = 400_000


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


def read_out(items, simulate, variable, draws_per_value):
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


def poisson(probability, rng, trials, steps):
    """Spikes of a Poisson process whose probability in each step broadcasts to (trials, steps)."""
    draws = rng.random((*probability.shape[:-2], trials, steps), dtype=np.float32)
    return (draws < probability.astype(np.float32)).view(np.uint8)


def steps_of(trials, duration, time_step):
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


def with_spikes(activity):
    """The activity, if every unit has a spike: without, it has no Fano factor and no spectrum."""
    silent = int((~activity.any(axis=(-2, -1))).sum())
    if silent:
        raise ValueError(
            f"{silent} units have no spike in any trial; raise trials, duration or mean_rate"
        )
    return activity
