"""Each rule in its own conda environment, with all that its script imports.

Needs the folder conda-local (a local channel made from wheels) in ../shared, or in the folder that
the variable NEURALCODE_TOOLS names. It is not conda: it shows that the files can be solved and name
what the scripts import, not that conda-forge's builds behave the same.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, SCANNED, TOOLS, Workflow
from own_network import CATEGORIES, MINE, NETWORK, paint

pytestmark = [
    pytest.mark.skipif(
        not (TOOLS / "conda-local" / "setup.sh").exists(),
        reason=f"no conda-local in {TOOLS} (see NEURALCODE_TOOLS)",
    ),
    pytest.mark.skipif(
        sys.base_prefix == "/usr",
        reason="the local channel is made from this Python, and Debian's looks for packages "
        "elsewhere than a conda environment has them",
    ),
]

# Runs in every Python process of the study: says where what it imported comes from.
WITNESS = """
import atexit, json, os, sys, time

def witness():
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    fact = {"script": sys.argv[0], "prefix": sys.prefix, "files": [f for f in files if f]}
    # A number of a process comes back when the system has used all of them.
    name = f"{os.getpid()}-{time.time_ns()}.json"
    with open(os.path.join(os.environ["WITNESS"], name), "w") as file:
        json.dump(fact, file)

atexit.register(witness)
"""


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def requirements():
    """What the environments pin, in the spelling of pip."""
    spelling = {"matplotlib-base": "matplotlib", "pytorch": "torch"}
    for path in (REPOSITORY / "envs").glob("*.yaml"):
        for requirement in yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]:
            name, _, version = requirement.partition("=")
            if name != "python":
                yield f"{spelling.get(name, name)}=={version}"


@pytest.fixture(scope="module")
def conda(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conda")
    setup = TOOLS / "conda-local" / "setup.sh"
    run(["bash", str(setup), str(folder), *sorted(set(requirements()))])
    return folder / "bin"


@pytest.fixture(scope="module")
def bare_snakemake(tmp_path_factory):
    """Snakemake without what the environments name: scripts fall back on its packages.

    docutils is one of its own, which it does without unless it makes a report. numpy and
    scipy stay: the rules ask the science what a configuration needs.
    """
    folder = tmp_path_factory.mktemp("snakemake") / "venv"
    run([sys.executable, "-m", "venv", str(folder)])
    pip = str(folder / "bin" / "pip")
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lock if line.startswith(("snakemake==", "numpy==", "scipy=="))]
    constraint = str(REPOSITORY / "requirements.lock")
    run([pip, "install", "--no-compile", "--constraint", constraint, *pinned])
    named = {requirement.split("==")[0] for requirement in requirements()} - {"numpy", "scipy"}
    run([pip, "uninstall", "--yes", *sorted(named)])
    installed = run([pip, "list", "--format", "freeze"]).lower().splitlines()
    assert named.isdisjoint(line.split("==")[0] for line in installed)
    return folder / "bin"


# Rules of every environment, with few jobs: they start slowly, from packages not compiled yet.
STUDY = SCANNED | {
    "seeds_per_batch": 50,
    "scanners": {name: SCANNED["scanners"][name] for name in ("fine", "fine-map")},
    "studies": [
        {
            "recipe": "text",
            "schemes": ["depth-1", "rate", "burstiness"],
            "scanners": ["none", "fine"],
        },
        {"recipe": "text", "schemes": ["depth-1"], "scanners": ["fine-map"]},
    ],
    "hierarchy": {
        "networks": ["trained"],
        "seeds": 1,
        "network": {"layers": 2, "units": 20, "steps": 5, "batch": 8},
        "figure_layers": [1, 2],
    },
    "photographs": {"categories": CATEGORIES, "networks": [MINE], "device": "cpu"},
}


def test_every_job_runs_in_its_own_environment(tmp_path, conda, bare_snakemake):
    study = Workflow(tmp_path / "workflow").configure(**STUDY)
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    paint(study / "photographs")
    (tmp_path / "witness").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(WITNESS, encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{bare_snakemake}:{conda}:/usr/bin:/bin",
        "PYTHONPATH": str(tmp_path / "site"),
        "WITNESS": str(tmp_path / "witness"),
    }
    command = [str(bare_snakemake / "snakemake"), "all", "recoverability", *study.command()[3:]]
    run([*command, "--conda-create-envs-only"], cwd=study.folder, env=environment)
    assert not (study / "results").exists()
    # Without the option Snakemake takes PYTHONPATH, and with it the witness, from its jobs.
    command.append("--conda-not-block-search-path-envvars")
    printed = run(command, cwd=study.folder, env=environment)
    assert "Each rule runs in its own conda environment" in printed

    # Neither a comment in an environment nor a shell without conda makes anything run again.
    with open(study / "envs/arrays.yaml", "a", encoding="utf-8") as file:
        file.write("# A comment.\n")
    for path in (environment["PATH"], f"{bare_snakemake}:/usr/bin:/bin"):
        printed = run([*command, "--dry-run"], cwd=study.folder, env=environment | {"PATH": path})
        assert "Nothing to be done" in printed

    seen = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (tmp_path / "witness").glob("*.json")
    ]
    jobs = [fact for fact in seen if "/.snakemake/scripts/" in fact["script"]]
    logs = list((study / "results/logs").rglob("*.log"))
    assert len(jobs) == len(logs)
    # All rules but the one that fetches weights, of which there are none here.
    ran = {path.relative_to(study / "results/logs").parts[0].removesuffix(".log") for path in logs}
    assert {"recover", "recoverability_dataset", "photograph_layers", "figure_4_layers"} <= ran
    # Snakemake's own modules give a script its object `snakemake`. Of what the environments name
    # its environment has numpy and scipy alone (see bare_snakemake), which no job takes from there.
    beside = [study.folder, tmp_path / "site", bare_snakemake.parent / "lib"]
    for fact in jobs:
        prefix = Path(fact["prefix"])
        assert prefix.parent == study / ".snakemake" / "conda", fact["script"]
        # Not the names without a folder that torch.ops gives to modules it makes itself.
        for file in filter(Path.is_absolute, map(Path, fact["files"])):
            assert any(file.is_relative_to(path) for path in [prefix, *beside]), fact["script"]
            own = {"numpy", "scipy"}.isdisjoint(file.parts)
            assert file.is_relative_to(prefix) or own, fact["script"]
    used = {Path(fact["prefix"]) for fact in jobs}
    assert len(used) == len(list((REPOSITORY / "envs").glob("*.yaml")))
    shared = ["results/tables/table-1.csv"]
    for folder in ("stimuli/text", "similarity/text/depth-1"):
        shared += [f"results/{folder}/00000-00049.nc"]
    plain = Workflow(tmp_path / "plain").configure(**STUDY)
    plain.run(*shared)
    for path in shared:
        assert (study / path).read_bytes() == (plain / path).read_bytes(), path
