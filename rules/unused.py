"""Results that a study no longer names: figures of removed scanners, schemes, batches of seeds.

A file counts as a result of the workflow if Snakemake has recorded the job that made it. What
somebody put into ``results/`` by hand has no such record, and what somebody changed afterwards is
newer than its record: both stay.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.io import IOFile

from rules import terminal
from rules.consistency import recoverability_problems
from rules.study.code import ROOT
from storage import records

# Seconds between the end of a job and the time stamps of its files, where clocks differ.
CLOCK_DIFFERENCE = 60


class UnusedError(Exception):
    """The files that a study names cannot be told."""


class Leftover(NamedTuple):
    """A result that no job of the study makes any more.

    Attributes
    ----------
    path : pathlib.Path
    logs : tuple of pathlib.Path
        Of the job that made it, as far as they are there.
    megabytes : float
        Size of the file; of a link into a cache that of the link.
    is_changed : bool
        Whether it was changed after the job.
    """

    path: Path
    logs: tuple
    megabytes: float
    is_changed: bool


def named_files(snakefile, config, targets):
    """Files that the jobs of a study make, finished or not.

    Parameters
    ----------
    snakefile : pathlib.Path
    config : dict
        The whole configuration.
    targets : sequence of str

    Returns
    -------
    set of pathlib.Path
        From the working folder.

    Raises
    ------
    UnusedError
        If Snakemake cannot plan the study.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "config.yaml"
        given.write_text(yaml.safe_dump(config), encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", *targets, "--summary", "--nolock"]
        command += ["--snakefile", str(snakefile), "--workflow-profile", "none"]
        # Complete as it is: keys that the user's file replaces must not be merged a second time.
        command += ["--replace-workflow-config", "--configfile", str(given)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    header, _, rows = done.stdout.partition("\n")
    if done.returncode != 0 or not header.startswith("output_file\t"):
        raise UnusedError(f"The study cannot be planned:\n\n{done.stdout}{done.stderr}")
    return {Path(row.partition("\t")[0]) for row in rows.splitlines() if row}


def leftovers(results, named, record_of):
    """Results that the workflow made and that the study no longer names.

    Parameters
    ----------
    results : pathlib.Path
        Folder of the results.
    named : set of pathlib.Path
    record_of : callable
        Gives the record that Snakemake has of a path: a mapping with ``log`` and ``endtime``; or
        None.

    Returns
    -------
    list of Leftover, sorted by path
    """
    found = []
    for path in sorted(Path(results).rglob("*")):
        if path in named or (path.is_dir() and not path.is_symlink()):
            continue
        record = record_of(str(path))
        if record is None:
            continue
        logs = tuple(log for log in map(Path, record.get("log") or ()) if log.is_file())
        status = path.lstat()
        ended = record.get("endtime")
        is_changed = ended is not None and status.st_mtime > ended + CLOCK_DIFFERENCE
        found.append(Leftover(path, logs, status.st_size / 1e6, is_changed))
    return found


def listing(found):
    """What is left over, in words.

    Parameters
    ----------
    found : list of Leftover

    Returns
    -------
    str
    """
    if not found:
        return "The study names every result that the workflow made here."
    removable = [one for one in found if not one.is_changed]
    lines = [f"{one.megabytes:10.2f} MB  {one.path}" for one in removable]
    total = sum(one.megabytes for one in removable)
    lines.append(f"{total:10.2f} MB  in {len(removable)} files that the study no longer names")
    changed = [str(one.path) for one in found if one.is_changed]
    if changed:
        lines += ["", "Changed by hand since they were made, so they stay:", *changed]
    return "\n".join(lines)


def remove(found, forget):
    """Remove what is left over, with its logs and the folders that become empty.

    Parameters
    ----------
    found : list of Leftover
        Those that were changed by hand stay.
    forget : callable
        Deletes the record that Snakemake has of a path.
    """
    kept = {log for one in found if one.is_changed for log in one.logs}
    for one in found:
        if one.is_changed:
            continue
        record = records.record_of(one.path)
        beside = [record] if record else []
        for path in (one.path, *beside, *(log for log in one.logs if log not in kept)):
            path.unlink(missing_ok=True)
            for folder in list(path.parents)[:-2]:  # not results/ itself, and not above it
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
        forget(str(one.path))


def of_workflow(workflow, config):
    """Results that the workflow made in this folder and that the configuration no longer names.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    config : dict
        The whole configuration.

    Returns
    -------
    list of Leftover
    """
    if not workflow.modifier.is_main_snakefile():
        raise WorkflowError(
            "`unused` does not know results of a workflow that is used as a module."
        )
    targets = ["all"] if any(recoverability_problems(config)) else ["all", "recoverability"]
    try:
        named = named_files(ROOT / "Snakefile", config, targets)
    except UnusedError as error:
        raise WorkflowError(str(error)) from error
    persistence = workflow.persistence
    return leftovers(Path("results"), named, lambda path: persistence.metadata(IOFile(path)))


def tell(workflow, config, log):
    """Print what is left over, and keep it in a log.

    Parameters
    ----------
    workflow, config
        See `of_workflow`.
    log : str

    Returns
    -------
    list of Leftover
    """
    found = of_workflow(workflow, config)
    text = listing(found)
    terminal.say(text)
    Path(log).write_text(f"{text}\n", encoding="utf-8")
    return found


def tell_and_remove(workflow, config, log):
    """The same, and remove it.

    Parameters
    ----------
    workflow, config, log
        See `tell`.
    """
    found = tell(workflow, config, log)
    remove(found, lambda path: workflow.persistence.cleanup_metadata(IOFile(path)))
