"""A forward pass, watched: what each module of a network returns."""

import dataclasses
from collections.abc import Mapping
from contextlib import contextmanager

import torch

#: Names for what the whole network is given and returns, where no module of it has that name.
INPUT, OUTPUT = "input", "output"


class ForwardError(ValueError):
    """The forward pass of a network fails."""


def tensor_of(output):
    """The first tensor in what a module returns, however deep in tuples, dicts and dataclasses.

    Parameters
    ----------
    output : object

    Returns
    -------
    torch.Tensor, or None
        None where there is no tensor of numbers in it.
    """
    waiting, known = [output], set()
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, torch.Tensor):
            part = part.dequantize() if part.is_quantized else part
            return part.to_dense() if part.layout != torch.strided else part
        if id(part) in known:  # a list may hold itself
            continue
        known.add(id(part))
        if isinstance(part, Mapping):
            waiting[:0] = part.values()
        elif isinstance(part, list | tuple):
            waiting[:0] = part
        elif dataclasses.is_dataclass(part) and not isinstance(part, type):
            waiting[:0] = [getattr(part, field.name) for field in dataclasses.fields(part)]
    return None


def names_of(model):
    """Names of the modules of a network: one module may have several, the root has `OUTPUT`.

    Parameters
    ----------
    model : torch.nn.Module

    Returns
    -------
    dict of str to str
        By name, the first name of the same module, which is the one that a `Run` has.
    """
    first, names = {}, {}
    for name, module in model.named_modules(remove_duplicate=False):
        if name:
            names[name] = first.setdefault(id(module), name)
    names.setdefault(OUTPUT, first.setdefault(id(model), OUTPUT))
    return names


@contextmanager
def watched(model, left, entered=None):
    """Tell of each run of each module of a network.

    Modules compiled by TorchScript take no hooks. Of those just the outermost is seen, since what
    is within it doesn't run in Python.

    Parameters
    ----------
    model : torch.nn.Module
    left : function
        Called as ``left(name, module, number, output)`` after a run: first name of the module,
        the module, which run of it this is, from 1 on, and what it returns.
    entered : function, optional
        Called as ``entered(name, module)`` before a run.
    """
    counts, hooks, compiled = {}, [], {}
    modules = {name: module for name, module in model.named_modules() if name}
    modules[names_of(model)[OUTPUT]] = model
    everywhere = torch.nn.modules.module

    def after(name):
        def hook(module, _inputs, output):
            counts[name] = counts.get(name, 0) + 1
            left(name, module, counts[name], output)

        return hook

    def before(name):
        return lambda module, _inputs: entered(name, module) if entered else None

    def of_compiled(make):
        return lambda module, *given: (
            make(compiled[id(module)])(module, *given) if id(module) in compiled else None
        )

    try:
        for name, module in modules.items():
            if isinstance(module, torch.jit.ScriptModule):
                compiled[id(module)] = name
            else:
                hooks.append(module.register_forward_pre_hook(before(name)))
                hooks.append(module.register_forward_hook(after(name)))
        if compiled:
            hooks.append(everywhere.register_module_forward_pre_hook(of_compiled(before)))
            hooks.append(everywhere.register_module_forward_hook(of_compiled(after)))
        yield
    finally:
        for hook in hooks:
            hook.remove()


def forward(model, x):
    """Run a network over a batch of images.

    Raises
    ------
    ForwardError
        Names the shape of what the network is given.
    """
    try:
        with torch.inference_mode():
            return model(x)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError, KeyError) as error:
        raise ForwardError(
            f"The network cannot be run on {len(x)} images of shape {tuple(x.shape[1:])}: {error}"
        ) from error
