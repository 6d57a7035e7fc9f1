"""Similarity of patterns of activity."""

from contextlib import contextmanager

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


@contextmanager
def named(*dimensions, where, seeds=None):
    """Name the pattern that has no Pearson correlation.

    Parameters
    ----------
    *dimensions : str
        Of the patterns, without that of the units.
    where : str
        Which patterns they are.
    seeds : sequence of int, optional
        Numbers of the seeds, if that is a dimension.

    Raises
    ------
    ValueError
        Instead of an `UndefinedSimilarityError` in the context.

    Examples
    --------
    >>> with named("seed", "layer", where="network trained", seeds=range(10, 20)):
    ...     raise UndefinedSimilarityError((2, 1), 0)
    Traceback (most recent call last):
    ...
    ValueError: The Pearson correlation of a pattern is undefined, because it holds 0 in every unit
    or is not finite: seed 12, layer 1 (network trained).
    """
    try:
        yield
    except UndefinedSimilarityError as error:
        place = dict(zip(dimensions, error.position, strict=True))
        if seeds is not None:
            place["seed"] = seeds[place["seed"]]
        named_place = ", ".join(f"{name} {index}" for name, index in place.items())
        raise ValueError(
            f"The Pearson correlation of a pattern is undefined, because it holds {error.value:g} "
            f"in every unit or is not finite: {named_place} ({where})."
        ) from error


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


def odd_and_even(patterns, axis):
    """Mean pattern in the odd runs and in the even runs, which share no noise.

    Parameters
    ----------
    patterns : ndarray
        Patterns of single runs.
    axis : int
        Of the runs; counted from the front.

    Returns
    -------
    ndarray
        Of the shape of `patterns`, with the two halves in place of the runs. The first half has
        one run more where their number is odd. With a single run the second half is missing: NaN.

    Examples
    --------
    >>> odd_and_even(np.array([[1.0], [5.0], [3.0]]), axis=0)
    array([[2.],
           [5.]])
    """
    runs = np.moveaxis(patterns, axis, 0)
    missing = np.full_like(runs[0], np.nan)
    even = runs[1::2].mean(axis=0) if len(runs) > 1 else missing
    return np.moveaxis(np.stack([runs[::2].mean(axis=0), even]), 0, axis)


def prototype_similarity(prototypes, distortions=None):
    """Pearson correlation, over units, between each prototype and its distortions.

    Parameters
    ----------
    prototypes : ndarray of shape (seed, category, level, unit)
        Level 0 is the prototype.
    distortions : ndarray of shape (seed, category, level, unit), optional
        Patterns of the same stimuli in other runs, of which the distortions are taken. By default
        those of `prototypes`.

    Returns
    -------
    ndarray of shape (seed, category, level), float32
        At level 0 a pattern is compared with itself: 1, or its reliability where the distortions
        are from other runs.

    Raises
    ------
    UndefinedSimilarityError
        If a pattern is constant or has a value that is not finite.
    """
    similarity = np.empty(prototypes.shape[:-1], np.float32)
    # Seed by seed: the double-precision copy of one seed fits into the processor's cache.
    for index, pattern in enumerate(prototypes):
        centred, norm = _centred(pattern, index)
        if distortions is None:
            others, norms = centred, norm
        else:
            others, norms = _centred(distortions[index], index)
        product = np.einsum("clu,cu->cl", others, centred[:, 0])
        similarity[index] = np.clip(product / (norms * norm[:, :1]), -1, 1)
    return similarity


def _centred(pattern, seed):
    """Patterns of a seed less their means, and their norms: (category, level)."""
    position = first_undefined(pattern)
    if position is not None:
        raise UndefinedSimilarityError((seed, *position), pattern[position][0])
    centred = pattern - pattern.mean(axis=-1, dtype=np.float64, keepdims=True)
    return centred, np.sqrt(np.einsum("clu,clu->cl", centred, centred))


def similarity_across_runs(betas):
    """Similarity of prototypes and distortions that were measured in independent runs.

    The betas of one run share noise (of the baseline, the drift and of stimuli that follow one
    another), which makes patterns of the same run alike. Noise of different runs has nothing in
    common, so that its correlation is 0 on average (Walther et al. 2016, NeuroImage 137:188-200).

    Parameters
    ----------
    betas : ndarray of shape (seed, run, category, level, voxel)

    Returns
    -------
    ndarray of shape (seed, 2, category, level), float32
        Prototypes of the odd runs with distortions of the even runs, and the reverse. Level 0 is
        the reliability: the correlation of the prototype's pattern with itself in the other runs.
        NaN where there is one run.

    Raises
    ------
    UndefinedSimilarityError
        If the pattern of a half is constant or has a value that is not finite.
    """
    if betas.shape[1] == 1:
        return np.full((len(betas), 2, *betas.shape[2:-1]), np.nan, np.float32)
    halves = odd_and_even(betas, axis=1)
    odd, even = halves[:, 0], halves[:, 1]
    return np.stack([prototype_similarity(odd, even), prototype_similarity(even, odd)], axis=1)


def standardised(patterns):
    """Centre each pattern over its units and divide it by its norm.

    Parameters
    ----------
    patterns : ndarray of shape (..., unit)

    Returns
    -------
    ndarray of shape (..., unit), float64
        The scalar product of two such patterns is their Pearson correlation.

    Raises
    ------
    UndefinedSimilarityError
        If a pattern is constant or has a value that is not finite. Its position is the index of
        the pattern.
    """
    position = first_undefined(patterns)
    if position is not None:
        raise UndefinedSimilarityError(position, patterns[position][0])
    centred = np.asarray(patterns, np.float64)
    centred = centred - centred.mean(axis=-1, keepdims=True)
    centred /= np.linalg.norm(centred, axis=-1, keepdims=True)
    return centred


def similarity_matrix(patterns, others=None):
    """Pearson correlation, over units, of every two patterns.

    Parameters
    ----------
    patterns : ndarray of shape (..., item, unit)
    others : ndarray of shape (..., other item, unit), optional
        What to compare them with; by default with themselves.

    Returns
    -------
    ndarray of shape (..., item, other item), float32

    Raises
    ------
    UndefinedSimilarityError
        See `standardised`.
    """
    one = standardised(patterns)
    other = one if others is None else standardised(others)
    return np.clip(one @ np.swapaxes(other, -1, -2), -1, 1).astype(np.float32)
