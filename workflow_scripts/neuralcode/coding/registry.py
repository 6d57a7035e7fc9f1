"""Where coding schemes enter: a function is registered by name, with every fact about its code."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from neuralcode.names import family, layer_number

_SCHEMES = {}
# Registered under this name is what the families of networks of a configuration have in common.
FAMILIES = "families"


class RegistrationError(ImportError):
    """A module of this package can't be imported, or says too little of its parameters."""


def as_many_as_values(units, **parameters):
    """Number of units of a code that has one unit for each value of the item."""
    return units


def no_problems(units, items, **parameters):
    """Problems of a scheme whose parameters all go together."""
    return iter(())


@dataclass(frozen=True)
class Scheme:
    """A coding scheme: its function, and what others must know about the code.

    Attributes
    ----------
    name : str
        Lower case letters, digits and hyphens: it stands in paths and tables.
    function : callable
        ``function(items, rng, **parameters)`` encodes the items of one seed.
    units : callable
        ``units(n, **parameters)`` is the number of units of the code of items of n values.
    readouts : tuple of str
        Names of the arrays that the function returns; ``("none",)`` for a single array.
    activity : callable or None
        ``activity(values, rng, **parameters)`` gives spikes in time: (..., trial, time step). None
        for a code that is not in time.
    mean_rate : callable or None
        ``mean_rate(**parameters)`` is the mean rate in Hz of a code in time, over the drive.
    problems : callable
        ``problems(n, items, **parameters)`` yields (name, what is allowed, a value that is) of each
        parameter that does not go with the others, in a study of so many items of n values; the
        name ``units`` is that number n, and a value of None means that the parameter is best left
        out. With 0 items it leaves out what may happen by chance among many. A layered scheme is
        also given ``depth``, its number of layers.
    categories : int or None
        Number of prototypes of a seed that the scheme takes by default; None for all.
    is_layered : bool
        Whether the function is one layer of a network: a study names NAME-1, NAME-2 and so on, each
        of which takes the one below.
    """

    name: str
    function: Callable
    units: Callable = as_many_as_values
    readouts: tuple = ("none",)
    activity: Callable | None = None
    mean_rate: Callable | None = None
    problems: Callable = no_problems
    categories: int | None = None
    is_layered: bool = False


def scheme(name, **facts):
    """Register the decorated function as the coding scheme `name`.

    Parameters
    ----------
    name : str
        Lower case letters, digits and hyphens: it stands in paths and tables. A number after a
        hyphen at its end would name a layer.
    **facts
        What differs from the defaults of `Scheme`, such as its number of units.

    Raises
    ------
    RegistrationError
        If the name is that of a layer.

    Examples
    --------
    >>> @scheme("mirrored", units=lambda units: 2 * units)
    ... def mirrored(items, rng):
    ...     return np.concatenate([items, -items], axis=-1)
    """

    if layer_number(name) is not None:
        raise RegistrationError(
            f"{name!r} would be layer {layer_number(name)} of a network {family(name)!r}: the name "
            f"of a coding scheme has no number after a hyphen at its end"
        )

    def register(function):
        _SCHEMES[name] = Scheme(name, function, **facts)
        return function

    return register


def schemes():
    """All registered schemes.

    Returns
    -------
    dict of str to Scheme
        From every module of this package, so that a new one need not be listed anywhere. In the
        order of the modules, whichever of them was imported before. Without the families of
        networks, which a configuration names.

    Raises
    ------
    RegistrationError
        If a module can't be imported; the message names its file.
    """
    return {name: scheme for name, scheme in _registered().items() if name != FAMILIES}


def families():
    """What the families of networks of a configuration have in common.

    Returns
    -------
    Scheme
    """
    return _registered()[FAMILIES]


def _registered():
    _import_all()
    return dict(sorted(_SCHEMES.items(), key=lambda item: item[1].function.__module__))


@cache
def _import_all():
    package = import_module("neuralcode.coding")
    for module in iter_modules(package.__path__):
        try:
            import_module(f"{package.__name__}.{module.name}")
        except Exception as error:
            path = f"{package.__path__[0]}/{module.name}.py"
            raise RegistrationError(f"{path}: {type(error).__name__}: {error}") from error


def find(name):
    """The scheme that a name of a study means: ``depth-3`` is a layer of ``depth``.

    Parameters
    ----------
    name : str

    Returns
    -------
    Scheme
        For a layer of a family that is not registered, what such families have in common.

    Raises
    ------
    LookupError
        If no function is registered under the name.

    Examples
    --------
    >>> find("factorial").units(100, factors=3)
    16
    """
    known, own, number = schemes(), family(name), layer_number(name)
    if own in known:
        if number is None or known[own].is_layered:
            return known[own]
        raise LookupError(f"the coding scheme {own!r} has no layers; got {name!r}")
    if number is not None:
        return families()
    if name.rpartition("-")[2].isdigit():
        base = name.rpartition("-")[0]
        raise LookupError(f"layers of networks are {base}-1, {base}-2 and so on; got {name!r}")
    raise LookupError(
        f"No function in neuralcode/coding/ is registered as the coding scheme {own!r}. Write one "
        f'with the decorator @scheme("{own}").'
    )
