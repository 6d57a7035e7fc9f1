"""Names of coding schemes in a study: ``depth-3`` is layer 3 of the networks called ``depth``.

A parameter with several values gives each of them a name of its own: ``depth-3@weight_sd=2`` is the
layer of the networks whose weights have a standard deviation of 2. This is the one place where such
names are read or made.
"""

import re

_NAME = re.compile(
    r"(?P<family>[^@]+?)(-(?P<number>[1-9]\d*))?(?P<suffix>@(?P<key>\w+)=(?P<value>\S+))?"
)


def family(name: str) -> str:
    """Name under which a scheme has its parameters: ``depth-3`` belongs to ``depth``.

    Examples
    --------
    >>> family("depth-3"), family("hash-item"), family("depth-3@weight_sd=2")
    ('depth', 'hash-item', 'depth')
    """
    found = _NAME.fullmatch(name)
    return found["family"] if found else name


def swept(name: str) -> tuple[str, float] | None:
    """Parameter that has several values and the one that a name means; None for other names.

    Examples
    --------
    >>> swept("depth-3@weight_sd=2"), swept("depth-3")
    (('weight_sd', 2.0), None)
    """
    found = _NAME.fullmatch(name)
    return (found["key"], float(found["value"])) if found and found["suffix"] else None


def with_value(name: str, key: str, value: float) -> str:
    """Name of a scheme with one of several values of a parameter.

    Examples
    --------
    >>> with_value("depth-3", "weight_sd", 0.5), with_value("factorial", "factors", 3)
    ('depth-3@weight_sd=0.5', 'factorial@factors=3')
    """
    return f"{name}@{key}={value:.12g}"


def without_value(name: str) -> str:
    """Name of a scheme whatever the value of a parameter: all values draw the same random numbers.

    Examples
    --------
    >>> without_value("depth-3@weight_sd=2")
    'depth-3'
    """
    return name.partition("@")[0]


def block_name(name: str) -> str:
    """Name of the networks or the scheme that have the same parameters, whatever the layer.

    Examples
    --------
    >>> block_name("depth-3@weight_sd=2"), block_name("depth-3")
    ('depth@weight_sd=2', 'depth')
    """
    found = _NAME.fullmatch(name)
    return found["family"] + (found["suffix"] or "") if found else name


def layer_number(name: str) -> int | None:
    """Number of the layer that a name means; None for a scheme that is no layer of a network.

    Examples
    --------
    >>> layer_number("depth-3"), layer_number("vector")
    (3, None)
    """
    found = _NAME.fullmatch(name)
    return int(found["number"]) if found and found["number"] else None


def depth_in(family_name: str, name: str) -> int | None:
    """Number of the layer that a name means in one family of networks; None for all else.

    The family has one value of each parameter.

    Examples
    --------
    >>> depth_in("depth", "depth-3"), depth_in("depth", "relu-3"), depth_in("depth", "vector")
    (3, None, None)
    """
    return layer_number(name) if block_name(name) == family_name else None


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
    if number is None or number == 1:
        return None
    return layer_name(family(name), number - 1) + name[len(without_value(name)) :]


def layers_of(name: str) -> list[str]:
    """Names of the schemes that follow one another up to a scheme.

    Examples
    --------
    >>> layers_of("depth-2"), layers_of("vector")
    (['depth-1', 'depth-2'], ['vector'])
    """
    below = layer_below(name)
    return [*([] if below is None else layers_of(below)), name]
