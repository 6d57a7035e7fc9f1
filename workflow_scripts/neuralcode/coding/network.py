"""Codes made by random weights: matrix multiplication, the perceptron and deep networks."""

import numpy as np

from neuralcode.coding.registry import scheme


@scheme("matmul")
def matmul(items, rng, *, weight_sd):
    """Matrix multiplication: each unit sums all values of the item with random weights.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
    weight_sd : float
        Standard deviation of the weights; their mean is 0.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    units = items.shape[-1]
    weights = (weight_sd * rng.standard_normal((units, units))).astype(np.float32)
    # One product of two matrices: a stack of them would make as many calls as categories.
    return (items.reshape(-1, units) @ weights).reshape(items.shape)


@scheme("depth")
def layer(items, rng, *, weight_sd):
    """One layer of a random network, tanh(items W): the perceptron, or a layer of a deep network.

    A network of depth d applies it d times, each time with fresh weights: the representation of
    depth d - 1 is given as the items of depth d.

    Parameters
    ----------
    items : ndarray of shape (category, level, unit)
    rng : numpy.random.Generator
    weight_sd : float
        Standard deviation of the weights; their mean is 0.

    Returns
    -------
    ndarray of shape (category, level, unit)
    """
    return np.tanh(matmul(items, rng, weight_sd=weight_sd))
