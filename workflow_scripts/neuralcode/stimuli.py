"""Stimuli: prototypes and their distortions."""

import numpy as np

from neuralcode.randomness import generator


def noise_sd_by_level(levels, step, prototype_noise_sd=0.0):
    """Standard deviation of the noise at each level of distortion.

    Parameters
    ----------
    levels : int
        Number of levels; level 0 is the prototype.
    step : float
        Increase from a level to the next, in standard deviations of the prototype's values.
    prototype_noise_sd : float
        Standard deviation at level 0 (the released code has 0.0001 there).

    Returns
    -------
    ndarray of shape (level,)
    """
    sd = step * np.arange(levels)
    sd[0] = prototype_noise_sd
    return sd


def evenly(levels, count):
    """Levels spread evenly from the first to the last.

    Parameters
    ----------
    levels, count : int
        Number of all and of the chosen levels; all where there are no more.

    Returns
    -------
    list of int

    Examples
    --------
    >>> evenly(20, 4)
    [0, 6, 13, 19]
    """
    return np.unique(np.linspace(0, levels - 1, min(count, levels)).round().astype(int)).tolist()


def make_items(study_seed, seed, *, categories, units, noise_sd):
    """Draw the prototypes of one seed and distort each at every level.

    A prototype is drawn from N(0, 1); level k adds normal noise of standard deviation
    ``noise_sd[k]``, drawn independently for each level. Each item is then centred and scaled.
    Source: Guest & Love 2017, Methods; the prototype that distortions are compared with is level 0.

    Parameters
    ----------
    study_seed, seed : int
        See `neuralcode.randomness.generator`. Both recipes draw the same numbers.
    categories : int
        Number of prototypes.
    units : int
        Number of values in an item.
    noise_sd : ndarray of shape (level,)

    Returns
    -------
    ndarray of shape (category, level, unit), float32
        Every item has mean 0 and standard deviation 1 over its units.
    """
    prototypes = generator(study_seed, seed, "stimuli", "prototypes").standard_normal(
        (categories, 1, units)
    )
    noise = generator(study_seed, seed, "stimuli", "noise").standard_normal(
        (categories, len(noise_sd), units)
    )
    return standardised(prototypes + noise * noise_sd[:, None])


def standardised(items):
    """Centre each item over its units, and scale it to standard deviation 1.

    Parameters
    ----------
    items : ndarray of shape (..., unit)

    Returns
    -------
    ndarray of shape (..., unit), float32
    """
    items = items - items.mean(axis=-1, keepdims=True)
    items /= items.std(axis=-1, keepdims=True)
    return items.astype(np.float32)
