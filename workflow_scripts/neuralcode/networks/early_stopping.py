"""Training ends where a network no longer gets better on held-out data, seed by seed."""

import numpy as np
import torch

# An improvement counts from this share of the loss before training on.
TOLERANCE = 0.001


class EarlyStopping:
    """Follows the loss on held-out data, and keeps each seed's best weights.

    A seed ends when its loss has not improved for a while (early stopping: Prechelt 1998, "Early
    stopping - but when?", Lecture Notes in Computer Science 1524:55-69). What other seeds do does
    not matter to it.

    Parameters
    ----------
    losses : function
        From weights to the losses, ndarray of shape (seed, 2): on the training data, and on the
        held-out data.
    measure : function
        From weights to what else is followed, ndarray of shape (seed, ...).
    interval : int
        Number of training steps between two looks.
    patience : int
        Number of looks without an improvement after which a seed ends.

    Attributes
    ----------
    steps : list of int
        When it looked, from 0 on.
    history, followed : list of ndarray
        Losses and measures at these steps, NaN after the end of a seed.
    best : list of torch.Tensor
        Weights of each seed where its held-out loss was lowest.
    best_step : ndarray of int, of shape (seed,)
    """

    def __init__(self, losses, measure, *, interval, patience):
        self.losses, self.measure = losses, measure
        self.interval, self.patience = interval, patience
        self.steps, self.history, self.followed = [], [], []
        self.best = None

    def __call__(self, step, weights):
        """Look at the weights after so many steps; whether all seeds have ended."""
        if step % self.interval:
            return False
        losses = self.losses(weights)
        held_out = losses[:, 1]
        if self.best is None:
            self.best = [weight.detach().clone() for weight in weights]
            self.smallest, self.least = held_out, TOLERANCE * held_out
            self.best_step = np.zeros(len(held_out), int)
            self.waited = np.zeros(len(held_out), int)
        active = self.waited < self.patience
        self.steps.append(step)
        for kept, values in ((self.history, losses), (self.followed, self.measure(weights))):
            kept.append(np.where(_like(active, values), values, np.nan))
        better = active & (held_out < self.smallest - self.least)
        self.waited = np.where(better, 0, self.waited + (step > 0))
        self.smallest = np.where(better, held_out, self.smallest)
        self.best_step = np.where(better, step, self.best_step)
        rows = torch.from_numpy(np.flatnonzero(better)).to(weights[0].device)
        for kept, weight in zip(self.best, weights, strict=True):
            kept[rows] = weight.detach()[rows]
        return bool((self.waited >= self.patience).all())


def _like(active, values):
    """Which seeds are active, in as many dimensions as their values have."""
    return active.reshape(-1, *[1] * (values.ndim - 1))
