"""Properties of codes other than the similarity they keep: where patterns lie, and what they share.

All functions take patterns of one seed.
"""

import numpy as np

#: How near to -1 or 1 an output counts as one in a corner.
NEAR_CORNER = 0.1


def corner_share(patterns: np.ndarray) -> float:
    """Share of outputs that lie within `NEAR_CORNER` of -1 or 1.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)

    Returns
    -------
    float
        1 where every pattern is a corner of the space of outputs.

    Examples
    --------
    >>> corner_share(np.array([-1.0, 0.95, 0.5, 0.0]))
    0.5
    """
    return float((corner_distances(patterns) <= NEAR_CORNER).mean())


def corner_distances(patterns: np.ndarray) -> np.ndarray:
    """Distance of each output from the nearer one of -1 and 1.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> corner_distances(np.array([-1.0, 0.0, 1.5]))
    array([0. , 1. , 0.5])
    """
    return np.abs(np.abs(np.asarray(patterns, float)) - 1)


def own_pattern_share(patterns: np.ndarray) -> float:
    """Share of items whose pattern no other item has.

    An inverse function exists for them: the pattern tells which item it was.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)

    Returns
    -------
    float

    Examples
    --------
    >>> own_pattern_share(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    0.5
    """
    items = np.reshape(patterns, (-1, np.shape(patterns)[-1]))
    _, counts = np.unique(items, axis=0, return_counts=True)
    return float((counts == 1).sum() / len(items))


def smoothed_over_sheet(patterns: np.ndarray, width: int) -> np.ndarray:
    """Average each unit with its neighbours on a square sheet, whose edges are joined.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)
        Units fill a square sheet row by row; those beyond the largest square are left out.
    width : int
        Side of the square of units that are averaged.

    Returns
    -------
    ndarray of shape (..., side, side)

    Examples
    --------
    >>> smoothed_over_sheet(np.eye(9)[4], 2)
    array([[0.  , 0.  , 0.  ],
           [0.  , 0.25, 0.25],
           [0.  , 0.25, 0.25]])
    """
    side = int(np.sqrt(np.shape(patterns)[-1]))
    sheet = np.reshape(
        np.asarray(patterns, float)[..., : side**2], (*patterns.shape[:-1], side, side)
    )
    for axis in (-2, -1):
        sheet = sum(np.roll(sheet, shift, axis) for shift in range(width)) / width
    return sheet


def mixture(patterns: np.ndarray, others: np.ndarray) -> np.ndarray:
    """A code that has half of its units from one code and half from another.

    Parameters
    ----------
    patterns, others : ndarray of shape (..., unit)
        Of the same items.

    Returns
    -------
    ndarray of shape (..., unit)
        The first half of the units of each. The pattern of each item is scaled to a standard
        deviation of 1 in each half, so that both have the same weight.
    """
    halves = []
    for part in (patterns, others):
        half = np.asarray(part, float)[..., : part.shape[-1] // 2]
        half = half - half.mean(axis=-1, keepdims=True)
        halves.append(half / half.std(axis=-1, keepdims=True))
    return np.concatenate(halves, axis=-1)
