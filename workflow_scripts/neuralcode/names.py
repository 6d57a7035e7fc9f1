"""Names of coding schemes in a study: ``depth-3`` is layer 3 of the networks called ``depth``.

This is the one place where such a name is read or made.
"""

import re

_LAYER = re.compile(r"(?P<family>.+)-(?P<number>[1-9]\d*)")


def family(name: str) -> str:
    """Name under which a scheme has its parameters: ``depth-3`` belongs to ``depth``.

    Examples
    --------
    >>> family("depth-3"), family("hash-item")
    ('depth', 'hash-item')
    """
    found = _LAYER.fullmatch(name)
    return found["family"] if found else name


def layer_number(name: str) -> int | None:
    """Number of the layer that a name means; None for a scheme that is no layer of a network.

    Examples
    --------
    >>> layer_number("depth-3"), layer_number("vector")
    (3, None)
    """
    found = _LAYER.fullmatch(name)
    return int(found["number"]) if found else None


def depth_in(family_name: str, name: str) -> int | None:
    """Number of the layer that a name means in one family of networks; None for all else.

    Examples
    --------
    >>> depth_in("depth", "depth-3"), depth_in("depth", "relu-3"), depth_in("depth", "vector")
    (3, None, None)
    """
    return layer_number(name) if family(name) == family_name else None


def layer_name(family: str, number: int) -> str:
    """Name of a layer.

    Examples
    --------
    >>> layer_name("depth", 3)
    'depth-3'
    """
    return f"{family}-{number}"


def layer_below(name: str) -> str | None:
    """Name of the layer whose activity a layer takes; None for what takes the items.

    Examples
    --------
    >>> layer_below("depth-3"), layer_below("depth-1"), layer_below("vector")
    ('depth-2', None, None)
    """
    number = layer_number(name)
    return layer_name(family(name), number - 1) if number is not None and number > 1 else None


def layers_of(name: str) -> list[str]:
    """Names of the schemes that follow one another up to a scheme.

    Examples
    --------
    >>> layers_of("depth-2"), layers_of("vector")
    (['depth-1', 'depth-2'], ['vector'])
    """
    below = layer_below(name)
    return [*([] if below is None else layers_of(below)), name]
