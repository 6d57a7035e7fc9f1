"""Predictions for the coding schemes: mean similarity at each level, and functional smoothness.

A function that is decorated with `predicts` belongs to the coding scheme of that name. It stands
here, not in the scheme's own module: so an edit of a theory does not encode all items again.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neuralcode.coding.factorial import count_factors, unchanged_row_probability
from neuralcode.coding.network import units_of_family, weight_sds
from neuralcode.coding.registry import FAMILIES, find
from neuralcode.names import layer_number
from neuralcode.recipes import RECIPES
from neuralcode.theory import finite_width, item_pairs, mean_field
from neuralcode.theory.moments import half_normal

# The theory counts terms up to 1 / units^2. With fewer units functional smoothness is off by more
# than 0.006.
LEAST_UNITS = 20

_PREDICTIONS = {}


@dataclass(frozen=True)
class Items:
    """The pairs of items of a study, in one recipe.

    Attributes
    ----------
    recipe : str
    noise_sd : ndarray of shape (level,)
        Noise of each level; level 0 is the prototype.
    units : int
        Number of values in an item.
    rng : numpy.random.Generator
        For recipes whose pairs of items have no closed form.
    """

    recipe: str
    noise_sd: np.ndarray
    units: int
    rng: np.random.Generator

    @property
    def correlation(self) -> np.ndarray:
        """Correlation of an item of normal values and its distortion, at each level."""
        return 1 / np.sqrt(1 + np.asarray(self.noise_sd, float) ** 2)

    @cached_property
    def pairs(self) -> item_pairs.ItemPairs:
        """Pairs of items as random networks take them in this recipe."""
        if RECIPES[self.recipe].maps_to_range:
            return item_pairs.mapped_pairs(self.noise_sd, self.units, self.rng)
        return item_pairs.normal_pairs(self.noise_sd, self.units)


@dataclass(frozen=True)
class Prediction:
    """Mean similarity at each level, and functional smoothness pooled over the levels above 0."""

    similarity: np.ndarray
    smoothness: float


def predicts(*names: str):
    """Register the decorated function as the theory of coding schemes.

    Parameters
    ----------
    *names : str
        Under which the schemes are registered.

    Examples
    --------
    >>> @predicts("mirrored")
    ... def mirrored(scheme, items, parameters):
    ...     return Prediction(items.correlation, 1.0)
    """

    def register(function):
        _PREDICTIONS.update(dict.fromkeys(names, function))
        return function

    return register


def predict(scheme: str, items: Items, parameters: dict) -> Prediction:
    """What theory says of a coding scheme, for the code's units without noise.

    Parameters
    ----------
    scheme : str
    items : Items
    parameters : dict
        Parameters of the scheme.

    Returns
    -------
    Prediction
        NaN for a scheme that has no theory, and for fewer than `LEAST_UNITS` values or units.

    Examples
    --------
    >>> items = Items("text", 0.05 * np.arange(20), 100, np.random.default_rng(0))
    >>> round(float(predict("depth-1", items, {"weight_sd": 1.0}).smoothness), 3)
    0.908
    """
    facts = find(scheme)
    units = facts.units(items.units, **parameters)
    if facts.name not in _PREDICTIONS or min(items.units, units) < LEAST_UNITS:
        return Prediction(np.full(len(items.noise_sd), np.nan), np.nan)
    return _PREDICTIONS[facts.name](scheme, items, parameters)


@predicts("vector")
def vector(scheme, items, parameters):
    """The code is the item."""
    return Prediction(items.correlation, 1.0)


@predicts("hash", "hash-item")
def hashed(scheme, items, parameters):
    """No item but the prototype itself has its digest."""
    return Prediction(np.where(np.arange(len(items.noise_sd)) == 0, 1.0, 0.0), 0.0)


@predicts("factorial")
def factorial(scheme, items, parameters):
    """The similarity is 1 if all factors keep their sign, and else 0.

    Sheppard 1899 gives the probability p. The covariance of the two similarities of a level is that
    of the first order in 1 / units, with E[u v; same sign] and E[u^2; same sign] in closed form.
    """
    factors = count_factors(items.units, **parameters)
    rho = items.correlation
    p = unchanged_row_probability(rho, factors)
    if RECIPES[items.recipe].maps_to_range:
        # The mapping shifts items: their signs are not those of the normal values.
        return Prediction(np.full_like(p, np.nan), np.nan)
    same_sign, root = 1 - np.arccos(rho) / np.pi, np.sqrt(1 - rho**2)
    product = (rho + (2 / np.pi) * (root + rho * np.arcsin(rho))) / 2
    square = (1 + (2 / np.pi) * (np.arcsin(rho) + rho * root)) / 2
    covariance = factors / items.units * same_sign ** (factors - 1) * (product - rho * square)
    return Prediction(p, _smoothness(items, p, covariance, p * (1 - p)))


@predicts("gain")
def gain(scheme, items, parameters):
    """tanh of each value, to the first order in 1 / units.

    A value adds psi_x to the correlation of the items and psi_y to that of their codes. The last
    term of psi_y is there because items are scaled to a standard deviation of 1.
    """
    nodes, weights = half_normal(1.0)
    both, rho = np.outer(weights, weights), items.correlation
    norm = np.sqrt(mean_field.mean_square_activity(1.0))
    similarity = mean_field.correlation_map(rho, 1.0)
    covariance, variance = np.empty_like(rho), np.empty_like(rho)
    for level, (c, f_c) in enumerate(zip(rho, similarity, strict=True)):
        total = np.sqrt((1 + c) / 2) * nodes[:, None]
        difference = np.sqrt((1 - c) / 2) * nodes[None, :]
        u, v = total + difference, total - difference
        f, g = np.tanh(u) / norm, np.tanh(v) / norm
        slope_u, slope_v = 1 / norm - norm * f**2, 1 / norm - norm * g**2
        k = (both * (u * slope_u * (g - f_c * f) + v * slope_v * (f - f_c * g))).sum() / 2
        psi_x = u * v - c * (u**2 + v**2) / 2
        psi_y = f * g - f_c * (f**2 + g**2) / 2 - k * (u**2 + v**2 - 2) / 2
        covariance[level] = (both * psi_x * psi_y).sum()
        variance[level] = (both * psi_y**2).sum()
    n = items.units - 1
    return Prediction(similarity, _smoothness(items, similarity, covariance / n, variance / n))


@predicts("matmul")
def matmul(scheme, items, parameters):
    """A linear layer."""
    return _of_pairs(items, *finite_width.product_similarity(items.pairs, items.units))


@predicts("depth", FAMILIES)
def network(scheme, items, parameters):
    """A random network of any family."""
    first, rest = weight_sds(items.units, **parameters)
    network = finite_width.Network(
        parameters.get("activation", "tanh"),
        rest,
        inputs=items.units,
        width=units_of_family(items.units, **parameters),
        bias_sd=parameters.get("bias", 0.0),
        first_weight_sd=first,
    )
    layers = layer_number(scheme)
    return _of_pairs(items, *finite_width.network_similarity(network, layers, items.pairs))


def _of_pairs(items, mean, mean_square):
    smoothness = item_pairs.smoothness(items.pairs, mean, mean_square)
    return Prediction(items.pairs.mean(mean), smoothness)


def _smoothness(items, mean, covariance, variance):
    """Functional smoothness from what each level above 0 has: mean, covariance and variance."""
    rho = items.correlation[1:]
    mean, covariance, variance = mean[1:], covariance[1:], variance[1:]
    x_variance = (1 - rho**2) ** 2 / (items.units - 1)
    between = np.cov(rho, mean, bias=True)
    return (between[0, 1] + covariance.mean()) / np.sqrt(
        (between[0, 0] + x_variance.mean()) * (between[1, 1] + variance.mean())
    )
