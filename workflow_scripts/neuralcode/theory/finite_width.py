"""Similarity in random networks of a finite width, without simulating a network.

Given the layer below, the summed inputs (u, v) of two items to the N units of a layer are
independent draws of one bivariate normal distribution, since the weights are normal and fresh in
each layer. Its covariance follows from the overlap and the lengths of the two patterns below. The
pair (overlap c, mean log variance s) of the inputs thus is a Markov chain over layers, up to terms
of second order. This module follows the chain backwards, from the Pearson correlation of the last
layer to the items. It gives the mean and the mean square of that correlation for every overlap of
the items, and with them the functional smoothness pooled over pairs and seeds.

Where N grows the chain becomes the maps of `neuralcode.theory.mean_field`. Related work on the
finite width: Jakub & Nica 2023, arXiv:2302.09712; Li, Nica & Roy 2022, arXiv:2206.02768.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import betaincinv

from neuralcode.theory.item_pairs import ItemPairs
from neuralcode.theory.layer_law import layer_law
from neuralcode.theory.moments import LINEAR, moments

# Overlaps at which the chain is tabulated: dense near 1, where a layer changes them most. A cubic
# spline between them is needed; linear interpolation would blur the chain a little in each layer.
OVERLAPS = np.cos(0.8 * np.pi * np.linspace(1, 0, 81) ** 3)
# Distance between the three values of s at which the chain is tabulated.
S_STEP = 0.25
# Quantiles at which the overlap after a layer is taken, and their weights.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
QUANTILES, QUANTILE_WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2


@dataclass(frozen=True)
class Network:
    """A random network: normal weights, fresh in each layer.

    Attributes
    ----------
    activation : str
        A name of `neuralcode.theory.moments.ACTIVATIONS`.
    weight_sd : float
        Standard deviation of a weight.
    inputs, width : int
        Number of values in an item, and of units in each layer.
    bias_sd : float
        Standard deviation of the units' biases.
    first_weight_sd : float or None
        Standard deviation of a weight of the first layer, where it is another one.
    """

    activation: str
    weight_sd: float
    inputs: int
    width: int
    bias_sd: float = 0.0
    first_weight_sd: float | None = None

    def input_log_variance(self, mean_square):
        """Log of the variance of the summed input of a unit of the first layer."""
        weight_sd = self.weight_sd if self.first_weight_sd is None else self.first_weight_sd
        return np.log(self.inputs * weight_sd**2 * mean_square + self.bias_sd**2)

    def after(self, log_square):
        """Log variance of the next layer's inputs, given the log mean square of this layer."""
        return np.log(self.width * self.weight_sd**2 * np.exp(log_square) + self.bias_sd**2)


@lru_cache(maxsize=256)
def _tabulated(activation, log_variance):
    """Moments at all overlaps; rounded variances let the layers at a fixed point share them."""
    return moments(activation, OVERLAPS, float(np.exp(log_variance)))


def _read_out(network, centre):
    """Mean and mean square of the Pearson correlation of a layer: (2, overlap, 3 values of s)."""
    columns = []
    for s in _around(centre):
        law = layer_law(_tabulated(network.activation, s).central)
        n = network.width - 1  # one degree of freedom goes to the mean over units
        mean = law.mean_field + law.bias / n
        columns.append((mean, mean**2 + law.variance / n + law.second_variance / n**2))
    return np.moveaxis(np.array(columns), 0, -1)


def _around(centre):
    return [round(float(centre) + shift, 3) for shift in (-S_STEP, 0.0, S_STEP)]


@lru_cache(maxsize=64)
def _step(network, centre, next_centre):
    """One layer: the matrix that takes the expectation over overlap and s after it.

    Returns
    -------
    ndarray of shape (overlap, 3, overlap, 3)
        From values in the state after the layer to their mean in the state before it.
    """
    matrix = np.empty((len(OVERLAPS), 3, len(OVERLAPS), 3))
    spline = _spline_basis()
    for column, s in enumerate(_around(centre)):
        table = _tabulated(network.activation, s)
        law, n = layer_law(table.plain), network.width
        mean = law.mean_field + law.bias / n
        variance = law.variance / n + law.second_variance / n**2
        overlap = beta_quantiles(mean, variance)  # (overlap, quantile)
        # The length follows the overlap by regression; the rest is an independent normal number.
        slope = np.divide(
            law.covariance, law.variance, out=np.zeros_like(mean), where=law.variance > 1e-12
        )
        log_square = table.log_square + law.log_bias / n
        log_square = log_square + slope[:, None] * (overlap - mean[:, None])
        spread = np.maximum(law.log_variance - slope * law.covariance, 0) / n
        following = network.after(log_square)
        # A bias adds the same to both items' inputs.
        shared = 1 - network.bias_sd**2 * np.exp(-following)
        overlap = np.clip(1 - shared * (1 - overlap), OVERLAPS[0], 1)
        place = (following - next_centre) / S_STEP
        weights = _quadratic(place, spread[:, None] * (shared / S_STEP) ** 2)
        values = spline(overlap)  # (overlap, quantile, overlap of the table)
        matrix[:, column] = np.einsum(
            "q,oqt,oqs->ots", QUANTILE_WEIGHTS, values, weights, optimize=True
        )
    return matrix


@lru_cache(maxsize=1)
def _spline_basis():
    return CubicSpline(OVERLAPS, np.eye(len(OVERLAPS)))


def beta_quantiles(mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Quantiles of beta distributions on [-1, 1].

    The beta distribution has the limits that an overlap has: normal about 0, gamma near 1.

    Parameters
    ----------
    mean, variance : ndarray of shape (k,)

    Returns
    -------
    ndarray of shape (k, quantile)
        At `QUANTILES`.
    """
    half = (1 + np.clip(mean, -1, 1)) / 2
    total = np.divide(
        half * (1 - half), variance / 4, where=variance > 0, out=np.full_like(half, 0)
    )
    total = total - 1
    spread = (variance > 1e-14) & (total > 0)
    a, b = (np.where(spread, part * total, 1.0)[:, None] for part in (half, 1 - half))
    drawn = 2 * betaincinv(a, b, QUANTILES) - 1
    return np.where(spread[:, None], drawn, mean[:, None])


@dataclass(frozen=True)
class Law:
    """Mean and mean square of the similarity after a network, by the pair of items.

    Attributes
    ----------
    centre : float
        Middle of the three log variances of the first layer's inputs.
    table : ndarray of shape (2, overlap, 3)
        Mean and mean square at `OVERLAPS`.
    """

    centre: float
    table: np.ndarray

    def at(self, overlap: np.ndarray, log_variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and mean square for pairs of items.

        Parameters
        ----------
        overlap, log_variance : ndarray of shape (...)
            Of the inputs of the first layer.

        Returns
        -------
        mean, mean_square : ndarray of shape (...)
        """
        weights = _quadratic((log_variance - self.centre) / S_STEP)
        spline = CubicSpline(OVERLAPS, np.moveaxis(self.table, 1, 0))
        values = spline(np.clip(overlap, OVERLAPS[0], 1))  # (..., 2, 3)
        return tuple(np.moveaxis(np.einsum("...ks,...s->...k", values, weights), -1, 0))


def _quadratic(place, variance=0.0):
    """Weights that interpolate three values, in expectation over a place of this variance."""
    square = place**2 + variance
    return np.stack([(square - place) / 2, 1 - square, (square + place) / 2], axis=-1)


def similarity_laws(network: Network, depth: int, centre: float) -> list[Law]:
    """The law of similarity after 1 to `depth` layers.

    Parameters
    ----------
    network : Network
    depth : int
    centre : float
        Mean log variance of the first layer's inputs.

    Returns
    -------
    list of Law
        By depth, from 1.
    """
    centres = [round(float(centre), 3)]
    for _ in range(depth - 1):
        log_square = _tabulated(network.activation, centres[-1]).log_square
        centres.append(round(float(network.after(log_square)), 3))
    laws = []
    for last, start in enumerate(centres):
        table = _read_out(network, start)
        for layer in range(last, 0, -1):
            step = _step(network, centres[layer - 1], centres[layer])
            table = np.einsum("abcd,kcd->kab", step, table)
        laws.append(Law(centres[0], table))
    return laws


def network_similarity(network: Network, depth: int, pairs: ItemPairs):
    """Mean and mean square of the similarity after a network, for pairs of items.

    Parameters
    ----------
    network : Network
    depth : int
    pairs : neuralcode.theory.item_pairs.ItemPairs

    Returns
    -------
    mean, mean_square : ndarray of shape (level, pair)

    Examples
    --------
    The similarity of items and of their representations correlates by 0.26 at depth 8:

    >>> from neuralcode.theory.item_pairs import normal_pairs, smoothness
    >>> pairs = normal_pairs(0.05 * np.arange(20), 100)
    >>> similarity = network_similarity(Network("tanh", 1.0, 100, 100), 8, pairs)
    >>> round(float(smoothness(pairs, *similarity)), 2)
    0.26
    """
    log_variance = network.input_log_variance(pairs.mean_square)
    # The middle of the grid is that of the items: it is the same number at each call.
    centre = np.average(log_variance, weights=np.broadcast_to(pairs.weights, log_variance.shape))
    law = similarity_laws(network, depth, centre)[-1]
    overlap = pairs.overlap
    if network.bias_sd:
        overlap = 1 - (1 - network.bias_sd**2 * np.exp(-log_variance)) * (1 - overlap)
    return law.at(overlap, log_variance)


def product_similarity(pairs: ItemPairs, units: int):
    """Mean and mean square of the similarity after a product with random weights.

    Parameters
    ----------
    pairs : neuralcode.theory.item_pairs.ItemPairs
    units : int

    Returns
    -------
    mean, mean_square : ndarray of shape (level, pair)
        They do not depend on the size of the weights.
    """
    linear = Network(LINEAR, 1.0, units, units)
    law = Law(0.0, _read_out(linear, 0.0))
    return law.at(pairs.overlap, np.zeros_like(pairs.overlap))
