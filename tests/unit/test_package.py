"""The science as a package: built, installed elsewhere, and used outside the repository."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
from conftest import REPOSITORY, Workflow

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]

USE = """
import json, sys
import neuralcode
from neuralcode import Scanner
from neuralcode.coding.registry import find, schemes
from neuralcode.settings import settings_schema

try:
    Scanner("7t", voxel_size=-1.2)
except ValueError as error:
    message = str(error)
facts = {
    "file": neuralcode.__file__,
    "default": Scanner().voxel_size,
    "given": Scanner("7t", voxel_size=1.2).voxel_size,
    "message": message,
    "units": find("factorial").units(100),
    "schemes": sorted(schemes()),
    "keys": sorted(settings_schema()["properties"]),
    "yaml": "yaml" in sys.modules,
}
print(json.dumps(facts))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The package, built from a copy: setuptools leaves its files beside the sources."""
    folder = tmp_path_factory.mktemp("package")
    source = Workflow(folder / "source").folder
    command = [sys.executable, "-m", "pip", "wheel", str(source), "--no-deps", "-w", str(folder)]
    if not _old_setuptools():
        command.append("--no-build-isolation")  # needs no network
    built = subprocess.run(
        command, capture_output=True, text=True, env=os.environ, encoding="utf-8"
    )
    if built.returncode and _old_setuptools():
        pytest.skip(
            "setuptools 77 or newer is neither installed nor to be had: "
            + built.stderr.strip().splitlines()[-1]
        )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


def _old_setuptools():
    try:
        return int(importlib.metadata.version("setuptools").partition(".")[0]) < 77
    except importlib.metadata.PackageNotFoundError:
        return True


def test_the_package_holds_the_science_and_its_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    science = REPOSITORY / "workflow_scripts"
    modules = {
        path.relative_to(science).as_posix() for path in (science / "neuralcode").rglob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == modules
    assert f"Version: {PROJECT['version']}" in text
    assert 'Requires-Dist: snakemake==9.27.1; extra == "workflow"' in text
    assert "Requires-Python: >=3.11" in text


def test_the_package_is_used_outside_the_repository(wheel, tmp_path):
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    used = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(site)},
        encoding="utf-8",
    )
    assert used.returncode == 0, used.stderr
    facts = json.loads(used.stdout)
    assert facts["file"].startswith(str(site))
    assert (facts["default"], facts["given"], facts["units"]) == (3.0, 1.2, 128)
    for fact in ("voxel_size", "above 0", "-1.2"):
        assert fact in facts["message"]
    assert {"vector", "depth", "rate"} <= set(facts["schemes"])
    assert {"stimuli", "scanners", "hierarchy"} <= set(facts["keys"])
    assert not facts["yaml"]


def test_the_call_of_the_readme_works_outside_the_repository(wheel, tmp_path):
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, re.S)
    (call,) = (block for block in blocks if "from neuralcode import Scanner, scan\n" in block)
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    used = subprocess.run(
        [sys.executable, "-c", call + "\nprint(*betas.dims, len(betas))"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(site)},
        encoding="utf-8",
    )
    assert used.stdout.split() == ["run", "item", "voxel", "6"], used.stderr


def test_the_version_stands_in_one_place():
    code = [
        path for name in ("rules", "workflow_scripts") for path in (REPOSITORY / name).rglob("*")
    ]
    for path in [REPOSITORY / "CITATION.cff", *code]:
        if path.suffix in (".cff", ".py", ".smk"):
            assert PROJECT["version"] not in path.read_text(encoding="utf-8"), path
