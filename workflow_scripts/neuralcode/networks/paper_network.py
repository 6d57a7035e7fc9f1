"""The network of the paper: Inception v3 as Google released it on 2015-12-05."""

import numpy as np
import torch

from neuralcode.networks.weights import torchvision


def resize_bilinear(image, size):
    """Resize as ``ResizeBilinear`` of TensorFlow 1 does: no anti-aliasing, no half-pixel shift.

    Row (and column) i of the result is taken at i times the old size over the new one.

    Parameters
    ----------
    image : ndarray of shape (row, column, channel)
    size : int
        Number of rows and columns of the result.

    Returns
    -------
    ndarray of shape (size, size, channel), float32
    """
    image = np.asarray(image, np.float32)

    def places(old):
        at = np.arange(size, dtype=np.float32) * np.float32(old / size)
        below = at.astype(int)
        return below, np.minimum(below + 1, old - 1), at - below.astype(np.float32)

    top, bottom, down = places(image.shape[0])
    left, right, along = places(image.shape[1])
    rows = image[top] + (image[bottom] - image[top]) * down[:, None, None]
    return rows[:, left] + (rows[:, right] - rows[:, left]) * along[:, None]


def paper_transform(image):
    """What the released graph of 2015 is shown: 299 x 299 pixels, (x - 128) / 128.

    Parameters
    ----------
    image : PIL.Image.Image
        RGB.

    Returns
    -------
    torch.Tensor of shape (3, 299, 299)
    """
    pixels = (resize_bilinear(np.asarray(image), 299) - 128) / 128
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy())


def _pool_before_branch(block, pool):
    """Let the pool branch of an Inception block see another pooling of the block's input."""
    given = []
    block.register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    block.branch_pool.register_forward_pre_hook(lambda *_: pool(given.pop()))


def inception_v3_2015():
    """Inception v3 as Google released it on 2015-12-05, without weights.

    The graph of torchvision's ``Inception3`` but for two poolings: the average poolings of the
    branches leave the padding out of the mean, and the pool branch of the last block is a max
    pooling.

    Returns
    -------
    torchvision.models.Inception3
    """
    model = torchvision.models.Inception3(num_classes=1008, aux_logits=False, init_weights=False)
    average = torch.nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
    for name, block in model.named_children():
        if hasattr(block, "branch_pool"):
            last = torch.nn.MaxPool2d(3, stride=1, padding=1)
            _pool_before_branch(block, last if name == "Mixed_7c" else average)
    return model
