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

Where all time steps of a unit have the same law, sums over them have a known law, too. The readouts
of such a scheme draw the sums, not the time steps: see `scheme_in_time`.
"""

import inspect
from functools import partial, wraps
from typing import Annotated

import numpy as np

from neuralcode.allowed import require
from neuralcode.coding.contract import checked_spikes
from neuralcode.coding.registry import scheme
from neuralcode.parameters import Range

Trials = Annotated[int, Range(minimum=1, maximum=10_000)]
Duration = Annotated[float, Range(above=0, maximum=3600, unit="s")]
TimeStep = Annotated[float, Range(minimum=1e-4, unit="s")]
Rate = Annotated[float, Range(minimum=0, maximum=10_000, unit="Hz")]
MeanRate = Annotated[float, Range(above=0, maximum=10_000, unit="Hz")]

# Random numbers drawn at a time: enough for calls to cost little beside their work, few enough for
# the activity to stay in the cache, and so never in memory for all items at once.
_DRAWS_AT_A_TIME = 400_000
# Time steps of all trials of a value, which are in memory together.
_MOST_STEPS = 10_000_000
# Expected number of failures by chance, in a whole study, from which on a study is refused.
_RARE = 0.01


def scheme_in_time(name, *, variable, mean_rate, problems, sums=None):
    """Register the decorated function, which gives activity in time, as a coding scheme.

    Parameters
    ----------
    name : str
    variable : callable
        ``variable(activity, **parameters)`` estimates the code's own variable (value) from
        activity (value, trial, time step). With `sums` it is
        ``variable(spikes, squares, steps, **parameters)``.
    mean_rate, problems : callable
        See `neuralcode.coding.registry.Scheme`.
    sums : callable, optional
        ``sums(values, rng, steps, **parameters)`` draws the number of spikes of each value in so
        many time steps, and the sum of its squares over the steps, as the activity has them. Of a
        code whose time steps are independent and alike.

    Returns
    -------
    callable
        A decorator that leaves the function as it is. The scheme returns both readouts, "none" and
        "sum", as arrays of float32 of the shape of the items.
    """

    def register(activity):
        defaults = {
            key: parameter.default
            for key, parameter in inspect.signature(activity).parameters.items()
            if parameter.kind is parameter.KEYWORD_ONLY
        }

        @wraps(activity)
        def function(items, rng, **parameters):
            given = defaults | parameters
            require(problems(1, 0, **given), given)
            if sums is not None:
                return _read_out_sums(np.asarray(items), rng, sums, variable, given)
            checked = partial(_checked, name, activity)
            return _read_out(np.asarray(items), rng, checked, variable, given)

        facts = dict(readouts=("none", "sum"), mean_rate=mean_rate, problems=problems)
        scheme(name, activity=activity, categories=2, **facts)(function)
        return activity

    return register


def _checked(name, activity, values, rng, **parameters):
    """Activity (value, trial, time step) of a scheme, with what its function must return."""
    steps = steps_of(parameters["duration"], parameters["time_step"])
    shape = (len(values), parameters["trials"], steps)
    return checked_spikes(activity(values, rng, **parameters), scheme=name, shape=shape)


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


def _read_out(items, rng, activity, variable, parameters):
    """Both readouts of the activity, simulated for as many values at a time as fit the cache."""
    values = items.ravel()
    own, total = np.empty((2, values.size), dtype=np.float32)
    draws = parameters["trials"] * steps_of(parameters["duration"], parameters["time_step"])
    size = max(1, _DRAWS_AT_A_TIME // draws)
    for start in range(0, values.size, size):
        part = slice(start, start + size)
        spikes = activity(values[part], rng, **parameters)
        own[part] = variable(spikes, **parameters)
        total[part] = spikes.sum(axis=(-2, -1)) / spikes.shape[-2]
    return {"none": own.reshape(items.shape), "sum": total.reshape(items.shape)}


def _read_out_sums(items, rng, sums, variable, parameters):
    """Both readouts of a code that draws its sums over the time steps of all trials."""
    trials = parameters["trials"]
    steps = trials * steps_of(parameters["duration"], parameters["time_step"])
    spikes, squares = sums(items, rng, steps, **parameters)
    own = variable(spikes, squares, steps, **parameters)
    return {"none": own.astype(np.float32), "sum": (spikes / trials).astype(np.float32)}


def poisson(probability, rng, trials, steps):
    """Spikes of a Poisson process whose probability in each step broadcasts to (trials, steps)."""
    draws = rng.random((*probability.shape[:-2], trials, steps), dtype=np.float32)
    return (draws < probability.astype(np.float32)).view(np.uint8)


def steps_of(duration, time_step):
    """Number of time steps in a trial."""
    return round(duration / time_step)


def timing_problems(trials, duration, time_step):
    """Trials, duration and time step that do not go together; see `Scheme.problems`."""
    if not 0 < time_step < duration:
        allowed = f"above 0 and below the duration, {duration:g} s"
        yield "time_step", allowed, round(duration / 2, 9)
        return
    steps = steps_of(duration, time_step)
    if steps < 2 or abs(duration / time_step - steps) > 1e-6:
        allowed = f"a whole number, above 1, of time steps of {time_step:g} s"
        yield "duration", allowed, round(max(2, steps) * time_step, 9)
    if trials < 1:
        yield "trials", "at least 1", 1
    elif trials * steps > _MOST_STEPS:
        if steps > _MOST_STEPS:
            allowed = f"at least {duration / _MOST_STEPS:g} s, for what fits in memory"
            yield "time_step", allowed, duration / _MOST_STEPS
        else:
            most = _MOST_STEPS // steps
            yield "trials", f"at most {most} with {steps} time steps, for what fits in memory", most


_VALUES = np.linspace(-4, 4, 81)
_DRIVES, _DENSITY = drive(_VALUES), np.exp(-(_VALUES**2) / 2)
_WEIGHTS = _DENSITY / _DENSITY.sum()


def rising(pair, lowest, highest):
    """Two numbers that rise, within limits and near those given."""
    low, high = sorted(float(min(max(value, lowest), highest)) for value in pair)
    return [low, high] if low < high else [lowest, high if high > lowest else highest]


def over_drives(function):
    """Mean of a function of the drive, over units of normal values."""
    return float(_WEIGHTS @ function(_DRIVES))


def silence(silent, mean_rate, values, trials, duration):
    """A mean rate so low that units stay silent: they have no Fano factor and no spectrum.

    Parameters
    ----------
    silent : callable
        ``silent(drives, rate)`` is the probability of no spike at all, for drives of shape (n,).
    mean_rate : float
    values : int
        Number of values that are encoded in the whole study; 0 asks nothing.
    trials, duration
        See `timing_problems`.

    Yields
    ------
    name, allowed, better
        See `neuralcode.coding.registry.Scheme`.
    """

    def is_silent(rate):
        return values * over_drives(lambda drives: silent(drives, rate)) > _RARE

    if values and is_silent(mean_rate):
        better = mean_rate
        while is_silent(better) and better < 10_000:
            better *= 1.1
        allowed = (
            f"at least about {better:.3g} Hz, so that every unit has a spike in {trials} trials of "
            f"{duration:g} s (or raise trials)"
        )
        yield "mean_rate", allowed, float(f"{better * 1.1:.3g}")


def ties(units, items, silent, variance):
    """Units so few that all of an item may have the same number of spikes, and no correlation.

    Counts are taken to be normal, but for those of no spike at all.

    Parameters
    ----------
    units, items : int
        Number of items in the whole study; 0 asks nothing.
    silent : float
        Probability that a unit has no spike.
    variance : float
        Of the number of spikes in all trials, over units.

    Yields
    ------
    name, allowed, better
        See `neuralcode.coding.registry.Scheme`.
    """

    def may_be_alike(units):
        same = (2 * np.pi * max(variance, 1)) ** (-(units - 1) / 2) / np.sqrt(units)
        return items * (same + silent**units) > _RARE

    if items and may_be_alike(units):
        better = next((count for count in range(units, 10_001) if not may_be_alike(count)), 10_000)
        allowed = (
            f"at least {better} with these trials and rates, so that the units of an item differ "
            f"in their number of spikes"
        )
        yield "units", allowed, better


def with_spikes(activity):
    """The activity, if every unit has a spike: without, it has no Fano factor and no spectrum."""
    none_silent(activity.any(axis=(-2, -1)))
    return activity


def none_silent(spikes):
    """Refuse units without a spike: they have no Fano factor and no spectrum.

    Parameters
    ----------
    spikes : ndarray
        Of each unit in all trials; or whether there are any.
    """
    silent = int((spikes == 0).sum())
    if silent:
        raise ValueError(
            f"{silent} units have no spike in any trial; raise trials, duration or mean_rate"
        )
