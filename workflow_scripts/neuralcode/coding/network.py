"""Codes made by random weights: matrix multiplication, the perceptron and deep networks."""

import math
from typing import Annotated

import numpy as np

from neuralcode.coding.registry import scheme
from neuralcode.parameters import Range

WeightSd = Annotated[float, Range(minimum=1e-6, maximum=1e6)]
# Beyond it tanh is 1 in single precision; and the least activity that single precision holds well.
_SATURATED, _LEAST = 9.01, 1e-30
# Expected number of items with the same activity in all units, from which on a study is refused.
_CONSTANT_ITEMS = 0.01


@scheme("matmul", prediction=lambda theory, *given: theory.matmul(*given))
def matmul(items, rng, *, weight_sd: WeightSd = 1.0):
    """Matrix multiplication: each unit sums all values of the item with random weights.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
    weight_sd : float
        Standard deviation of a weight.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    units = items.shape[-1]
    weights = (weight_sd * rng.standard_normal((units, units))).astype(np.float32)
    # One product of two matrices: a stack of them would make as many calls as categories.
    return (items.reshape(-1, units) @ weights).reshape(items.shape)


def problems(units, items, *, weight_sd, depth=1):
    """Weights that leave nothing to compare; see `neuralcode.coding.registry.Scheme`.

    Below 1 / sqrt(n) each layer has less activity than the one before. Above, single precision
    rounds the activity of strongly driven units to -1 or 1, and few units may all have the same.
    """
    least = _LEAST ** (1 / depth) / math.sqrt(units)
    if weight_sd < least:
        allowed = f"at least {least:.3g}, or the activity of {depth} layers vanishes"
        yield "weight_sd", allowed, float(f"{1.1 * least:.3g}")

    def constant(sd):
        share = math.erfc(_SATURATED / (sd * math.sqrt(units)) / math.sqrt(2))
        return items * depth * 2 * (share / 2) ** units

    if constant(weight_sd) > _CONSTANT_ITEMS:
        most = weight_sd
        while constant(most) > _CONSTANT_ITEMS:
            most *= 0.9
        allowed = (
            f"at most about {most:.3g}, or all {units} units of an item may saturate alike, which "
            f"has no correlation"
        )
        yield "weight_sd", allowed, float(f"{0.9 * most:.2g}")


@scheme("depth", prediction=lambda theory, *given: theory.depth(*given), problems=problems)
def layer(items, rng, *, weight_sd: WeightSd = 1.0):
    """Random networks of tanh units: depth-1 is the perceptron, depth-2 has two layers, and so on.

    This is one layer, tanh(items W). A network of depth d applies it d times, each time with fresh
    weights: the representation of depth d - 1 is given as the items of depth d.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
    weight_sd : float
        Standard deviation of a weight. With n units the networks are chaotic where it is above
        1 / sqrt(n), and similarity falls with depth; below, depth hardly changes it.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    return np.tanh(matmul(items, rng, weight_sd=weight_sd))
