"""Statistics of sums over seeds as values of single seeds, so that differences are paired.

A statistic such as a correlation over all pairs of all seeds has no value in a single seed. The
jackknife gives it one: the influence of the seed. Then a difference of two statistics has the
difference of their values in each seed, and its interval comes from the same seeds.
"""

import numpy as np
from scipy.special import stdtrit

from neuralcode.analysis.intervals import missing


def by_seed(statistic, sums):
    """Values of single seeds whose mean is the statistic, and whose error is the statistic's.

    Pseudo-values of the jackknife (Tukey 1958, Annals of Mathematical Statistics 29:614), moved so
    that their mean is the statistic of all seeds.

    Parameters
    ----------
    statistic : function
        From sums over seeds, of shape (..., k), to values of shape (...) or (..., m). It must not
        depend on the number of seeds that were added up: twice the sums give the same value.
    sums : ndarray of shape (seed, k)
        Of each seed, such as `neuralcode.analysis.smoothness.pair_sums`.

    Returns
    -------
    ndarray of shape (seed,) or (seed, m)
        For `neuralcode.analysis.intervals.of_mean`, alone or in differences.

    Examples
    --------
    The values of a mean are the seeds' own:

    >>> by_seed(lambda sums: sums[..., 1] / sums[..., 0], np.array([[1.0, 3.0], [1.0, 5.0]]))
    array([3., 5.])
    """
    sums = np.asarray(sums, np.float64)
    total, seeds = sums.sum(axis=0), len(sums)
    value = np.asarray(statistic(total), np.float64)
    if seeds == 1:
        return value[None]
    without = np.asarray(statistic(total - sums), np.float64)
    return value + (seeds - 1) * (without.mean(axis=0) - without)


def pair_sums_by_item(x, y, used=None):
    """Sums over the pairs of each item, from which a correlation over all pairs follows.

    Parameters
    ----------
    x, y : ndarray of shape (item, item)
        Symmetric; similarity of the same items. The diagonal does not count.
    used : ndarray of shape (item, item), bool, optional
        Symmetric: pairs that count. All by default.

    Returns
    -------
    ndarray of shape (item, 6)
        As `neuralcode.analysis.smoothness.pair_sums`. A pair counts for both of its items.
    """
    different = ~np.eye(len(x), dtype=bool)
    different &= True if used is None else used
    x, y = (np.where(different, np.asarray(a, np.float64), 0.0) for a in (x, y))
    terms = (different.astype(np.float64), x, y, x * x, y * y, x * y)
    return np.stack([term.sum(axis=1) for term in terms], axis=1)


def by_item(statistic, sums):
    """Values of single items of a statistic over all their pairs.

    Pairs are not independent, items are: the jackknife leaves out an item with all its pairs
    (Arvesen 1969, Annals of Mathematical Statistics 40:2076). As in `by_seed` the mean of the
    values is the statistic.

    Parameters
    ----------
    statistic : function
        See `by_seed`.
    sums : ndarray of shape (item, k)
        Over the pairs of each item, such as `pair_sums_by_item`; each pair is in two of them.

    Returns
    -------
    ndarray of shape (item,) or (item, m)
        For `neuralcode.analysis.intervals.of_mean`.

    Examples
    --------
    >>> x = np.array([[1.0, 0.5, 0.1], [0.5, 1.0, 0.3], [0.1, 0.3, 1.0]])
    >>> mean = lambda sums: sums[..., 1] / sums[..., 0]
    >>> by_item(mean, pair_sums_by_item(x, x)).mean().round(3)
    np.float64(0.3)
    """
    sums = np.asarray(sums, np.float64)
    total, items = sums.sum(axis=0) / 2, len(sums)
    value = np.asarray(statistic(total), np.float64)
    without = np.asarray(statistic(total - sums), np.float64)
    return value + (items - 1) * (without.mean(axis=0) - without)


def of_ratio(numerators, denominators, confidence):
    """Ratio of two means over seeds, and its interval by the theorem of Fieller.

    It covers also where the denominator is not surely above 0, which makes the interval
    unbounded (Fieller 1954, Journal of the Royal Statistical Society B 16:175-185).

    Parameters
    ----------
    numerators, denominators : ndarray of shape (seed, ...)
        Of the same seeds; see `by_seed` for statistics that are no means.
    confidence : float

    Returns
    -------
    ratio, low, high : ndarray of shape (...)
        The ratio is NaN where the mean denominator is not above 0. The interval is NaN where the
        ratio is, or where there are too few seeds. It ends at -inf or inf where the interval of
        the denominator includes 0; one of its ends may be finite, since denominators are positive.

    Examples
    --------
    >>> ratio, low, high = of_ratio(np.array([1.0, 2, 3, 2, 2]), np.array([4.0, 4, 4, 4, 4]), 0.95)
    >>> print(f"{ratio:.2f} [{low:.2f}, {high:.2f}]")
    0.50 [0.28, 0.72]
    """
    above, below = (np.asarray(a, np.float64) for a in (numerators, denominators))
    seeds, a, b = len(above), above.mean(axis=0), below.mean(axis=0)
    ratio = a / np.where(b > 0, b, np.nan)
    if missing(seeds):
        return ratio, np.full_like(ratio, np.nan), np.full_like(ratio, np.nan)
    quantile = stdtrit(seeds - 1, (1 + confidence) / 2)
    factor = quantile**2 / (seeds * (seeds - 1))
    # All theta for which the mean of (above - theta below) is within its error of 0 are the roots
    # and one side of square theta^2 - 2 linear theta + constant = 0.
    square = b * b - factor * ((below - b) ** 2).sum(axis=0)
    linear = a * b - factor * ((above - a) * (below - b)).sum(axis=0)
    constant = a * a - factor * ((above - a) ** 2).sum(axis=0)
    bounded = square > 0
    root = np.sqrt(np.maximum(linear * linear - square * constant, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (linear - root) / square, (linear + root) / square
    # Unbounded, without 0: the roots lie on both sides of 0, and beyond that of the sign of a
    # everything is possible.
    apart = ~bounded & (constant > 0)
    low = np.where(bounded, one, np.where(apart & (a > 0), np.maximum(one, other), -np.inf))
    high = np.where(bounded, other, np.where(apart & (a < 0), np.minimum(one, other), np.inf))
    undefined = np.isnan(ratio)
    return ratio, np.where(undefined, np.nan, low), np.where(undefined, np.nan, high)


def why_empty(seeds, ratio, what="corrected value"):
    """Why a value corrected for noise, or an end of its interval, is empty in a table.

    Parameters
    ----------
    seeds : int
    ratio : sequence of float
        Of `of_ratio`: the value and the ends of its interval.
    what : str
        Name of the value.

    Returns
    -------
    str
        Empty where nothing is missing.

    Examples
    --------
    >>> why_empty(10, (0.9, 0.2, np.inf))
    'the variance of the signal may be 0: the corrected value has no bound'
    """
    value, low, high = ratio
    reasons = [missing(seeds)]
    if np.isnan(value):
        reasons.append("the variance of the signal is not above 0")
    elif np.isinf([low, high]).any():
        reasons.append(f"the variance of the signal may be 0: the {what} has no bound")
    return "; ".join(filter(None, reasons))
