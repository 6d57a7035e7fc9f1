"""The configuration: checked before any job runs, in plain types, with sorted keys."""

import difflib
import re
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from rules import reruns
from rules.consistency import problems

FOLDER = Path(__file__).resolve().parent.parent / "config"
DEFAULT_STUDY = FOLDER / "config.yaml"
SCHEMA = yaml.safe_load((FOLDER / "config.schema.yaml").read_text(encoding="utf-8"))


class ConfigurationError(Exception):
    """A key of the configuration has a value that is not allowed."""


def check(config, schema=SCHEMA):
    """Check a configuration and give it in the one form that params are made from.

    Parameters
    ----------
    config : dict
    schema : dict
        JSON schema; its ``default``s fill in parameters of schemes that are left out.

    Returns
    -------
    dict
        Keys sorted, numbers as the schema says (1 becomes 1.0 where a number need not be whole),
        so that the same configuration written otherwise makes no job run again.

    Raises
    ------
    ConfigurationError
        Names the key, the value given, what is allowed, and the YAML to paste.
    """
    config = _with_numbers(config, schema)
    error = next(_schema_errors(config, schema), None)
    if error is not None:
        raise ConfigurationError(_explain(error, config))
    config = _normal(config, schema)
    raise_first(config, problems(config, schema))
    return config


def raise_first(config, found):
    """Raise the first of the problems found in a configuration, if there is one.

    Parameters
    ----------
    config : dict
    found : iterable of (path, given, allowed, better)
        Of `rules.consistency`.

    Raises
    ------
    ConfigurationError
    """
    for path, given, allowed, better in found:
        raise ConfigurationError(_message(config, path, given, allowed, better))


def _with_numbers(value, schema):
    """Read numbers inside a mapping or list of `--config`, which Snakemake leaves as text."""
    if isinstance(value, dict):
        return {key: _with_numbers(part, _part(schema, key)) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_numbers(item, schema.get("items", {})) for item in value]
    if isinstance(value, str) and schema.get("type") in ("integer", "number"):
        with suppress(ValueError):
            return int(value) if value.lstrip("-").isdigit() else float(value)
    return value


def _part(schema, key):
    """Schema of a key of a mapping; empty for a key that is not allowed."""
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    patterns = schema.get("patternProperties", {}).items()
    return next((part for pattern, part in patterns if re.search(pattern, str(key))), {})


def _schema_errors(config, schema):
    errors = Draft202012Validator(schema).iter_errors(config)
    return iter(sorted(errors, key=lambda error: [str(part) for part in error.absolute_path]))


def _normal(value, schema):
    if schema.get("type") == "object":
        known = schema.get("properties", {})
        filled = {key: part["default"] for key, part in known.items() if "default" in part} | value
        return {key: _normal(filled[key], _part(schema, key)) for key in sorted(filled)}
    if schema.get("type") == "array":
        return [_normal(item, schema["items"]) for item in value]
    if schema.get("type") == "integer":
        return int(value)
    if schema.get("type") == "number":
        return float(value)
    return value


def _explain(error, config):
    """Say what an error of the schema means to the one who wrote the configuration."""
    path, given, place = list(error.absolute_path), error.instance, error.schema
    if error.validator == "additionalProperties":
        known = sorted(place.get("properties", {}))
        unknown = next(key for key in given if not _part(place, key))
        close = difflib.get_close_matches(str(unknown), known, 1)
        better = {close[0]: given[unknown]} if close else {}
        if path:
            better = {key: value for key, value in given.items() if key != unknown} | better
        allowed = f"the keys {', '.join(known)}" if known else "no keys here"
        if "patternProperties" in place:
            allowed = "names of lower case letters, digits and hyphens, not none or sum"
        problem = f"'{_dotted([*path, unknown])}' is not a key of the configuration"
        return _message(config, path, given[unknown], allowed, better, problem)
    if error.validator == "required":
        missing = next(key for key in place["required"] if key not in given)
        part = place["properties"][missing]
        problem = f"'{_dotted([*path, missing])}' is missing"
        better = (given if path else {}) | {missing: _default(part)}
        return _message(config, path, None, _allowed(part), better, problem)
    close = difflib.get_close_matches(str(given), map(str, place.get("enum", [])), 1)
    return _message(config, path, given, _allowed(place), close[0] if close else _default(place))


def _default(schema):
    """Default of a place in the configuration; None where there is none (an item of a list)."""
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "object":
        return {key: _default(part) for key, part in schema.get("properties", {}).items()}
    return None


def _allowed(schema):
    """Say in words what a schema allows."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    words = {
        "integer": "a whole number",
        "number": "a number",
        "array": "a list",
        "object": "a mapping of "
        + (
            ", ".join(sorted(schema.get("properties", {})))
            or ("blocks by name" if "patternProperties" in schema else "no keys")
        ),
        "string": "a text",
        "boolean": "true or false",
    }[schema["type"]]
    for key, text in {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
        "minItems": "of a length of at least",
    }.items():
        if key in schema:
            words += f", {text} {schema[key]}"
    return words + (", without repetition" if schema.get("uniqueItems") else "")


def _dotted(path):
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _message(config, path, given, allowed, better, problem=None):
    fixed = {"": deepcopy(config)}
    parent, last = fixed, ""
    for part in path:
        parent, last = parent[last], part
    if better is None:
        del parent[last]
    else:
        parent[last] = better
    # Of mappings on the way to the key show nothing else, of a list all.
    shown, keys = fixed[""], []
    for part in path:
        if not isinstance(shown, dict) or part not in shown:
            break
        keys.append(part)
        shown = shown[part]
    for key in reversed(keys):
        shown = {key: shown}
    is_flat = not any(isinstance(value, (dict, list)) for value in shown.values())
    pasted = yaml.safe_dump(
        shown, sort_keys=False, default_flow_style=False if is_flat else None, width=88
    )
    problem = problem or f"'{_dotted(path)}' has a value that is not allowed"
    advice = f"Paste this into the configuration instead:\n\n{pasted}" if shown else "Remove it.\n"
    return (
        f"The configuration is wrong: {problem}.\n"
        f"  given:   {'nothing' if given is None else repr(given)}\n"
        f"  allowed: {allowed}\n"
        f"{advice}"
    )


def document(schema=SCHEMA):
    """The reference of the configuration, in Markdown: ``python -m rules.configuration``."""
    lines = [
        "# The configuration",
        "",
        "Made from `config.schema.yaml` and `reruns.yaml` by",
        "`python -m rules.configuration > config/README.md`; `config.yaml` is the default study.",
        "",
        "| key | what it means | allowed | default |",
        "|---|---|---|---|",
    ]

    def walk(place, path):
        for key, part in place.get("properties", {}).items():
            name = f"{path}{key}"
            is_block = "properties" in part
            default = "" if is_block or key == "studies" else f"`{_flow(_default(part))}`"
            allowed = "" if is_block else _allowed(part)
            lines.append(f"| `{name}` | {part['description']} | {allowed} | {default} |")
            walk(part, f"{name}.")
            walk(part.get("items", {}), f"{name}[].")
            for block in part.get("patternProperties", {}).values():
                lines.append(f"| `{name}.NAME` | {block['description']} | | |")
                walk(block, f"{name}.NAME.")

    walk(schema, "")
    return "\n".join(lines) + "\n\n" + reruns.document()


def parameters(config, schema=SCHEMA):
    """The parameters of a study, to be read: one row for each key.

    Parameters
    ----------
    config : dict
        As `check` gives it.
    schema : dict

    Returns
    -------
    list of list of str
        Key, value, that of the default study where it is another (else nothing), what it means.
    """
    rows = []

    def walk(values, default, place, path):
        for key, value in values.items():
            part = place.get("properties", {}).get(key)
            if part is None:  # a block with a name of the user's own
                part = next(iter(place["patternProperties"].values()))
            usual = default.get(key, value)
            if isinstance(value, dict) and value:
                walk(value, usual, part, f"{path}{key}.")
            else:
                changed = "" if value == usual else _flow(usual)
                rows.append([f"{path}{key}", _flow(value), changed, part["description"]])

    walk(config, check(yaml.safe_load(DEFAULT_STUDY.read_text(encoding="utf-8"))), schema, "")
    return rows


def _flow(value):
    return (
        yaml.safe_dump(value, default_flow_style=True, width=10_000).removesuffix("...\n").strip()
    )


if __name__ == "__main__":
    print(document(), end="")
