"""Errors that come before any job, or that say which file, scheme and seed they are about."""

import re

import netCDF4
import numpy as np
import pytest
from conftest import SMALL


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"seeds": 2.5}, "'seeds'"),
        ({"seeds_per_batch": 0}, "'seeds_per_batch'"),
        ({"colour": "red"}, "'colour'"),
        ({"studies": []}, "'studies'"),
    ],
)
def test_a_wrong_configuration_stops_before_any_job(workflow, changes, key):
    workflow.configure(**SMALL | changes)
    failed = workflow.run(check=False)
    assert failed.returncode != 0
    assert "The configuration is wrong" in failed.output
    assert key in failed.output
    assert failed.output.count("allowed:") == 1
    assert "Traceback" not in failed.output
    assert ".smk" not in failed.output  # lines of the workflow itself say nothing to its user
    assert not (workflow / "results").exists()


def test_a_key_that_stands_twice_stops_before_any_job(workflow):
    (workflow / "mine.yaml").write_text(
        "scanners:\n  mine: {runs: 3}\n  mine: {runs: 4}\n", encoding="utf-8"
    )
    failed = workflow.run(check=False)
    assert failed.returncode != 0
    assert "mine.yaml has the key 'scanners.mine' twice, in lines 2 and 3" in failed.output
    assert not (workflow / "results").exists()


def test_a_constant_pattern_is_an_error_with_its_scheme_seed_category_and_level(workflow):
    path = "results/representations/text/matmul/00025-00049.nc"
    workflow.run(path)
    with netCDF4.Dataset(workflow / path, "a") as file:
        file["readout_none"][3, 2, 1] = np.float32(0.7)
    failed = workflow.run("results/similarity/text/matmul/00025-00049.nc", check=False)
    assert failed.returncode != 0
    for fact in ("scheme matmul", "seed 28", "category 2", "level 1", "recipe text", "0.7"):
        assert fact in failed.output, fact
    assert not list((workflow / "results/similarity").rglob("*.nc"))


def test_a_damaged_file_is_named_and_its_command_mends_it(workflow):
    path = "results/stimuli/text/00025-00049.nc"
    workflow.run(path)
    good = (workflow / path).read_bytes()
    (workflow / path).write_bytes(good[: len(good) // 3])
    target = "results/representations/text/vector/00025-00049.nc"
    failed = workflow.run(target, check=False)
    assert failed.returncode != 0
    assert f"{path} is damaged" in failed.output
    assert re.search(rf"snakemake .*--force {path}", failed.output)
    workflow.run("--force", path)
    assert (workflow / path).read_bytes() == good
    workflow.run(target)
