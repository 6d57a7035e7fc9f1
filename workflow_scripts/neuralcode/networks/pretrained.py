"""Pre-trained networks: the one of the paper, those of torchvision, and modules of one's own."""

import pickle
import sys
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import numpy as np
import torch

try:
    import torchvision
except RuntimeError:
    # A torchvision built for CUDA beside a torch that is not: its compiled operators, which
    # models and transforms do not use, are then unknown. Declared, they let the import pass.
    for name in ("nms", "qnms"):
        torch.library.define(
            f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        )
    import torchvision

from torchvision.transforms._presets import ImageClassification

#: The layers that the paper shows, and which module of torchvision's Inception v3 each one is.
PAPER_LAYERS = {
    "Mul": "input",
    "mixed": "Mixed_5b",
    "mixed_1": "Mixed_5c",
    "mixed_2": "Mixed_5d",
    "mixed_3": "Mixed_6a",
    "mixed_4": "Mixed_6b",
    "mixed_5": "Mixed_6c",
    "mixed_6": "Mixed_6d",
    "mixed_7": "Mixed_6e",
    "mixed_8": "Mixed_7a",
    "mixed_9": "Mixed_7b",
    "mixed_10": "Mixed_7c",
    "pool_3": "avgpool",
    "softmax": "fc",
}
PAPER_NETWORK = "inception_v3_2015"


def imported(name):
    """What ``package.module:function`` names.

    Raises
    ------
    ImportError
        If there is no such module or function; says where modules are looked for.
    """
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise ImportError(
            f"There is no {name!r} to import: {error}. Modules are looked for in "
            f"{', '.join(path for path in sys.path if path)}."
        ) from error


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


@contextmanager
def _weights_at(path, weights):
    """Let torchvision find the file of some weights at `path` instead of downloading it."""
    before = torch.hub.get_dir()
    with tempfile.TemporaryDirectory() as folder:
        checkpoints = Path(folder) / "checkpoints"
        checkpoints.mkdir()
        (checkpoints / Path(weights.url).name).symlink_to(Path(path).resolve())
        torch.hub.set_dir(folder)
        try:
            yield
        finally:
            torch.hub.set_dir(before)


def torchvision_weights(name, wanted=""):
    """Entry of torchvision for the weights of one of its models, with their address.

    Parameters
    ----------
    name : str
        Of the model.
    wanted : str
        Name of the weights, such as ``IMAGENET1K_V1``; empty for torchvision's default.

    Raises
    ------
    ValueError
        If there are no such weights, or no such model; lists those that there are.
    """
    # Those that name what a picture shows. Others, such as for detection, take other pictures, and
    # their untrained twins would have a trained backbone.
    models = torchvision.models.list_models(module=torchvision.models)
    if name not in models:
        raise ValueError(
            f"{name!r} is no network that is known by name. There are {PAPER_NETWORK} and, of "
            f"torchvision's networks for classification, {', '.join(models)}. For another network "
            "give its `function`."
        )
    known = torchvision.models.get_model_weights(name)
    if wanted and wanted not in known.__members__:
        raise ValueError(
            f"torchvision has no weights {wanted!r} for {name}; it has "
            f"{', '.join(known.__members__)}. Other weights are given by their path or address."
        )
    return known[wanted] if wanted else known.DEFAULT


def torchvision_sha256(address, given=""):
    """What is known of the SHA-256 of weights of torchvision.

    Parameters
    ----------
    address : str
        Of the weights. The name of their file ends in the first digits.
    given : str
        What the configuration says: all digits, the first ones, or nothing.

    Returns
    -------
    str
        The longer of both.
    """
    return max(given, address.rpartition("-")[2].partition(".")[0], key=len)


@contextmanager
def _named(path):
    """Name the file in errors of reading it as weights."""
    try:
        yield
    except pickle.UnpicklingError as error:
        # Not torch's own words: they advise to load what is no state dict, and to run its code.
        raise ValueError(f"{path} is damaged, or no state dict.") from error
    except (RuntimeError, TypeError, AttributeError, EOFError, OSError, ValueError) as error:
        reason = str(error)[:1500]
        raise ValueError(f"{path} has no state dict of this network: {reason}") from error


def load_state_dict(model, path):
    """Load weights into a model, in single precision.

    Raises
    ------
    ValueError
        If they are not a state dict of this model.
    """
    with _named(path):
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))


def build(name, *, function="", weights_name="", weights_path=None, seed=0):
    """Make a network that is known by name, or by the function that returns it.

    Parameters
    ----------
    name : str
        ``inception_v3_2015``, a model of torchvision, or one of these with ``_untrained`` behind
        it; with a `function` any name.
    function : str
        ``package.module:function``, called without arguments.
    weights_name : str
        Of torchvision's weights; empty for the default ones.
    weights_path : str, optional
        File of the weights.
    seed : int
        Of random weights.

    Returns
    -------
    model : torch.nn.Module
        Ready to be run, not to be trained.
    transform : function
        From an RGB image of Pillow to the tensor that the network is shown.
    """
    torch.manual_seed(seed)
    known, untrained = name.removesuffix("_untrained"), name.endswith("_untrained")
    if function:
        model, transform = imported(function)(), ImageClassification(crop_size=224)
        if not isinstance(model, torch.nn.Module):
            raise TypeError(f"{function} returns a {type(model).__name__}, not a torch.nn.Module.")
        if weights_path:
            load_state_dict(model, weights_path)
    elif known == PAPER_NETWORK:
        model, transform = inception_v3_2015(), paper_transform
        if untrained:
            twin = torchvision.models.Inception3(1008, aux_logits=False, init_weights=True)
            model.load_state_dict(twin.state_dict())
        else:
            load_state_dict(model, weights_path)
    else:
        entry = torchvision_weights(known, weights_name)
        transform = entry.transforms()
        if untrained:
            needs_init = known in ("inception_v3", "googlenet")
            model = torchvision.models.get_model(
                known, weights=None, **({"init_weights": True} if needs_init else {})
            )
            if needs_init:
                model.transform_input = True  # as its trained twin
        else:
            with _weights_at(weights_path, entry), _named(weights_path):
                model = torchvision.models.get_model(known, weights=entry, progress=False)
    return model.float().eval(), transform


def layers_there_are(model):
    """Names of all layers of a network that can be asked for, in the order of definition."""
    names = [name for name, _ in model.named_modules() if name]
    paper = list(PAPER_LAYERS) if isinstance(model, torchvision.models.Inception3) else []
    return [*paper, "input", *names]


def chosen_layers(model, wanted, network):
    """The layers to look into; by default those of the paper.

    Raises
    ------
    ValueError
        If none are named for a network without default, or one is not there; lists those there are.
    """
    there = layers_there_are(model)
    if not wanted and isinstance(model, torchvision.models.Inception3):
        return list(PAPER_LAYERS)
    unknown = [name for name in wanted if name not in there]
    if unknown or not wanted:
        problem = (
            f"The network {network} has no layer {', '.join(map(repr, unknown))}."
            if unknown
            else f"The network {network} needs the names of its `layers` in the configuration."
        )
        raise ValueError(f"{problem} There are: {', '.join(there)}.")
    return list(wanted)
