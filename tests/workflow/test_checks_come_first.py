"""What is wrong with photographs and networks ends a run before any training or download."""

import os
import re
import shlex

import pytest
from conftest import SMALL, Workflow
from own_network import CATEGORIES, MINE, NETWORK, paint

# Training that takes minutes: a run that started it would not have ended yet.
LONG = {
    "networks": ["trained"],
    "scanners": [],
    "seeds": 8,
    "seeds_per_batch": 1,
    "network": {"steps": 20_000},
}
# With a server that never answers: nothing must be asked for.
ADDRESS = "https://127.0.0.1:9/weights-0123abcd.pth"


def configured(place, network, hierarchy=LONG):
    study = Workflow(place).configure(
        **SMALL
        | {
            "hierarchy": hierarchy,
            "photographs": {"categories": CATEGORIES, "networks": [network], "device": "cpu"},
        }
    )
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    paint(study / "photographs")
    return study


def spoil(study):
    path = study / "photographs/tiger/2.png"
    path.write_bytes(path.read_bytes()[:500])


def logs(study):
    folder = study / "results/logs"
    return {path.relative_to(folder).parts[0].split(".")[0] for path in folder.rglob("*.log")}


CHECKS = {"network_layers", "fetch_photographs"}


@pytest.mark.parametrize(
    ("network", "is_spoilt", "problem", "started"),
    [
        ({"layers": ["conv"]}, False, "There is no layer 'conv'", {"network_layers"}),
        ({"layers": ["1"]}, True, "cannot be read as a picture", CHECKS),
        (
            {"layers": ["?"], "figure_layers": ["1", "conv"]},
            False,
            "figure_layers of mine has conv. Its layers are 0, 1, 2, 3.",
            CHECKS,
        ),
    ],
)
def test_nothing_else_starts_whatever_the_cores(tmp_path, network, is_spoilt, problem, started):
    study = configured(tmp_path / "workflow", MINE | network | {"weights": ADDRESS})
    if is_spoilt:
        spoil(study)
    failed = study.run(cores=64, check=False)
    assert failed.returncode == 1
    assert problem in failed.output
    assert logs(study) == started
    # What the message says to repeat has none of the options of the checks.
    for words in re.findall(r"snakemake .*", failed.output):
        assert "--no-hooks" not in shlex.split(words)


def test_right_ones_are_checked_once_more_only_when_they_change(tmp_path):
    quick = LONG | {"seeds": 1, "network": {"layers": 2, "units": 20, "steps": 20, "batch": 16}}
    study = configured(tmp_path / "workflow", MINE, quick)
    targets = ("results/photographs/mine.nc", "results/hierarchy/trained/00000-00000.nc")
    first = study.run(*targets).output
    assert "the networks are checked" in first
    # Each check runs once, and all jobs are counted.
    assert "[4 of 4]" in first
    assert "Warning" not in first
    lines = re.findall(r"^\[.*\] (\w+)", first, re.M)
    assert sorted(lines) == [
        "fetch_photographs",
        "hierarchy_layers",
        "network_layers",
        "photograph_layers",
    ]
    trained = (study / targets[1]).stat().st_mtime_ns
    again = study.run(*targets)
    assert "Nothing to be done" in again.output
    # Asked for, a check runs again, without its result being missing.
    looked = (study / "results/logs/network_layers/mine.log").stat().st_mtime_ns
    study.run("--forcerun", "network_layers", "--", *targets)
    assert (study / "results/logs/network_layers/mine.log").stat().st_mtime_ns > looked
    # Another photograph is checked, and trains nothing.
    other = (study / "photographs/lion/0.png").read_bytes()
    (study / "photographs/moped/0.png").write_bytes(other)
    changed = study.run(*targets).output
    assert "the photographs are checked" in changed
    assert "the networks are checked" not in changed
    assert (study / targets[1]).stat().st_mtime_ns == trained


def test_a_folder_of_its_own_is_checked_in_that_folder(tmp_path):
    study = configured(tmp_path / "workflow", MINE | {"layers": ["conv"]})
    folder = study / "studies/mine"
    folder.mkdir(parents=True)
    for name in ("photographs", "my_networks.py"):
        os.rename(study / name, folder / name)
    failed = study.run("--directory", "studies/mine", check=False)
    assert failed.returncode == 1
    assert "Network mine: There is no layer 'conv'" in failed.output
    assert [path.name for path in (folder / "results/logs").rglob("*.log")] == ["mine.log"]
