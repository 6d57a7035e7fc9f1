"""The workflow as a module of somebody else's: from a folder, and from a repository elsewhere."""

import os
import shutil
import subprocess

import forked
import pandas as pd
import pytest
from conftest import REPOSITORY, Workflow

from rules.by_hand import loaded
from rules.study import STAGES

THEIRS = """
module codes:
    snakefile: {snakefile}
    config: config["codes"]
    prefix: "codes"


use rule * from codes as codes_*


rule count:
    default_target: True
    input:
        {everything}
        table="codes/results/tables/functional_smoothness.csv",
    output:
        "count.txt",
    shell:
        "wc -l < {{input.table}} > {{output}}"
"""
CONFIGURATION = """
codes:
  seeds: 4
  seeds_per_batch: 2
  stimuli: {categories: 4, levels: 4, noise_sd_step: 0.2, units: 30}
  studies:
    - {recipe: text, schemes: [vector, depth-2], scanners: [none, 3t]}
  statistics: {bootstrap_resamples: 100}
  hierarchy: {networks: []}
  width: {units: []}
"""


def git(folder, *arguments):
    who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def elsewhere(tmp_path):
    """Where Snakemake keeps clones of repositories: with one of ours, that needs no network."""
    ours = Workflow(tmp_path / "ours").folder
    git(ours, "init", "--quiet")
    git(ours, "add", "--all")
    git(ours, "commit", "--quiet", "--message", "A version")
    git(ours, "tag", "v1")
    clone = tmp_path / "cache/snakemake/snakemake/source-cache/snakemake-git-cache/github.com"
    git(tmp_path, "clone", "--quiet", "--bare", ours, clone / "them" / "neural-codes")
    shutil.rmtree(ours)
    return tmp_path / "cache"


def run(folder, snakefile, everything="rules.codes_all.input,", **environment):
    """Run a workflow of theirs that uses ours, for all of its results or for those named."""
    folder.mkdir(exist_ok=True)
    (folder / "Snakefile").write_text(
        THEIRS.format(snakefile=snakefile, everything=everything), encoding="utf-8"
    )
    (folder / "config.yaml").write_text(CONFIGURATION, encoding="utf-8")
    done = forked.snakemake(
        ["--cores", "2", "--configfile", "config.yaml"],
        folder,
        os.environ | {"PATH": Workflow.path} | environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def check_results(folder, *others):
    found = {path.name for path in folder.glob("[!.]*")}
    assert found == {"Snakefile", "codes", "config.yaml", "count.txt", *others}
    table = pd.read_csv(folder / "codes/results/tables/functional_smoothness.csv")
    # What they leave out is as in our default study, and what they say is as they say.
    assert set(table["scheme"]) == {"vector", "depth-2"}
    assert set(table["scanner"]) == {"none", "3t"}
    assert (table["n_seeds"] == 4).all()
    assert int((folder / "count.txt").read_text(encoding="utf-8")) == len(table) + 1
    assert (folder / "codes/results/figures/figure-2.svg").exists()


def test_the_same_jobs_are_local_there(tmp_path, monkeypatch):
    """A cluster would get the jobs of every figure."""
    monkeypatch.chdir(tmp_path)
    ours = f'"{REPOSITORY / "Snakefile"}"'
    everything = "rules.codes_all.input,"
    (tmp_path / "Snakefile").write_text(
        THEIRS.format(snakefile=ours, everything=everything), encoding="utf-8"
    )
    (tmp_path / "config.yaml").write_text(CONFIGURATION, encoding="utf-8")
    with loaded("config.yaml", snakefile=tmp_path / "Snakefile") as workflow:
        # As on a cluster: otherwise all jobs are local.
        monkeypatch.setattr(type(workflow), "local_exec", False)
        local = {rule.name: workflow.is_local(rule) for rule in workflow.rules}
    of_stages = {name: local[f"codes_{name}"] for name in STAGES}
    assert of_stages == {name: stage.is_local for name, stage in STAGES.items()}
    assert not local["count"]


# One reads a file of ours by its path, which is not in their folder.
SOME = "".join(
    f'"codes/results/figures/{name}.svg",' for name in ("figure-2", "smoothness-by-depth")
)


def test_from_a_folder(tmp_path):
    run(tmp_path / "theirs", f'"{REPOSITORY / "Snakefile"}"', SOME)
    check_results(tmp_path / "theirs")


def test_from_a_folder_inside_theirs(tmp_path):
    """As a submodule of git lies there."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    Workflow(folder / "lib")
    run(folder, '"lib/Snakefile"', SOME)
    check_results(folder, "lib")


def test_from_a_repository_elsewhere(tmp_path, elsewhere):
    """All results: no job finds a file beside the Snakefile there."""
    where = 'github("them/neural-codes", path="Snakefile", tag="v1")'
    run(tmp_path / "theirs", where, XDG_CACHE_HOME=str(elsewhere))
    check_results(tmp_path / "theirs")
