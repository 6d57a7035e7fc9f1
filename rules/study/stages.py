"""Stages: a function for each rule that says what its jobs take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rules.study.code import code_of

STAGES = {}
# Measured: 50 to 150 MB for Python and its libraries; on a cluster a Snakemake of its own takes
# another 140 MB.
LEAST_MEMORY_MB = 350
LEAST_MINUTES = 10
# Folders of workflow_scripts/ whose jobs take seconds, with few exceptions.
LOCAL = ("figures", "pages", "tables")


@dataclass(frozen=True)
class Job:
    """What one job takes.

    Attributes
    ----------
    inputs : dict
        Paths, lists of them, or dicts of them by label, by the argument of the job's function. No
        file is matched to a name by its place in a list. A `pathlib.Path` is a file of this
        repository, whose content is part of the job's code: see `rules.study.code.resource`.
    settings : dict
        All other arguments: plain types with sorted keys, for Snakemake to compare. Snakemake
        compares params as a set of values, so two of them that swap their values side by side
        would go unnoticed; they are in one dict.
    memory_mb : int or callable
        Of the first attempt; a function without arguments reads an input to tell it.
    minutes : int
        Of the first attempt.
    modules : tuple of pathlib.Path
        Modules that the job finds by itself rather than imports by name, and other files whose
        content is part of its code.
    """

    inputs: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    memory_mb: int | Callable[[], int] = LEAST_MEMORY_MB
    minutes: int = LEAST_MINUTES
    modules: tuple = ()


class Stage(NamedTuple):
    """A rule's function, and the module of ``workflow_scripts/`` that does the job: see `stage`."""

    function: Callable
    module: str
    env: str
    is_local: bool

    def code(self, job):
        """Hash of the code that a job runs."""
        resources = [path for path in job.inputs.values() if isinstance(path, Path)]
        return code_of(self.module, *job.modules, *resources, env=self.env)


def stage(module, env, name=None, *, is_local=None):
    """Register the decorated function as what a rule asks for.

    Parameters
    ----------
    module : str
        Of ``workflow_scripts/``, such as ``batches.encode``; its function `run` does the job.
    env : str
        Name of a file in ``envs/``, without its ending.
    name : str, optional
        Of the rule; that of the function by default.
    is_local : bool, optional
        Whether Snakemake runs its jobs itself, on a cluster too, as they take seconds or download
        files. By default it does so with tables, figures and pages.
    """
    if is_local is None:
        is_local = module.startswith(LOCAL)

    def register(function):
        STAGES[name or function.__name__] = Stage(function, module, env, is_local)
        return function

    return register


def plain_figures(*names, env="figures"):
    """Register figures that draw a table or dataset without settings of their own."""
    for name in names:
        stage(f"figures.{name}", env, name)(lambda study: Job(settings=study.style))


def ordered(**settings):
    """Settings with sorted keys."""
    return dict(sorted(settings.items()))
