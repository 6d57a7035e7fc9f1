"""What is learnt from slightly distorted items, tried on strongly distorted ones.

Two analyses of fMRI: a decoder of the whole pattern, and the mean of one cluster of voxels.
"""

import warnings
from itertools import combinations

import numpy as np
from scipy import ndimage


def decode(patterns, train_levels):
    """Name the prototype of each pattern, by a linear classifier trained on the lowest levels.

    The classifier is scikit-learn's nearest centroid: linear discriminant analysis with the same
    variance in all directions, which is how items are distorted, so for undistorted codes the best
    there is. It has nothing to choose, and works with one example a category as with many.

    Parameters
    ----------
    patterns : ndarray of shape (category, level, unit)
        At least two categories.
    train_levels : int
        Number of levels to train on, from level 0.

    Returns
    -------
    ndarray of shape (level,)
        Share of the categories that are named rightly; NaN at the levels trained on. Chance, where
        all patterns trained on are the same.
    """
    # Here, for the other analysis of this module does without the two seconds that it takes.
    from sklearn.neighbors import NearestCentroid

    categories, _, units = patterns.shape
    names = np.arange(categories)
    classifier = NearestCentroid()
    training = patterns[:, :train_levels].reshape(-1, units)
    if (training == training[0]).all():
        # As of a factorial code whose factors are alike in all prototypes: nothing is to be learnt.
        accuracy = np.full(patterns.shape[1], 1 / categories)
        accuracy[:train_levels] = np.nan
        return accuracy
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # Of units with the same activity for all examples of a category. Their spread has a part
        # in shrunken centroids only, which these are not.
        warnings.filterwarnings("ignore", message="self.within_class_std_dev_ has at least 1 zero")
        classifier.fit(training, names.repeat(train_levels))
    named = classifier.predict(patterns[:, train_levels:].reshape(-1, units))
    right = named.reshape(categories, -1) == names[:, None]
    return np.concatenate([np.full(train_levels, np.nan), right.mean(axis=0)])


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

    The cluster of each pair of prototypes is found in the first half of the runs and tested in the
    others: noise that chose a voxel has no part in the test (Kriegeskorte et al. 2009, Nature
    Neuroscience 12:535-540).

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
    half = len(betas) // 2
    localiser = betas[:half, :, :train_levels].mean(axis=(0, 2))
    held_out = betas[half:].mean(axis=0)
    differences = np.array(
        [
            (held_out[one] - held_out[other]) @ cluster(localiser[one] - localiser[other], grid)
            for one, other in combinations(range(betas.shape[1]), 2)
        ]
    )
    return differences.mean(axis=0), (differences > 0).mean(axis=0)
