"""The configuration in words: its reference in Markdown, and the parameters of a study."""

import yaml

from neuralcode.allowed import words_of
from neuralcode.scanner.presets import PRESETS
from rules.configuration import SCHEMA, default_study
from rules.messages import default_of

RERUNS = """

## What runs again

`snakemake -n` says which jobs a change of a key makes run again, and why. More seeds, schemes or
layers add jobs, and finished ones stay. A change of a parameter runs the jobs that use it and those
behind them; colours and the resolution of figures run the figures alone. Edited code runs its users
again, and another version in a file of `envs/` the rules of that environment. Reordered keys, 1 for
1.0, comments, docstrings, `touch`, `git checkout` and back, a clone that was moved, and conda or
none make nothing run again.
"""


def document(schema=SCHEMA):
    """The reference of the configuration, in Markdown: ``python -m rules.configuration``."""
    lines = [
        "# The configuration",
        "",
        "Made by `python -m rules.configuration > config/README.md` from `neuralcode.settings`,",
        "and the functions in `neuralcode.coding`. `config.yaml` is the default study. An omitted",
        "key has its default.",
        "",
        "| key | what it means | allowed | default |",
        "|---|---|---|---|",
    ]

    def walk(place, path):
        for key, part in place.get("properties", {}).items():
            name = f"{path}{key}"
            is_block = "properties" in part
            has_default = not is_block and name != "studies" and default_of(part) is not None
            default = f"`{_flow(default_of(part))}`" if has_default else ""
            allowed = "" if is_block else words_of(part)
            lines.append(f"| `{name}` | {part['description']} | {allowed} | {default} |")
            walk(part, f"{name}.")
            walk(part.get("items", {}), f"{name}[].")
            for block in part.get("patternProperties", {}).values():
                lines.append(f"| `{name}.NAME` | {block['description']} | | |")
                walk(block, f"{name}.NAME.")

    walk(schema, "")
    lines += ["", "The presets of scanners differ from the defaults in:", ""]
    lines += [
        f"- `{name}`: {_flow(values) if values else 'nothing'}" for name, values in PRESETS.items()
    ]
    return "\n".join(lines) + RERUNS


def parameters(config, schema=SCHEMA):
    """The parameters of a study, to be read: one row for each key.

    Parameters
    ----------
    config : dict
        As `rules.configuration.check` gives it.
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

    walk(config, default_study(), schema, "")
    return rows


def _flow(value):
    return (
        yaml.safe_dump(value, default_flow_style=True, width=10_000).removesuffix("...\n").strip()
    )
