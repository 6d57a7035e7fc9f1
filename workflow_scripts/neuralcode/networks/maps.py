"""The units of a layer that are scanned: a sample of them, and where they lie in its map."""

import numpy as np


def sample(units, most, rng):
    """Numbers of the units that stand for a layer.

    Parameters
    ----------
    units : int
        Of the layer.
    most : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (sampled unit,), int
        All units where there are no more than `most`; else a random sample, in ascending order.

    Examples
    --------
    >>> sample(3, 10, np.random.default_rng(0)).tolist()
    [0, 1, 2]
    >>> len(sample(1000, 10, np.random.default_rng(0)))
    10
    """
    if units <= most:
        return np.arange(units)
    return np.sort(rng.choice(units, most, replace=False, shuffle=False))


def map_axes(shape):
    """Axes of the rows and columns of a map in the activity of a layer.

    Parameters
    ----------
    shape : tuple of int
        Of the activity to one image.

    Returns
    -------
    (int, int), or None
        The last two of (channel, row, column), as convolutions return it. The first two where they
        are equal and the last one is not, as in networks with the channels last. None where the
        activity has no map: it does not have three axes, or one place only.

    Examples
    --------
    >>> map_axes((64, 147, 147)), map_axes((56, 56, 96)), map_axes((2048,))
    ((1, 2), (0, 1), None)
    """
    if len(shape) != 3:
        return None
    axes = (0, 1) if shape[0] == shape[1] != shape[2] else (1, 2)
    return None if shape[axes[0]] * shape[axes[1]] == 1 else axes


def places(shape, units):
    """Where units lie in the map of their layer.

    Parameters
    ----------
    shape : tuple of int
        Of the layer's activity to one image.
    units : ndarray of shape (unit,), int
        Their numbers.

    Returns
    -------
    ndarray of shape (unit, 2), float32
        Row and column in shares of the map, from its upper left corner to the middle of the place;
        NaN where the layer has no map.

    Examples
    --------
    >>> places((1, 2, 2), np.array([0, 3])).tolist()
    [[0.25, 0.25], [0.75, 0.75]]
    """
    axes = map_axes(shape)
    if axes is None:
        return np.full((len(units), 2), np.nan, np.float32)
    index = np.unravel_index(units, shape)
    return np.stack([(index[axis] + 0.5) / shape[axis] for axis in axes], axis=1).astype(np.float32)
