"""Studies that the benchmarks run, each in a copy of the repository, and what they took."""

import csv
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import yaml
from more_cores import finished, simulated

REPOSITORY = Path(__file__).resolve().parent.parent
# On which a run is simulated, from its jobs.
MANY_CORES = 16
# One thread a process on all sides: the workflow's cores are its jobs.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# A snakefile that gives every rule a benchmark file. The rules have none of their own, for
# Snakemake caches no rule that has one; in the copies nothing is cached.
BENCHMARKED = """
include: "Snakefile"

for each in workflow.rules:
    if each.output:
        wildcards = "".join(f".{{{name}}}" for name in sorted(each.wildcard_names))
        each.benchmark_modifier = workflow.modifier.path_modifier
        each.benchmark = f"results/benchmarks/{each.name}{wildcards}.tsv"
"""


def timed(command, folder):
    """Run a command; give its output, wall time and the core seconds of all its processes."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8"
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    core_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, time.perf_counter() - start, core_seconds


@contextmanager
def copied(changes, commit=None):
    """A copy of the repository with the keys of the configuration that differ; as in a commit."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "workflow"
        if commit is None:
            ignored = shutil.ignore_patterns(".*", "results", "__pycache__")
            shutil.copytree(REPOSITORY, folder, ignore=ignored)
        else:
            folder.mkdir()
            tar = ["git", "archive", "--output", f"{temporary}/workflow.tar", commit]
            subprocess.run(tar, cwd=REPOSITORY, check=True)
            shutil.unpack_archive(f"{temporary}/workflow.tar", folder, filter="data")
        (folder / "mine.yaml").write_text(yaml.safe_dump(changes), encoding="utf-8")
        (folder / "benchmarked.smk").write_text(BENCHMARKED, encoding="utf-8")
        for rules in (folder / "rules").glob("*.smk"):
            rules.write_text(
                rules.read_text(encoding="utf-8").replace("    cache: True\n", ""), encoding="utf-8"
            )
        yield folder


def job_figures(folder):
    """Name, wall and core seconds and peak memory (MB) of each job, as the ends of logs have them.

    The clock of a log runs from after the imports to the last file that is written.
    """
    logs = folder / "results" / "logs"
    for log in logs.rglob("*.log"):
        found = re.search(
            r"([\d.]+) s, ([\d.]+) core s, peak memory (\d+) MB\s*$",
            log.read_text(encoding="utf-8"),
        )
        if found:
            yield log.relative_to(logs), float(found[1]), float(found[2]), int(found[3])


def run_workflow(changes, cores, snakefile="Snakefile", targets=("all",), commit=None):
    """Run a study in a fresh copy, and give what there is to say of it."""
    with copied(changes, commit) as folder:
        command = [sys.executable, "-m", "snakemake", *targets, "--snakefile", snakefile]
        command += ["--cores", str(cores), "--configfile", "mine.yaml"]
        _, _, planning = timed([*command, "--dry-run"], folder)
        _, wall, core = timed(command, folder)
        logs = list(job_figures(folder))
        by_rule = defaultdict(list)
        for path in (folder / "results").glob("benchmarks/*.tsv"):
            with open(path, newline="", encoding="utf-8") as file:
                row = next(csv.DictReader(file, delimiter="\t"))
            by_rule[path.name.split(".")[0]].append(float(row["s"]))
        by_stage = defaultdict(float)
        for path, _, core_seconds, _ in logs:
            by_stage[path.parts[0].removesuffix(".log")] += core_seconds
        largest, _, _, peak_mb = max(logs, key=lambda figure: figure[-1])
        return SimpleNamespace(
            wall=wall,
            core=core,
            planning=planning,
            computation=sum(core_seconds for _, _, core_seconds, _ in logs),
            computation_wall=sum(seconds for _, seconds, _, _ in logs),
            jobs=len(logs),
            peak_mb=peak_mb,
            largest=largest,
            by_rule=by_rule,
            by_stage=by_stage,
            on_many=simulated(finished(folder), MANY_CORES)[0],
            results={
                path.relative_to(folder).as_posix()
                for kind in ("datasets", "tables", "figures")
                for path in (folder / "results" / kind).glob("*")
            },
            smoothness=(folder / "results/tables/functional_smoothness.csv").read_text(
                encoding="utf-8"
            ),
        )
