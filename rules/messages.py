"""What a user is told about a mistake: key, value, what is allowed, and what to write instead."""

import difflib
import math
import re
import traceback
from copy import deepcopy

import yaml
from snakemake_interface_common.exceptions import WorkflowError

from neuralcode.allowed import is_allowed, words_of

HOW_TO_ADD_A_SCHEME = (
    "for one of your own, write a function into workflow_scripts/neuralcode/coding/ (README, Add a "
    "coding scheme)"
)


class UserError(WorkflowError):
    """A mistake in what a user wrote, found before any job. Its message says all there is."""

    @property
    def __traceback__(self):
        """None on its way out of a Snakefile, whose lines Snakemake would print."""
        trace = BaseException.__traceback__.__get__(self)
        files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(trace)]
        return None if any(name.endswith((".smk", "Snakefile")) for name in files) else trace

    @__traceback__.setter
    def __traceback__(self, trace):
        BaseException.__traceback__.__set__(self, trace)


class ConfigurationError(UserError):
    """A key of the configuration has a value that is not allowed."""


def part_of(schema, key):
    """Schema of a key of a mapping; empty for a key that is not allowed."""
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    patterns = schema.get("patternProperties", {}).items()
    return next((part for pattern, part in patterns if re.search(pattern, key)), {})


def explain(error, config):
    """Say what an error of the schema means to the one who wrote the configuration.

    Parameters
    ----------
    error : jsonschema.ValidationError
    config : dict
        As it was given.

    Returns
    -------
    ConfigurationError
    """
    path, given, place = list(error.absolute_path), error.instance, error.schema
    if error.validator == "additionalProperties":
        known = sorted(place.get("properties", {}))
        unknown = next(key for key in given if not part_of(place, key))
        close = difflib.get_close_matches(unknown, known, 1)
        better = {close[0]: given[unknown]} if close else {}
        if path:
            better = {key: value for key, value in given.items() if key != unknown} | better
        allowed = f"the keys {', '.join(known)}" if known else "no keys here"
        allowed = place.get("x-names", allowed)
        if path == ["schemes"]:
            allowed += f"; {HOW_TO_ADD_A_SCHEME}"
        problem = f"'{dotted([*path, unknown])}' is not a key of the configuration"
        return message(config, path, given[unknown], allowed, better, problem)
    if error.validator == "required":
        missing = next(key for key in place["required"] if key not in given)
        part = place["properties"][missing]
        problem = f"'{dotted([*path, missing])}' is missing"
        better = (given if path else {}) | {missing: default_of(part)}
        return message(config, path, None, words_of(part), better, problem)
    return message(config, path, given, words_of(place), near(place, given))


def default_of(place):
    """Default of a place in the configuration; None where there is none (an item of a list)."""
    if place.get("default") or "properties" not in place:
        return place.get("default")
    return {
        key: default_of(part)
        for key, part in place["properties"].items()
        if default_of(part) is not None
    }


def near(place, given):
    """An allowed value near the one given; the default where there is none near.

    Parameters
    ----------
    place : dict
        JSON schema.
    given : object

    Returns
    -------
    object
    """
    kind = place.get("type")
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if "enum" in place:
        if kind == "integer" and is_number and math.isfinite(given):
            return min(place["enum"], key=lambda value: abs(value - given))
        names = {str(value).lower(): value for value in place["enum"]}
        close = difflib.get_close_matches(str(given).lower(), names, 1)
        return names[close[0]] if close else default_of(place)
    if kind in ("integer", "number") and is_number and math.isfinite(given):
        value = max(given, place.get("minimum", given))
        value = min(value, place.get("maximum", value))
        value = round(value) if kind == "integer" else float(value)
        return value if is_allowed(value, place) else default_of(place)
    if kind == "string" and is_number:
        return str(given)
    if kind == "array" and isinstance(given, list):
        kept = list(dict.fromkeys(given)) if _is_flat(given) and place.get("uniqueItems") else given
        kept = kept[: place.get("maxItems")]
        if len(kept) >= place.get("minItems", 0) and kept:
            return kept
    return default_of(place)


def _is_flat(values):
    return not any(isinstance(value, (dict, list)) for value in values)


def dotted(path):
    """Path of a key as it is written: ``studies[0].schemes[1]``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def message(config, path, given, allowed, better, problem=None):
    """The error that says what is wrong and what to write instead.

    Parameters
    ----------
    config : dict
        As it was given; its own blocks are shown whole, so that no key is lost.
    path : list of str and int
    given : object
    allowed : str
    better : object
        None where the key or item is best removed. As given where what the key names is wrong.
    problem : str, optional

    Returns
    -------
    ConfigurationError
    """
    fixed = {"": deepcopy(config)}
    parent, last = fixed, ""
    for part in path:
        parent, last = parent[last], part
        if isinstance(parent, dict):
            parent.setdefault(last, {})
    if better is None:
        del parent[last]
    else:
        parent[last] = better
    # Of mappings on the way to the key show nothing else, of a list or a user's own block all.
    shown, keys = fixed[""], []
    for part in path:
        is_block = len(keys) == 2 and keys[0] in ("scanners", "families", "data")
        if is_block or not isinstance(shown, dict) or part not in shown:
            break
        keys.append(part)
        shown = shown[part]
    for key in reversed(keys):
        shown = {key: shown}
    is_flat = not any(isinstance(value, (dict, list)) for value in shown.values())
    pasted = yaml.safe_dump(
        shown,
        sort_keys=False,
        default_flow_style=False if is_flat else None,
        width=88,
        allow_unicode=True,
    )
    removed = "Remove it.\n"
    problem = problem or f"'{dotted(path)}' has a value that is not allowed"
    if better is not None and better == given:
        shown, removed = {}, "Correct the file, or name another one.\n"
    advice = f"Paste this into the configuration instead:\n\n{pasted}" if shown else removed
    return ConfigurationError(
        f"The configuration is wrong: {problem}.\n"
        f"  given:   {'nothing' if given is None else repr(given)}\n"
        f"  allowed: {allowed}\n"
        f"{advice}"
    )
