"""Forward passes of deep tanh networks and their linear read-out, for many seeds in one go."""

import numpy as np
import torch


def activities(items, weights):
    """Activity of every tanh layer.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    weights : list of torch.Tensor of shape (seed, unit, unit)
        Of the layers, without that of the read-out.

    Returns
    -------
    list of torch.Tensor of shape (seed, item, unit)
    """
    activity = []
    for weight in weights:
        items = torch.tanh(torch.bmm(items, weight))
        activity.append(items)
    return activity


def activity_by_layer(items, weights):
    """Activity from the items on, layer by layer.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    weights : list of torch.Tensor
        Of the layers, and of the read-out last.

    Returns
    -------
    ndarray of shape (seed, layer, item, unit)
        The first layer are the items themselves.
    """
    with torch.no_grad():
        activity = [items, *activities(items, weights[:-1])]
    return np.stack([layer.cpu().numpy() for layer in activity], axis=1)


def answers(items, weights):
    """Output of the linear read-out behind the last tanh layer.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    weights : list of torch.Tensor
        Of the layers, and of the read-out last.

    Returns
    -------
    torch.Tensor of shape (seed, item, output)
    """
    return torch.bmm(activities(items, weights[:-1])[-1], weights[-1])


def readout_accuracy(items, labels, weights):
    """Share of the items for which the right output is the largest.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    labels : torch.Tensor of int, of shape (item,)
    weights : list of torch.Tensor
        Of the layers, and of the read-out last.

    Returns
    -------
    ndarray of shape (seed,)
    """
    with torch.no_grad():
        named = answers(items, weights).argmax(-1)
    return (named == labels).double().mean(-1).cpu().numpy()
