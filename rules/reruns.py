"""What runs again when something changes: config/reruns.yaml, read and shown as tables.

The file says by which rules a change enters; what is behind them follows from the rules that take
their results. tests/workflow/test_reruns.py compares both with what Snakemake plans.
"""

import re
from pathlib import Path
from typing import NamedTuple

import yaml

TABLE = Path(__file__).resolve().parent.parent / "config" / "reruns.yaml"


class Entry(NamedTuple):
    """Jobs of a rule by which a change enters the workflow.

    Attributes
    ----------
    rule : str
    of : str
        Pattern of shell style that one of the wildcards has to match; empty for all jobs.
    is_new : bool
        Whether only jobs that there were not before.
    """

    rule: str
    of: str = ""
    is_new: bool = False

    @classmethod
    def read(cls, text):
        """Read ``RULE``, ``RULE of PATTERN``, ``new RULE``."""
        found = re.fullmatch(r"(new )?(\w+)(?: of (\S+))?", text)
        if found is None:
            raise ValueError(
                f"{TABLE}: {text!r} is not of the form 'RULE', 'RULE of X', 'new RULE'"
            )
        return cls(found[2], found[3] or "", bool(found[1]))

    def __str__(self):
        return ("new " if self.is_new else "") + self.rule + (f" of {self.of}" if self.of else "")


class Row(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    changed : tuple of str
        Keys, modules or scripts that behave alike.
    entries : tuple of Entry
    without : tuple of str
        Rules that take results of others in the row, but of other jobs of them. What is behind
        these alone does not run again either.
    """

    changed: tuple
    entries: tuple
    without: tuple


def read(path=TABLE):
    """Read the table.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict
        ``behind``: rules that take the results of a rule, by its name, for every rule; ``keys``,
        ``modules``, ``scripts``: lists of `Row`.
    """
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in ("keys", "modules", "scripts"):
        table[part] = [
            Row(
                tuple(row["change"]),
                tuple(Entry.read(text) for text in row["reruns"]),
                tuple(row.get("without", [])),
            )
            for row in table[part]
        ]
    return table


def rerun(row, behind):
    """All rules of which jobs run again: of the entries, and what is behind them.

    Parameters
    ----------
    row : Row
    behind : dict of list of str

    Returns
    -------
    set of str
    """
    found = {entry.rule for entry in row.entries}
    waiting = list(found)
    while waiting:
        further = set(behind.get(waiting.pop(), [])) - found - set(row.without)
        found |= further
        waiting.extend(further)
    return found


def document(table=None):
    """The table in Markdown.

    Parameters
    ----------
    table : dict, optional
        As `read` gives it.

    Returns
    -------
    str
    """
    table = table or read()
    lines = [
        "## What runs again",
        "",
        "Made from `reruns.yaml`. The tests change each key and each module, and compare the jobs",
        "that Snakemake plans: these run again, and no other. In **bold** the rules by which the",
        "change enters, then those behind them. *of*: only jobs of such a scheme; *new*: finished",
        "jobs stay, and those that were not there before are added.",
        "",
        "Another version in a file of `envs/` makes the rules of that environment run again, and",
        "the report. Reordered keys, 1 for 1.0, comments, docstrings, `touch`, `git checkout` and",
        "back, a clone that was moved, and conda or none make nothing run again.",
    ]
    for part, title in {
        "keys": "key",
        "modules": "module in `workflow_scripts/`",
        "scripts": "script in `workflow_scripts/`",
    }.items():
        lines += ["", f"| {title} | rules that run again |", "|---|---|"]
        rows = [(row.changed, _rules(row, table["behind"])) for row in table[part]]
        if part == "scripts":
            rows.append((["FOLDER/RULE.py"], "the rule of that name, and those behind it"))
        for changed, rules in rows:
            lines.append(f"| {', '.join(f'`{name}`' for name in changed)} | {rules} |")
    return "\n".join(lines) + "\n"


def _rules(row, behind):
    first = [
        ("*new* " if entry.is_new else "")
        + f"**{entry.rule}**"
        + (f" of `{entry.of}`" if entry.of else "")
        for entry in row.entries
    ]
    # In the order of the file, which is that of the data.
    later = rerun(row, behind) - {entry.rule for entry in row.entries}
    return ", ".join([*first, *(rule for rule in behind if rule in later)]) or "none"
