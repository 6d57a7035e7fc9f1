"""Decoding of the category of an item that was left out, from similarities alone."""

import numpy as np


def left_out(across, training, labels):
    """Whether each item is given its own category by the others.

    Each item is left out and given the category whose mean training pattern it correlates with
    most (Haxby et al. 2001, Science 293:2425). Training patterns are standardised before they are
    averaged, so the similarity of single patterns is all that is needed.

    Parameters
    ----------
    across : ndarray of shape (..., item, training item)
        Pearson correlation between patterns to decode and training patterns: of the same items in
        the same order, which may be measured twice.
    training : ndarray of shape (..., training item, training item)
        Pearson correlation between training patterns.
    labels : sequence of shape (item,)

    Returns
    -------
    ndarray of shape (..., item), float64
        1 where it is, 0 where it is not; NaN of an item that is alone in its category.

    Examples
    --------
    >>> similarity = np.array([[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0.5], [0, 0, 0.5, 1]])
    >>> left_out(similarity, similarity, ["cat", "cat", "car", "car"]).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    names, own = np.unique(labels, return_inverse=True)
    items = len(own)
    # Training items of each category without the item that is left out.
    used = (own == np.arange(len(names))[:, None])[None] & ~np.eye(items, dtype=bool)[:, None]
    used = used.astype(np.float64)
    sums = np.einsum("...ij,ikj->...ik", across, used, optimize=True)
    products = np.einsum("ikj,...jl->...ikl", used, training, optimize=True)
    norms = np.sqrt(np.maximum((products * used).sum(axis=-1), 0))
    scores = np.full(sums.shape, -np.inf)
    np.divide(sums, norms, out=scores, where=norms > 0)
    right = (scores.argmax(axis=-1) == own).astype(np.float64)
    alone = used[np.arange(items), own].sum(axis=-1) == 0
    return np.where(alone, np.nan, right)
