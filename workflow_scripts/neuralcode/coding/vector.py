"""Codes that keep one unit a value: the vector space code and gain control."""

import numpy as np

from neuralcode.coding.registry import scheme


@scheme("vector")
def vector(items, rng):
    """Vector space code: the pattern is the item itself.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
        Not used.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    return items


@scheme("gain")
def gain(items, rng):
    """Gain control: each value is squashed by a monotonic nonlinearity, tanh.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
        Not used.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    return np.tanh(items)
