"""What is learnt from slightly distorted items, tried on strongly distorted ones.

Two analyses of fMRI: a decoder of the whole pattern, and the mean of one cluster of voxels.
"""

import warnings
from itertools import combinations

import numpy as np
from scipy import ndimage


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
    """Name the prototype of each pattern, by a linear classifier trained on the lowest levels.

    The classifier is scikit-learn's nearest centroid: linear discriminant analysis with the same
    variance in all directions, which is how items are distorted, so for undistorted codes the best
    there is. It has nothing to choose, and works with one example a category as with many.

    Parameters
    ----------
    patterns : ndarray of shape (run, category, level, unit)
        At least two categories. It is trained and tested on different runs: see `halves`.
    train_levels : int
        Number of levels to train on, from level 0.

    Returns
    -------
    ndarray of shape (level,)
        Share of the categories that are named rightly; NaN at the levels trained on.
    """
    accuracy = np.full(patterns.shape[2], np.nan)
    accuracy[train_levels:] = np.mean(
        [
            _named_rightly(seen[:, :train_levels], new[:, train_levels:])
            for seen, new in halves(patterns)
        ],
        axis=0,
    )
    return accuracy


def _named_rightly(training, new):
    """Share of the categories by level; chance, where all patterns trained on are the same."""
    # Here, for the other analysis of this module does without the two seconds that it takes.
    from sklearn.neighbors import NearestCentroid

    categories, train_levels, units = training.shape
    names = np.arange(categories)
    classifier = NearestCentroid()
    training = training.reshape(-1, units)
    if (training == training[0]).all():
        # As of a factorial code whose factors are alike in all prototypes: nothing is to be learnt.
        return np.full(new.shape[1], 1 / categories)
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # Of units with the same activity for all examples of a category. Their spread has a part
        # in shrunken centroids only, which these are not.
        warnings.filterwarnings("ignore", message="self.within_class_std_dev_ has at least 1 zero")
        classifier.fit(training, names.repeat(train_levels))
    named = classifier.predict(new.reshape(-1, units)).reshape(categories, -1)
    return (named == names[:, None]).mean(axis=0)


def cluster(contrast, grid):
    """Cluster of voxels around the largest contrast, up to half of it.

    Parameters
    ----------
    contrast : ndarray of shape (voxel,)
    grid : sequence of int
        Rows and columns of voxels.

    Returns
    -------
    ndarray of shape (voxel,)
        Weights: the contrast's sign over the number of voxels in the cluster, and 0 elsewhere.
        Voxels are neighbours where they share an edge.
    """
    peak = np.abs(contrast).argmax()
    sign = np.sign(contrast[peak])
    labels, _ = ndimage.label((sign * contrast >= abs(contrast[peak]) / 2).reshape(grid))
    chosen = labels.ravel() == labels.ravel()[peak]
    return sign * chosen / chosen.sum()


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
        differences += [
            (new[one] - new[other]) @ cluster(found[one] - found[other], grid)
            for one, other in combinations(range(betas.shape[1]), 2)
        ]
    return np.mean(differences, axis=0), np.mean(np.greater(differences, 0), axis=0)
