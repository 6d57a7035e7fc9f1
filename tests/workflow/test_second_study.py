"""A second study beside the first: ``snakemake --directory``, with the quick configuration."""

import re
import shutil
import sys
from pathlib import Path

import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY, Workflow

# What a study no longer names after this change.
WITHOUT_HASH = {"studies": [{"recipe": "text", "schemes": ["depth-1"], "scanners": ["none"]}]}
QUICK = ("--configfile", "config/quick.yaml")


# The poorest machine: text is ASCII unless a program says otherwise, and there is no git.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
TOOLS = ("bash", "env", "sh", "uname", "which")


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The quick study in a folder of its own, on the poorest machine."""
    study = Workflow(tmp_path_factory.mktemp("quick") / "workflow")
    tools = tmp_path_factory.mktemp("tools")
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    study.environment = ASCII | {"PATH": f"{Path(sys.executable).parent}:{tools}"}
    with open(study / "config/quick.yaml", "a", encoding="utf-8") as file:
        file.write("\n# 3 \N{MULTIPLICATION SIGN} 3 \N{MICRO SIGN}m\n")
    study.printed = study.run(*QUICK, "--directory", "studies/quick").output
    return study


def test_the_quick_study_has_few_jobs_enough_seeds_and_a_report(quick):
    assert int(re.search(r"(\d+) jobs of", quick.printed)[1]) < 25
    configuration = yaml.safe_load((REPOSITORY / "config/quick.yaml").read_text(encoding="utf-8"))
    assert configuration["seeds"] >= 8
    assert (quick / "studies/quick/results/report.html").exists()
    assert f"The report: {quick / 'studies/quick/results/report.html'}" in quick.printed


def test_without_git_the_commit_is_unknown_and_the_code_is_not(quick):
    with xr.open_dataset(quick / "studies/quick/results/datasets/similarity.nc") as dataset:
        assert dataset.attrs["commit"] == "unknown"
        assert re.fullmatch("[0-9a-f]{16}", dataset.attrs["code"])


def test_it_has_its_own_results_and_locks(quick):
    assert {path.name for path in (quick / "studies/quick").iterdir()} == {"results", ".snakemake"}
    assert not (quick / "results").exists()
    assert not list((quick / ".snakemake").glob("metadata/*"))


def test_without_a_configuration_file_a_study_is_the_default_one(quick):
    here = quick.run("--dry-run").output
    there = quick.run("--dry-run", "--directory", "studies/plain").output
    counts = [re.search(r"^total +\d+", printed, re.M)[0] for printed in (here, there)]
    assert counts[0] == counts[1]


def test_a_configuration_file_in_its_folder_counts(quick):
    folder = quick / "studies/mine/config"
    folder.mkdir(parents=True)
    text = "hierarchy: {networks: []}\nseeds: 8\nseeds_per_batch: 4\n"
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    plan = quick.run("--dry-run", "--directory", "studies/mine").output
    assert "results/stimuli/text/00004-00007.nc" in plan
    assert "hierarchy_layers" not in plan


def test_photographs_and_functions_are_looked_for_in_its_folder(quick):
    folder = quick / "studies/photographs"
    (folder / "photographs/lion").mkdir(parents=True)
    (folder / "my_networks.py").write_text("def net():\n    return None\n", encoding="utf-8")
    changes = {
        "photographs": {"networks": [{"name": "mine", "function": "my_networks:net"}]},
        "hierarchy": {"networks": []},
    }
    (folder / "study.yaml").write_text(yaml.safe_dump(changes), encoding="utf-8")
    given = ("--configfile", "studies/photographs/study.yaml")
    plan = quick.run("--dry-run", *given, "--directory", "studies/photographs").output
    assert "results/photographs/mine.nc" in plan


@pytest.mark.parametrize(
    ("switch", "printed"),
    [
        ("no", "without conda"),
        ("off", "without conda"),
        ("yes", "its own conda environment; NEURALCODE_CONDA=no turns this off"),
    ],
)
def test_one_switch_leaves_conda_out_where_it_is_installed(quick, tmp_path, switch, printed):
    """A conda that fails at once, as one does without a network."""
    conda = tmp_path / "conda"
    conda.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    conda.chmod(0o755)
    before = dict(quick.environment)
    quick.environment |= {
        "PATH": f"{tmp_path}:{before['PATH']}",
        "NEURALCODE_CONDA": switch,
    }
    done = quick.run(*QUICK, "--directory", "studies/quick", check=False)
    quick.environment = before
    assert printed in done.output
    # All other settings of the profile stay: the study is finished, and no job is listed.
    assert ("Nothing to be done" in done.output) == (switch != "yes")


def test_what_is_documented_as_safe_to_delete_is_not_computed_again(quick):
    page = (REPOSITORY / "docs" / "running.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*) \| [^|]+ \| yes, if", page, re.M)
    folders = re.findall(r"`(\w+)/`", " ".join(rows))
    assert {"representations", "measurements", "stimuli", "similarity"} <= set(folders)
    results = quick / "studies/quick/results"
    there = [results / name for name in folders if (results / name).exists()]
    assert len(there) >= 3
    for folder in there:
        folder.rename(folder.with_name(f"{folder.name}-deleted"))
    plan = quick.run(*QUICK, "--directory", "studies/quick", "--dry-run").output
    for folder in there:
        folder.with_name(f"{folder.name}-deleted").rename(folder)
    assert "Nothing to be done" in plan


def test_what_the_study_no_longer_names_is_listed_and_removed(quick):
    folder = quick / "studies/quick"
    mine = folder / "results/similarity/text/hash-item/mine.nc"
    mine.write_text("put here by hand", encoding="utf-8")
    given = yaml.safe_load((quick / "config/quick.yaml").read_text(encoding="utf-8"))
    (quick / "less.yaml").write_text(yaml.safe_dump(given | WITHOUT_HASH), encoding="utf-8")
    place = ("--directory", "studies/quick")
    # Everything is named by the configuration that made it.
    assert "names every result" in quick.run(*QUICK, *place, "unused").output
    files = {path for path in folder.rglob("*") if path.is_file()}
    listed = quick.run("--configfile", "less.yaml", *place, "unused").output
    gone = {folder / path for path in re.findall(r"MB  (results/\S+)", listed)}
    assert gone == {
        folder / f"results/{stage}/00000-00007.nc"
        for stage in ("representations/text/hash-item", "similarity/text/hash-item")
    }
    assert files <= {path for path in folder.rglob("*") if path.is_file()}
    quick.run("--configfile", "less.yaml", *place, "remove_unused")
    left = {path for path in folder.rglob("*") if path.is_file()}
    assert {path for path in files - left if "logs" not in path.parts} >= gone
    assert mine in left
    assert "names every result" in quick.run("--configfile", "less.yaml", *place, "unused").output
