"""Codes of items: any coding scheme, applied to patterns of your own."""

from operator import index

import xarray as xr

from neuralcode import stimuli
from neuralcode.allowed import is_allowed, require, words_of
from neuralcode.coding import encoding
from neuralcode.coding.registry import find
from neuralcode.labelled.patterns import ITEMS, Patterns, as_patterns, with_labels_of
from neuralcode.names import layer_number, layers_of
from neuralcode.parameters import schema_of
from neuralcode.settings import Settings


def encode(
    patterns: Patterns, scheme: str, *, seed: int = 0, readout: str | None = None, **parameters
) -> xr.DataArray:
    """Encode items by a coding scheme.

    Parameters
    ----------
    patterns : array_like, pandas.DataFrame or xarray.DataArray of shape (item, unit)
        ``vector`` gives them as they are. Every other scheme is given each item centred and scaled
        to standard deviation 1 over its units.
    scheme : str
        Name of a coding scheme, such as ``"depth-4"``, a random network of four layers. Another
        name with a number, such as ``"relu-4"``, is a network with the parameters of
        `neuralcode.coding.network.layer_of_family`.
    seed : int
        Number of the simulated subject, which has random weights of its own.
    readout : str, optional
        Of a code in time: ``"none"``, its own variable, or ``"sum"``, its spikes over the stimulus.
    **parameters
        Parameters of the scheme, where they differ from its defaults.

    Returns
    -------
    xarray.DataArray of shape (item, unit)
        Named after the scheme, with the items' labels.

    Raises
    ------
    neuralcode.labelled.patterns.PatternsError
        See `neuralcode.labelled.patterns.as_patterns`.
    LookupError
        If there is no such scheme.
    ValueError
        If a parameter or a readout is not allowed, or the items are too few or too small.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import encode
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> encode(patterns, "depth-4", seed=3).shape
    (12, 100)
    """
    data = as_patterns(patterns)
    items, units = data.shape
    facts, layers = find(scheme), layers_of(scheme)
    given = _parameters(facts.function, parameters)
    if facts.is_layered and layer_number(scheme) is None:
        raise LookupError(
            f"layers of networks are {scheme}-1, {scheme}-2 and so on; got {scheme!r}"
        )
    depth = {"depth": len(layers)} if facts.is_layered else {}
    problems = facts.problems(units, items, **given, **depth)
    require(
        ((name, f"for {scheme} {allowed}", better) for name, allowed, better in problems),
        {"units": units} | given,
    )
    readout = facts.readouts[0] if readout is None else readout
    if readout not in facts.readouts:
        raise ValueError(
            f"readout of {scheme} must be one of {', '.join(facts.readouts)}; got {readout!r}"
        )
    values = data.values if scheme == "vector" else stimuli.standardised(data.values)
    code = values[None, :, None]  # of one seed; each item is a category of its own
    for name in layers:
        code = encoding.encode(
            code,
            scheme=name,
            recipe="text",
            study_seed=Settings.study_seed,
            seeds=[index(seed)],
            parameters=given,
        )[readout]
    return with_labels_of(data, code[0, :, 0], ITEMS, scheme)


def _parameters(function, given):
    """All parameters of a scheme's function, checked."""
    places = schema_of(function)["properties"]
    for name, value in given.items():
        if name not in places:
            known = ", ".join(places) or "none"
            raise ValueError(f"there is no parameter {name!r}; the scheme has {known}")
        if not _is_allowed(value, places[name]):
            raise ValueError(f"{name} must be {words_of(places[name])}; got {value!r}")
    defaults = {name: place["default"] for name, place in places.items() if "default" in place}
    return defaults | given


def _is_allowed(value, place):
    if place["type"] != "array":
        return is_allowed(value, place)
    if not isinstance(value, list | tuple):
        return False
    least, most = place.get("minItems", 0), place.get("maxItems", len(value))
    distinct = not place.get("uniqueItems") or len(set(value)) == len(value)
    return (
        least <= len(value) <= most
        and distinct
        and all(_is_allowed(part, place["items"]) for part in value)
    )
