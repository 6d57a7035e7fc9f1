"""Pre-trained networks: the paper's network, torchvision's networks, and custom modules."""

import sys
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import packages_distributions, version
from operator import attrgetter

import torch

from neuralcode.networks.paper_network import inception_v3_2015, paper_transform
from neuralcode.networks.weights import (
    PAPER_NETWORK,
    ImageClassification,
    load_state_dict,
    no_weights,
    of_file,
    torchvision,
    torchvision_weights,
    weights_at,
)


class FunctionError(ValueError):
    """A function that should return a network fails."""


def imported(name):
    """What ``package.module:function`` names.

    Raises
    ------
    ImportError
        If there is no such module or function, or the module cannot be imported; says where
        modules are looked for.
    """
    module, _, function = name.partition(":")
    try:
        found = attrgetter(function)(import_module(module))
    except Exception as error:  # a module may raise anything while it is imported
        raise ImportError(
            f"There is no {name!r} to import: {type(error).__name__}: {error}. Modules are looked "
            f"for in {', '.join(path for path in sys.path if path)}."
        ) from error
    if not callable(found):
        raise ImportError(f"{name!r} is a {type(found).__name__}, not a function.")
    return found


def _made_by(function, arguments):
    """The module that a function returns."""
    make = imported(function)
    try:
        model = make(**arguments)
    except Exception as error:  # it is not ours
        given = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
        reason = f"{type(error).__name__}: {error}"
        raise FunctionError(f"{function}({given}) fails: {reason}") from error
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"{function} returns a {type(model).__name__}, not a torch.nn.Module.")
    return model


def build(
    name, *, function="", arguments=None, weights_name="", weights_path=None, seed=0, load=True
):
    """Make a network that is known by name, or by the function that returns it.

    Parameters
    ----------
    name : str
        ``inception_v3_2015``, a model of torchvision, or one of these with ``_untrained`` behind
        it; with a `function` any name.
    function : str
        ``package.module:function``, or ``package.module:Class.method``.
    arguments : dict, optional
        Keyword arguments of the function.
    weights_name : str
        Of torchvision's weights; empty for the default ones.
    weights_path : str, optional
        File of the weights.
    seed : int
        Of random weights.
    load : bool
        Whether the weights are loaded. Without them the network is as good to look at its layers.

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
        model, transform = _made_by(function, arguments or {}), ImageClassification(crop_size=224)
        if weights_path and load:
            load_state_dict(model, weights_path)
    elif known == PAPER_NETWORK:
        model, transform = inception_v3_2015(), paper_transform
        if untrained and load:
            twin = torchvision.models.Inception3(1008, aux_logits=False, init_weights=True)
            model.load_state_dict(twin.state_dict())
        elif load:
            load_state_dict(model, weights_path)
    else:
        entry = torchvision_weights(known, weights_name)
        transform = entry.transforms()
        if not load:
            with no_weights():
                model = torchvision.models.get_model(known, weights=entry)
        elif untrained:
            needs_init = known in ("inception_v3", "googlenet")
            model = torchvision.models.get_model(
                known, weights=None, **({"init_weights": True} if needs_init else {})
            )
            if needs_init:
                model.transform_input = True  # as its trained twin
        else:
            with weights_at(weights_path, entry), of_file(weights_path):
                model = torchvision.models.get_model(known, weights=entry, progress=False)
    return model.float().eval(), transform


def of_configuration(network, **settings):
    """The network of an entry of the configuration, and what it is shown.

    Parameters
    ----------
    network : dict
        With ``name``, ``function``, ``arguments``, ``weights_name`` and ``transforms``.
    **settings
        Of `build`.

    Returns
    -------
    model : torch.nn.Module
    transform : function
        From an RGB image of Pillow to a tensor or array.
    transforms : str
        Name of that function.
    """
    model, transform = build(
        network["name"],
        function=network["function"],
        arguments=network["arguments"],
        weights_name=network["weights_name"],
        **settings,
    )
    if network["transforms"]:
        return model, imported(network["transforms"]), network["transforms"]
    return model, transform, "the default transform"


@contextmanager
def named(network):
    """Name the network in errors that are about it."""
    try:
        yield
    except (ValueError, TypeError, ImportError) as error:
        raise ValueError(f"Network {network}: {error}") from error


def versions(network):
    """Versions of the packages that a network of the configuration comes from.

    Parameters
    ----------
    network : dict
        With ``function`` and ``transforms``.

    Returns
    -------
    dict of str to str
    """
    names = {"numpy", "pillow", "torch", "torchvision"}
    by_module = packages_distributions()
    for key in ("function", "transforms"):
        names |= set(by_module.get(network[key].partition(":")[0].split(".")[0], []))
    return {name: version(name) for name in sorted(names)}
