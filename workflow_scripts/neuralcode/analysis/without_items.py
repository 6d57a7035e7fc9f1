"""How dissimilarity matrices agree without each of their items in turn, for the jackknife.

Leaving an item out and comparing again takes a sort of all pairs for each item: hours for a
thousand items. The rank of a pair without an item follows from its rank among all, and sums of
squares without an item follow from sums over its row.
"""

import numpy as np


def agreements(matrices, method):
    """Agreement of every two matrices of the same items, without each of the items.

    Parameters
    ----------
    matrices : ndarray of shape (matrix, item, item)
        Symmetric; the diagonal plays no part.
    method : str
        A key of `neuralcode.analysis.rsa.COMPARISONS`.

    Returns
    -------
    ndarray of shape (matrix, other matrix, item)
        What rsatoolbox gives for the matrices without the item.

    Examples
    --------
    >>> matrix = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    >>> agreements(np.stack([matrix, -matrix]), "whitened").round(6)[0, 1].tolist()
    [-1.0, -1.0, -1.0, -1.0, -1.0]
    """
    matrices = np.asarray(matrices, np.float64)
    return {"rank": rank, "whitened": whitened}[method](matrices).clip(-1, 1)


def rank(matrices):
    """Rank correlation with random tie-breaking (rho-a): see `agreements`.

    Without an item, the rank of a pair is lower by the number of the item's pairs below it, and by
    half the number of those it is tied with.
    """
    count, items, _ = matrices.shape
    one, other = np.triu_indices(items, 1)
    places = np.zeros((items, items), int)
    places[one, other] = places[other, one] = np.arange(len(one))
    pairs_of = places[~np.eye(items, dtype=bool)].reshape(items, items - 1)
    left = len(one) - (items - 1)
    ranked = [_ranks(matrix[one, other], (left + 1) / 2) for matrix in matrices]
    found = np.empty((count, count, items))
    ranks = np.empty((count, len(one)))
    for item, own in enumerate(pairs_of):
        for row, (value, rank_of) in zip(ranks, ranked, strict=True):
            mine = np.sort(value[own])
            # Number of the item's pairs that are as large as each value, or smaller.
            steps = np.diff(mine, prepend=0, append=len(rank_of))
            lower = rank_of - np.repeat(np.arange(items, dtype=float), steps)
            tied = np.searchsorted(mine, mine, side="right") - np.searchsorted(mine, mine)
            lower[mine] += 0.5 * tied
            np.take(lower, value, out=row, mode="clip")
            row[own] = 0
        found[:, :, item] = ranks @ ranks.T
    return found * 12 / (float(left) ** 3 - left)


def _ranks(values, middle):
    """Number of the value of each entry from the lowest, and mean rank of values less middle."""
    _, value, times = np.unique(values, return_inverse=True, return_counts=True)
    return value, np.cumsum(times) - (times - 1) / 2 - middle


def whitened(matrices):
    """Pearson correlation whitened by the covariance of dissimilarities: see `agreements`.

    It is the cosine of the doubly centred matrices, whose entries off the diagonal are around their
    mean (Diedrichsen et al. 2020, arXiv:2007.02789). With D a matrix of m items with zeros on the
    diagonal, row sums a and total s, the product of two is

        sum(D D') - 2 a.a' / m + s s' / m^2 - s s' / (m^2 (m - 1)),

    and each term without an item is that of all less what is in its row and column.
    """
    items = matrices.shape[1]
    off = ~np.eye(items, dtype=bool)
    # A shift of all entries changes nothing, and small numbers have exact sums.
    centred = np.where(off, matrices - matrices[:, off].mean(axis=1)[:, None, None], 0.0)
    rows = centred.sum(axis=2)
    totals = rows.sum(axis=1)[:, None] - 2 * rows
    by_item = np.einsum("xij,yij->xyi", centred, centred)
    squares = by_item.sum(axis=2, keepdims=True) - 2 * by_item
    # Products of row sums, each without its entry in the column of the item that is left out.
    crossed = np.einsum("xij,yj->xyi", centred, rows)
    sums = np.einsum("xi,yi->xy", rows, rows)[:, :, None] - rows[:, None] * rows[None]
    sums = sums - crossed - crossed.swapaxes(0, 1) + by_item
    m = items - 1
    products = squares - 2 / m * sums
    products += totals[:, None] * totals[None] / m**2 * (1 - 1 / (m - 1))
    lengths = np.sqrt(np.einsum("xxi->xi", products).clip(0))
    lengths = lengths[:, None] * lengths[None]
    return np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
