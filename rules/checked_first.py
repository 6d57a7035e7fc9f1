"""Checks of networks and photographs, which end before any other job starts.

No other job depends on their results: training would run again with every new photograph. With many
cores, a cluster or `keep-going`, their priority alone does not make other jobs wait.
"""

import json
import os
import shlex
import subprocess
from pathlib import Path

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from rules.messages import UserError
from rules.study import photographs
from rules.terminal import say

#: In the environment of the Snakemake that runs the checks, which repeats no other message.
CHECKING = "NEURALCODE_CHECKING"
#: Rules of the checks in their order, and what is checked. Missing photographs are downloaded.
CHECKS = {"network_layers": "networks", "fetch_photographs": "photographs"}
#: Rules of the figures that show two layers of each network.
DRAWN = ("figure_4", "figure_4_scanners")
#: Rules that name or print results.
HARMLESS = ("all", "layers", "photographs")


def steps(jobs):
    """Checks that must end before other jobs start.

    Parameters
    ----------
    jobs : list of tuple
        Rule and outputs of each job that is to run.

    Yields
    ------
    what : str
        What is checked.
    targets : list of str

    Examples
    --------
    >>> check, training = ("network_layers", ["mine.json"]), ("hierarchy_layers", ["trained.nc"])
    >>> list(steps([check, training])), list(steps([check])), list(steps([training]))
    ([('networks', ['mine.json'])], [], [])
    """
    done = {*HARMLESS}
    for check, what in CHECKS.items():
        done.add(check)
        targets = [path for rule, outputs in jobs for path in outputs if rule == check]
        if targets and any(rule not in done for rule, _ in jobs):
            yield what, targets


def wrong_figure_layers(networks, folder):
    """Layers that a figure is to show and a network does not have.

    Layers by pattern or by default are known when the network has been looked into.

    Parameters
    ----------
    networks : dict of dict
        Of the configuration, by name.
    folder : pathlib.Path
        With what ``batches/network_layers.py`` wrote.

    Returns
    -------
    list of str
    """
    found = []
    for name, network in networks.items():
        path = folder / f"{name}.json"
        layers = json.loads(path.read_text(encoding="utf-8"))["chosen"] if path.exists() else None
        wrong = [layer for layer in network["figure_layers"] if layer not in (layers or [layer])]
        if wrong:
            found.append(
                f"figure_layers of {name} has {', '.join(wrong)}. Its layers are "
                f"{', '.join(layers)}."
            )
    return found


def run(workflow, study, command, folder, stream):
    """Run the checks by themselves, as this run would, and end where one fails.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
        Whose jobs are known, and of which none has started.
    study : rules.study.Study
    command : str, or None
        The command of this run, without its targets; None where there is none.
    folder : pathlib.Path
        That the command was given in.
    stream : file

    Raises
    ------
    rules.messages.UserError
    """
    if command is None or workflow.touch:
        return
    jobs = [(job.rule.name, list(map(str, job.output))) for job in workflow.dag.needrun_jobs()]
    for what, targets in steps(jobs):
        say(f"Before other jobs: the {what} are checked.", stream)
        # This run holds the lock, and knows that the checks are to run, whatever its reason.
        own = ["--nolock", "--no-hooks", "--force", "--", *targets]
        done = subprocess.run(
            [*shlex.split(command), *own],
            cwd=folder,
            env=os.environ | {CHECKING: "yes"},
            check=False,
        )
        if done.returncode:
            raise UserError(f"The {what} are not as they must be; see above. No other job started.")
        finish(workflow, targets)
    if any(rule in DRAWN for rule, _ in jobs):
        networks = photographs.networks(study)
        if problems := wrong_figure_layers(networks, Path("results/photographs/layers")):
            raise UserError("\n".join(problems))


def finish(workflow, targets):
    """Count jobs as finished: another Snakemake ran them, and they would run again."""
    for job in list(workflow.dag.needrun_jobs()):
        if set(job.output) <= set(targets):
            workflow.dag.register_running({job})
            workflow.async_run(workflow.dag.finish(job))
            logger.info(None, extra={"event": LogEvent.JOB_FINISHED, "job_id": job.jobid})
