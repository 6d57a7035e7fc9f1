"""Codes made by random weights: matrix multiplication and deep networks."""

import math
from typing import Annotated, Literal

import numpy as np

from neuralcode.coding.registry import FAMILIES, scheme
from neuralcode.parameters import Range

WeightSd = Annotated[float, Range(minimum=1e-6, maximum=1e6)]
# Sums of squares of activity, and the activity itself, stay within single precision.
_MOST, _LEAST = 1e15, 1e-30
# Expected number of items with the same activity in all units, from which on a study is refused.
_CONSTANT_ITEMS = 0.01


def _erf(values):
    """The error function in single precision, without scipy: jobs that encode do not load it."""
    return np.frompyfunc(math.erf, 1, 1)(values).astype(np.float32)


ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda values: np.maximum(values, 0),
    "linear": lambda values: values,
    "erf": _erf,
}
# Beyond these inputs an activation is 1 in single precision.
_SATURATED = {"tanh": 9.01, "erf": 3.92}
# How much of a small input's standard deviation is left in the output's root mean square.
_SLOPES = {"tanh": 1.0, "relu": math.sqrt(0.5), "linear": 1.0, "erf": 2 / math.sqrt(math.pi)}


def _product(items, rng, weight_sd, width):
    """Items times fresh random weights."""
    units = items.shape[-1]
    weights = (weight_sd * rng.standard_normal((units, width))).astype(np.float32)
    # One product of two matrices: a stack of them would make as many calls as categories.
    return (items.reshape(-1, units) @ weights).reshape(*items.shape[:-1], width)


@scheme("matmul")
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
    return _product(items, rng, weight_sd, items.shape[-1])


def weight_sds(inputs, *, sigma_w=None, weight_sd=None, width=None, **others):
    """Standard deviation of the weights of the first layer, and of all others.

    Parameters
    ----------
    inputs : int
        Number of values of an item.
    sigma_w, weight_sd, width
        See `layer_of_family`; one of the first two is given.

    Returns
    -------
    (float, float)
    """
    if weight_sd is not None:
        return weight_sd, weight_sd
    return sigma_w / math.sqrt(inputs), sigma_w / math.sqrt(inputs if width is None else width)


def family_problems(
    units, items, *, activation="tanh", sigma_w=None, weight_sd=None, bias=0.0, width=None, depth=1
):
    """Weights that leave nothing to compare; see `neuralcode.coding.registry.Scheme`.

    Where a layer has less activity than the one before, that of many layers vanishes. Single
    precision rounds the activity of strongly driven units to -1 or 1, and few units may all have
    the same. Rectified or linear units have no bound to their activity.
    """
    if sigma_w is None and weight_sd is None:
        yield "sigma_w", "a number where weight_sd is left out: one of the two is needed", 1.0
        return
    if sigma_w is not None and weight_sd is not None:
        yield "weight_sd", "left out where sigma_w is given: sigma_w sets it", None
        return
    key, given = ("sigma_w", sigma_w) if weight_sd is None else ("weight_sd", weight_sd)
    count = units if width is None else width
    fan_in = [units, *[count] * (depth - 1)]
    sds = weight_sds(units, sigma_w=sigma_w, weight_sd=weight_sd, width=width)
    # Gains of all layers, as if no unit saturated.
    gains = [sds[min(number, 1)] * math.sqrt(n) for number, n in enumerate(fan_in)]
    change = sum(math.log(_SLOPES[activation] * gain) for gain in gains)
    least = given * math.exp((math.log(_LEAST) - change) / depth)
    if given < least and not bias:
        allowed = f"at least {least:.3g}, or the activity of {depth} layers vanishes"
        yield key, allowed, float(f"{1.1 * least:.3g}")
    most = given * math.exp((math.log(_MOST) - change) / depth)
    if activation not in _SATURATED and given > most:
        allowed = f"at most {most:.3g}, or the activity of {depth} layers grows without bound"
        yield key, allowed, float(f"{0.9 * most:.2g}")

    def constant(share_of_given):
        if activation == "linear":
            return 0.0
        if activation == "relu":  # all units silent
            return items * depth * 0.5**count
        drive = math.hypot(share_of_given * max(gains), bias)
        share = math.erfc(_SATURATED[activation] / drive / math.sqrt(2))
        return items * depth * 2 * (share / 2) ** count

    if activation == "relu" and constant(1) > _CONSTANT_ITEMS:
        name = "units" if width is None else "width"
        least = math.ceil(math.log2(items * depth / _CONSTANT_ITEMS))
        yield name, f"at least {least}, or all units may be silent, which has no correlation", least
    elif constant(1) > _CONSTANT_ITEMS:
        share = 1.0
        while constant(share) > _CONSTANT_ITEMS and share > 1e-6:
            share *= 0.9
        most = share * given
        allowed = (
            f"at most about {most:.3g}, or all {count} units of an item may saturate alike, which "
            f"has no correlation"
        )
        yield key, allowed, float(f"{0.9 * most:.2g}")


def units_of_family(units, width=None, **parameters):
    """Number of units: the width of the networks, else the number of values of an item."""
    return units if width is None else width


@scheme(FAMILIES, units=units_of_family, problems=family_problems, is_layered=True)
def layer_of_family(
    items,
    rng,
    *,
    activation: Literal["tanh", "relu", "linear", "erf"] = "tanh",
    sigma_w: WeightSd | None = None,
    weight_sd: WeightSd | None = None,
    bias: Annotated[float, Range(minimum=0, maximum=1e6)] = 0.0,
    width: Annotated[int, Range(minimum=3, maximum=3000)] | None = None,
):
    """A family of random networks: NAME-1, NAME-2 and so on are its layers in a study.

    This is one layer, f(items W + b). A network of depth d applies it d times, each time with fresh
    weights and biases: the representation of depth d - 1 is given as the items of depth d.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
    activation : str
        The function f of a unit: tanh, relu (negative inputs become 0), linear (f(x) = x), or erf,
        the error function.
    sigma_w : float
        Gain of a layer of n inputs: the standard deviation of a weight is sigma_w / sqrt(n). Give
        either sigma_w or weight_sd.
    weight_sd : float
        Standard deviation of a weight, the same in all layers.
    bias : float
        Standard deviation of the number that a unit adds to its summed input.
    width : int
        Number of units in each layer. Left out, as many as an item has values.

    Returns
    -------
    ndarray of shape (category, level, width)

    Notes
    -----
    sigma_w is that of Poole et al. 2016, arXiv:1606.05340. Without a bias, networks of tanh units
    are chaotic above sigma_w = 1: similarity falls with depth. For rectified units sqrt(2) keeps
    the activity at the same size (He et al. 2015, arXiv:1502.01852).
    """
    units = items.shape[-1]
    width = units if width is None else width
    sd = sigma_w / math.sqrt(units) if weight_sd is None else weight_sd
    summed = _product(items, rng, sd, width)
    if bias:
        summed += (bias * rng.standard_normal(width)).astype(np.float32)
    return ACTIVATIONS[activation](summed)


@scheme("depth", problems=family_problems, is_layered=True)
def layer(items, rng, *, weight_sd: WeightSd = 1.0):
    """Random networks of tanh units: depth-1 is the perceptron, depth-2 has two layers, and so on.

    The family of networks of the paper, which needs no block of its own; `families` has others.

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
    return layer_of_family(items, rng, weight_sd=weight_sd)
