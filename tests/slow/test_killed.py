"""Killed runs and a full disk: a rerun completes, with the same bits."""

import os
import random
import signal
import subprocess
import time

import pytest
from conftest import SMALL, Workflow

KILLS = 20


def assert_same_files(one, other):
    paths = [*(one / "results").rglob("*.nc"), *(one / "results/tables").glob("*")]
    assert len(paths) > 50
    for path in paths:
        assert path.read_bytes() == (other / path.relative_to(one.folder)).read_bytes(), path


def begun(study):
    """Jobs that Snakemake has begun and not finished, by its own records."""
    return list((study / ".snakemake/incomplete").glob("*"))


def test_a_study_that_is_killed_again_and_again_completes(workflow, small_study):
    delays = random.Random(2017)
    broken_off = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            workflow.command("--nolock"),
            cwd=workflow.folder,
            env=os.environ | workflow.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        left = {path: path.stat().st_mtime_ns for path in begun(workflow)}
        while process.poll() is None and not any(
            left.get(path) != path.stat().st_mtime_ns for path in begun(workflow) if path.exists()
        ):
            time.sleep(0.02)
        # Some jobs later, so that the kills are spread over the study.
        time.sleep(delays.uniform(0.1, 2.5))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        broken_off += bool(begun(workflow))
    # On a fast machine the study may be finished before the last few.
    assert broken_off > KILLS / 2
    made = {path.suffix for path in (workflow / "results").rglob("*.*")}
    assert made >= {".nc", ".csv"}
    workflow.run()
    assert_same_files(small_study, workflow)
    assert not list((workflow / "results").rglob("*.partial*"))


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte for the results."""
    folder = tmp_path / "workflow" / "results"
    study = Workflow(tmp_path / "workflow").configure(**SMALL)
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield study
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_a_rerun_completes(small_disk, small_study):
    study = small_disk
    failed = study.run(check=False)
    assert failed.returncode != 0
    assert "could not be written" in failed.output
    assert "MB left" in failed.output
    subprocess.run(["mount", "-o", "remount,size=500m", str(study / "results")], check=True)
    study.run()
    assert_same_files(small_study, study)
