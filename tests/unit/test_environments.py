"""Each stage imports no more than its conda environment has; tests/slow/test_conda.py runs them."""

import json
import subprocess
import sys

import pytest
import yaml
from conftest import REPOSITORY

from rules.study import STAGES

#: Packages that take long to import, and those that they bring with them.
BRINGS = {
    "altair": set(),
    "matplotlib": {"numpy"},
    "netCDF4": {"numpy"},
    "numpy": set(),
    "pandas": {"numpy"},
    "rsatoolbox": {"h5py", "matplotlib", "numpy", "pandas", "scipy", "sklearn", "xarray"},
    "scipy": {"numpy"},
    "sklearn": {"numpy", "scipy"},
    "h5py": {"numpy"},
    "torch": {"numpy"},
    "xarray": {"numpy", "pandas"},
}
NAMES = {"matplotlib-base": "matplotlib", "netcdf4": "netCDF4", "pytorch": "torch"}
LOADED = """
import importlib, json, multiprocessing, sys

sys.path.insert(0, sys.argv[1])

def load(stage):
    importlib.import_module("job")
    importlib.import_module(stage)
    return sorted({name.partition(".")[0] for name in sys.modules})

with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
    print(json.dumps(dict(zip(sys.argv[2:], pool.map(load, sys.argv[2:], chunksize=1)))))
"""


@pytest.fixture(scope="module")
def loaded():
    stages = sorted({stage.module for stage in STAGES.values()})
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(REPOSITORY / "workflow_scripts"), *stages],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def provided(environment):
    """What an environment has of the packages that take long to import."""
    path = REPOSITORY / "envs" / f"{environment}.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]
    named = {NAMES.get(name, name) for name in (text.partition("=")[0] for text in given)}
    return named.union(*(BRINGS.get(name, set()) for name in named))


@pytest.mark.parametrize("name", sorted(STAGES))
def test_a_stage_imports_what_its_environment_has(name, loaded):
    stage = STAGES[name]
    assert set(loaded[stage.module]) & set(BRINGS) <= provided(stage.env)
