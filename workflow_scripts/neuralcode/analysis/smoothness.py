"""Functional smoothness, and how sure the seeds make us of it.

All statistics here are functions of sums over seeds. A bootstrap over seeds then is one product of
matrices: the number of times that each seed is drawn, times the sums of each seed.
"""

import numpy as np


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


def resampling_weights(n_seeds, n_resamples, rng):
    """How often each seed is drawn in each bootstrap resample.

    Parameters
    ----------
    n_seeds, n_resamples : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (resample, seed)
        Each row adds up to `n_seeds`.
    """
    return rng.multinomial(n_seeds, np.full(n_seeds, 1 / n_seeds), size=n_resamples).astype(float)


def mean_over_seeds(sums):
    """Mean over seeds of statistics that stand beside a count of seeds.

    Parameters
    ----------
    sums : ndarray of shape (..., 1 + k)
        Number of seeds, and k statistics added up over them: see `with_count`.

    Returns
    -------
    ndarray of shape (..., k)
    """
    return sums[..., 1:] / sums[..., :1]


def with_count(values):
    """Put a count of 1 before the statistics of each seed, for `mean_over_seeds`.

    Parameters
    ----------
    values : ndarray of shape (seed, k)

    Returns
    -------
    ndarray of shape (seed, 1 + k)
    """
    return np.insert(np.asarray(values, np.float64), 0, 1.0, axis=1)


def estimate(statistic, sums, weights, confidence):
    """A statistic of the sums over seeds, and its percentile bootstrap interval over seeds.

    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.

    Parameters
    ----------
    statistic : function
        From sums over seeds, of shape (..., k), to values.
    sums : ndarray of shape (seed, k)
        Of each seed.
    weights : ndarray of shape (resample, seed)
        Of `resampling_weights`.
    confidence : float
        Coverage of the interval, such as 0.95.

    Returns
    -------
    value, low, high : ndarray
        The interval is NaN where there is one seed: it says nothing about others.
    """
    value = statistic(sums.sum(axis=0))
    if len(sums) == 1:
        return value, np.full_like(value, np.nan), np.full_like(value, np.nan)
    tail = (1 - confidence) / 2
    low, high = np.quantile(statistic(weights @ sums), [tail, 1 - tail], axis=0)
    return value, low, high
