"""Files that are exchanged, copied, cut off or locked: named, with a command that mends them."""

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import forked
import pytest
from conftest import SCANNED, SMALL, Workflow

from rules.configuration import check
from rules.study import Study

STUDY = SMALL | {
    "seeds": 4,
    "seeds_per_batch": 2,
    "scanners": {
        "fine": SCANNED["scanners"]["fine"] | {"categories": 3},
        "silent": SCANNED["scanners"]["silent"] | {"categories": 3, "tr": 1.0},
    },
    "studies": [
        {"recipe": "text", "schemes": ["vector", "depth-1", "depth-2"], "scanners": ["none"]},
        {"recipe": "text", "schemes": ["depth-1", "hash"], "scanners": ["fine", "silent"]},
        {"recipe": "released", "schemes": ["vector"], "scanners": ["none"]},
    ],
    "rsa": {"seeds": 2, "levels": 3},
    "decoding": {"seeds": 2, "categories": 2, "train_levels": 2},
    "statistics": {"bootstrap_resamples": 100},
}
DATASET = "results/datasets/similarity.nc"
SMOOTHNESS = "results/tables/functional_smoothness.csv"
MADE = [
    *(SMOOTHNESS, "results/tables/attenuation.csv", "results/rsa/text/fine.csv"),
    *("results/decoding/text/fine.nc", "results/univariate/text/fine.nc"),
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The study with the files of all stages, and one of another study seed."""
    studies = {}
    for seed in (0, 1):
        studies[seed] = Workflow(tmp_path_factory.mktemp(f"seed-{seed}") / "workflow")
        studies[seed].configure(**STUDY | {"study_seed": seed}).run(*MADE)
    return studies


@pytest.fixture
def study(finished, tmp_path):
    """A copy of the finished study, to be damaged."""
    copy = Workflow.__new__(Workflow)
    copy.folder, copy.environment = tmp_path / "workflow", {"PATH": Workflow.path}
    shutil.copytree(finished[0].folder, copy.folder, symlinks=True)
    return copy


def design_of(scanner):
    """Folder of the designs with the timing of a scanner, in results/."""
    path = Path(Study(check(STUDY)).design_path("hash", scanner))
    return path.parent.relative_to("results").as_posix()


# What is copied where, the result that reads it, and what is said of it.
COPIES = {
    "similarity of another scheme": (
        "similarity/text/vector",
        "similarity/text/depth-1",
        DATASET,
        'scheme: it has "vector", expected is "depth-1"',
    ),
    "similarity of another recipe": (
        "similarity/released/vector",
        "similarity/text/vector",
        DATASET,
        'recipe: it has "released", expected is "text"',
    ),
    "similarity of the stimuli": (
        "similarity/text/stimuli",
        "similarity/text/vector",
        DATASET,
        'stage: it has "stimulus similarity", expected is "similarity"',
    ),
    "stimuli of another recipe": (
        "stimuli/released",
        "stimuli/text",
        "results/representations/text/vector/00000-00001.nc",
        'recipe: it has "released", expected is "text"',
    ),
    "a layer of another depth": (
        "representations/text/depth-2",
        "representations/text/depth-1",
        "results/representations/text/depth-2/00000-00001.nc",
        'scheme: it has "depth-2", expected is "depth-1"',
    ),
    "a representation of another scheme, to be scanned": (
        "representations/text/hash",
        "representations/text/depth-1",
        "results/measurements/text/depth-1/fine/00000-00001.nc",
        'scheme: it has "hash", expected is "depth-1"',
    ),
    "measurements of another scanner, to be compared": (
        "measurements/text/hash/silent",
        "measurements/text/hash/fine",
        "results/similarity/text/hash/00000-00001.nc",
        "scanner_parameters.noise: it has 0.0, expected is 1.0",
    ),
    "measurements of another scanner, to be decoded": (
        "measurements/text/hash/silent",
        "measurements/text/hash/fine",
        "results/decoding/text/fine.nc",
        'scanner: it has "silent", expected is "fine"',
    ),
    "measurements of another scheme, to find clusters": (
        "measurements/text/hash/fine",
        "measurements/text/depth-1/fine",
        "results/univariate/text/fine.nc",
        'scheme: it has "hash", expected is "depth-1"',
    ),
    "measurements of another scheme, for RDMs": (
        "measurements/text/hash/fine",
        "measurements/text/depth-1/fine",
        "results/rsa/text/fine.csv",
        'scheme: it has "hash", expected is "depth-1"',
    ),
    "measurements of another scheme, for their attenuation": (
        "measurements/text/hash/fine",
        "measurements/text/depth-1/fine",
        "results/tables/attenuation.csv",
        'scheme: it has "hash", expected is "depth-1"',
    ),
    "a design of another scanner": (
        design_of("silent"),
        design_of("fine"),
        "results/measurements/text/hash/fine/00000-00001.nc",
        "timing.tr: it has 1.0, expected is 2.0",
    ),
}


@pytest.mark.parametrize(("source", "place", "target", "said"), COPIES.values(), ids=COPIES)
def test_an_exchanged_file_is_named_and_the_command_brings_it_back(
    study, source, place, target, said
):
    good = {path.name: path.read_bytes() for path in (study / "results" / place).glob("*.nc")}
    shutil.copytree(study / "results" / source, study / "results" / place, dirs_exist_ok=True)
    # The readers of what was copied, and not those who make it.
    failed = study.run(target, "--forcerun", target, "--rerun-triggers", "params", check=False)
    assert failed.returncode != 0
    assert said in failed.output
    found = re.search(rf"error: (results/{place}/\S+) is not the file", failed.output)
    assert found, failed.output
    (command,) = set(re.findall(r"^  (.* --force results/.*)$", failed.output, re.MULTILINE))
    assert command.endswith(f" --force {found[1]}")
    assert f"--configfile mine.yaml --cores 2 --rerun-triggers params --force {found[1]}" in command
    paste(study, command)
    assert (study / found[1]).read_bytes() == good[found[1].rpartition("/")[2]]


def paste(study, command):
    """Do what a shell would do with a command, each part of which is Snakemake or removes files."""
    environment = os.environ | study.environment
    for part in command.split(" && "):
        words = shlex.split(part)
        if words[:3] == [sys.executable, "-m", "snakemake"]:
            done = forked.snakemake(words[3:], study.folder, environment)
        else:
            assert words[0] == "rm"
            done = subprocess.run(
                words, cwd=study.folder, capture_output=True, text=True, encoding="utf-8"
            )
        assert done.returncode == 0, done.stdout + done.stderr


def test_files_of_another_study_seed_are_named(finished, study):
    for stage in ("similarity", "measurements"):
        shutil.rmtree(study / "results" / stage)
        shutil.copytree(finished[1] / "results" / stage, study / "results" / stage)
    targets = [DATASET, "results/decoding/text/fine.nc"]
    failed = study.run(*targets, "--forcerun", *targets, "--rerun-triggers", "params", check=False)
    assert failed.output.count("study_seed: it has 1, expected is 0") >= 2


HALF = "half a table, cut at the end of a line"
TABLES = {
    HALF: (lambda data, other: data[: data.index(b"\n", 60) + 1], "is damaged (it has"),
    "an empty table": (lambda data, other: b"", "is damaged (it has 0 bytes"),
    "a table of another study seed": (lambda data, other: other, "is damaged (it"),
    "a number that was edited": (
        lambda data, other: data.replace(b",0.", b",1.", 1),
        "is damaged (its content has changed",
    ),
}


@pytest.mark.parametrize(("change", "said"), TABLES.values(), ids=TABLES)
def test_a_table_that_has_changed_is_named_and_the_command_brings_it_back(
    finished, study, change, said
):
    good = (study / SMOOTHNESS).read_bytes()
    other = (finished[1] / SMOOTHNESS).read_bytes()
    (study / SMOOTHNESS).write_bytes(change(good, other))
    failed = study.run("results/figures/smoothness-by-depth.svg", check=False)
    assert f"error: {SMOOTHNESS} {said}" in failed.output
    assert not (study / "results/figures/smoothness-by-depth.svg").exists()
    (command,) = set(re.findall(r"^  (.* --force results/.*)$", failed.output, re.MULTILINE))
    paste(study, command)
    assert (study / SMOOTHNESS).read_bytes() == good


def test_tables_and_datasets_of_another_study_are_named_by_what_differs(finished, study):
    # With their records, as a whole folder is copied.
    for folder in ("tables", "datasets", "records"):
        shutil.copytree(
            finished[1] / "results" / folder, study / "results" / folder, dirs_exist_ok=True
        )
    failed = study.run("results/figures/smoothness-by-depth.svg", check=False)
    assert f"error: {SMOOTHNESS} is not the file that belongs there" in failed.output
    assert "settings.study_seed: it has 1, expected is 0" in failed.output
    failed = study.run(SMOOTHNESS, "--forcerun", SMOOTHNESS, check=False)
    assert f"error: {DATASET} is not the file that belongs there" in failed.output


def test_an_empty_figure_is_named_at_the_start_and_by_the_report(study):
    figure = "results/figures/smoothness-by-depth.svg"
    study.run(figure)
    good = (study / figure).read_bytes()
    (study / figure).write_bytes(b"")
    printed = study.run("--dry-run", figure).output
    assert f"Warning: {figure}: empty, cut off, or changed after they were made." in printed
    (command,) = set(re.findall(r"^  (.* --force results/.*)$", printed, re.MULTILINE))
    paste(study, command)
    assert (study / figure).read_bytes() == good


def test_results_that_were_copied_without_their_records_are_named_once(study):
    shutil.rmtree(study / ".snakemake")
    printed = study.run(*MADE, "--dry-run").output
    assert printed.count("Snakemake has no record of") == 1
    assert "more files" in printed
    assert "Nothing to be done" in printed


def test_a_file_that_another_process_has_locked_is_read(study):
    target = "results/representations/text/vector/00000-00001.nc"
    before = (study / target).read_bytes()
    with open(study / "results/stimuli/text/00000-00001.nc", "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        study.run("--force", target)
    assert (study / target).read_bytes() == before


def test_a_cached_file_that_is_cut_off_is_removed_by_the_command(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("SNAKEMAKE_OUTPUT_CACHE", str(cache))
    path, reader = (
        "results/stimuli/text/00000-00001.nc",
        "results/representations/text/vector/00000-00001.nc",
    )
    workflow = Workflow(tmp_path / "workflow").configure(**STUDY)
    workflow.run(path, "--cache")
    entry = (workflow / path).resolve()
    assert entry.parent == cache
    good = entry.read_bytes()
    entry.chmod(0o644)
    entry.write_bytes(good[: len(good) // 2])
    failed = workflow.run(reader, "--cache", check=False)
    assert f"{path} is damaged" in failed.output
    (command,) = set(re.findall(r"^  (rm -f .*)$", failed.output, re.MULTILINE))
    assert shlex.split(command)[:4] == ["rm", "-f", str(entry), "&&"]
    # Without the removal the cut file is taken back.
    workflow.run("--force", path, "--cache")
    assert (workflow / path).read_bytes() != good
    paste(workflow, command)
    assert (workflow / path).read_bytes() == good
    workflow.run(reader, "--cache")
