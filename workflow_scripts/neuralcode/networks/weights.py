"""Weights of pre-trained networks: which ones torchvision has, and files of them."""

import pickle
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

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

from torchvision.models import WeightsEnum
from torchvision.transforms._presets import ImageClassification  # noqa: F401, for those who build

#: The network of the paper.
PAPER_NETWORK = "inception_v3_2015"


@contextmanager
def weights_at(path, weights):
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
def of_file(path):
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
    with of_file(path):
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))


@contextmanager
def no_weights():
    """Let torchvision build a network as for some weights, without having them."""
    with (
        patch.object(WeightsEnum, "get_state_dict", lambda *_, **__: {}),
        patch.object(torch.nn.Module, "load_state_dict", lambda *_, **__: None),
    ):
        yield
