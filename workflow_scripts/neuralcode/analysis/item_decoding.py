"""Decoding of the categories of items, across runs and across items."""

import numpy as np

from neuralcode.analysis.similarity import similarity_matrix


def named_rightly(patterns, categories):
    """Name the category of each item in each run, from the other items in the other runs.

    An item is given the category whose mean pattern it correlates with most (Haxby et al. 2001,
    Science 293:2425). Its run is left out, since noise of the same run in both would be taken for
    what tells categories apart, and so is the item itself: else a code without any similarity
    could be decoded by the item.

    Parameters
    ----------
    patterns : ndarray of shape (run, item, unit)
        One run stands for activity without noise: then just the item is left out.
    categories : sequence of length item
        At least two categories, each of at least two items.

    Returns
    -------
    ndarray of shape (item,)
        Share of the runs in which its category is named.

    Examples
    --------
    >>> faces, houses = [[1.0, 0.1, 0.0], [0.9, 0.0, 0.1]], [[0.0, 1.0, 0.9], [0.1, 0.9, 1.0]]
    >>> named_rightly(np.array([faces + houses]), ["face", "face", "house", "house"])
    array([1., 1., 1., 1.])
    """
    patterns = np.asarray(patterns, np.float64)
    names, own = np.unique(categories, return_inverse=True)
    member = own[:, None] == np.arange(len(names))  # (item, category)
    items = np.arange(len(own))
    right = np.zeros(len(own))
    total = patterns.sum(axis=0)
    for run in patterns:
        seen = (total - run) / (len(patterns) - 1) if len(patterns) > 1 else run
        sums = member.T.astype(float) @ seen
        means = sums / member.sum(axis=0)[:, None]
        # Of its own category without the item.
        others = (sums[own] - seen) / (member.sum(axis=0)[own] - 1)[:, None]
        match = similarity_matrix(run, means).astype(float)
        match[items, own] = paired_similarity(run, others)
        right += match.argmax(axis=1) == own
    return right / len(patterns)


def paired_similarity(patterns, others):
    """Pearson correlation of each pattern with one other.

    Parameters
    ----------
    patterns, others : ndarray of shape (item, unit)

    Returns
    -------
    ndarray of shape (item,)
    """
    one, other = (p - p.mean(axis=-1, keepdims=True) for p in (patterns, others))
    norms = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    return np.clip((one * other).sum(axis=-1) / norms, -1, 1)
