"""Studies that the tests run through the whole workflow, each in a copy of the repository."""

import os
import re
import shutil
import signal
import sys
from pathlib import Path

import forked
import pytest
import yaml
from hypothesis import settings

# As many tests run at once as there are cores: threads of one would wait for those of another.
# Read where numpy and torch are imported; Snakemake tells each job its own number.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# A copy of the workflow keeps what Python compiles, as a user's does: its many jobs start sooner.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test measures time: on a busy machine a deadline would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Ignored in a background job of a shell, and then by what it starts: tests interrupt runs.
signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).resolve().parent.parent
# Where the slow tests find a local conda channel, a SLURM cluster and reference material.
TOOLS = Path(os.environ.get("NEURALCODE_TOOLS", REPOSITORY.parent / "shared"))

# Every stage with few numbers: what the mechanics of the workflow are tested on.
SMALL = {
    "seeds": 50,
    "seeds_per_batch": 25,
    "stimuli": {"categories": 4, "levels": 5, "noise_sd_step": 0.2, "units": 30},
    "studies": [
        {
            "recipe": "text",
            "schemes": ["vector", "matmul", "depth-1", "depth-3", "factorial", "hash"],
            "scanners": ["none"],
        },
        {"recipe": "text", "schemes": ["burstiness"], "scanners": ["none", "sum"]},
        {"recipe": "released", "schemes": ["gain", "depth-2"], "scanners": ["none"]},
    ],
    "schemes": {"burstiness": {"duration": 0.5}},
    "statistics": {"bootstrap_resamples": 500},
    "picture": {"side": 12},
    "width": {"units": [20, 30], "depth": 2, "seeds": 5, "categories": 3},
    "figures": {"dpi": 50},
    # Training takes torch's import alone some seconds: tests/workflow/test_networks.py has it.
    "hierarchy": {"networks": []},
}


# Studies that tests of several files read: these files run in one process, which makes them once.
SHARED = ("default_study", "small_study")
# With several processes these start first, so that none of them is left at the end.
LONGEST = ("default_study", "test_reruns", "small_study", "test_networks", "test_cache")


def group_of(path):
    """The shared study that tests or fixtures of a file take, or the file."""
    text = path.read_text(encoding="utf-8")
    taken = (name for name in SHARED if re.search(rf"def \w+\([^)]*\b{name}\b", text))
    return next(taken, path.stem)


def pytest_collection_modifyitems(config, items):
    """Start what takes longest first, in the processes of ``--numprocesses``."""
    if hasattr(config, "workerinput"):
        paths = {item.path for item in items}
        order = {path: (*LONGEST, group_of(path)).index(group_of(path)) for path in paths}
        items.sort(key=lambda item: order[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep in one process, with ``--dist loadscope``, what shares a study or is in one file.

    The marks of ``--dist loadgroup`` are not seen by xdist 3.8 with pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(config.rootpath / nodeid.partition("::")[0])

    return ByGroup(config, log)


def reference_material():
    """Folder of the material of Guest & Love 2017 to check against; without it the test skips."""
    folder = TOOLS / "guest-love-2017"
    if not folder.is_dir():
        pytest.skip(
            f"there is no {folder} with the reference material of Guest & Love 2017; the variable "
            "NEURALCODE_TOOLS may name the folder that it is in"
        )
    return folder


# The same with scanners, and a map of where structure can be recovered.
FINE = {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "categories": 4, "runs": 4}
SCANNED = SMALL | {
    # One category that no scanner shows, to fit a map to.
    "stimuli": SMALL["stimuli"] | {"categories": 5},
    "scanners": {
        "fine": FINE,
        "fine-map": FINE | {"layout": "topographic"},
        "brisk": {
            "preset": "nsd",
            "voxel_size": 1.5,
            "categories": 4,
            "repeats": 2,
            "runs": 2,
            "calibrate": "tsnr",
            "calibrate_to": 40.0,
        },
        "silent": {
            "voxel_size": 1.5,
            "point_spread": 0.0,
            "noise": 0.0,
            "categories": 4,
            "runs": 2,
        },
    },
    "studies": [
        {"recipe": "text", "schemes": ["depth-1", "hash-item"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["depth-1"], "scanners": ["fine-map", "silent"]},
        {"recipe": "text", "schemes": ["rate", "burstiness"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["rate"], "scanners": ["brisk"]},
    ],
    "schemes": {"rate": {"duration": 0.5}, "burstiness": {"duration": 0.5}},
    "rsa": {"seeds": 4, "levels": 3},
    "recoverability": {
        "scanners": ["fine"],
        "voxel_sizes": [1.5, 3.0],
        "depths": [1, 2],
    },
}


class Workflow:
    """A copy of the repository, and Snakemake run in it."""

    # Without conda on the path all rules run in the environment of the tests.
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"

    def __init__(self, folder):
        self.folder = folder
        self.environment = {"PATH": self.path}
        ignored = shutil.ignore_patterns(
            ".*", "__pycache__", "results", "tests", "benchmarks", "docs", "*.lock"
        )
        shutil.copytree(REPOSITORY, folder, ignore=ignored)

    def configure(self, **changes):
        """Write a configuration file with the keys that differ from the default study."""
        (self.folder / "mine.yaml").write_text(yaml.safe_dump(changes), encoding="utf-8")
        return self

    def command(self, *arguments, cores=2):
        return [sys.executable, "-m", "snakemake", *self._options(*arguments, cores=cores)]

    def _options(self, *arguments, cores):
        own = ["--configfile", "mine.yaml"] if (self.folder / "mine.yaml").exists() else []
        return [*own, "--cores", str(cores), *arguments]

    def run(self, *arguments, cores=2, check=True):
        """Run Snakemake to its end and give what it printed."""
        options = self._options(*arguments, cores=cores)
        done = forked.snakemake(options, self.folder, os.environ | self.environment)
        done.output = done.stdout + done.stderr
        if check:
            assert done.returncode == 0, done.output
        return done

    def __truediv__(self, path):
        return self.folder / path


@pytest.fixture
def workflow(tmp_path):
    """A fresh copy of the repository, configured as the small study."""
    return Workflow(tmp_path / "workflow").configure(**SMALL)


@pytest.fixture(scope="session")
def small_study(tmp_path_factory):
    """The small study, run to its end. Tests read its results and leave them as they are."""
    study = Workflow(tmp_path_factory.mktemp("small") / "workflow").configure(**SMALL)
    study.printed = study.run().output
    return study


@pytest.fixture(scope="session")
def default_study(tmp_path_factory):
    """The study that `make reproduce` runs."""
    study = Workflow(tmp_path_factory.mktemp("default") / "workflow")
    study.printed = study.run().output
    return study
