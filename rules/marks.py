"""Paths with what Snakemake is to know of them: in the report, or a file of this repository."""

import os
from pathlib import Path

from snakemake.io import local, report

from rules.study import results


def of_repository(path):
    """A file of this repository, from the working folder.

    With an absolute path, its users would run again in a clone that was moved. The prefix of a
    workflow that imports this one is for results.
    """
    return local(os.path.relpath(path))


def shown(path):
    """A result with its entry in the list of the reports."""
    entry = results.listed()[Path(path).name]
    return report(
        path,
        caption=f"../report/{entry['caption']}",
        category=entry["section"],
        labels={"result": entry["title"]},
    )


def table(name):
    """A table that the reports show."""
    return shown(f"results/tables/{name}.csv")


def tables(**names):
    """Tables that the reports show, by the argument of the job's function."""
    return {argument: table(name) for argument, name in names.items()}


def figure(name):
    """Files of a figure that the reports show."""
    svg, *others = results.figure_paths(name)
    return [shown(svg), *others]
