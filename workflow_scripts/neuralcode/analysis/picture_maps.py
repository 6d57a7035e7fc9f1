"""A picture and its distortions, as a random network maps them (Figure 3)."""

import numpy as np

from neuralcode.analysis import sheet
from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums
from neuralcode.coding.network import matmul


def distorted_pictures(side, noise_sd, n_draws, rng):
    """A picture and noisy versions of it, each centred and scaled.

    Parameters
    ----------
    side : int
        Side of the picture, in pixels.
    noise_sd : ndarray of shape (level,)
        Standard deviation of the noise at each level, 0 at level 0.
    n_draws : int
        Number of draws of the noise.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (draw, level, unit), float32
        unit is the pixel, row after row.
    """
    noise = rng.standard_normal((n_draws, len(noise_sd), side * side))
    items = sheet.picture(side).ravel() + noise * np.reshape(noise_sd, (-1, 1))
    items -= items.mean(axis=-1, keepdims=True)
    return (items / items.std(axis=-1, keepdims=True)).astype(np.float32)


def maps(items, weight_sd, rng):
    """The items, multiplied by a random weight matrix, and after tanh.

    Parameters
    ----------
    items : ndarray of shape (draw, level, unit)
    weight_sd : float
        Standard deviation of a weight.
    rng : numpy.random.Generator

    Returns
    -------
    dict of ndarray of shape (draw, level, unit)
        ``picture``, ``matmul`` and ``perceptron``.
    """
    summed = matmul(items, rng, weight_sd=weight_sd)
    return {"picture": items, "matmul": summed, "perceptron": np.tanh(summed)}


def two_smoothnesses(patterns, items, side):
    """Super-voxel smoothness of each map, and functional smoothness over all pairs.

    Parameters
    ----------
    patterns, items : ndarray of shape (draw, level, unit)
        Level 0 is the picture itself.
    side : int
        Side of the sheet that the units lie on.

    Returns
    -------
    morans_i : ndarray of shape (draw, level)
        Over neighbouring units of the sheet.
    similarity : ndarray of shape (draw, level)
        Pearson correlation with level 0.
    functional : float
        Pearson correlation of the similarities of items and of patterns, without level 0.
    """
    similarity = prototype_similarity(patterns[None])[0]
    of_items = prototype_similarity(items[None])[0]
    sums = pair_sums(of_items[:, 1:], similarity[:, 1:]).sum(axis=0)
    in_space = patterns.reshape(*patterns.shape[:-1], side, side)
    return sheet.morans_i(in_space), similarity, float(functional_smoothness(sums))
