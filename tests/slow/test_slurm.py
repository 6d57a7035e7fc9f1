"""A small study through a real SLURM cluster of one node.

Needs the folder slurm-local (which starts the cluster) in ../shared, or in the folder that the
variable NEURALCODE_TOOLS names, and root.
"""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import xarray as xr
from conftest import SMALL, TOOLS, Workflow
from own_network import CATEGORIES, MINE, NETWORK, paint

START = TOOLS / "slurm-local" / "start.sh"
pytestmark = [
    pytest.mark.skipif(not START.exists(), reason=f"no slurm-local in {TOOLS} (NEURALCODE_TOOLS)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="the local SLURM cluster needs root"),
]

# Two batches of one scheme: two jobs of each of four rules, the decoder, the dataset, the widths.
STUDY = SMALL | {"studies": [{"recipe": "text", "schemes": ["vector"], "scanners": ["none"]}]}
SUBMITTED = {
    "stimuli": 2,
    "encode": 2,
    "similarity": 2,
    "stimulus_similarity": 2,
    "decode": 1,
    "similarity_dataset": 1,
    "smoothness_by_width": 1,
}
# This cluster has no accounting database, one partition, and no need to wait for its file system.
OPTIONS = [
    *("--profile", "profiles/slurm"),
    *("--slurm-no-account", "--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "1", "--latency-wait", "5"),
]


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        text = (folder / "activate-slurm").read_text(encoding="utf-8")
        words = dict(word.split("=", 1) for word in shlex.split(text)[1:])
        self.environment = {
            "SLURM_CONF": words["SLURM_CONF"],
            "PATH": f"{folder / 'bin'}:{Workflow.path}",
        }

    def jobs(self):
        """Rule and final state of each job that ended, from the cluster's own records."""
        path = self.folder / "log" / "jobcomp.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [dict(part.split("=", 1) for part in line.split() if "=" in part) for line in lines]

    def queued(self):
        done = subprocess.run(
            ["squeue", "--noheader", "--format=%i %T"],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        return done.stdout.split("\n")[:-1]


@pytest.fixture(scope="module")
def cluster():
    # Not under pytest's own folder, which is closed to the daemons of the cluster.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    folder.chmod(0o755)
    started = subprocess.run(
        ["bash", str(START), str(folder)], capture_output=True, text=True, encoding="utf-8"
    )
    assert started.returncode == 0, started.stdout + started.stderr
    yield Cluster(folder)
    subprocess.run(["bash", str(START.with_name("stop.sh")), str(folder)], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def study(tmp_path, cluster):
    study = Workflow(tmp_path / "workflow").configure(**STUDY)
    study.environment = cluster.environment
    profile = study / "profiles/slurm/config.yaml"
    text = profile.read_text(encoding="utf-8")
    assert "slurm_partition=''" in text
    profile.write_text(text.replace("slurm_partition=''", "slurm_partition=main"), encoding="utf-8")
    return study


def edit(study, script, before, after):
    path = study / "workflow_scripts" / script
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_study_runs_on_the_cluster_and_a_job_that_fails_once_is_retried(study, cluster, tmp_path):
    local = Workflow(tmp_path / "local").configure(**STUDY)
    named = ("functional_smoothness", "similarity_by_distortion", "table-1", "generalisation")
    tables = [f"results/tables/{name}.csv" for name in (*named, "smoothness_by_width")]
    # Figures and pages are local jobs on a cluster too.
    local.run(*tables, "results/datasets/picture_maps.nc")
    before = len(cluster.jobs())
    start = "    noise_sd = noise_sd_by_level("
    fail_once = (
        "    import pathlib\n"
        "    mark = pathlib.Path('failed-once')\n"
        "    if not mark.exists() and seeds[0] == 0:\n"
        "        mark.touch()\n"
        "        raise RuntimeError('fails once')\n"
    )
    edit(study, "batches/stimuli.py", start, fail_once + start)
    study.run(*OPTIONS)
    ended = cluster.jobs()[before:]
    assert sorted(job["JobState"] for job in ended) == (
        ["COMPLETED"] * sum(SUBMITTED.values()) + ["FAILED"]
    )
    for path in tables:
        assert (study / path).read_bytes() == (local / path).read_bytes()
    paths = list((local / "results").rglob("*.nc"))
    # Stimuli, representations, both similarities in two batches; a decoder, and two datasets.
    assert len(paths) == 2 * 4 + 3
    for path in paths:
        copy = study / path.relative_to(local.folder)
        if path.parent.name == "datasets":
            # The history of a dataset names the code, which was edited to fail once.
            with xr.open_dataset(copy) as one, xr.open_dataset(path) as other:
                xr.testing.assert_equal(one, other)
        else:
            assert copy.read_bytes() == path.read_bytes()


def test_a_job_that_fails_for_good_is_reported_with_its_log(study):
    start = "    noise_sd = noise_sd_by_level("
    edit(study, "batches/stimuli.py", start, "    raise RuntimeError('always fails')\n" + start)
    failed = study.run(
        "results/stimuli/text/00000-00024.nc", *OPTIONS, "--retries", "0", check=False
    )
    assert failed.returncode != 0
    assert "results/logs/stimuli/text/00000-00024.log" in failed.output
    assert "RuntimeError: always fails" in failed.output


def test_a_wrong_network_ends_the_run_before_anything_else_is_submitted(study, cluster):
    photographs = {"categories": CATEGORIES, "networks": [MINE | {"layers": ["conv"]}]}
    hierarchy = {"networks": ["trained"], "scanners": [], "network": {"steps": 20_000}}
    study.configure(**STUDY | {"photographs": photographs, "hierarchy": hierarchy})
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    paint(study / "photographs")
    before = len(cluster.jobs())
    failed = study.run(*OPTIONS, "--retries", "0", check=False)
    assert failed.returncode == 1
    assert "No other job started." in failed.output
    assert "There is no layer 'conv'" in failed.output
    assert len(cluster.jobs()) == before + 1
    assert {path.name for path in (study / "results/logs").rglob("*.log")} == {"mine.log"}


def test_an_interrupt_cancels_what_is_queued_and_a_rerun_completes(study, cluster):
    start = "    noise_sd = noise_sd_by_level("
    edit(study, "batches/stimuli.py", start, "    import time\n    time.sleep(30)\n" + start)
    study.configure(**STUDY | {"seeds_per_batch": 10})
    targets = [f"results/stimuli/text/000{n}0-000{n}9.nc" for n in range(5)]
    process = subprocess.Popen(
        study.command(*targets, *OPTIONS),
        cwd=study.folder,
        env=os.environ | study.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while len(cluster.queued()) < len(targets) and time.monotonic() < deadline:
        time.sleep(0.2)
    # More than the node has room for.
    states = [line.split()[1] for line in cluster.queued()]
    assert len(states) == len(targets)
    assert "PENDING" in states
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    deadline = time.monotonic() + 30
    while cluster.queued() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not cluster.queued()
    assert not any((study / target).exists() for target in targets)
    edit(study, "batches/stimuli.py", "    import time\n    time.sleep(30)\n", "")
    study.run(*targets, *OPTIONS)
    assert all((study / target).exists() for target in targets)
