"""Similarity of patterns of activity."""

import numpy as np


class UndefinedSimilarityError(ValueError):
    """A pattern has no Pearson correlation: it is constant, or not finite.

    Attributes
    ----------
    position : tuple of int
        Index of the first such pattern: seed, category, level.
    value : float
        What its first unit holds.
    """

    def __init__(self, position, value):
        self.position = tuple(int(index) for index in position)
        self.value = float(value)
        super().__init__(f"pattern {self.position} is constant or not finite (it holds {value})")


def first_undefined(patterns):
    """Index of the first pattern that has no Pearson correlation: constant, or not finite.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)

    Returns
    -------
    tuple of int, or None
        None where all patterns have one.
    """
    with np.errstate(invalid="ignore"):  # inf - inf is the NaN that is looked for
        spread = patterns.max(axis=-1) - patterns.min(axis=-1)
    undefined = ~(spread > 0) | ~np.isfinite(spread)
    return tuple(np.argwhere(undefined)[0]) if undefined.any() else None


def prototype_similarity(patterns):
    """Pearson correlation, over units, between each prototype and its distortions.

    Parameters
    ----------
    patterns : ndarray of shape (seed, category, level, unit)
        Level 0 is the prototype.

    Returns
    -------
    ndarray of shape (seed, category, level), float32
        1 at level 0.

    Raises
    ------
    UndefinedSimilarityError
        If a pattern is constant or has a value that is not finite.
    """
    similarity = np.empty(patterns.shape[:-1], np.float32)
    # Seed by seed: the double-precision copy of one seed fits into the processor's cache.
    for index, pattern in enumerate(patterns):
        position = first_undefined(pattern)
        if position is not None:
            raise UndefinedSimilarityError((index, *position), pattern[position][0])
        centred = pattern - pattern.mean(axis=-1, dtype=np.float64, keepdims=True)
        norm = np.sqrt(np.einsum("clu,clu->cl", centred, centred))
        product = np.einsum("clu,cu->cl", centred, centred[:, 0])
        similarity[index] = np.clip(product / (norm * norm[:, :1]), -1, 1)
    return similarity
