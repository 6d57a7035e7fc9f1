"""The configuration: checked before any job runs, in plain types, with sorted keys.

``python -m rules.configuration`` prints its reference.
"""

import math
from contextlib import suppress
from pathlib import Path

from jsonschema import Draft202012Validator

from neuralcode.coding.registry import RegistrationError
from neuralcode.scanner.presets import PRESETS, preset_parameters
from neuralcode.settings import settings_schema
from rules import calibration, sweeps, yaml_files
from rules.consistency import derived, problems, scanners_of
from rules.messages import UserError, explain, message, part_of

FOLDER = Path(__file__).resolve().parent.parent / "config"
DEFAULT_STUDY = FOLDER / "config.yaml"
try:
    SCHEMA = settings_schema()
except RegistrationError as error:
    raise UserError(f"A coding scheme is wrong, in {error}") from error


def check(given, schema=SCHEMA):
    """Check a configuration and give it in the one form that params are made from.

    Parameters
    ----------
    given : dict
    schema : dict
        JSON schema; its ``default``s fill in what is left out.

    Returns
    -------
    dict
        Complete, with keys sorted and numbers as the schema says (1 becomes 1.0 where a number need
        not be whole), so that the same configuration written otherwise makes no job run again. A
        configuration in this form is its own form.

    Raises
    ------
    ConfigurationError
        Names the key, the value given, what is allowed, and the YAML to paste.
    """
    given = _plain(given, schema)
    config = _complete(given, schema)
    raise_first(given, problems(config))
    used = scanners_of(config)
    raise_first(given, calibration.problems(config, used))
    return calibration.calibrated(config, used)


def _complete(given, schema):
    """The one form of a configuration that keeps the schema."""
    raise_first(given, sweeps.problems(given, schema))
    single = sweeps.with_first_values(given, schema)
    error = next(_schema_errors(single, schema), None)
    if error is not None:
        raise explain(error, single)
    raise_first(given, _not_finite(given, []))
    config = _normal(single | {"scanners": _scanners(given)}, schema)
    several = [
        (path, _normal(values, {"type": "array", "items": place}))
        for path, values, place in sweeps.lists(given, schema)
    ]
    return derived(sweeps.expanded(sweeps.with_lists(config, several), schema))


def raise_first(given, found):
    """Raise the first of the problems found in a configuration, if there is one.

    Parameters
    ----------
    given : dict
        The configuration, as it was given.
    found : iterable of (path, value, allowed, better)
        Of `rules.consistency`.

    Raises
    ------
    ConfigurationError
    """
    for problem in found:
        raise message(given, *problem)


def _plain(value, schema):
    """Values as they were meant: numbers and booleans inside `--config`, which come as text.

    An emptied block (a key with nothing behind it) has no keys. An optional key without a value is
    left out.
    """
    kind = schema.get("type")
    if value is None and kind == "object":
        return {}
    if isinstance(value, dict):
        parts = {str(key): (part, part_of(schema, str(key))) for key, part in value.items()}
        return {
            key: found
            for key, (part, place) in parts.items()
            if (found := _plain(part, place)) is not None or not _is_optional(schema, key, place)
        }
    if isinstance(value, list):
        # A list in place of a number: its values.
        items = schema if kind in ("integer", "number") else schema.get("items", {})
        return [_plain(item, items) for item in value]
    if not isinstance(value, str):
        return value
    if value in ("null", "~", "") and (kind in ("integer", "number", "array", "boolean")):
        return None
    if kind in ("integer", "number"):
        with suppress(ValueError):
            return int(value)
        with suppress(ValueError):
            return float(value)
    if kind == "boolean":
        return {"true": True, "false": False}.get(value.lower(), value)
    return value


def _is_optional(schema, key, place):
    return bool(place) and "default" not in place and key not in schema.get("required", [])


def _not_finite(value, path):
    """Numbers that are infinite or not a number, which no limit of the schema excludes."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from _not_finite(part, [*path, key])
    elif isinstance(value, float) and not math.isfinite(value):
        default = SCHEMA
        for part in path:
            default = default.get("items", {}) if isinstance(part, int) else part_of(default, part)
        yield path, value, "a finite number", default.get("default", 1.0)


def _schema_errors(config, schema):
    errors = Draft202012Validator(schema).iter_errors(config)
    return iter(sorted(errors, key=lambda error: [str(part) for part in error.absolute_path]))


def _scanners(given):
    """Scanners with all their parameters: from the preset of the block, of its name, or 3t."""
    blocks = {name: {} for name in PRESETS} | given.get("scanners", {})
    complete = {}
    for name, block in blocks.items():
        own = dict(block)
        preset = own.pop("preset", name if name in PRESETS else "3t")
        complete[name] = preset_parameters(preset) | own
    return complete


def _normal(value, schema):
    if schema.get("type") == "object":
        known = schema.get("properties", {})
        filled = {key: part["default"] for key, part in known.items() if "default" in part} | value
        return {key: _normal(filled[key], part_of(schema, key)) for key in sorted(filled)}
    if schema.get("type") == "array":
        return [_normal(item, schema["items"]) for item in value]
    if schema.get("type") == "integer":
        return int(value)
    if schema.get("type") == "number":
        return float(value)
    return value


def default_study():
    """The default study, in its one form; a test checks it, which takes longer than to read it."""
    return _complete(yaml_files.read(DEFAULT_STUDY), SCHEMA)


if __name__ == "__main__":
    from rules.reference import document

    print(document(), end="")
