"""Deep tanh networks trained with torch, for many seeds in one go.

All arrays have the seed as their first dimension, so that one product of stacks of matrices trains
every seed; nothing mixes two seeds. On a CPU a seed gets the same bits whatever stands beside it
where the sizes of its matrices are multiples of four, as by default: else its place in the stack
decides how its numbers lie in memory, and so in which order they are added up.
"""

import os

import numpy as np
import torch
from torch.optim.adam import adam

from neuralcode.networks.forward import answers
from neuralcode.randomness import generator

#: What a network is trained for: to name the subordinate category, to give back its input, or
#: nothing at all, with the gain of the others or with `CHAOTIC_GAIN`.
NETWORKS = ("trained", "untrained", "autoencoder", "chaotic")
#: Gain of the random networks of Figure 2: weights of standard deviation 1, 100 units.
CHAOTIC_GAIN = 10.0
# Numbers that a processor updates at a time, or a multiple of them.
AT_A_TIME = 64
# The constants of Kingma & Ba 2015, and none of the later variants.
ADAM = dict(
    beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0, amsgrad=False, maximize=False, fused=True
)


def pick_device(wanted="auto"):
    """Where to compute, with algorithms that give the same bits from run to run.

    Parameters
    ----------
    wanted : {"auto", "cpu", "cuda"}
        auto takes a GPU where there is one.

    Returns
    -------
    torch.device

    Raises
    ------
    RuntimeError
        If a GPU is wanted and there is none.
    """
    if wanted == "cuda" and not torch.cuda.is_available():
        raise RuntimeError("The device 'cuda' is wanted, and torch finds no GPU here; use 'auto'.")
    # cuBLAS gives the same bits from run to run only with a workspace of a fixed size.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # As torch.use_deterministic_algorithms(True), which imports torch's compiler first: 1.2 s.
    torch.set_deterministic_debug_mode("error")
    # Single precision throughout: its 10 bits would cost more than the published matrices allow.
    torch.backends.cudnn.allow_tf32 = False
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(wanted)


def initial_weights(study_seed, seeds, *, layers, units, weight_gain, outputs):
    """Random weights of each layer and of the linear read-out behind the last one.

    The networks that are compared start from the same weights in the same seed.

    Parameters
    ----------
    study_seed : int
    seeds : sequence of int
    layers, units : int
        Number of tanh layers, and of units in each.
    weight_gain : float
        Standard deviation of a weight, times the square root of `units`.
    outputs : int
        Number of units of the read-out.

    Returns
    -------
    list of ndarray of shape (seed, unit, unit), float32
        One a layer, and one of shape (seed, unit, outputs) for the read-out.
    """
    scale = weight_gain / np.sqrt(units)
    names = [*(f"layer {depth}" for depth in range(1, layers + 1)), f"read-out {outputs}"]
    return [
        np.stack(
            [
                scale
                * generator(study_seed, seed, "hierarchy weights", name).standard_normal(
                    (units, outputs if name.startswith("read-out") else units)
                )
                for seed in seeds
            ]
        ).astype(np.float32)
        for name in names
    ]


def minibatches(study_seed, seeds, *, items, batch, steps):
    """Which items each step trains on: epochs in random order, cut into batches.

    Parameters
    ----------
    study_seed : int
    seeds : sequence of int
    items : int
        Number of items to train on.
    batch : int
        Number of items in a step, at most `items`.
    steps : int

    Returns
    -------
    ndarray of int, of shape (step, seed, batch)
        No item twice in an epoch; the remainder of an epoch that fills no batch is left out.
    """
    per_epoch = items // batch
    order = []
    for seed in seeds:
        rng = generator(study_seed, seed, "hierarchy", "order of training")
        epochs = [
            rng.permutation(items)[: per_epoch * batch].reshape(per_epoch, batch)
            for _ in range(-(-steps // per_epoch))
        ]
        order.append(np.concatenate(epochs)[:steps])
    return np.stack(order, axis=1)


def losses(items, labels, weights, task):
    """Mean loss of each seed over items.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    labels : torch.Tensor of int, of shape (item,)
    weights : list of torch.Tensor
    task : {"trained", "autoencoder"}
        See `train`.

    Returns
    -------
    ndarray of shape (seed,)
    """
    with torch.no_grad():
        output = answers(items, weights)
        if task == "trained":
            each = torch.nn.functional.cross_entropy(
                output.transpose(1, 2), labels.expand(len(items), -1), reduction="none"
            )
        else:
            each = (output - items).square().mean(dim=-1)
    return each.double().mean(dim=1).cpu().numpy()


def train(items, labels, weights, order, *, task, learning_rate, look=None):
    """Train every seed's network by Adam (Kingma & Ba 2015, arXiv:1412.6980).

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
    labels : torch.Tensor of int, of shape (item,)
        Subordinate category of each item; the autoencoder does not see them.
    weights : list of torch.Tensor
        Of the layers, and of the read-out last: see `initial_weights`. They are left as they are.
    order : torch.Tensor of int, of shape (step, seed, batch)
    task : {"trained", "autoencoder"}
        Cross-entropy of the softmax of the read-out, or its squared distance to the item.
    learning_rate : float
    look : function, optional
        Called as ``look(step, weights)`` before the first step and after each one. Training ends
        when it says so.

    Returns
    -------
    list of torch.Tensor
        The trained weights.
    """
    stored, weights = zip(*map(trainable, weights), strict=True)
    means, squares = ([torch.zeros_like(one) for one in stored] for _ in range(2))
    counts = [torch.zeros((), device=items.device) for _ in stored]
    rows = torch.arange(len(items), device=items.device)[:, None]
    batch = order.shape[-1]
    for step, chosen in enumerate(order):
        if look and look(step, weights):
            break
        shown = items[rows, chosen]
        output = answers(shown, weights)
        # Added up over seeds: the gradient of each seed is then its own.
        if task == "trained":
            loss = torch.nn.functional.cross_entropy(
                output.flatten(0, 1), labels[chosen].flatten(), reduction="sum"
            )
        else:
            loss = torch.nn.functional.mse_loss(output, shown, reduction="sum") / shown.shape[-1]
        gradients = torch.autograd.grad(loss / batch, stored)
        # As a function, because the class imports torch's compiler, which takes a second.
        with torch.no_grad():
            adam(
                list(stored),
                list(gradients),
                means,
                squares,
                [],
                counts,
                lr=learning_rate,
                **ADAM,
            )
    else:
        if look:
            look(len(order), weights)
    return [weight.detach() for weight in weights]


def trainable(weight):
    """A copy that is trained: as it is stored, and its view as a matrix of each seed.

    A processor updates numbers many at a time, and the last few one by one, which rounds in another
    way. Each seed is stored with zeros up to a multiple of that many, so that no seed has a
    remainder.

    Parameters
    ----------
    weight : torch.Tensor of shape (seed, a, b)

    Returns
    -------
    stored : torch.Tensor of shape (seed, at least a times b)
    weight : torch.Tensor of shape (seed, a, b)
    """
    flat = weight.flatten(1)
    size = flat.shape[1]
    stored = torch.nn.functional.pad(flat, (0, -size % AT_A_TIME)).clone().requires_grad_()
    return stored, stored[:, :size].unflatten(1, weight.shape[1:])


def networks(
    items,
    labels,
    *,
    task,
    study_seed,
    seeds,
    categories,
    layers,
    weight_gain,
    steps,
    batch,
    learning_rate,
    stopping=None,
):
    """Every seed's network, trained for a task or not at all.

    Parameters
    ----------
    items : torch.Tensor of shape (seed, item, unit)
        To train on. The networks are on its device.
    labels : torch.Tensor of int, of shape (item,)
        Subordinate category of each item.
    task : {"trained", "untrained", "autoencoder", "chaotic"}
    study_seed : int
    seeds : sequence of int
    categories : int
        Number of subordinate categories.
    layers : int
        Number of tanh layers, each with as many units as an item.
    weight_gain, steps, batch, learning_rate
        See `initial_weights`, `minibatches` and `train`.
    stopping : neuralcode.networks.early_stopping.EarlyStopping, optional
        When training ends, at most after `steps`.

    Returns
    -------
    list of torch.Tensor
        Weights of the layers, and of the read-out last: with `stopping` the best of each seed.
    """
    units = items.shape[-1]
    initial = initial_weights(
        study_seed,
        seeds,
        layers=layers,
        units=units,
        weight_gain=CHAOTIC_GAIN if task == "chaotic" else weight_gain,
        outputs=units if task == "autoencoder" else categories,
    )
    weights = [torch.from_numpy(weight).to(items.device) for weight in initial]
    if task in ("untrained", "chaotic"):
        return weights
    order = minibatches(study_seed, seeds, items=items.shape[1], batch=batch, steps=steps)
    order = torch.from_numpy(order).to(items.device)
    trained = train(
        items, labels, weights, order, task=task, learning_rate=learning_rate, look=stopping
    )
    return stopping.best if stopping else trained
