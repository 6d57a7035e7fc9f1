"""Pairs of a prototype and its distortion, by what theory needs to know of them."""

from dataclasses import dataclass

import numpy as np

from neuralcode.recipes import map_to_range

# Values of distortions that are in memory at a time, few enough for the cache.
_VALUES_AT_A_TIME = 100_000


@dataclass(frozen=True)
class ItemPairs:
    """Nodes of an average over pairs of items.

    Attributes
    ----------
    similarity : ndarray of shape (level, pair)
        Pearson correlation of the items.
    overlap : ndarray of shape (level, pair)
        Scalar product over the product of the lengths: what a random layer sees of a pair.
    mean_square : ndarray of shape (level, pair)
        Geometric mean, over both items, of the mean square of their values.
    weights : ndarray of shape (pair,)
        Of the average; they add up to 1.
    """

    similarity: np.ndarray
    overlap: np.ndarray
    mean_square: np.ndarray
    weights: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean at each level of values of shape (level, pair)."""
        return values @ self.weights


def normal_pairs(noise_sd: np.ndarray, units: int, nodes: int = 25) -> ItemPairs:
    """Pairs of the recipe ``text``: items of normal values, centred and scaled.

    The correlation of n normal values has a Fisher z that is normal, with mean atanh(rho) +
    rho / (2 (n - 1)) and variance 1 / (n - 3) (Fisher 1921, Metron 1:3-32).

    Parameters
    ----------
    noise_sd : ndarray of shape (level,)
        Noise of standard deviation s gives rho = 1 / sqrt(1 + s^2).
    units : int
        Number n of values, at least 4.
    nodes : int
        Number of nodes of the Gauss-Hermite rule.

    Returns
    -------
    ItemPairs
    """
    rho = 1 / np.sqrt(1 + np.asarray(noise_sd, float)[:, None] ** 2)
    z, weights = np.polynomial.hermite_e.hermegauss(nodes)
    same = rho == 1  # an item and itself
    centre = np.arctanh(np.where(same, 0, rho)) + rho / (2 * (units - 1))
    similarity = np.where(same, 1.0, np.tanh(centre + z / np.sqrt(units - 3)))
    return ItemPairs(similarity, similarity, np.ones_like(similarity), weights / weights.sum())


def mapped_pairs(
    noise_sd: np.ndarray, units: int, rng: np.random.Generator, pairs: int = 2000
) -> ItemPairs:
    """Pairs of the recipe ``released``: each item is mapped to [-1, 1] by its own extremes.

    Such items have neither a mean of 0 nor a common length. Their overlap has no closed form and is
    averaged over drawn items; no network is simulated.

    Parameters
    ----------
    noise_sd : ndarray of shape (level,)
    units : int
    rng : numpy.random.Generator
    pairs : int
        Number of pairs drawn at each level.

    Returns
    -------
    ItemPairs
    """
    prototypes = rng.standard_normal((pairs, 1, units))
    overlap, square, similarity = np.empty((3, pairs, len(noise_sd)))
    size = max(1, _VALUES_AT_A_TIME // (len(noise_sd) * units))
    for start in range(0, pairs, size):
        part = slice(start, start + size)
        own = prototypes[part]
        noise = rng.standard_normal((len(own), len(noise_sd), units))
        noise *= np.reshape(noise_sd, (-1, 1))
        x, y = map_to_range(own), map_to_range(own + noise)
        overlap[part], square[part] = _overlap(x, y)
        similarity[part], _ = _overlap(*(z - z.mean(axis=-1, keepdims=True) for z in (x, y)))
    return ItemPairs(similarity.T, overlap.T, square.T, np.full(pairs, 1 / pairs))


def _overlap(x, y):
    length = np.sqrt((x * x).mean(axis=-1) * (y * y).mean(axis=-1))
    return (x * y).mean(axis=-1) / length, length


def smoothness(pairs: ItemPairs, mean: np.ndarray, mean_square: np.ndarray) -> float:
    """Functional smoothness, pooled over the pairs of all levels but the first.

    The first level is the prototype, which is not compared with itself.

    Parameters
    ----------
    pairs : ItemPairs
    mean, mean_square : ndarray of shape (level, pair)
        Of the similarity of the representations, given the pair of items.

    Returns
    -------
    float
        Correlation between similarity of items and of representations.
    """
    x, xx, y, yy, xy = (
        pairs.mean(values)[1:].mean()
        for values in (
            pairs.similarity,
            pairs.similarity**2,
            mean,
            mean_square,
            pairs.similarity * mean,
        )
    )
    return (xy - x * y) / np.sqrt((xx - x * x) * (yy - y * y))
