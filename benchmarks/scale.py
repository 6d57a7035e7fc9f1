"""How a study grows with its seeds: jobs, planning, time, memory, disk and files.

    python benchmarks/scale.py                   plan 100 and 1,000 seeds
    python benchmarks/scale.py --run 100         run a study too, and measure its jobs

Three scanners see all codes in both recipes. Everything happens in a copy of the repository in a
temporary folder; benchmarks/README.md has what came out.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SCANNERS = ["3t", "7t", "7t-topographic"]


def configuration(seeds, batch):
    """What differs from the default study."""
    default = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))
    schemes = {recipe: [] for recipe in ("text", "released")}
    for study in default["studies"]:
        schemes[study["recipe"]] += study["schemes"]
    return {
        "seeds": seeds,
        "seeds_per_batch": min(seeds, batch),
        "studies": [
            {
                "recipe": recipe,
                "schemes": list(dict.fromkeys(names)),
                "scanners": ["none", *SCANNERS],
            }
            for recipe, names in schemes.items()
        ],
        # They have seeds of their own.
        "hierarchy": {"networks": []},
    }


def workflow(folder, seeds, batch):
    """A copy of the repository with such a study."""
    ignored = shutil.ignore_patterns(".*", "results", "__pycache__")
    shutil.copytree(REPOSITORY, folder, ignore=ignored)
    (folder / "mine.yaml").write_text(yaml.safe_dump(configuration(seeds, batch)), encoding="utf-8")
    return folder


def snakemake(folder, *arguments):
    """Run Snakemake; give what it printed, wall seconds, its core seconds and its memory in MB.

    Memory is that of the largest of its processes.
    """
    command = [sys.executable, "-m", "snakemake", "--configfile", "mine.yaml", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        printed.seek(0)
        text = printed.read()
    if status:
        sys.exit(text[-5000:])
    return text, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def plan(seeds, batch):
    with tempfile.TemporaryDirectory() as temporary:
        folder = workflow(Path(temporary) / "workflow", seeds, batch)
        text, wall, core, memory = snakemake(folder, "--cores", "1", "--dry-run")
    jobs = int(re.search(r"^total +(\d+)$", text, re.M)[1])
    outputs = sum(
        line.count(", ") + 1 for line in re.findall(r"^    output: (.*)$", text, re.MULTILINE)
    )
    logs = len(re.findall(r"^    log: ", text, re.MULTILINE))
    # Snakemake keeps a file of metadata for each output.
    files = 2 * outputs + logs
    print(
        f"| {seeds:,} | {batch} | {jobs:,} | {files:,} | {wall:.1f} | {core:.1f} | {memory:.0f} |",
        flush=True,
    )


def run(seeds, batch, cores):
    with tempfile.TemporaryDirectory() as temporary:
        folder = workflow(Path(temporary) / "workflow", seeds, batch)
        _, wall, core, _ = snakemake(folder, "--cores", str(cores))
        print(
            f"\n{seeds} seeds, {batch} in a batch, {cores} cores: {wall:.0f} s, {core:.0f} core s"
        )
        by_stage = defaultdict(list)
        for log in (folder / "results" / "logs").rglob("*.log"):
            found = re.search(
                r"([\d.]+) s, [\d.]+ core s, peak memory (\d+) MB\s*$",
                log.read_text(encoding="utf-8"),
            )
            stage = log.relative_to(folder / "results" / "logs").parts[0].removesuffix(".log")
            by_stage[stage].append((float(found[1]), int(found[2])))
        print("\n| rule | jobs | mean s | largest s | peak MB |\n|---|---|---|---|---|")
        for stage, jobs in sorted(by_stage.items(), key=lambda item: -sum(s for s, _ in item[1])):
            seconds, memory = zip(*jobs, strict=True)
            mean = sum(seconds) / len(jobs)
            print(f"| {stage} | {len(jobs)} | {mean:.1f} | {max(seconds):.1f} | {max(memory)} |")
        print("\n| in results/ | files | MB |\n|---|---|---|")
        for stage in sorted((folder / "results").iterdir()):
            paths = [path for path in stage.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in paths) / 1e6
            print(f"| {stage.name} | {len(paths)} | {size:.1f} |")
        metadata = [path for path in (folder / ".snakemake").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in metadata) / 1e6
        print(f"| .snakemake | {len(metadata)} | {size:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plan", type=int, nargs="*", default=[100, 1000], help="numbers of seeds")
    parser.add_argument("--run", type=int, help="number of seeds of a study to run")
    parser.add_argument("--batch", type=int, default=100, help="seeds in a batch (default: 100)")
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    print("| seeds | in a batch | jobs | files | wall s | core s | MB |")
    print("|---|---|---|---|---|---|---|")
    for seeds in arguments.plan:
        plan(seeds, arguments.batch)
    if arguments.run:
        run(arguments.run, arguments.batch, arguments.cores)
