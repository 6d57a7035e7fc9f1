"""Rate code: the value of each unit sets its mean rate. See `neuralcode.coding.temporal`."""

from neuralcode.coding.registry import scheme
from neuralcode.coding.temporal import drive, poisson, read_out, steps_of


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
    steps = steps_of(trials, duration, time_step)
    low, high = rates
    if not 0 <= low < high <= 1 / time_step:
        raise ValueError(
            f"rates must rise from at least 0 to at most 1 / time_step, {1 / time_step:g} Hz, "
            f"because a step has one spike at most; got {low:g} and {high:g}"
        )
    probability = time_step * (low + (high - low) * drive(values))
    return poisson(probability[..., None, None], rng, trials, steps)


@scheme(
    "rate",
    readouts=("none", "sum"),
    activity=rate_activity,
    mean_rate=lambda rates, **parameters: sum(rates) / 2,
    categories=2,
)
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

    draws = trials * steps_of(trials, duration, time_step)
    return read_out(items, simulate, spike_rate, draws)
