"""Whether a value keeps what its JSON schema allows, and what that is in words."""

from numbers import Integral, Real


def words_of(place):
    """Say in words what a JSON schema allows.

    Parameters
    ----------
    place : dict

    Returns
    -------
    str
        Such as ``"a number, above 0 (mm)"``.
    """
    if "enum" in place:
        return "one of " + ", ".join(map(str, place["enum"]))
    if place["type"] == "array":
        least, most = place.get("minItems", 0), place.get("maxItems")
        words = f"a list of {most}" if least == most else "a list"
        if least != most and least:
            words += f" of at least {least}"
        if most is not None and least != most:
            words += f" of at most {most}"
        words += ", without repetition" if place.get("uniqueItems") else ""
        items = place["items"]
        return words if "properties" in items else f"{words}; each {words_of(items)}"
    if place["type"] == "object":
        names = ", ".join(sorted(place.get("properties", {})))
        others = "any keys" if place.get("additionalProperties") == {} else "no keys"
        return "a mapping of " + (
            names or ("blocks by name" if "patternProperties" in place else others)
        )
    words = {
        "integer": "a whole number",
        "number": "a number",
        "string": "a text",
        "boolean": "true or false",
    }[place["type"]]
    for key, text in {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }.items():
        if key in place:
            words += f", {text} {place[key]:g}"
    return words + (f" ({place['x-unit']})" if "x-unit" in place else "")


def is_allowed(value, place):
    """Whether a number or a text keeps the schema of its parameter.

    Parameters
    ----------
    value : object
    place : dict
        JSON schema of a number or a text.

    Returns
    -------
    bool
    """
    if "enum" in place:
        return not isinstance(value, bool) and value in place["enum"]
    kinds = {"integer": Integral, "number": Real, "string": str, "boolean": bool}
    if not isinstance(value, kinds[place["type"]]) or (
        isinstance(value, bool) and place["type"] != "boolean"
    ):
        return False
    return (
        value == value  # not NaN, which is beyond no limit
        and value >= place.get("minimum", value)
        and value <= place.get("maximum", value)
        and ("exclusiveMinimum" not in place or value > place["exclusiveMinimum"])
        and ("exclusiveMaximum" not in place or value < place["exclusiveMaximum"])
    )


def require(problems, given):
    """Raise the first problem of parameters that do not go together, if there is one.

    Parameters
    ----------
    problems : iterable of (name, allowed, better)
    given : dict

    Raises
    ------
    ValueError
        Names the parameter, what is allowed and the value given.
    """
    for name, allowed, _ in problems:
        raise ValueError(f"{name} must be {allowed}; got {given.get(name)!r}")
