"""Statistics of all pairs of items that seeds share, and what is uncertain in them.

Seeds and items are both samples. A statistic without each of the items in turn gives its
pseudo-values (the jackknife: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter
11), one per seed and item. Their analysis of variance over seeds and items has the variance of the
mean, as for readers and cases in radiology (Dorfman, Berbaum & Metz 1992, Investigative Radiology
27:723-731). It needs one computation per item, where a bootstrap over items needs a thousand.
"""

import numpy as np
from scipy.special import stdtrit

from neuralcode.analysis import intervals, smoothness


def pseudo_values(values, without):
    """Pseudo-values of the jackknife over items.

    Parameters
    ----------
    values : ndarray of shape (seed,)
        The statistic of all items.
    without : ndarray of shape (seed, item)
        The same without each item.

    Returns
    -------
    ndarray of shape (seed, item)

    Examples
    --------
    >>> items = np.array([[1.0, 2.0, 6.0]])
    >>> without = (items.sum() - items) / 2
    >>> pseudo_values(items.mean(axis=1), without)  # of a mean they are the values themselves
    array([[1., 2., 6.]])
    """
    count = np.shape(without)[1]
    return count * np.asarray(values)[:, None] - (count - 1) * np.asarray(without)


def functional_smoothness(items, patterns):
    """Functional smoothness of each seed over all pairs of items, and without each item.

    Parameters
    ----------
    items, patterns : ndarray of shape (seed, item, other_item)
        Similarity of the items and of their patterns, symmetric; the diagonal plays no part.

    Returns
    -------
    values : ndarray of shape (seed,)
    without : ndarray of shape (seed, item)
        NaN where one of the two similarities is the same for all pairs.
    """
    x, y = (np.array(matrices, np.float64) for matrices in (items, patterns))
    diagonal = np.arange(x.shape[-1])
    # Pearson correlation does not see a shift, and sums of squares of small numbers are exact.
    off = ~np.eye(len(diagonal), dtype=bool)
    for matrices in (x, y):
        matrices -= matrices[:, off].mean(axis=1)[:, None, None]
        matrices[:, diagonal, diagonal] = 0
    by_item = np.stack(
        [np.full(x.shape[:2], len(diagonal) - 1.0)]
        + [product.sum(axis=2) for product in (x, y, x * x, y * y, x * y)],
        axis=-1,
    )
    total = by_item.sum(axis=1) / 2  # each pair is in two rows
    return (
        smoothness.functional_smoothness(total),
        smoothness.functional_smoothness(total[:, None] - by_item),
    )


def with_interval(values, without, confidence, *, scale="correlation"):
    """Mean of a statistic over seeds, and its interval over seeds and items.

    Parameters
    ----------
    values : ndarray of shape (seed,)
    without : ndarray of shape (seed, item)
        See `pseudo_values`.
    confidence : float
    scale : str
        See `neuralcode.analysis.intervals.of_mean`.

    Returns
    -------
    mean, low, high : float
    """
    return of_crossed(pseudo_values(values, without), np.mean(values), confidence, scale=scale)


def of_crossed(values, mean, confidence, *, scale="linear"):
    """Interval of a mean over seeds and items that all seeds share, by the variance of both.

    With mean squares of a two-way analysis of variance without replication, the variance of the
    mean over S seeds and n items, both random, is (MS_seeds + MS_items - MS_both) / (S n), and not
    below what each of the factors gives alone. The t quantile has the degrees of freedom of the
    smaller factor, as in
    `neuralcode.analysis.intervals.of_two_factors`.

    Parameters
    ----------
    values : ndarray of shape (seed, item)
        Or pseudo-values of a statistic: see `pseudo_values`.
    mean : float
        What the interval is of: the mean of the values, or the statistic itself.
    confidence : float
    scale : str
        See `neuralcode.analysis.intervals.of_mean`.

    Returns
    -------
    mean, low, high : float
        The interval is NaN below `intervals.MINIMUM` seeds or items.

    Examples
    --------
    >>> values = np.add.outer(np.arange(5.0), np.arange(5.0))
    >>> mean, low, high = of_crossed(values, values.mean(), 0.95)
    >>> print(f"{mean:.2f} [{low:.2f}, {high:.2f}]")
    4.00 [1.22, 6.78]
    """
    values = np.asarray(values, np.float64)
    seeds, items = values.shape
    if intervals.missing(min(seeds, items)) or not np.isfinite(values).all():
        return float(mean), np.nan, np.nan
    by_seed, by_item = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_seed[:, None] - by_item + values.mean()
    of_seeds, of_items = by_seed.var(ddof=1) / seeds, by_item.var(ddof=1) / items
    of_both = (rest**2).sum() / ((seeds - 1) * (items - 1)) / (seeds * items)
    variance = max(of_seeds + of_items - of_both, of_seeds, of_items)
    quantile = stdtrit(min(seeds, items) - 1, (1 + confidence) / 2)
    bounds = intervals.bounds(np.float64(mean), np.sqrt(variance), -quantile, quantile, scale)
    return float(mean), *map(float, bounds)
