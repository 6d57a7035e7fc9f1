"""What a network is shown: the contract of a function from a picture to a tensor."""

import numpy as np
import torch


class TransformsError(ValueError):
    """A function does not return what a network can be shown."""


def as_tensor(shown, transforms, picture):
    """The tensor that a network is shown, from what a function returns for a picture.

    Parameters
    ----------
    shown : torch.Tensor or ndarray
        Of shape (channel, row, column), or fewer dimensions, or a batch of one picture.
    transforms, picture : str
        Names of the function and of the picture, for messages.

    Returns
    -------
    torch.Tensor, float32
        Without the axis of a batch.

    Raises
    ------
    TransformsError
        Names the function and the picture, what was returned, and what is allowed.

    Examples
    --------
    >>> as_tensor(np.zeros((1, 3, 8, 8)), "my_networks:shown", "lion.jpg").shape
    torch.Size([3, 8, 8])
    """

    def refuse(given):
        raise TransformsError(
            f"{transforms} returns {given} for {picture}. Allowed is one tensor or array of finite "
            "numbers, of shape (channel, row, column)."
        )

    if isinstance(shown, np.ndarray | np.generic) and shown.dtype.kind in "fiub":
        shown = torch.from_numpy(np.ascontiguousarray(shown, np.float32))
    if not isinstance(shown, torch.Tensor):
        kind = type(shown).__name__
        refuse(f"an array of {shown.dtype}" if isinstance(shown, np.ndarray) else f"a {kind}")
    if shown.is_complex():
        refuse("complex numbers")
    shape = tuple(shown.shape)
    if len(shape) == 4 and shape[0] == 1:
        shown = shown[0]
    elif not 1 <= len(shape) <= 3 or 0 in shape:
        refuse(f"a {type(shown).__name__} of shape {shape}")
    shown = shown.detach().to("cpu", torch.float32)
    if not torch.isfinite(shown).all():
        refuse("values that are NaN or infinite")
    return shown


def show(transform, transforms, picture, name):
    """What a network is shown of a picture.

    Parameters
    ----------
    transform : function
        From an RGB image of Pillow to a tensor.
    transforms : str
        Name of the function, for messages.
    picture : PIL.Image.Image
    name : str
        Of the picture, for messages.

    Returns
    -------
    torch.Tensor, float32
        See `as_tensor`.

    Raises
    ------
    TransformsError
        If the function fails, or returns what no network can be shown.
    """
    try:
        shown = transform(picture)
    except Exception as error:  # it is the user's
        raise TransformsError(
            f"{transforms} fails for {name}: {type(error).__name__}: {error}"
        ) from error
    return as_tensor(shown, transforms, name)


def batch_of(tensors, transforms, pictures):
    """Put tensors of pictures together.

    Parameters
    ----------
    tensors : list of torch.Tensor
    transforms : str
    pictures : list of str
        Names, for messages.

    Returns
    -------
    torch.Tensor of shape (picture, ...)

    Raises
    ------
    TransformsError
        If they are of different shapes. Names two of the pictures.
    """
    for tensor, picture in zip(tensors, pictures, strict=True):
        if tensor.shape != tensors[0].shape:
            raise TransformsError(
                f"{transforms} returns tensors of different shapes: {tuple(tensors[0].shape)} for "
                f"{pictures[0]}, {tuple(tensor.shape)} for {picture}. A network is shown pictures "
                "of one size; let it crop or resize them."
            )
    return torch.stack(tensors)
