"""Temporal codes in the scanner: spikes in time, drawn again for every run.

No scanner is in the spikes: all that show the same stimuli, in as many runs, see the same spikes.
"""

import numpy as np

from neuralcode.coding.contract import checked_spikes
from neuralcode.coding.registry import find
from neuralcode.scanner import design
from neuralcode.scanner.activity import activity_of

# Random numbers drawn at a time, so that they stay in the cache.
_DRAWS_AT_A_TIME = 400_000


def spikes_in_time(items, scheme, parameters, *, runs, duration, rng):
    """Spikes of a temporal code in each part of each stimulus of each run.

    Parameters
    ----------
    items : ndarray of shape (condition, unit)
        Items of a seed as the scheme takes them.
    scheme : str
        One whose code is in time.
    parameters : dict
        Of the scheme; its number of trials and duration are those of the experiment here.
    runs : int
    duration : float
        Of a stimulus in s.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (run, bin, condition, unit), float32
        Numbers of spikes.

    Raises
    ------
    ValueError
        If the time step is longer than a part of the stimulus, or does not suit the scheme; or if
        the scheme's activity is something else than numbers of spikes.
    """
    code = find(scheme)
    own = {key: parameters[key] for key in parameters if key not in ("categories", "trials")}
    own |= {"duration": duration}
    bins = design.bins_of(duration)
    steps = round(duration / own["time_step"])
    if steps < bins:
        raise ValueError(f"a stimulus has {steps} time steps, fewer than its {bins} parts")
    starts = (np.arange(bins) * steps) // bins
    values = np.asarray(items).ravel()
    counts = np.empty((values.size, runs, bins), np.float32)
    size = max(1, _DRAWS_AT_A_TIME // (runs * steps))
    for start in range(0, values.size, size):
        part = slice(start, start + size)
        shape = (len(values[part]), runs, steps)
        spikes = checked_spikes(
            code.activity(values[part], rng, trials=runs, **own), scheme=scheme, shape=shape
        )
        counts[part] = np.add.reduceat(spikes, starts, axis=-1, dtype=np.float32)
    return counts.reshape(*items.shape, runs, bins).transpose(2, 3, 0, 1)


def activity_in_time(items, scheme, parameters, *, duration, signal_rate, **arguments):
    """Activity that a scanner sees of a temporal code: see `spikes_in_time` and `activity_of`."""
    return activity_of(
        spikes_in_time(items, scheme, parameters, duration=duration, **arguments),
        duration=duration,
        mean_rate=find(scheme).mean_rate(**parameters),
        signal_rate=signal_rate,
    )
