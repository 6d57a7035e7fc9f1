"""What Snakemake plans, and the code that jobs are made of."""

import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import forked
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
        done = forked.snakemake([*targets, *arguments], folder, os.environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return parse(done.stdout + done.stderr)


def codes(folder, jobs, config, additions=None):
    """What the params of jobs have as their code, and the modules that it is made of.

    For a process of its own: it imports the rules of the folder.

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
