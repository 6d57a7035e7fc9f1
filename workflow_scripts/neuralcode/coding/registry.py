"""Where coding schemes enter: a function is registered by name and is found by it."""

import re
from importlib import import_module
from pkgutil import iter_modules

_SCHEMES = {}


def scheme(name):
    """Register the decorated function as the coding scheme `name`.

    Parameters
    ----------
    name : str
        Lower case letters, digits and hyphens: it stands in paths and tables.
    """

    def register(function):
        _SCHEMES[name] = function
        return function

    return register


def schemes():
    """All registered schemes.

    Returns
    -------
    dict of str to function
        From every module of this package, so that a new one need not be listed anywhere.
    """
    package = import_module("neuralcode.coding")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return _SCHEMES


def family(name):
    """Name under which a scheme is registered: ``depth-3`` belongs to ``depth``."""
    return re.sub(r"^depth-\d+$", "depth", name)
