"""Statistics of subjects who all see the same items: both are samples.

Items are resampled with all their pairs; a pair of an item with itself, drawn twice, is left out
(Schuett et al. 2023, eLife 12:e82566). The interval is that of
`neuralcode.analysis.intervals.of_two_factors`.
"""

import numpy as np

from neuralcode.analysis import intervals
from neuralcode.analysis.smoothness import functional_smoothness

# Share of the resamples in which a statistic must be defined.
ENOUGH = 0.9
UNDEFINED = "undefined in too many resamples of the photographs"


def weights_of_pairs(drawn):
    """How often each pair of different items is drawn.

    Parameters
    ----------
    drawn : ndarray of shape (resample, item)
        How often each item is drawn: `neuralcode.analysis.intervals.resampling_weights`.

    Returns
    -------
    ndarray of shape (resample, pair)
        Pairs in the order of `numpy.triu_indices`.
    """
    one, other = np.triu_indices(drawn.shape[1], 1)
    return drawn[:, one] * drawn[:, other]


def correlations(x, y, pairs):
    """Correlation over pairs between a reference and each subject's similarity.

    Parameters
    ----------
    x : ndarray of shape (pair,)
    y : ndarray of shape (subject, pair)
    pairs : ndarray of shape (resample, pair)
        Of `weights_of_pairs`.

    Returns
    -------
    ndarray of shape (resample, subject)
    """
    x = np.broadcast_to(x, y.shape).astype(np.float64)
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1)
    return functional_smoothness(np.tensordot(pairs, terms, axes=([1], [1])))


def means(y, used, pairs):
    """Mean similarity over some of the pairs.

    Parameters
    ----------
    y : ndarray of shape (subject, pair)
    used : ndarray of shape (pair,), bool
    pairs : ndarray of shape (resample, pair)

    Returns
    -------
    ndarray of shape (resample, subject)
        NaN where none of them is drawn.
    """
    total = pairs[:, used].sum(axis=1)
    sums = pairs[:, used] @ np.asarray(y, np.float64)[:, used].T
    return sums / np.where(total > 0, total, np.nan)[:, None]


def with_interval(values, drawn, weights, confidence, items):
    """Mean over subjects, its interval over subjects and items, and why there is none.

    Parameters
    ----------
    values : ndarray of shape (subject,)
    drawn : ndarray of shape (resample, subject)
        In each resample of the items.
    weights : ndarray of shape (resample, subject)
    confidence : float
    items : int

    Returns
    -------
    (mean, low, high) : tuple of float
    note : str
    """
    defined = np.isfinite(drawn).all(axis=1)
    note = intervals.missing(len(values))
    if not note and items < intervals.MINIMUM:
        note = f"fewer than {intervals.MINIMUM} photographs"
    if not np.isfinite(values).all():
        return (float(np.mean(values)), np.nan, np.nan), "undefined, or no such pair"
    if defined.mean() < ENOUGH:
        return (float(values.mean()), np.nan, np.nan), note or UNDEFINED
    found = intervals.of_two_factors(
        values, drawn[defined], weights[defined], confidence, factor=items, scale="correlation"
    )
    return tuple(map(float, found)), note
