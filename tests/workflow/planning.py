"""What Snakemake plans, quickly: in processes forked from one that has imported it already."""

import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Job:
    """A job as ``snakemake --dry-run`` prints it."""

    rule: str
    wildcards: dict = field(compare=False)
    input: tuple = field(compare=False)
    output: tuple

    def __str__(self):
        return f"{self.rule}: {self.output[0]}"


class Planners:
    """Calls `plan` and the like, each in a fresh process: Snakemake and our rules have a state.

    A process that dies fails its own call and no other, and says how it ended.
    """

    def __init__(self):
        self._context = multiprocessing.get_context("forkserver")
        modules = ("api", "cli", "dag", "executors.dryrun", "report.html_reporter", "workflow")
        names = [f"snakemake.{name}" for name in modules]
        self._context.set_forkserver_preload([*names, "jsonschema"])
        self._threads = ThreadPoolExecutor(len(os.sched_getaffinity(0)))

    def submit(self, function, *arguments, **options):
        """A future of the function's value."""
        return self._threads.submit(self._call, function, arguments, options)

    def close(self):
        self._threads.shutdown(cancel_futures=True)

    def _call(self, function, arguments, options):
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_answer, args=(sender, function, arguments, options))
        process.start()
        sender.close()
        try:
            value, error = receiver.recv()
        except EOFError:
            process.join()
            raise RuntimeError(f"{function.__name__}: exit code {process.exitcode}") from None
        process.join()
        if error:
            raise RuntimeError(error)
        return value


def _answer(sender, function, arguments, options):
    try:
        sender.send((function(*arguments, **options), None))
    except Exception:
        sender.send((None, traceback.format_exc()))


def plan(folder, targets, config, additions=None, *, force_all=False):
    """Jobs that Snakemake would run.

    Parameters
    ----------
    folder : str
        Of the workflow. It stays as it is.
    targets : list of str
    config : dict
        The whole configuration.
    additions : dict of str to str, optional
        Text to put behind that of files, by path, if only the empty one; in a copy of the folder.
    force_all : bool
        Whether to plan all jobs there are, finished or not.

    Returns
    -------
    set of Job
        Without those that only name results.
    """
    with tempfile.TemporaryDirectory() as temporary:
        configuration = Path(temporary) / "config.yaml"
        configuration.write_text(yaml.safe_dump(config), encoding="utf-8")
        if additions:
            folder = shutil.copytree(folder, Path(temporary) / "workflow", symlinks=True)
            for path, text in additions.items():
                with open(folder / path, "a", encoding="utf-8") as file:
                    file.write(text)
                (folder / path).touch()
        arguments = ["--dry-run", *(["--forceall"] if force_all else [])]
        arguments += ["--configfile", str(configuration), "--cores", "1"]
        return parse(run_snakemake(folder, [*targets, *arguments]))


def codes(folder, jobs, config, additions=None):
    """What the params of jobs have as their code, and the modules that it is made of.

    Parameters
    ----------
    folder : str
        Of the workflow. It stays as it is.
    jobs : iterable of Job
    config : dict
        The whole configuration.
    additions : dict of str to str, optional
        Text to put behind that of files, by path; in a copy of the folder.

    Returns
    -------
    dict of Job to (str, frozenset of str)
        A hash, and paths below ``workflow_scripts/``.
    """
    with tempfile.TemporaryDirectory() as temporary:
        ignored = shutil.ignore_patterns("results", ".snakemake", "__pycache__")
        folder = shutil.copytree(folder, Path(temporary) / "workflow", ignore=ignored)
        for path, text in (additions or {}).items():
            with open(folder / path, "a", encoding="utf-8") as file:
                file.write(text)
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        from rules.study import STAGES, Study
        from rules.study.code import SCRIPTS, modules_of_job

        study, found = Study(config), {}
        for job in jobs:
            if job.rule in STAGES:
                stage, asked = STAGES[job.rule], study.job(job.rule, **job.wildcards)
                modules = modules_of_job(stage.module, *asked.modules)
                names = frozenset(str(path.relative_to(SCRIPTS)) for path in modules)
                found[job] = stage.code(asked), names
        return found


def run_snakemake(folder, arguments):
    """Run Snakemake in this process, once and for all, and give what it printed."""
    os.chdir(folder)
    # The default profile reads it: a dry run lists its jobs.
    sys.argv = ["snakemake", *map(str, arguments)]
    # As ``python -m snakemake`` has it; what the parent imported from is not this workflow.
    sys.path.insert(0, str(folder))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(printed.fileno(), stream.fileno())
        from snakemake.cli import main

        try:
            main(arguments)
        except SystemExit as exit:
            sys.stdout.flush()
            sys.stderr.flush()
            printed.seek(0)
            text = printed.read()
            if exit.code:
                raise RuntimeError(text) from None
            return text
    raise RuntimeError("Snakemake came back without an exit status")


def parse(printed):
    """Jobs in the output of a dry run."""
    assert "Job stats:" in printed or "Nothing to be done" in printed, printed
    jobs = set()
    for block in re.split(r"^(?:local)?rule ", printed, flags=re.M)[1:]:
        rule, _, rest = block.partition(":")
        lines = dict(re.findall(r"^    (\w+): (.*)$", rest, re.M))
        if "output" in lines:
            wildcards = re.findall(r"(\w+)=([^,]*)", lines.get("wildcards", ""))
            files = (tuple(lines.get(key, "").split(", ")) for key in ("input", "output"))
            jobs.add(Job(rule, dict(wildcards), *files))
    return jobs
