"""Where coding schemes enter: a function is registered by name, with every fact about its code."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

_SCHEMES = {}


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
    prediction : callable or None
        ``prediction(theory, scheme, items, parameters)`` is what theory says of the similarity:
        `theory` is the module `neuralcode.theory.predictions`, whose `Prediction` it returns; see
        `neuralcode.theory.predictions.predict` for the others. None for a code without a theory.
    problems : callable
        ``problems(n, items, **parameters)`` yields (name, what is allowed, a value that is) of each
        parameter that does not go with the others, in a study of so many items of n values; the
        name ``units`` is that number n. With 0 items it leaves out what may happen by chance among
        many.
    categories : int or None
        Number of prototypes of a seed that the scheme takes by default; None for all.
    """

    name: str
    function: Callable
    units: Callable = as_many_as_values
    readouts: tuple = ("none",)
    activity: Callable | None = None
    mean_rate: Callable | None = None
    prediction: Callable | None = None
    problems: Callable = no_problems
    categories: int | None = None


def scheme(name, **facts):
    """Register the decorated function as the coding scheme `name`.

    Parameters
    ----------
    name : str
        Lower case letters, digits and hyphens: it stands in paths and tables.
    **facts
        What differs from the defaults of `Scheme`, such as its number of units.

    Examples
    --------
    >>> @scheme("mirrored", units=lambda units: 2 * units)
    ... def mirrored(items, rng):
    ...     return np.concatenate([items, -items], axis=-1)
    """

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
        order of the modules, whichever of them was imported before.

    Raises
    ------
    RegistrationError
        If a module can't be imported; the message names its file.
    """
    package = import_module("neuralcode.coding")
    for module in iter_modules(package.__path__):
        try:
            import_module(f"{package.__name__}.{module.name}")
        except Exception as error:
            path = f"{package.__path__[0]}/{module.name}.py"
            raise RegistrationError(f"{path}: {type(error).__name__}: {error}") from error
    return dict(sorted(_SCHEMES.items(), key=lambda item: item[1].function.__module__))


def find(name):
    """The scheme that a name of a study means: ``depth-3`` is a layer of ``depth``.

    Parameters
    ----------
    name : str

    Returns
    -------
    Scheme

    Raises
    ------
    LookupError
        If no function is registered under the name.

    Examples
    --------
    >>> find("factorial").units(100, factors=3)
    16
    """
    known = schemes()
    if family(name) not in known:
        raise LookupError(
            f"No function in neuralcode/coding/ is registered as the coding scheme "
            f'{family(name)!r}. Write one with the decorator @scheme("{family(name)}").'
        )
    return known[family(name)]


def family(name):
    """Name under which a scheme is registered: ``depth-3`` belongs to ``depth``."""
    return re.sub(r"^depth-\d+$", "depth", name)
