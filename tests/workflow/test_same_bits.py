"""The same bits whatever the number of cores, the size of a batch, and after an interruption."""

import os
import signal
import subprocess
import time

import numpy as np
import pytest
import xarray as xr
from conftest import SMALL

TABLES = [
    f"results/tables/{name}.csv" for name in ("functional_smoothness", "similarity_by_distortion")
]


def assert_same_results(one, other):
    for path in TABLES:
        assert (one / path).read_bytes() == (other / path).read_bytes()
    path = "results/datasets/similarity.nc"
    with xr.open_dataset(one / path) as first, xr.open_dataset(other / path) as second:
        for name in first.variables:
            np.testing.assert_array_equal(first[name], second[name])


# The last of three is smaller, or there is just one.
@pytest.mark.parametrize("seeds_per_batch", [20, 50])
def test_batches_do_not_matter(workflow, small_study, seeds_per_batch):
    # Figures and pages are made from these tables alone.
    workflow.configure(**SMALL | {"seeds_per_batch": seeds_per_batch}).run(*TABLES)
    assert_same_results(workflow, small_study)


def test_cores_do_not_matter(workflow, small_study):
    files = [
        path.relative_to(small_study.folder) for path in (small_study / "results").rglob("*.nc")
    ]
    assert len(files) > 40
    workflow.run(*files, *TABLES, cores=1)
    assert_same_results(workflow, small_study)
    for path in files:
        assert (workflow / path).read_bytes() == (small_study / path).read_bytes(), path


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_is_completed_by_a_rerun(workflow, small_study, kill):
    process = subprocess.Popen(
        workflow.command(*TABLES),
        cwd=workflow.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(list((workflow / "results").rglob("*.nc"))) < 12 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, kill)
    process.wait(timeout=60)
    assert process.returncode != 0
    assert not (workflow / TABLES[0]).exists()
    # A killed Snakemake leaves its lock behind, and says how to remove it.
    if kill == signal.SIGKILL:
        workflow.run("--unlock")
    finished = {path: path.stat().st_mtime_ns for path in (workflow / "results").rglob("*.nc")}
    assert len(finished) >= 12
    workflow.run(*TABLES)
    assert_same_results(workflow, small_study)
    again = [path for path, time in finished.items() if path.stat().st_mtime_ns != time]
    assert len(again) <= 2  # what two cores were at
