"""The contract of what runs again: reruns.yaml and the jobs' imports against what is planned.

One small study with every stage in it is run to its end. Then each key of the configuration and
each module is changed by itself. The planned jobs must be those by which the change enters, which
reruns.yaml says of a key, and all that take their results.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import forked
import numpy as np
import pytest
import yaml
from conftest import REPOSITORY, Workflow
from own_network import CATEGORIES, MINE, NETWORK, paint
from planning import codes, plan

from neuralcode.scanner.experiments import labels_of
from rules.configuration import SCHEMA, check
from rules.messages import ConfigurationError
from rules.study import STAGES

SCRIPTS = REPOSITORY / "workflow_scripts"
# Rules whose jobs find a module by its name: a coding scheme, or activity in time.
BY_NAME = {"encode", "spikes", "fetch_weights", "code_properties", "plan_power"}
TARGETS = ["all", "recoverability", "plan"]
# Of the network of one's own: an address that is never asked, for its file is put in place.
WEIGHTS = "results/weights/mine.pth"
SAVE_WEIGHTS = f"import my_networks, torch; torch.save(my_networks.net().state_dict(), {WEIGHTS!r})"

FINE = {"field_strength": 7, "voxel_size": 3.0, "point_spread": 1.02, "categories": 3, "runs": 2}


def data_files(first):
    """A data set with a table of its items and a model, in which numbers start with `first`."""
    folder = Path(tempfile.mkdtemp())
    numbers = np.random.default_rng(first).normal(size=(6, 25)).tolist()
    names = [f"thing {place}" for place in range(6)]
    model = [[first * abs(a - b) for a in range(6)] for b in range(6)]
    tables = {
        "patterns": [[name, *row] for name, row in zip(names, numbers, strict=True)],
        "items": [
            ["item", "category"],
            *([name, f"{first}{place % 2}"] for place, name in enumerate(names)),
        ],
        "rdms": model,
    }
    for key, rows in tables.items():
        text = "\n".join(",".join(map(str, row)) for row in rows)
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return {key: str(folder / f"{key}.csv") for key in tables}


STUDY = {
    # In one batch; networks and photographs have two.
    "seeds": 50,
    "seeds_per_batch": 50,
    "stimuli": {"categories": 5, "levels": 4, "noise_sd_step": 0.2, "units": 25},
    "schemes": {
        "factorial": {"factors": 2},
        **{name: {"duration": 0.5} for name in ("rate", "burstiness", "bands")},
    },
    "families": {
        "gained": {"activation": "relu", "sigma_w": 1.4, "width": 30},
        "weighted": {"weight_sd": 0.5},
    },
    "scanners": {"fine": FINE, "fine-map": FINE | {"layout": "topographic"}},
    "data": {"mine": data_files(1) | {"items_per_run": 3}},
    "studies": [
        {"recipe": "mine", "schemes": ["vector", "depth-1"], "scanners": ["none", "fine"]},
        {
            "recipe": "text",
            "schemes": ["vector", "gain", "depth-9", "factorial", "hash", "hash-item"],
            "scanners": ["none"],
        },
        {"recipe": "text", "schemes": ["gained-2", "weighted-1"], "scanners": ["none"]},
        {"recipe": "text", "schemes": ["depth-1"], "scanners": ["fine-map"]},
        {"recipe": "released", "schemes": ["matmul"], "scanners": ["none"]},
        {
            "recipe": "text",
            "schemes": ["matmul", "depth-1", "rate", "burstiness", "bands"],
            "scanners": ["none", "fine"],
        },
    ],
    "statistics": {"bootstrap_resamples": 100},
    "rsa": {"seeds": 2, "levels": 2},
    "decoding": {"seeds": 4, "categories": 2, "train_levels": 2},
    "recoverability": {"scanners": ["fine"], "voxel_sizes": [3.0, 4.5], "depths": [1, 2]},
    "plan": {
        "runs": [2],
        "subjects": [6],
        "repeats": [1],
        "levels": [4],
        "scanners": ["fine", "3t"],
        "schemes": ["matmul", "depth-1"],
        "studies": 20,
    },
    "picture": {"side": 12},
    "width": {"units": [20, 30], "depth": 2, "seeds": 5, "categories": 3},
    "hierarchy": {
        "networks": ["trained", "untrained"],
        "scanners": ["fine"],
        "seeds": 2,
        "seeds_per_batch": 1,
        "exemplars": {"training": 4, "new": 2},
        "network": {"layers": 2, "units": 25, "steps": 5, "batch": 8, "device": "cpu"},
        "figure_layers": [1, 2],
    },
    "photographs": {
        "categories": CATEGORIES,
        "networks": [MINE | {"weights": "https://example.org/weights.pth", "sha256": "0" * 8}],
        "device": "cpu",
        # Of the default study, so that changes of a scanner leave it as it is.
        "scanners": ["7t"],
        "seeds": 2,
        "seeds_per_batch": 1,
    },
    "figures": {"dpi": 50},
}


def table_of_events():
    """A table with every stimulus of the study and every exemplar of its hierarchy."""
    labels = labels_of(12, 4, "level") + labels_of(16, 2, "exemplar")
    rows = [f"{8 * number}\t3\t{label}" for number, label in enumerate(labels)]
    path = Path(tempfile.mkdtemp()) / "events.tsv"
    path.write_text("\n".join(["onset\tduration\ttrial_type", *rows]), encoding="utf-8")
    return str(path)


def measured_rdms():
    """Distances of the photographs that `paint` makes."""
    path = Path(tempfile.mkdtemp()) / "rdms.npy"
    np.save(path, 1 - np.eye(9))
    return str(path)


# Numbers rise by one or fall by a tenth, names become the next one allowed. Other changes:
CHANGES = {
    "seeds": 70,
    "seeds_per_batch": 25,
    "schemes.factorial.factor_units": [1, 2],
    "schemes.rate.time_step": 0.005,
    "schemes.rate.rates": [5.0, 40.0],
    "schemes.burstiness.time_step": 0.005,
    "schemes.burstiness.fano": [1.0, 4.0],
    "schemes.bands.duration": 0.6,
    "schemes.bands.time_step": 0.005,
    "schemes.bands.frequencies": [20.0, 40.0],
    "scanners.NAME.calibrate_scheme": "gain",
    "scanners.NAME.layout": "random",
    "scanners.NAME.categories": 2,
    "scanners.NAME.events": table_of_events(),
    **{f"data.NAME.{key}": path for key, path in data_files(2).items()},
    "data.NAME.items_per_run": 2,
    "studies[].recipe": "released",
    "studies[].schemes": ["matmul", "depth-1", "rate", "burstiness", "bands", "depth-10"],
    "studies[].scanners": ["none", "fine", "fine-map"],
    "recoverability.scanners": ["fine", "fine-map"],
    "recoverability.voxel_sizes": [3.0, 4.0],
    "recoverability.depths": [1, 2, 3],
    "plan.runs": [2, 3],
    "plan.subjects": [6, 8],
    "plan.repeats": [1, 2],
    "plan.levels": [2],
    "plan.scanners": ["fine", "3t", "7t"],
    "plan.schemes": ["matmul", "depth-1", "vector"],
    "plan.tests": ["agreement"],
    "sheet.side": 24,
    "sheet.voxel": 8,
    "sheet.small_voxel": 4,
    "picture.levels": [5, 10],
    "width.units": [20],
    "hierarchy.networks": ["trained", "untrained", "autoencoder"],
    "hierarchy.scanners": ["fine", "fine-map"],
    "hierarchy.figure_layers": [0, 2],
    "photographs.folder": "elsewhere",
    "photographs.categories[].subordinate": "guitar",
    "photographs.categories[].basic": "scooter",
    "photographs.categories[].superordinate": "machine",
    "photographs.networks[].name": "other",
    "photographs.networks[].function": "other_networks:net",
    "photographs.networks[].weights": "https://example.org/other.pth",
    "photographs.networks[].sha256": "0" * 64,
    "photographs.networks[].layers": ["input", "3"],
    "photographs.networks[].figure_layers": ["input", "3"],
    "photographs.networks[].transforms": "other_networks:shown",
    "photographs.scanners": ["7t", "3t"],
    "photographs.rdms": measured_rdms(),
}


# Of a scanner that shows a data set, these have one value: the other scanner is changed.
WITHOUT_DATA = [f"scanners.NAME.{key}" for key in ("layout", "rest", "events")]


def merged(base, changes):
    """As Snakemake merges a second configuration file into the first."""
    if isinstance(base, dict) and isinstance(changes, dict):
        return base | {key: merged(base.get(key), value) for key, value in changes.items()}
    return changes


DEFAULT = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))
CONFIG = check(merged(DEFAULT, STUDY))


def leaves(schema, path=""):
    """Keys with a value of their own, as the reference names them, and their schema."""
    for key, part in schema.get("properties", {}).items():
        blocks = list(part.get("patternProperties", {}).values())
        item = part.get("items", {})
        if "properties" in part:
            yield from leaves(part, f"{path}{key}.")
        elif blocks:
            yield from leaves(blocks[0], f"{path}{key}.NAME.")
        elif "properties" in item:
            yield from leaves(item, f"{path}{key}[].")
        elif part.get("type") != "object":
            yield f"{path}{key}", part


LEAVES = dict(leaves(SCHEMA))
del LEAVES["scanners.NAME.preset"]  # stands for other keys, and is not in the form that jobs see
MODULES = sorted(path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.py"))


class Entry(NamedTuple):
    """Jobs of a rule by which a change enters the workflow; see reruns.yaml."""

    rule: str
    of: str = ""
    is_new: bool = False

    @classmethod
    def read(cls, text):
        is_new, rule, of = re.fullmatch(r"(new )?(\w+)(?: of (\S+))?", text).groups()
        return cls(rule, of or "", bool(is_new))

    def __str__(self):
        return ("new " if self.is_new else "") + self.rule + (f" of {self.of}" if self.of else "")


ROWS = yaml.safe_load(Path(__file__).with_name("reruns.yaml").read_text(encoding="utf-8"))
ENTRIES = {
    key: [Entry.read(text) for text in row["reruns"]] for row in ROWS for key in row["change"]
}


def changed_value(key, value):
    """Another value that is allowed."""
    if key in CHANGES:
        return CHANGES[key]
    schema = LEAVES[key]
    if "enum" in schema:
        choices = schema["enum"]
        return choices[(choices.index(value) + 1) % len(choices)]
    if schema["type"] == "boolean":
        return not value
    if schema["type"] in ("integer", "number"):
        return value + 1 if schema["type"] == "integer" else 0.9 * value or 0.1
    raise ValueError(f"CHANGES in {__file__} needs another value for {key}; now it is {value!r}")


def with_change(key):
    """The configuration with one key changed; of blocks and lists the one that the study uses."""
    config = deepcopy(CONFIG)
    *path, last = key.split(".")
    places = [config]
    for part in path:
        if part == "NAME":
            places = [
                block for place in places for name, block in place.items() if name in STUDY[path[0]]
            ]
            if key in WITHOUT_DATA:
                places = [config["scanners"]["fine-map"]]
            # Two parameters of a family exclude each other.
            places = [place for place in places if last in place]
        else:
            places = [place[part.removesuffix("[]")] for place in places]
            if part.endswith("[]"):
                places = [place[-1] for place in places]
    for place in places:
        place[last] = changed_value(key, place.get(last))
    return check(config)


# The study, and what is planned for it.


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = Workflow(tmp_path_factory.mktemp("contract") / "workflow")
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    paint(study / "photographs")
    weights = study / WEIGHTS
    weights.parent.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", SAVE_WEIGHTS], cwd=study.folder, check=True)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    CONFIG["photographs"]["networks"][0]["sha256"] = digest
    study.configure(**CONFIG)
    study.run("--touch", "--force", WEIGHTS)
    study.run(*TARGETS)
    return study


def edit(module):
    """Text to put behind a file: it changes what a module holds, if not what it does."""
    return {f"workflow_scripts/{module}": "\nADDED = 1\n"}


@pytest.fixture(scope="module")
def pool():
    """Threads, each of which waits for a process that plans."""
    pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)))
    yield pool
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def planned(request, study, pool):
    """Gives what is planned after a change of a key; all that tests ask for are on their way."""
    plans = {key: start(pool, study, key) for key in asked_for(request, "key")}
    return lambda key: plans[key].result()


def asked_for(request, name):
    """Values of a parameter of the tests of this file that run."""
    return [
        item.callspec.params[name]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec") and name in item.callspec.params
    ]


def start(pool, study, key):
    try:
        return pool.submit(plan, study.folder, TARGETS, with_change(key))
    except (ValueError, ConfigurationError) as error:
        # For the test of this one change.
        failed = Future()
        failed.set_exception(error)
        return failed


@pytest.fixture(scope="module")
def plan_for(study):
    """Plan for a configuration; all its jobs, finished or not, with ``force_all``."""

    def plan_for(config=CONFIG, additions=None, **options):
        return plan(study.folder, TARGETS, config, additions, **options)

    return plan_for


@pytest.fixture(scope="module")
def all_jobs(plan_for):
    return plan_for(force_all=True)


# What the table says, as jobs.


def with_those_behind(first, jobs):
    """Jobs and all others that take their results."""
    users = {}
    for job in jobs:
        for path in job.input:
            users.setdefault(path, set()).add(job)
    found, waiting = set(first), list(first)
    while waiting:
        for path in waiting.pop().output:
            behind = users.get(path, set()) - found
            found |= behind
            waiting.extend(behind)
    return found


def matches(entry, job, before):
    return (
        job.rule == entry.rule
        and all(
            any(fnmatch(value, pattern) for value in job.wildcards.values())
            for pattern in filter(None, entry.of.split("/"))
        )
        and not (entry.is_new and job in before)
    )


def expected(entries, jobs, before):
    """Jobs that run again, among all `jobs`; those `before` the change may be finished."""
    first = {job for job in jobs if any(matches(entry, job, before) for entry in entries)}
    return with_those_behind(first, jobs)


def compare(name, entries, planned, jobs, before):
    """Fail where something else is planned than the table says, with the row to write."""
    said = expected(entries, jobs, before)
    idle = [str(e) for e in entries if not any(matches(e, job, before) for job in jobs)]
    if planned == said and not idle:
        return
    pytest.fail(
        f"{name}: reruns.yaml says something else than what Snakemake plans.\n"
        f"  planned, and not in the table: {listed(planned - said)}\n"
        f"  in the table, and not planned: {listed(said - planned)}\n"
        f"  in the table, without a job:   {', '.join(idle) or 'none'}\n"
        "If what is planned is right, write in tests/workflow/reruns.yaml\n\n"
        f"{row_to_write(name, planned, jobs, before)}\n",
        pytrace=False,
    )


def listed(jobs):
    """Jobs by rule, some of them by name."""
    jobs = sorted(jobs, key=str)
    groups = [(rule, list(group)) for rule, group in groupby(jobs, lambda job: job.rule)]
    return "".join(
        f"\n    {rule} ({len(group)}), as {group[0].output[0]}" for rule, group in groups
    )


def row_to_write(name, planned, jobs, before):
    made = {path for job in planned for path in job.output}
    first = {job for job in planned if made.isdisjoint(job.input)}
    entries = []
    for rule in sorted({job.rule for job in first}):
        here = {job for job in first if job.rule == rule}
        values = sorted({value for job in here for value in job.wildcards.values()})
        candidates = [Entry(rule), Entry(rule, is_new=True)]
        candidates += [Entry(rule, value) for value in values]
        fitting = [
            entry
            for entry in candidates
            if here <= {job for job in jobs if matches(entry, job, before)} <= planned
        ]
        entries.append(str(fitting[0]) if fitting else f"{rule} of ...")
    quoted = f'"{name}"' if "[]" in name else name
    return f"- change: [{quoted}]\n  reruns: [{', '.join(entries)}]"


def test_the_table_has_each_key_once():
    listed = [key for row in ROWS for key in row["change"]]
    assert sorted(listed) == sorted(LEAVES)


def test_finished_is_finished(plan_for):
    assert plan_for() == set()


@pytest.mark.parametrize("key", LEAVES)
def test_a_key_reruns_what_the_table_says(key, planned, plan_for, all_jobs):
    row, jobs = ENTRIES[key], all_jobs
    if expected(row, jobs, all_jobs) != planned(key):
        # With this change there are other jobs.
        jobs = plan_for(with_change(key), force_all=True)
    compare(key, row, planned(key), jobs, all_jobs)


@pytest.fixture(scope="module")
def loaded():
    """Modules that Python loads for the job of each rule, whatever our own hash says."""
    stages = sorted({stage.module for stage in STAGES.values()})
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(SCRIPTS), *map(",".join, (PACKAGES, stages))],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    files = json.loads(done.stdout)
    return {rule: set(files[stage.module]) for rule, stage in STAGES.items()}


# Imported before the processes of the stages are forked, to save them the time.
PACKAGES = ["matplotlib.pyplot", "netCDF4", "pandas", "rsatoolbox.rdm", "scipy.stats", "torch"]
LOADED = """
import importlib, json, multiprocessing, sys
from pathlib import Path

folder, packages, stages = Path(sys.argv[1]), *(names.split(",") for names in sys.argv[2:])
sys.path.insert(0, str(folder))
for package in packages:
    importlib.import_module(package)

def load(stage):
    importlib.import_module("job")
    importlib.import_module(stage)
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return [str(Path(f).relative_to(folder)) for f in files if f and Path(f).is_relative_to(folder)]

with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
    print(json.dumps(dict(zip(stages, pool.map(load, stages, chunksize=1)))))
"""


@pytest.fixture(scope="module")
def coded(study, all_jobs):
    """Hash of the code of each job, and the modules that it is made of."""
    return forked.value_of(codes, study.folder, all_jobs, CONFIG)


@pytest.mark.parametrize("module", MODULES)
def test_an_edited_module_reruns_its_users(module, coded, all_jobs, loaded):
    """All that load it run again; others only where a job finds the module by its name."""
    again = {job for job, (_, modules) in coded.items() if module in modules}
    again = with_those_behind(again, all_jobs)
    users = {job for job in all_jobs if module in loaded[job.rule]}
    users = with_those_behind(users, all_jobs)
    assert users <= again, f"not planned: {listed(users - again)}"
    first = {
        job.rule
        for job in again - users
        if not any(job.input and set(job.input) & set(o.output) for o in again)
    }
    assert first <= BY_NAME, f"planned without a reason: {listed(again - users)}"


# Of each layer one, and those that jobs find by their name.
PLANNED = ["storage/log.py", "figures/drawing.py", "neuralcode/coding/network.py"]


@pytest.mark.parametrize("module", PLANNED)
def test_snakemake_plans_the_jobs_with_changed_code(module, study, coded, all_jobs, plan_for):
    """What the tests above conclude from the modules of the jobs is what runs."""
    edited = forked.value_of(codes, study.folder, all_jobs, CONFIG, edit(module))
    first = {job for job, (code, _) in coded.items() if edited[job][0] != code}
    assert first == {job for job, (_, modules) in coded.items() if module in modules}
    assert first
    assert plan_for(additions=edit(module)) == with_those_behind(first, all_jobs)


# What the issue of reuse is about, in numbers.


def of_rule(rule, jobs):
    return sorted(job.output[0].removeprefix("results/") for job in jobs if job.rule == rule)


def test_20_more_seeds_run_the_new_batch_and_what_aggregates(plan_for, all_jobs):
    planned = plan_for(check(CONFIG | {"seeds": 70}))
    new = planned - all_jobs
    assert {job.wildcards["batch"] for job in new} == {"00050-00069"}
    last = {job for job in all_jobs if job.wildcards.get("batch") == "00000-00049"}
    assert sorted(job.rule for job in new) == sorted(job.rule for job in last)
    again = {job.rule for job in planned & all_jobs}
    assert again == {
        *("similarity_dataset", "functional_smoothness", "similarity_by_distortion", "summary"),
        *("figure_2", "smoothness_by_depth", "scanners_figure", "time_course_figure"),
        *("layouts_table", "layouts_figure", "recoverability_dataset", "recoverability_figure"),
        # With the table of functional smoothness: what is decoded takes the first seeds.
        *("generalisation", "generalisation_figure", "audit", "report"),
        *("answer", "answer_figure", "recoverability_page"),
        # Of the data set, whose seeds share the items.
        *("item_dataset", "item_decode", "item_decoding", "item_rdms_figure"),
    }
    assert not any("batch" in job.wildcards for job in planned & all_jobs)


def test_a_layer_more_encodes_that_layer_only(plan_for):
    config = deepcopy(CONFIG)
    (study,) = [study for study in config["studies"] if "depth-9" in study["schemes"]]
    study["schemes"].append("depth-10")
    planned = plan_for(config)
    assert of_rule("encode", planned) == ["representations/text/depth-10/00000-00049.nc"]
    assert of_rule("similarity", planned) == ["similarity/text/depth-10/00000-00049.nc"]
    assert not of_rule("measure", planned)
    assert not of_rule("stimuli", planned)


def test_another_voxel_size_scans_again_and_encodes_nothing(planned, plan_for, all_jobs):
    config = deepcopy(CONFIG)
    config["scanners"]["fine-map"]["voxel_size"] = 1.5
    jobs = plan_for(config)
    scans = [path for path in of_rule("measure", all_jobs) if "/fine-map/" in path]
    assert of_rule("measure", jobs) == scans
    assert len(scans) == 1
    assert not {"stimuli", "encode", "design", "stimulus_similarity"} & {job.rule for job in jobs}


SWAPPED = [
    ("stimuli.categories", "stimuli.levels"),
    ("schemes.burstiness.trials", "schemes.burstiness.mean_rate"),
    ("sheet.voxel", "sheet.small_voxel"),
    ("hierarchy.prototype_sd.subordinate", "hierarchy.prototype_sd.exemplar"),
    ("hierarchy.exemplars.training", "hierarchy.exemplars.new"),
]


@pytest.mark.parametrize("keys", SWAPPED)
def test_two_swapped_values_are_noticed(keys, plan_for, all_jobs):
    config = deepcopy(CONFIG)
    places = []
    for key in keys:
        *path, last = key.split(".")
        place = config
        for part in path:
            place = place[part]
        places.append((place, last))
    (one, first), (other, second) = places
    assert one[first] != other[second]
    one[first], other[second] = other[second], one[first]
    config = check(config)
    jobs = plan_for(config, force_all=True)
    rows = [ENTRIES[key] for key in keys]
    assert plan_for(config) == set.union(*(expected(row, jobs, all_jobs) for row in rows))


# What makes nothing run again.


def backwards(value):
    """The same with all keys in the other order, and whole numbers written as whole."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [backwards(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def test_the_same_configuration_written_otherwise_reruns_nothing(plan_for):
    config = backwards(CONFIG)
    assert list(config) != list(CONFIG)
    assert yaml.safe_dump(config) != yaml.safe_dump(CONFIG)
    assert plan_for(config) == set()


def test_what_the_study_does_not_use_reruns_the_report_alone(plan_for):
    config = deepcopy(CONFIG)
    config["scanners"] |= {"spare": CONFIG["scanners"]["3t"] | {"voxel_size": 2.0}}
    config["scanners"]["nsd"]["voxel_size"] = 2.0
    # For it lists all parameters.
    assert {job.rule for job in plan_for(config)} == {"report"}


def test_comments_and_time_stamps_rerun_nothing(study, plan_for):
    sources = [
        path.relative_to(study.folder).as_posix()
        for path in study.folder.rglob("*")
        if path.is_file() and not path.is_relative_to(study / "results")
    ]
    sources = [path for path in sources if not path.startswith(".snakemake")]
    comments = {
        path: "\n# A comment.\n" if path.endswith((".py", ".smk", ".yaml", "Snakefile")) else ""
        for path in sources
        # The file of one's own network is no part of the workflow: it is compared as it is.
        if path != "my_networks.py"
    }
    assert len(comments) > 100
    assert plan_for(additions=comments) == set()


def test_another_version_in_an_environment_reruns_its_rules(plan_for, all_jobs):
    assert plan_for(additions={"envs/rsa.yaml": "# A comment.\n"}) == set()
    planned = plan_for(additions={"envs/rsa.yaml": "  - six=1.17.0\n"})
    users = {rule for rule, stage in STAGES.items() if stage.env == "rsa"} | {"report"}
    first = {job for job in all_jobs if job.rule in users}
    assert planned == with_those_behind(first, all_jobs)


def test_git_checkout_and_back_reruns_nothing(study, tmp_path):
    folder = tmp_path / "clone"
    shutil.copytree(study.folder, folder)
    (folder / ".gitignore").write_text("results/\n.snakemake/\n", encoding="utf-8")

    def git(*arguments):
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    def planned():
        return plan(folder, TARGETS, CONFIG)

    git("init")
    git("add", ".")
    git("commit", "--message", "The study")
    git("checkout", "-b", "another")
    for name in ("neuralcode/analysis/similarity.py", "figures/figure_2.py"):
        with open(folder / "workflow_scripts" / name, "a", encoding="utf-8") as file:
            file.write("\nADDED = 1\n")
    git("commit", "--all", "--message", "Another similarity")
    assert {"similarity", "figure_2"} <= {job.rule for job in planned()}
    git("checkout", "-")
    assert planned() == set()
