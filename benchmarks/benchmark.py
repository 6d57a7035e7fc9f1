"""Speed and memory of the workflow, beside a plain loop and rsatoolbox for the same work.

    make benchmark                  or
    python benchmarks/benchmark.py --seeds 100 --growth 100 200 400
    python benchmarks/benchmark.py --only first_version plain_numpy

The workflow runs in copies of the repository in a temporary folder, all of it in one run on one
machine: compare the ratios, not the seconds.
"""

import argparse
import os
import re
import sys
import time

import numpy as np
import yaml
from studies import MANY_CORES, REPOSITORY, run_workflow, timed

sys.path.insert(0, str(REPOSITORY / "workflow_scripts"))
# The last commit of version 0.1.0, with which later ones are compared.
FIRST_VERSION = "afcfa5a90484d02f51fe97ca1bfeb61c4d244e87"


def compare_with_plain_loop(seeds, cores):
    print(f"The released recipe, {seeds} seeds, 12 schemes", flush=True)
    command = [sys.executable, "benchmarks/plain_loop.py", "--seeds", str(seeds)]
    printed, plain_wall, plain_core = timed(command, REPOSITORY)
    studies = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))[
        "studies"
    ]
    changes = {
        "seeds": seeds,
        "seeds_per_batch": min(seeds, 100),
        "hierarchy": {"networks": []},  # the plain loop trains none
        "studies": [study for study in studies if study["recipe"] == "released"],
    }
    # To where the plain loop goes, and no further.
    ours = run_workflow(changes, cores, targets=["results/tables/functional_smoothness.csv"])
    plain = dict(re.findall(r"^(\S+) +([\d.]+)$", printed, re.MULTILINE))
    rows = [line.split(",") for line in ours.smoothness.splitlines()[1:]]
    shared = [(float(row[3]), float(plain[row[1]])) for row in rows if row[1] in plain]
    difference = max(abs(here - there) for here, there in shared)
    print(f"  plain loop    {plain_wall:8.1f} s   {plain_core:8.1f} core seconds")
    print(f"  workflow      {ours.wall:8.1f} s   {ours.core:8.1f} core seconds   ({cores} cores)")
    print(f"  ratio         {plain_wall / ours.wall:8.1f}     {plain_core / ours.core:8.1f}")
    print(f"  largest difference of the {len(shared)} functional smoothnesses: {difference:.1e}\n")


def compare_with_plain_numpy(seeds, cores):
    """The main job: both recipes, vector to depth-9, units only."""
    print(f"The main job, {seeds} seeds, 12 schemes in both recipes, units only", flush=True)
    command = [sys.executable, "benchmarks/plain_numpy.py", "--seeds", str(seeds)]
    printed, plain_wall, plain_core = timed(command, REPOSITORY)
    plain = dict(re.findall(r"^(\S+) +([\d.]+)$", printed, re.MULTILINE))
    recipes = dict.fromkeys(name.split("/")[0] for name in plain)
    changes = {
        "seeds": seeds,
        "seeds_per_batch": min(seeds, 100),
        "hierarchy": {"networks": []},
        "studies": [
            {
                "recipe": recipe,
                "schemes": [name.split("/")[1] for name in plain if name.startswith(recipe)],
                "scanners": ["none"],
            }
            for recipe in recipes
        ],
    }
    ours = run_workflow(changes, cores, targets=["results/tables/functional_smoothness.csv"])
    rows = [line.split(",") for line in ours.smoothness.splitlines()[1:]]
    difference = max(abs(float(row[3]) - float(plain[f"{row[0]}/{row[1]}"])) for row in rows)
    print(f"  plain numpy   {plain_wall:8.1f} s   {plain_core:8.1f} core seconds")
    print(f"  workflow      {ours.wall:8.1f} s   {ours.core:8.1f} core seconds   ({cores} cores)")
    print(f"  ratio         {ours.wall / plain_wall:8.1f}     {ours.core / plain_core:8.1f}")
    print(f"  largest difference of the {len(rows)} functional smoothnesses: {difference:.1e}\n")


# The networks of version 0.1.0, which trained all of them for as many steps.
FIRST_HIERARCHY = {
    "networks": ["trained", "untrained", "autoencoder"],
    "exemplars": {"held_out": 1},
    "network": {"steps": 300, "batch": 64, "learning_rate": 0.001, "check_interval": 300},
}


def compare_with_first_version(cores):
    """The default study of today and of version 0.1.0, each with all that it has.

    The same work are the networks and those results of version 0.1.0 that there are today.
    """
    print("The default study, and that of version 0.1.0", flush=True)
    first = run_workflow({}, cores, commit=FIRST_VERSION)
    ours = run_workflow({}, cores)
    same = sorted(first.results & ours.results)
    alike = run_workflow({"hierarchy": FIRST_HIERARCHY}, cores, targets=same)
    print(f"  of the {len(first.results)} results of version 0.1.0 today has {len(same)}")
    for name, run in (("version 0.1.0", first), ("today", ours), ("the same work", alike)):
        print(
            f"  {name:14s}{run.wall:8.1f} s   {run.core:8.1f} core seconds   {run.jobs} jobs   "
            f"ratios {run.wall / first.wall:.2f} {run.core / first.core:.2f}\n"
            f"{'':16s}{run.on_many:8.1f} s on {MANY_CORES} cores, simulated   "
            f"ratio {run.on_many / first.on_many:.2f}"
        )
    print("  not made today:", ", ".join(sorted(first.results - ours.results)) or "none", "\n")


def compare_similarity(seeds):
    """Each prototype with its distortions: ours, a pair at a time, and rsatoolbox."""
    from rsatoolbox.data import Dataset
    from rsatoolbox.rdm import calc_rdm
    from scipy.stats import pearsonr

    from neuralcode.analysis.similarity import prototype_similarity
    from neuralcode.stimuli import make_items, noise_sd_by_level

    noise_sd = noise_sd_by_level(20, 0.05)
    items = np.stack(
        [
            make_items(2017, seed, categories=100, units=100, noise_sd=noise_sd)
            for seed in range(seeds)
        ]
    )
    families = items.reshape(-1, *items.shape[2:])

    def by_pair():
        return [[pearsonr(family[0], row)[0] for row in family[1:]] for family in families]

    def by_rsatoolbox():
        # All pairs of a family: there is no call for the pairs with one stimulus alone.
        return [
            1 - calc_rdm(Dataset(family), method="correlation").get_matrices()[0, 0, 1:]
            for family in families
        ]

    print(f"The similarity stage: {seeds} seeds, 100 prototypes with 19 distortions each")
    results, seconds = {}, {}
    for name, function in (
        ("workflow", lambda: prototype_similarity(items)[..., 1:]),
        ("rsatoolbox", by_rsatoolbox),
        ("pair by pair", by_pair),
    ):
        start = time.process_time()
        results[name] = np.reshape(function(), (-1, 19))
        seconds[name] = time.process_time() - start
    for name, taken in seconds.items():
        difference = np.abs(results[name] - results["workflow"]).max()
        ratio = taken / seconds["workflow"]
        print(f"  {name:14s}{taken:8.2f} core seconds   ratio {ratio:7.1f}   off {difference:.0e}")
    print(flush=True)


def where_the_time_goes(cores):
    print("The default study, by rule", flush=True)
    ours = run_workflow({}, cores, "benchmarked.smk")
    total = sum(map(sum, ours.by_rule.values()))
    print("  rule                           jobs    wall s   share")
    for rule, seconds in sorted(ours.by_rule.items(), key=lambda item: -sum(item[1])):
        share = 100 * sum(seconds) / total
        print(f"  {rule:30s} {len(seconds):4d} {sum(seconds):9.1f} {share:6.1f} %")
    share = 100 * ours.computation_wall / total
    print(
        f"  Of the wall time of jobs {share:.0f} % is computation, {100 - share:.0f} % their start."
    )
    other = ours.core - ours.computation - ours.planning
    print(f"  {ours.core:.0f} core seconds in {ours.wall:.0f} s on {cores} cores; of these")
    for what, seconds in (
        ("computation", ours.computation),
        ("planning", ours.planning),
        ("starting jobs, and Snakemake while they run", other),
    ):
        print(f"    {seconds:7.0f} ({100 * seconds / ours.core:3.0f} %) {what}")
    print(flush=True)


# Ten times as much of what a study has 100 of, with fewer seeds.
LARGER = {
    "100 units, 100 categories": {},
    "1,000 units": {"units": 1000},
    "1,000 categories": {"categories": 1000},
}


def larger(cores, seeds=10):
    """What grows how with units and categories: core seconds of the stages, and memory."""
    print(f"More units and more categories, {seeds} seeds, without the hierarchy", flush=True)
    changes = {"seeds": seeds, "hierarchy": {"networks": []}, "width": {"units": []}}
    runs = []
    for name, stimuli in LARGER.items():
        run = run_workflow(changes | {"stimuli": stimuli}, cores)
        runs.append(run)
        print(
            f"  {name:28s}{run.wall:8.1f} s   {run.core:8.1f} core seconds   "
            f"{run.peak_mb} MB in {run.largest}",
            flush=True,
        )
    rules = {rule: [run.by_stage[rule] for run in runs] for rule in runs[0].by_stage}
    for rule, seconds in sorted(rules.items(), key=lambda item: -max(item[1])):
        if max(seconds) > 3:
            print(f"    {rule:28s}", "".join(f"{each:10.1f}" for each in seconds))
    print(flush=True)


def growth(all_seeds, cores):
    print("The default study, by number of seeds")
    print("  seeds    wall s   core s   jobs   largest job")
    for seeds in all_seeds:
        ours = run_workflow({"seeds": seeds, "seeds_per_batch": min(seeds, 100)}, cores)
        print(
            f"  {seeds:5d} {ours.wall:9.1f} {ours.core:8.1f} {ours.jobs:6d}   "
            f"{ours.peak_mb} MB ({ours.largest})",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="for the comparison (default: 100)")
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 200, 400])
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument(
        "--only",
        nargs="*",
        metavar="PART",
        help="of similarity, plain_loop, plain_numpy, "
        "first_version (needs the history in git), rules, growth, larger; all by default",
    )
    arguments = parser.parse_args()
    parts = {
        "similarity": lambda: compare_similarity(min(arguments.seeds, 20)),
        "plain_loop": lambda: compare_with_plain_loop(arguments.seeds, arguments.cores),
        "plain_numpy": lambda: compare_with_plain_numpy(arguments.seeds, arguments.cores),
        "first_version": lambda: compare_with_first_version(arguments.cores),
        "rules": lambda: where_the_time_goes(arguments.cores),
        "growth": lambda: growth(arguments.growth, arguments.cores),
        "larger": lambda: larger(arguments.cores),
    }
    for name in arguments.only or parts:
        parts[name]()
