"""Speed and memory of the workflow, beside a plain loop for the same work.

    make benchmark                  or
    python benchmarks/benchmark.py --seeds 100 --growth 100 200 400

Everything runs in a copy of the repository in a temporary folder, in one run on one machine:
compare the ratios, not the seconds.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
# One thread a process on both sides: the workflow's cores are its jobs.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def timed(command, folder):
    """Run a command; give its output, wall time and the core seconds of all its processes."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    core_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, time.perf_counter() - start, core_seconds


def job_figures(folder):
    """Seconds and peak memory (MB) of each job, from the last lines of the logs."""
    for log in (folder / "results" / "logs").rglob("*.log"):
        found = re.search(r"([\d.]+) s, peak memory (\d+) MB\s*$", log.read_text())
        if found:
            yield log.relative_to(folder / "results" / "logs"), float(found[1]), int(found[2])


def run_workflow(changes, cores):
    """Run a study in a fresh copy; give wall time, core seconds, and the largest job."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "workflow"
        ignored = shutil.ignore_patterns(".*", "results", "__pycache__")
        shutil.copytree(REPOSITORY, folder, ignore=ignored)
        (folder / "mine.yaml").write_text(yaml.safe_dump(changes))
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
        _, wall, core = timed([*command, "--configfile", "mine.yaml"], folder)
        figures = list(job_figures(folder))
        table = (folder / "results" / "tables" / "functional_smoothness.csv").read_text()
        name, _, peak = max(figures, key=lambda figure: figure[2])
        return wall, core, len(figures), peak, name, table


def compare_with_plain_loop(seeds, cores):
    print(f"The released recipe, {seeds} seeds, 12 schemes")
    command = [sys.executable, "benchmarks/plain_loop.py", "--seeds", str(seeds)]
    printed, plain_wall, plain_core = timed(command, REPOSITORY)
    studies = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text())["studies"]
    changes = {
        "seeds": seeds,
        "seeds_per_batch": min(seeds, 50),
        "hierarchy": {"networks": []},  # the plain loop trains none
        "studies": [study for study in studies if study["recipe"] == "released"],
    }
    wall, core, _, _, _, table = run_workflow(changes, cores)
    plain = dict(re.findall(r"^(\S+) +([\d.]+)$", printed, re.MULTILINE))
    rows = [line.split(",") for line in table.splitlines()[1:]]
    shared = [(float(row[3]), float(plain[row[1]])) for row in rows if row[1] in plain]
    difference = max(abs(ours - theirs) for ours, theirs in shared)
    print(f"  plain loop    {plain_wall:8.1f} s   {plain_core:8.1f} core seconds")
    print(f"  workflow      {wall:8.1f} s   {core:8.1f} core seconds   ({cores} cores)")
    print(f"  ratio         {plain_wall / wall:8.1f}     {plain_core / core:8.1f}")
    print(f"  largest difference of the {len(shared)} functional smoothnesses: {difference:.1e}\n")


def growth(all_seeds, cores):
    print("The default study, by number of seeds")
    print("  seeds    wall s   core s   jobs   largest job")
    for seeds in all_seeds:
        changes = {"seeds": seeds, "seeds_per_batch": min(seeds, 50)}
        wall, core, jobs, peak, name, _ = run_workflow(changes, cores)
        print(f"  {seeds:5d} {wall:9.1f} {core:8.1f} {jobs:6d}   {peak} MB ({name})", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="for the comparison (default: 100)")
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 200, 400])
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    compare_with_plain_loop(arguments.seeds, arguments.cores)
    growth(arguments.growth, arguments.cores)
