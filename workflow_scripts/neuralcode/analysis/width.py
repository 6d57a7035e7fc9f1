"""Functional smoothness of random networks by their width, at the same gain."""

import numpy as np

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.analysis.smoothness import pair_sums
from neuralcode.coding.encoding import encode
from neuralcode.names import layer_name
from neuralcode.stimuli import make_items
from neuralcode.theory.finite_width import Network, network_similarity
from neuralcode.theory.item_pairs import normal_pairs, smoothness
from neuralcode.theory.mean_field import network_correlation


def simulated_sums(
    units: int,
    *,
    depth: int,
    sigma_w: float,
    noise_sd: np.ndarray,
    categories: int,
    study_seed: int,
    seed: int,
) -> np.ndarray:
    """Sums over pairs, from which functional smoothness follows, for networks of one seed.

    Parameters
    ----------
    units : int
        Number of values of an item, and of units in a layer.
    depth : int
        Number of layers of the deepest network.
    sigma_w : float
        Gain: the standard deviation of a weight is ``sigma_w / sqrt(units)``.
    noise_sd : ndarray of shape (level,)
        Level 0 is the prototype.
    categories : int
        Number of prototypes.
    study_seed, seed : int

    Returns
    -------
    ndarray of shape (depth, level - 1, 6)
        See `neuralcode.analysis.smoothness.pair_sums`; without level 0.
    """
    items = make_items(study_seed, seed, categories=categories, units=units, noise_sd=noise_sd)
    items = items[None]
    x = prototype_similarity(items)[0, :, 1:].T
    sums = []
    for number in range(1, depth + 1):
        items = encode(
            items,
            scheme=layer_name("depth", number),
            recipe="text",
            study_seed=study_seed,
            seeds=[seed],
            parameters={"weight_sd": sigma_w / np.sqrt(units)},
        )["none"]
        sums.append(pair_sums(x, prototype_similarity(items)[0, :, 1:].T))
    return np.array(sums)


def scatter_share(sums: np.ndarray) -> np.ndarray:
    """Share of the variance of similarity that is neither between levels nor carried by the items.

    It is the residual of a regression, within each level, of the similarity of representations on
    that of the items. In a random network it is the scatter of a finite number of units.

    Parameters
    ----------
    sums : ndarray of shape (..., level, 6)
        Added up over seeds, with more than two pairs per level. See
        `neuralcode.analysis.smoothness.pair_sums`.

    Returns
    -------
    ndarray of shape (...)
        From 0 to 1.
    """
    n, x, y, xx, yy, xy = np.moveaxis(np.asarray(sums, float), -1, 0)
    variance_x, variance_y = xx / n - (x / n) ** 2, yy / n - (y / n) ** 2
    covariance = xy / n - x * y / n**2
    # A regression takes two degrees of freedom from each level.
    residual = n**2 / (n - 2) * (variance_y - covariance**2 / variance_x)
    residual = residual.sum(axis=-1) / n.sum(axis=-1)
    total = yy.sum(axis=-1) / n.sum(axis=-1) - (y.sum(axis=-1) / n.sum(axis=-1)) ** 2
    return residual / total


def predicted(units: int, *, depth: int, sigma_w: float, noise_sd: np.ndarray) -> dict:
    """What theory says of the same networks.

    Parameters
    ----------
    units, depth, sigma_w, noise_sd
        See `simulated_sums`; `depth` is that of one network.

    Returns
    -------
    dict of float
        functional_smoothness; scatter, its share of the variance; mean_field, the functional
        smoothness for infinitely many units.
    """
    pairs = normal_pairs(noise_sd, units)
    network = Network("tanh", sigma_w / np.sqrt(units), inputs=units, width=units)
    mean, square = network_similarity(network, depth, pairs)
    levels = slice(1, None)
    total = pairs.mean(square)[levels].mean() - pairs.mean(mean)[levels].mean() ** 2
    rho = 1 / np.sqrt(1 + np.asarray(noise_sd, float)[levels] ** 2)
    limit = network_correlation(
        rho, depth=depth, input_variance=sigma_w**2, weight_variance=sigma_w**2
    )
    return {
        "functional_smoothness": float(smoothness(pairs, mean, square)),
        "scatter": float(pairs.mean(square - mean**2)[levels].mean() / total),
        "mean_field": float(np.corrcoef(rho, limit)[0, 1]) if len(rho) > 1 else np.nan,
    }
