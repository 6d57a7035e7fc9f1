"""What is learnt from slightly distorted items, tried on strongly distorted ones.

Two analyses of fMRI: a decoder of the whole pattern, and the mean of one cluster of voxels.
"""

from itertools import combinations

import numpy as np

# Relative to the squared lengths: four steps of single precision.
_SAME_DISTANCE = 4 * np.finfo(np.float32).eps


def halves(patterns):
    """Patterns to learn from and patterns to test on, from runs that share no noise.

    Noise of the same run in both would be taken for what tells stimuli apart (Kriegeskorte et al.
    2009, Nature Neuroscience 12:535-540).

    Parameters
    ----------
    patterns : ndarray of shape (run, ...)
        One run stands for activity without noise.

    Returns
    -------
    list of (ndarray, ndarray)
        Means over the first and the second half of the runs, and the other way round; one run with
        itself.
    """
    if len(patterns) == 1:
        return [(patterns[0], patterns[0])]
    half = len(patterns) // 2
    first, second = patterns[:half].mean(axis=0), patterns[half:].mean(axis=0)
    return [(first, second), (second, first)]


def decode(patterns, train_levels):
    """Name the prototype of each pattern, by the nearest centroid of the lowest levels.

    Linear discriminant analysis with the same variance in all directions, which is how items are
    distorted, so for undistorted codes the best there is. It has nothing to choose, and works with
    one example per category as with many.

    Parameters
    ----------
    patterns : ndarray of shape (run, category, level, unit)
        At least two categories. It is trained and tested on different runs: see `halves`.
    train_levels : int
        Number of levels to train on, from level 0.

    Returns
    -------
    ndarray of shape (level,)
        Share of the categories that are named rightly; NaN at the levels trained on. A pattern
        that is equally near to the centroids of k categories, its own among them, counts 1/k.
    """
    accuracy = np.full(patterns.shape[2], np.nan)
    accuracy[train_levels:] = np.mean(
        [
            named_rightly(seen[:, :train_levels].mean(axis=1, dtype=float), new[:, train_levels:])
            for seen, new in halves(patterns)
        ],
        axis=0,
    )
    return accuracy


def named_rightly(centroids, patterns):
    """Share of the categories whose patterns are nearest to their own centroid.

    Parameters
    ----------
    centroids : ndarray of shape (category, unit)
    patterns : ndarray of shape (category, level, unit)

    Returns
    -------
    ndarray of shape (level,)
        With 1/k for a pattern that is equally near to k centroids, its own among them. Squared
        distances are equal when they differ by less than what single precision, in which patterns
        are stored, makes of equal ones; the order of a sum, which differs between machines, makes
        less.

    Raises
    ------
    ValueError
        If an activity is not finite.

    Examples
    --------
    >>> named_rightly(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[[2.0, 0.0]], [[1.0, 1.0]]]))
    array([0.75])
    """
    patterns = np.asarray(patterns, float)
    if not (np.isfinite(patterns).all() and np.isfinite(centroids).all()):
        raise ValueError("patterns to decode must be finite")
    origin = centroids.mean(axis=0)
    centroids, patterns = centroids - origin, patterns - origin
    lengths = (centroids**2).sum(axis=-1)
    # Squared distance less the squared length of the pattern: (category, level, centroid).
    distances = lengths - 2 * patterns @ centroids.T
    sizes = (patterns**2).sum(axis=-1, keepdims=True) + lengths.max()
    nearest = distances - distances.min(axis=-1, keepdims=True) <= _SAME_DISTANCE * sizes
    own = nearest[np.arange(len(centroids)), :, np.arange(len(centroids))]
    return (own / nearest.sum(axis=-1)).mean(axis=0)


def clusters(contrasts, grid):
    """Cluster of voxels around the largest of each map of contrasts, up to half of it.

    Parameters
    ----------
    contrasts : ndarray of shape (map, voxel)
    grid : sequence of int
        Rows and columns of voxels.

    Returns
    -------
    ndarray of shape (map, voxel)
        Weights: the contrast's sign over the number of voxels in the cluster, and 0 elsewhere.
        Voxels are neighbours where they share an edge.
    """
    # Here, since decoders do without the time that it takes to import.
    from scipy import ndimage

    peaks = np.abs(contrasts).argmax(axis=1)[:, None]
    largest = np.take_along_axis(contrasts, peaks, axis=1)
    sign = np.sign(largest)
    high = sign * contrasts >= abs(largest) / 2
    # Neighbours in a map, none in another one.
    neighbours = np.zeros((3, 3, 3), bool)
    neighbours[1] = ndimage.generate_binary_structure(2, 1)
    labels, _ = ndimage.label(high.reshape(-1, *grid), neighbours)
    labels = labels.reshape(contrasts.shape)
    chosen = labels == np.take_along_axis(labels, peaks, axis=1)
    return sign * chosen / chosen.sum(axis=1, keepdims=True)


def separate(betas, grid, train_levels):
    """How far a cluster found at the lowest levels separates its two prototypes at every level.

    The cluster of each pair of prototypes is found in one half of the runs and tested in the other,
    both ways: see `halves`.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
        At least two runs and two categories.
    grid : sequence of int
        Rows and columns of voxels.
    train_levels : int
        Number of levels in which the clusters are found, from level 0.

    Returns
    -------
    difference : ndarray of shape (level,)
        Mean response of the cluster to the one prototype less that to the other, in the unit of
        the betas, averaged over pairs: positive where it has the sign that chose the cluster.
    same_sign : ndarray of shape (level,)
        Share of the pairs in which it has that sign; 0.5 by chance.
    """
    differences = []
    for seen, new in halves(betas):
        found = seen[:, :train_levels].mean(axis=1)
        pairs = list(combinations(range(betas.shape[1]), 2))
        weights = clusters(np.array([found[one] - found[other] for one, other in pairs]), grid)
        differences += [
            (new[one] - new[other]) @ weight
            for (one, other), weight in zip(pairs, weights, strict=True)
        ]
    return np.mean(differences, axis=0), np.mean(np.greater(differences, 0), axis=0)
