"""Memory of the tensors of a forward pass."""

import weakref

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from neuralcode.networks.watching import forward


class _Live(TorchDispatchMode):
    """Counts the bytes of the tensors that are alive, and the most there were."""

    def __init__(self):
        super().__init__()
        self.known, self.now, self.most = set(), 0, 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        returned = function(*args, **(kwargs or {}))
        for tensor in returned if isinstance(returned, tuple | list) else [returned]:
            if isinstance(tensor, torch.Tensor) and tensor.layout == torch.strided:
                self._count(tensor.untyped_storage())
        return returned

    def _count(self, storage):
        place, size = storage.data_ptr(), storage.nbytes()
        if place and place not in self.known:
            self.known.add(place)
            self.now += size
            self.most = max(self.most, self.now)
            weakref.finalize(storage, self._forget, place, size)

    def _forget(self, place, size):
        self.known.discard(place)
        self.now -= size


def live_bytes(model, images):
    """The most bytes that the tensors of a forward pass take at one time.

    Parameters
    ----------
    model : torch.nn.Module
    images : torch.Tensor of shape (image, ...)

    Returns
    -------
    int
        With those of the images, and without those of the weights.

    Examples
    --------
    >>> live_bytes(torch.nn.Linear(10, 1000), torch.zeros(2, 10)) == 4 * 2 * (10 + 1000)
    True
    """
    with torch.no_grad(), _Live() as live:
        forward(model, images.clone())
    return live.most
