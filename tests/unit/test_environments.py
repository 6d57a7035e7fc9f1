"""Each stage imports no more than its conda environment has; tests/slow/test_conda.py runs them."""

import ast
from functools import cache
from pathlib import Path

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
SCRIPTS = REPOSITORY / "workflow_scripts"


@cache
def imported(path):
    """What a module imports when it is imported itself: not what its functions import."""
    found, waiting = [], list(ast.parse(path.read_text(encoding="utf-8")).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path} imports by dots, which this test does not follow"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += ast.iter_child_nodes(node)
    return found


def packages(*modules):
    """Names of what modules import, with all modules of the project that they import."""
    waiting, read, found = list(modules), set(), set()
    while waiting:
        parts = waiting.pop().split(".")
        places = [SCRIPTS.joinpath(*parts[:end]) for end in range(1, len(parts) + 1)]
        files = [place / "__init__.py" for place in places]
        files += [place.with_suffix(".py") for place in places]
        ours = set(filter(Path.is_file, files))
        if not ours and not places[0].is_dir():
            found.add(parts[0])
        for file in ours - read:
            waiting += imported(file)
        read |= ours
    return found


def provided(environment):
    """What an environment has of the packages that take long to import."""
    path = REPOSITORY / "envs" / f"{environment}.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]
    named = {NAMES.get(name, name) for name in (text.partition("=")[0] for text in given)}
    return named.union(*(BRINGS.get(name, set()) for name in named))


@pytest.mark.parametrize("name", sorted(STAGES))
def test_a_stage_imports_what_its_environment_has(name):
    stage = STAGES[name]
    assert packages("job", stage.module) & set(BRINGS) <= provided(stage.env)


def test_imports_are_followed_through_the_project():
    assert {"numpy", "netCDF4"} <= packages("batches.encode")
    assert "rsatoolbox" in packages("batches.rsa")
    assert "torch" not in packages("batches.rsa")
