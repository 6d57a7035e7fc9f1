"""Confidence intervals over seeds that cover what they say, also where seeds are few.

Percentile and BCa intervals cover too little below 20 seeds. Here a mean has a t interval, and any
other statistic a bootstrap-t interval (Efron & Tibshirani 1993, An Introduction to the Bootstrap,
section 12.5). A correlation is treated on Fisher's scale, where its distribution is nearly normal,
so that no bound leaves [-1, 1]. Below `MINIMUM` seeds there is no interval.

Seeds are what is resampled where each seed draws its own stimuli. Where all seeds share their
stimuli, these are a second random factor: see `of_two_factors`, or
`neuralcode.analysis.item_pairs`.
"""

import numpy as np
from scipy.special import stdtrit

# Seeds below which there is no interval: with 4 values a t interval is 1.6 times as wide as with
# many, and a bootstrap has no more than 35 different resamples.
MINIMUM = 5
# Relative to its scale, a spread below this is rounding: the statistic is the same in all seeds.
ROUNDING = 1e-9


def missing(seeds):
    """Why a value has no interval.

    Parameters
    ----------
    seeds : int
        Number of seeds.

    Returns
    -------
    str
        Empty where there is one.

    Examples
    --------
    >>> missing(3)
    'fewer than 5 seeds'
    """
    return f"fewer than {MINIMUM} seeds" if seeds < MINIMUM else ""


def of_mean(values, confidence, *, scale="linear"):
    """Mean over seeds, and its t interval.

    Parameters
    ----------
    values : ndarray of shape (seed, ...)
        Independent between seeds.
    confidence : float
        Coverage of the interval, such as 0.95.
    scale : str
        ``"linear"``, or ``"correlation"`` where the values are correlations: the interval is
        computed on Fisher's scale, with the standard error of the mean carried there (the delta
        method).

    Returns
    -------
    mean, low, high : ndarray of shape (...)
        The interval is NaN below `MINIMUM` seeds. Where all seeds have the same value it is that.

    Examples
    --------
    >>> mean, low, high = of_mean(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.95)
    >>> print(f"{mean:.2f} [{low:.2f}, {high:.2f}]")
    3.00 [1.04, 4.96]
    """
    values = np.asarray(values, np.float64)
    mean = values.mean(axis=0)
    if missing(len(values)):
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    quantile = stdtrit(len(values) - 1, (1 + confidence) / 2)
    return mean, *bounds(mean, error, -quantile, quantile, scale)


def resampling_weights(count, resamples, rng):
    """How often each seed, or stimulus, is drawn in each bootstrap resample.

    Parameters
    ----------
    count, resamples : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (resample, count)
        Each row adds up to `count`.
    """
    return rng.multinomial(count, np.full(count, 1 / count), size=resamples).astype(float)


def of_statistic(statistic, sums, weights, confidence, *, scale="linear"):
    """A statistic of sums over seeds, and its bootstrap-t interval.

    The standard errors, of the estimate and of every resample, come from the influence of each
    seed (the infinitesimal jackknife: Efron & Tibshirani 1993, section 21.3), with derivatives of
    the statistic by central differences. A contrast between conditions is one statistic of both,
    so that its interval is paired.

    Parameters
    ----------
    statistic : function
        From sums over seeds, of shape (..., k), to values of shape (...) or (..., m). It must not
        depend on the number of seeds that were added up: twice the sums give the same value.
    sums : ndarray of shape (seed, k)
        Of each seed; see `neuralcode.analysis.smoothness.pair_sums`.
    weights : ndarray of shape (resample, seed)
        Of `resampling_weights`.
    confidence : float
    scale : str
        ``"linear"``, or ``"correlation"`` for a statistic between -1 and 1.

    Returns
    -------
    value, low, high : ndarray of shape () or (m,)
        The interval is NaN below `MINIMUM` seeds, and where the statistic is. Where it is the same
        in all resamples it is that value.
    """
    sums = np.asarray(sums, np.float64)
    seeds = len(sums)
    value = np.asarray(statistic(sums.sum(axis=0)), np.float64)
    if missing(seeds):
        return value, np.full_like(value, np.nan), np.full_like(value, np.nan)
    # The first row is the estimate itself, each seed drawn once.
    drawn = np.vstack([np.ones(seeds), weights])
    with np.errstate(invalid="ignore", divide="ignore"):
        values, errors = _influence(statistic, sums, drawn)
        scaled, slope = _scaled(values, scale)
        studentised = (scaled[1:] - scaled[0]) / (slope[1:] * errors[1:])
    studentised[~np.isfinite(studentised)] = np.nan
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore"):
        low, high = _quantiles(studentised, [tail, 1 - tail])
    # The tails change sides: a resample far above the estimate says that it may lie too high.
    return value, *bounds(value, errors[0], -high, -low, scale)


def of_two_factors(values, drawn, weights, confidence, *, factor, scale="linear"):
    """Mean over seeds that all share their stimuli: both are random, and both are resampled.

    The variance of a bootstrap over both counts the interaction of seeds and stimuli three
    times. Schuett et al. 2023, eLife 12:e82566, correct it by bootstraps of each factor:
    2 (var_seeds + var_stimuli) - var_both, and not below either of the first two. The t quantile
    has the degrees of freedom of the smaller factor.

    Parameters
    ----------
    values : ndarray of shape (seed, ...)
        For the stimuli as they are.
    drawn : ndarray of shape (resample, seed, ...)
        For each resample of the stimuli.
    weights : ndarray of shape (resample, seed)
        How often each seed is drawn beside each resample of the stimuli.
    confidence : float
    factor : int
        Number of independent stimuli, or categories, that were resampled.
    scale : str
        See `of_mean`.

    Returns
    -------
    mean, low, high : ndarray of shape (...)
        The interval is NaN below `MINIMUM` seeds or stimuli.
    """
    values, drawn = np.asarray(values, np.float64), np.asarray(drawn, np.float64)
    seeds = len(values)
    mean = values.mean(axis=0)
    if missing(min(seeds, factor)):
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    by_seed, by_stimulus = seeds / (seeds - 1), factor / (factor - 1)
    of_seeds = by_seed * np.tensordot(weights / seeds, values, 1).var(axis=0, ddof=1)
    of_stimuli = by_stimulus * drawn.mean(axis=1).var(axis=0, ddof=1)
    both = np.einsum("rs,rs...->r...", weights / seeds, drawn)
    of_both = by_seed * by_stimulus * both.var(axis=0, ddof=1)
    variance = 2 * (of_seeds + of_stimuli) - of_both
    variance = np.maximum(variance, np.maximum(of_seeds, of_stimuli))
    quantile = stdtrit(min(seeds, factor) - 1, (1 + confidence) / 2)
    return mean, *bounds(mean, np.sqrt(variance), -quantile, quantile, scale)


def _influence(statistic, sums, drawn):
    """Value and standard error of the statistic in each resample: (resample, ...)."""
    seeds, k = sums.shape
    centred = sums - sums.mean(axis=0)
    products = np.einsum("sk,sl->skl", centred, centred).reshape(seeds, -1)
    offset = drawn @ centred
    scatter = (drawn @ products).reshape(-1, k, k)
    scatter -= np.einsum("rk,rl->rkl", offset, offset) / seeds
    # A sum after the other, as statistics take them.
    totals = np.asfortranarray(drawn @ sums)
    gradient = np.moveaxis(
        [
            _derivative(statistic, totals, number, step)
            for number, step in enumerate(1e-5 * np.sqrt(seeds) * sums.std(axis=0))
        ],
        0,
        1,
    )
    variance = np.einsum("rk...,rkl,rl...->r...", gradient, scatter, gradient)
    # The root of rounding is large: variances may come out just below 0.
    error = np.sqrt(np.maximum(variance, 0) * seeds / (seeds - 1))
    return np.asarray(statistic(totals), np.float64), error


def _derivative(statistic, totals, number, step):
    """Of the statistic by one of its sums; 0 where all seeds have the same, such as a count."""
    if step == 0:
        return np.zeros_like(statistic(totals))
    above, below = totals.copy(order="K"), totals.copy(order="K")
    above[:, number] += step
    below[:, number] -= step
    return (statistic(above) - statistic(below)) / (2 * step)


def _scaled(values, scale):
    """Values on the scale of the interval, and the slope of that scale."""
    if scale == "linear":
        return values, np.ones_like(values)
    if scale == "correlation":
        inside = np.clip(values, -1 + 1e-12, 1 - 1e-12)
        return np.arctanh(inside), 1 / (1 - inside**2)
    raise ValueError(f"scale must be one of linear, correlation; got {scale!r}")


def bounds(value, error, low, high, scale):
    """Ends of the interval at two multiples of the standard error, back on the first scale."""
    scaled, slope = _scaled(value, scale)
    back = np.tanh if scale == "correlation" else np.asarray
    # All seeds alike, as where a code is compared with itself: there is nothing to be unsure of.
    exact = error <= ROUNDING * np.maximum(np.abs(value), 1 if scale == "correlation" else 0)
    return tuple(
        np.where(exact, value, back(scaled + multiple * slope * error)) for multiple in (low, high)
    )


def _quantiles(values, at):
    """Quantiles over the first axis of what is not NaN; NaN where too little is left."""
    count = np.isfinite(values).sum(axis=0)
    enough = count > 0.9 * len(values)
    filled = np.where(enough, values, 0.0)
    return (np.where(enough, found, np.nan) for found in np.nanquantile(filled, at, axis=0))
