"""What a reader calls things, in figures and on pages alike."""

import re

# Codes that the paper draws as one family, from the item itself to deep networks.
NETWORK = r"vector|gain|matmul|depth-\d+"


def recipe_title(recipe):
    """What a reader calls a recipe; a data set has the name that its user gave it.

    Examples
    --------
    >>> recipe_title("released"), recipe_title("faces")
    ('released recipe', 'faces')
    """
    return f"{recipe} recipe" if recipe in ("text", "released") else recipe


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
