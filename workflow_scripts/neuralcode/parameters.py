"""What a parameter may be: said once, where the parameter is, and read from there.

A parameter is a field of a dataclass or a keyword-only parameter of a function. Its type hint says
what is allowed, its default stands behind it, and its description is that of the numpydoc
docstring. `schema_of` reads all three and makes a JSON schema, from which the checks of the
configuration, its reference and its messages come. These are plain dataclasses instead of models
of pydantic because every job of a scan makes one: importing pydantic takes longer than some jobs.
"""

import inspect
import re
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from neuralcode.allowed import is_allowed, words_of


@dataclass(frozen=True)
class Range:
    """Range and unit of a number.

    Attributes
    ----------
    minimum, above : float or None
        Least value, or the largest one that is too low.
    maximum, below : float or None
        Largest value, or the least one that is too high.
    unit : str
        Such as ``"mm"``; empty for a pure number.

    Examples
    --------
    >>> Annotated[float, Range(above=0, unit="mm")]  # doctest: +SKIP
    """

    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    below: float | None = None
    unit: str = ""

    def keywords(self):
        """The same in JSON schema, where ``x-unit`` means nothing to a validator."""
        names = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
        limits = zip(names, (self.minimum, self.above, self.maximum, self.below), strict=True)
        found = {name: limit for name, limit in limits if limit is not None}
        return found | ({"x-unit": self.unit} if self.unit else {})


@dataclass(frozen=True)
class Several:
    """Length of a list.

    Attributes
    ----------
    minimum : int
    maximum : int or None
    distinct : bool
        Whether no value may be repeated.
    """

    minimum: int = 0
    maximum: int | None = None
    distinct: bool = True

    def keywords(self):
        """The same in JSON schema."""
        found = {"minItems": self.minimum} if self.minimum else {}
        found |= {"maxItems": self.maximum} if self.maximum is not None else {}
        return found | ({"uniqueItems": True} if self.distinct else {})


@dataclass(frozen=True)
class Named:
    """Names of the blocks of a mapping, as a regular expression and in words.

    Attributes
    ----------
    pattern, words : str
    """

    pattern: str
    words: str


Count = Annotated[int, Range(minimum=1)]
Positive = Annotated[float, Range(above=0)]

_TYPES = {int: "integer", float: "number", str: "string", bool: "boolean"}


def schema_of(model, **more):
    """JSON schema of a dataclass, or of the keyword-only parameters of a function.

    Parameters
    ----------
    model : type or callable
        Every parameter has a type hint; a dataclass in it becomes an object of its own. A
        parameter whose default is None may be left out, and then has no value.
    **more : (hint, default, description)
        Parameters by name that the model itself does not have.

    Returns
    -------
    dict
        With the keywords of JSON schema, and ``x-unit`` for the unit of a number. The description
        is the first paragraph of the docstring.

    Raises
    ------
    TypeError
        If a parameter has no type hint or no description, or a default that is not allowed; the
        message names it.

    Examples
    --------
    >>> def sparse(items, rng, *, share: Annotated[float, Range(above=0, below=1)] = 0.1):
    ...     '''Only the units with the largest values are active.
    ...
    ...     Parameters
    ...     ----------
    ...     share : float
    ...         Share of active units.
    ...     '''
    >>> schema_of(sparse)["properties"]["share"]["exclusiveMaximum"]
    1
    """
    parameters = _declared(model) | more
    properties, required = {}, []
    for name, (hint, default, description) in parameters.items():
        place = _place(hint)
        if description:
            place = {"description": description} | place
        if "description" not in place:
            raise TypeError(
                f"{model.__name__}: the parameter {name} has no description in the docstring"
            )
        if default is MISSING and place.get("type") != "object":
            required.append(name)
        elif default is not None and default is not MISSING:
            place["default"] = _plain(default)
            if place.get("type") not in ("array", "object") and not is_allowed(default, place):
                raise TypeError(
                    f"{model.__name__}: the default of {name} must be {words_of(place)}; got "
                    f"{default!r}"
                )
        properties[name] = place
    schema = {
        "description": _summary(model),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return schema | ({"required": required} if required else {"default": {}})


def _summary(model):
    """What stands before the sections of a docstring; of a function its first paragraph."""
    text = inspect.cleandoc(model.__doc__ or "")
    if is_dataclass(model):
        text = re.split(r"\n\n\S.*\n---", text)[0]
    return " ".join((text if is_dataclass(model) else text.split("\n\n")[0]).split())


def _declared(model):
    """Hint, default and description of each parameter of a dataclass or a function."""
    hints = get_type_hints(model, include_extras=True)
    if is_dataclass(model):
        defaults = {
            field.name: field.default_factory()
            if field.default_factory is not MISSING
            else field.default
            for field in fields(model)
        }
    else:
        defaults = {
            name: MISSING if parameter.default is parameter.empty else parameter.default
            for name, parameter in inspect.signature(model).parameters.items()
            if parameter.kind is parameter.KEYWORD_ONLY
        }
    for name in defaults:
        if name not in hints:
            raise TypeError(f"{model.__name__}: the parameter {name} has no type hint")
    said = descriptions(model)
    return {name: (hints[name], default, said.get(name)) for name, default in defaults.items()}


def _place(hint):
    """JSON schema of a type hint."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return schema_of(hint)
    if hint is Any:
        return {}
    if hint in _TYPES:
        return {"type": _TYPES[hint]}
    if origin is Annotated:
        place = _place(arguments[0])
        for extra in arguments[1:]:
            if isinstance(extra, Named):
                block = place.pop("additionalProperties")
                place |= {
                    "additionalProperties": False,
                    "patternProperties": {extra.pattern: block},
                }
                place |= {"x-names": extra.words}
            else:
                place |= extra.keywords()
        return place
    if origin is Literal:
        kind = _TYPES[type(arguments[0])]
        return {"enum": list(arguments)} | ({"type": kind} if kind != "string" else {})
    if origin is tuple:
        length = {} if arguments[-1] is ... else Several(len(arguments), len(arguments), False)
        return {"type": "array", "items": _place(arguments[0])} | (length and length.keywords())
    if origin is dict:
        return {"type": "object", "additionalProperties": _place(arguments[1])}
    if type(None) in arguments:  # may be left out
        return _place(Union[tuple(part for part in arguments if part is not type(None))])  # noqa: UP007
    raise TypeError(f"no JSON schema for the type hint {hint!r}")


def _plain(value):
    """A default in the types of YAML."""
    if is_dataclass(value):
        value = asdict(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def descriptions(model):
    """Descriptions of parameters, from a numpydoc docstring.

    Parameters
    ----------
    model : type or callable

    Returns
    -------
    dict of str to str
        By name, on one line; from the sections Parameters and Attributes.
    """
    found = {}
    text = inspect.cleandoc(model.__doc__ or "")
    for section in re.split(r"^(?=\S.*\n-{3,}$)", text, flags=re.M):
        title, _, body = section.partition("\n")
        if title in ("Parameters", "Attributes"):
            entry = re.compile(r"^(\S.*?) ?:.*\n((?:(?: {4}.*)?\n?)*)", re.M)
            for names, description in entry.findall(body.partition("\n")[2]):
                for name in names.split(", "):
                    found[name] = " ".join(description.split())
    return found


@cache
def _schema_of_class(model):
    return schema_of(model)


def checked(model, given: dict[str, Any]):
    """Values of all parameters of a dataclass in plain types, or an error that says what is wrong.

    Parameters
    ----------
    model : type
        Dataclass whose parameters are numbers and texts.
    given : dict

    Returns
    -------
    dict
        Whole numbers become floats where a number need not be whole.

    Raises
    ------
    ValueError
        Names the parameter, the value given and what is allowed.
    """
    places = _schema_of_class(model)["properties"]
    unknown = sorted(set(given) - set(places))
    if unknown:
        raise ValueError(
            f"{model.__name__} has no parameter {unknown[0]!r}; it has {', '.join(places)}"
        )
    values = {}
    for name, value in given.items():
        place = places[name]
        if not is_allowed(value, place):
            raise ValueError(f"{model.__name__}: {name} must be {words_of(place)}; got {value!r}")
        plain = {"number": float, "integer": int}.get(place.get("type"), lambda given: given)
        values[name] = plain(value)
    return values
