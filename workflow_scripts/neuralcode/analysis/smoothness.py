"""Functional smoothness, and how sure the seeds make us of it.

All statistics here are functions of sums over seeds, so that a seed is left out by a subtraction.

Functional smoothness through a noisy scanner does not rank codes: noise hides narrow ranges of
similarity, so that the codes that keep everything score lowest. `corrected` estimates what it is
in the voxels without noise.
"""

import numpy as np

from neuralcode.analysis.intervals import of_statistic
from neuralcode.analysis.jackknife import by_seed, of_ratio


def pair_sums(x, y):
    """Sums over pairs, by seed, from which a correlation over all pairs follows.

    Parameters
    ----------
    x, y : ndarray of shape (seed, ...)
        Similarity of the items, and of their representations, for the same pairs.

    Returns
    -------
    ndarray of shape (seed, 6)
        Number of pairs, sums of x, y, x^2, y^2 and x y.
    """
    x, y = (np.asarray(a, np.float64).reshape(len(a), -1) for a in (x, y))
    n = np.full(len(x), x.shape[1], np.float64)
    return np.stack([n, x.sum(1), y.sum(1), (x * x).sum(1), (y * y).sum(1), (x * y).sum(1)], axis=1)


def functional_smoothness(sums):
    """Pearson correlation over pairs between similarity of items and of representations.

    Guest & Love 2017: a code is functionally smooth where sim(x1, x2) is proportional to
    sim(y1, y2).

    Parameters
    ----------
    sums : ndarray of shape (..., 6)
        Of `pair_sums`, added up over seeds.

    Returns
    -------
    ndarray of shape (...)
        NaN where one of the two similarities is the same for all pairs.
    """
    n, x, y, xx, yy, xy = np.moveaxis(np.asarray(sums, np.float64), -1, 0)
    variance_x, variance_y = n * xx - x * x, n * yy - y * y
    # Rounding leaves a constant with a variance of some 1e-16 of its square sum.
    defined = (variance_x > 1e-12 * n * xx) & (variance_y > 1e-12 * n * yy)
    scale = np.sqrt(np.where(defined, variance_x * variance_y, np.nan))
    return np.clip((n * xy - x * y) / scale, -1, 1)


def with_interval(sums, weights, confidence):
    """Functional smoothness over all seeds, and its interval.

    Parameters
    ----------
    sums : ndarray of shape (seed, 6)
        Of `pair_sums`.
    weights : ndarray of shape (resample, seed)
        Of `neuralcode.analysis.intervals.resampling_weights`.
    confidence : float

    Returns
    -------
    value, low, high : ndarray of shape ()
        See `neuralcode.analysis.intervals.of_statistic`.
    """
    return of_statistic(functional_smoothness, sums, weights, confidence, scale="correlation")


def within_prototype_sums(x, y, other):
    """Sums over pairs, by seed, of deviations from the means of their prototypes.

    The gain of a prototype's pattern (how far its units lie from their mean) scales the similarity
    of all of its distortions in noise. That variance is between prototypes, and is not similarity.

    Parameters
    ----------
    x : ndarray of shape (seed, category, level)
        Similarity of the items.
    y, other : ndarray of shape (seed, category, level)
        Similarity of their representations in two measurements with independent noise:
        `neuralcode.analysis.similarity.similarity_across_runs`. The same array twice without noise.

    Returns
    -------
    ndarray of shape (seed, 4)
        Sums over pairs of x^2, x m, m^2 and y other, where m is the mean of y and other.
    """
    x, y, other = (np.asarray(a, np.float64) for a in (x, y, other))
    x, y, other = (a - a.mean(axis=-1, keepdims=True) for a in (x, y, other))
    mean = (y + other) / 2
    products = (x * x, x * mean, mean * mean, y * other)
    return np.stack([product.sum(axis=(1, 2)) for product in products], axis=1)


def noise_ceiling(sums):
    """Largest functional smoothness, within prototypes, that this noise allows.

    That of a code whose similarity without noise is proportional to that of the items: the square
    root of the share of the measured variance that two measurements have in common.

    Parameters
    ----------
    sums : ndarray of shape (..., 4)
        Of `within_prototype_sums`, added up over seeds.

    Returns
    -------
    ndarray of shape (...)
        1 without noise; NaN where the variance of the signal is not above 0.
    """
    _, _, measured, signal = np.moveaxis(np.asarray(sums, np.float64), -1, 0)
    return np.sqrt(np.where(signal > 0, signal, np.nan) / measured)


def _parts_of_corrected(sums):
    """Numerator and denominator of the corrected functional smoothness: (..., 2)."""
    items, both, _, signal = np.moveaxis(np.asarray(sums, np.float64), -1, 0)
    items = np.where(items > 0, items, np.nan)
    return np.stack([both / items, np.sqrt(np.maximum(signal, 0) / items)], axis=-1)


def corrected(sums, confidence):
    """Functional smoothness of the voxels without noise, within prototypes, and its interval.

    The correlation of similarities corrected for attenuation (Spearman 1904, American Journal of
    Psychology 15:72-101): the covariance with the similarity of the items, over the root of the
    items' variance times the covariance of two measurements. The items have no noise.

    Parameters
    ----------
    sums : ndarray of shape (seed, 4)
        Of `within_prototype_sums`.
    confidence : float

    Returns
    -------
    value, low, high : ndarray of shape ()
        An estimate, which may leave -1 to 1. NaN where the variance of the signal is not above 0.
        An end of the interval is infinite where the variance of the signal may be 0: see
        `neuralcode.analysis.jackknife.of_ratio`.
    """
    parts = by_seed(_parts_of_corrected, sums)
    return of_ratio(parts[:, 0], parts[:, 1], confidence)
