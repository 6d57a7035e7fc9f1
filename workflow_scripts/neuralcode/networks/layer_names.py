"""Which layers of a network are looked into: by name, by pattern, or by default."""

import difflib
import re

import torch
from torch.nn.modules import activation, batchnorm, dropout, instancenorm, normalization

from neuralcode.networks.runs import Run
from neuralcode.networks.watching import INPUT, OUTPUT, names_of

#: The layers that the paper shows, and which module of torchvision's Inception v3 each one is.
PAPER_LAYERS = {
    "Mul": INPUT,
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
# Names in a message: Inception v3 has 300.
MOST_LISTED = 40
# Fewer layers than these say little of how similarity changes with depth.
FEW = 6
# Modules that follow another one unit by unit. They are no layers by default.
PART_OF_A_LAYER = (
    *(
        getattr(module, name)
        for module in (activation, batchnorm, dropout, instancenorm, normalization)
        for name in module.__all__
        if name != "MultiheadAttention"
    ),
    torch.nn.Identity,
    torch.nn.Flatten,
)


class LayerError(ValueError):
    """A network does not have a layer that is asked for."""


def paper_layers(model):
    """The paper's names for modules of a network, where it is torchvision's Inception v3."""
    named = names_of(model)
    if not {"Mixed_5b", "Mixed_7c", "avgpool", "fc"} <= set(named):
        return {}
    return {name: module for name, module in PAPER_LAYERS.items() if name not in named}


def softmax_layers(model):
    """Names of layers that are the softmax of what their module returns."""
    return {"softmax"} & set(paper_layers(model))


def is_pattern(name):
    """Whether a name stands for several layers."""
    return any(character in name for character in "*?[")


def _expression(pattern):
    """Regular expression of a pattern: * and ? stop at a dot, ** does not."""

    def of(part):
        if part.startswith("["):
            return part.replace("[!", "[^")
        return {"**": ".*", "*": "[^.]*", "?": "[^.]"}.get(part, re.escape(part))

    parts = re.split(r"(\*\*|\*|\?|\[!?[^]]+\])", pattern)
    return re.compile("".join(map(of, parts)))


def choose(model, probed, wanted=()):
    """The layers of a network that are asked for.

    Parameters
    ----------
    model : torch.nn.Module
    probed : list of Run
        See `neuralcode.networks.runs.probe`.
    wanted : sequence of str
        Names of modules; ``NAME:2`` for the second run of a module that runs more than once, of
        which ``NAME`` is the last run; ``input`` and ``output`` for what the network is given and
        returns; patterns such as ``layer*`` or ``features.*``, in which ``**`` matches dots too;
        and for Inception v3 names of `PAPER_LAYERS`. Empty for the `default_layers`.

    Returns
    -------
    dict of str to Run
        By layer. Names in the order asked for, those of a pattern in order of execution.

    Raises
    ------
    LayerError
        Names what is not there, and lists what there is.
    """
    named, paper = names_of(model), paper_layers(model)
    runs = {run.layer: run for run in probed}
    last = {run.name: run for run in probed}
    chosen, unknown = {}, []
    for name in wanted or default_layers(model, probed):
        if is_pattern(name) and name not in named:
            matches = [layer for layer in runs if _expression(name).fullmatch(layer)]
            chosen |= {layer: runs[layer] for layer in matches}
            unknown += [] if matches else [name]
            continue
        module = paper.get(name, name)
        module = named.get(module, module)
        if module in last:
            chosen[name] = last[module]
        elif module in runs:
            chosen[name] = runs[module]
        elif module in named:
            chosen[name] = Run(name, "", 1, problem=_why_it_does_not_run(model, module))
        else:
            unknown.append(name)
    if unknown:
        there = [*paper, *runs]
        close = [match for name in unknown for match in difflib.get_close_matches(name, there, 2)]
        meant = f" Did you mean {' or '.join(dict.fromkeys(close))}?" if close else ""
        raise LayerError(
            f"There is no layer {', '.join(map(repr, unknown))}.{meant} There are: "
            f"{_listed(there)}."
        )
    return chosen


def _listed(names):
    """Names in a message; of many those that are not parts of another module."""
    if len(names) <= MOST_LISTED:
        return ", ".join(names)
    outer = [name for name in names if "." not in name][:MOST_LISTED]
    more = len(names) - len(outer)
    return f"{', '.join(outer)}, and {more} more (`snakemake layers` without `layers` lists all)"


def _why_it_does_not_run(model, name):
    """Why a module that is there is not seen in a forward pass."""
    parts = name.split(".")
    for end in range(len(parts)):
        above = model.get_submodule(".".join(parts[:end]))
        if isinstance(above, torch.jit.ScriptModule):
            outer = ".".join(parts[:end]) or OUTPUT
            return f"it lies within {outer}, which TorchScript compiled; just {outer} can be seen"
    return "the forward pass does not come by it"


def default_layers(model, probed):
    """Layers of a network that say how similarity changes from its input to its output.

    For Inception v3 those of the paper. Else the modules right below the network. Where they are
    few, the largest of them are replaced by their parts. Activation functions, normalisation and
    dropout count to the layer before.

    Parameters
    ----------
    model : torch.nn.Module
    probed : list of Run

    Returns
    -------
    list of str
        In order of execution, from ``input`` on.
    """
    if paper := paper_layers(model):
        return list(paper)
    modules = {name: module for name, module in model.named_modules() if name}
    ran = {run.name for run in probed if not run.problem}

    def parts_of(name):
        prefix = f"{name}." if name else ""
        found = [other for other in modules if other.startswith(prefix)]
        found = [other for other in found if "." not in other.removeprefix(prefix)]
        # What does not run itself, such as a list of modules, gives way to its parts.
        return [
            part
            for other in found
            for part in ([other] if other in ran else parts_of(other))
            if not isinstance(modules[part], PART_OF_A_LAYER)
            and type(modules[part]).__name__ != "Permute"  # of torchvision
        ]

    chosen = parts_of("")
    while len(chosen) < FEW:
        sizes = {
            name: sum(tensor.numel() for tensor in modules[name].parameters())
            for name in chosen
            if parts_of(name) and not isinstance(modules[name], torch.jit.ScriptModule)
        }
        if not sizes:
            break
        largest = max(sizes, key=sizes.get)
        place = chosen.index(largest)
        chosen[place : place + 1] = parts_of(largest)
    kept = {INPUT, *chosen} if chosen else {INPUT, OUTPUT}
    return list(dict.fromkeys(run.name for run in probed if run.name in kept and not run.problem))
