"""What a run says and checks before any job.

The Snakemake of a single job, and the one that runs checks for another, read the same Snakefile and
say nothing of it again.
"""

import os
import sys
from pathlib import Path

from snakemake.common.configfile import load_configfile
from snakemake.settings.types import DeploymentMethod
from snakemake.utils import update_config

from rules import (
    brain_rdms,
    checked_first,
    command,
    designs,
    duplicates,
    found_results,
    own_data,
    probes,
    scheduling,
)
from rules.claims import read_claims
from rules.configuration import DEFAULT_STUDY, check, raise_first
from rules.study import Study, items
from rules.study.scanning import scanned_designs
from rules.terminal import say
from storage.identity import COMMAND, DEFAULT_COMMAND


def begin(workflow):
    """Say what the run starts from, and leave its command to its jobs, whose messages repeat it.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    """
    # Not in what is printed for other programs, such as a graph.
    if _speaks(workflow):
        say(environments(workflow.deployment_settings.deployment_method), sys.stderr)
    if workflow.is_main_process:
        os.environ[COMMAND] = command.of_this_run() or os.environ.get(COMMAND, DEFAULT_COMMAND)
    if _speaks(workflow) and workflow.modifier.is_main_snakefile():
        _warn(found_in(Path("results"), Path(".snakemake")))


def study_of(workflow, config):
    """The study, or an end with one message before any job.

    Keys that are left out are as in the default study: in a folder of `--directory`, which may have
    no configuration file, and in a workflow that imports this one as a module.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    config : dict
        What Snakemake was given.

    Returns
    -------
    rules.study.Study

    Raises
    ------
    rules.messages.UserError
    """
    duplicates.refuse([DEFAULT_STUDY, *workflow.configfiles])
    complete = load_configfile(DEFAULT_STUDY)
    update_config(complete, config)
    study = Study(check(complete), read_claims())
    # The scheme of a job is checked as it encodes.
    if workflow.is_main_process:
        probes.check(study)
        raise_first(config, brain_rdms.problems(study.config))
    if _speaks(workflow) and workflow.modifier.is_main_snakefile():
        _warn(warnings(study))
    return study


def check_first(workflow, study):
    """Check networks and photographs before any other job starts; for ``onstart``.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    study : rules.study.Study
    """
    folder = command.folder_of_this_run(workflow.main_snakefile, workflow.configfiles)
    checked_first.run(workflow, study, command.of_this_run(), folder, sys.stderr)
    scheduling.one_look_at_a_time(workflow.scheduler)


def environments(methods):
    """Where jobs find their software, in words.

    Parameters
    ----------
    methods : collection of snakemake.settings.types.DeploymentMethod

    Returns
    -------
    str
    """
    if DeploymentMethod.CONDA in methods:
        return "Each rule runs in its own conda environment; NEURALCODE_CONDA=no turns this off."
    return "All rules run in the environment of Snakemake itself, without conda."


def found_in(results, snakemake):
    """Warnings of results that are damaged, or that Snakemake has no record of.

    Parameters
    ----------
    results, snakemake : pathlib.Path
        Folders of results, and of Snakemake's records.

    Returns
    -------
    list of str
    """
    # With another backend than files the records are in a database.
    if not results.is_dir() or list(snakemake.glob("*.db")):
        return []
    return list(found_results.warnings(results, snakemake, os.environ[COMMAND]))


def warnings(study):
    """Warnings of designs that tell stimuli apart much worse than they could, and of large jobs.

    Parameters
    ----------
    study : rules.study.Study

    Yields
    ------
    str
    """
    for part in study.parts:
        scanned = dict.fromkeys(key[:2] for key in scanned_designs(part))
        yield from designs.said(part.config, scanned)
    for name in study.data_sets:
        yield from own_data.long_runs(study.config, name)
    yield from items.large_jobs(study)


def _speaks(workflow):
    """Whether this Snakemake speaks: not that of a job, nor that of the checks."""
    return workflow.is_main_process and checked_first.CHECKING not in os.environ


def _warn(texts):
    for text in texts:
        say(f"Warning: {text}", sys.stderr)
