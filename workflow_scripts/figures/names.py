"""What a reader calls things, in figures and on pages alike."""

import re

from neuralcode.names import depth_in, swept, without_value


def recipe_title(recipe):
    """What a reader calls a recipe; a data set has the name that its user gave it.

    Examples
    --------
    >>> recipe_title("released"), recipe_title("faces")
    ('released recipe', 'faces')
    """
    return f"{recipe} recipe" if recipe in ("text", "released") else recipe


def is_model(scheme):
    """Whether the paper draws a code as one of a family, from the item itself to deep networks.

    Examples
    --------
    >>> [is_model(name) for name in ("vector", "depth-3", "hash")]
    [True, True, False]
    """
    return scheme in ("vector", "gain", "matmul") or depth_in("depth", scheme) is not None


def block_title(name):
    """What a reader calls networks or a scheme with the same parameters, whatever the layer.

    Examples
    --------
    >>> block_title("relu"), block_title("tanh@sigma_w=0.5")
    ('relu', 'tanh, sigma_w = 0.5')
    """
    found = swept(name)
    return name if found is None else f"{without_value(name)}, {found[0]} = {found[1]:g}"


def place_title(scanner):
    """What a reader calls the place where a code is read.

    Examples
    --------
    >>> [place_title(name) for name in ("none", "sum", "7t", "7t-topographic", "nsd")]
    ['units', 'spike count', '7 T', '7 T, topographic', 'nsd']
    """
    if scanner in ("none", "sum"):
        return {"none": "units", "sum": "spike count"}[scanner]
    field, _, rest = scanner.partition("-")
    if not re.fullmatch(r"[0-9.]+t", field):
        return scanner
    return f"{field[:-1]} T" + (f", {rest}" if rest else "")
