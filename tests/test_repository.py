"""The repository itself: format, lint, pins in step, and nothing of anybody's own machine."""

import re
import subprocess
import sys

import pytest
import yaml
from conftest import REPOSITORY, Workflow

LOCK = dict(
    re.findall(
        r"^([a-z0-9.-]+)==(\S+)$",
        (REPOSITORY / "requirements.lock").read_text(encoding="utf-8"),
        re.M,
    )
)
ENVIRONMENTS = sorted((REPOSITORY / "envs").glob("*.yaml"))


def run(*command):
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_code_is_formatted():
    run("ruff", "format", "--check")


def test_code_is_clean():
    run("ruff", "check")


def test_rules_are_formatted():
    run("snakefmt", "--check", "Snakefile", "rules")


def test_rules_pass_the_linter_of_snakemake(tmp_path):
    Workflow(tmp_path / "workflow").run("--lint")


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environments_pin_what_the_lock_pins(path):
    environment = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    for requirement in environment["dependencies"]:
        name, _, version = requirement.partition("=")
        if name == "python":
            assert version == "3.11"
        else:
            name = {"pytorch": "torch"}.get(name, name.removesuffix("-base"))
            assert version == LOCK[name], requirement


# Where rules have their code from a function.
FUNCTIONS = {
    name: (REPOSITORY / "rules" / file)
    .read_text(encoding="utf-8")
    .partition(f"def {name}(")[2]
    .partition("\n\n\n")[0]
    for name, file in (("encode_code", "common.smk"), ("measure_code", "common_scanners.smk"))
}


def test_every_rule_names_an_environment_resources_and_a_log():
    for path in (REPOSITORY / "rules").glob("*.smk"):
        rules = re.split(r"^rule ", path.read_text(encoding="utf-8"), flags=re.M)[1:]
        for rule in rules:
            if "    script:" not in rule:
                assert "    localrule: True" in rule  # a target that only names results
                continue
            assert re.search(r"^    log:", rule, re.M), (path, rule)
            assert re.search(r"^    threads: \d+$", rule, re.M), (path, rule)
            for resource in ("mem_mb", "runtime"):
                assert re.search(rf"^        {resource}=", rule, re.M), (path, rule)
            (environment,) = re.findall(r'^    conda:\n        "../envs/(\w+)\.yaml"', rule, re.M)
            # Its pins are part of what makes the rule run again.
            (code,) = re.findall(r"^        code=(.*),$", rule, re.M)
            where = rule if code.startswith("code_of(") else FUNCTIONS[code]
            assert f'env="{environment}")' in where, (path, rule)


def test_every_script_has_a_rule_and_every_environment_a_use():
    rules = "".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "rules").glob("*.smk")
    )
    for script in (REPOSITORY / "workflow_scripts").glob("*/*.py"):
        if 'if __name__ == "__main__"' in script.read_text(encoding="utf-8"):
            assert f"../workflow_scripts/{script.parent.name}/{script.name}" in rules, script
    for path in ENVIRONMENTS:
        assert f"../envs/{path.name}" in rules, path


def test_the_readme_has_the_two_commands():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert "make reproduce" in readme
    assert "make test" in readme


def test_public_continuous_integration_runs_the_steps_of_ours():
    assert 'make "${@:-test}"' in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    path = REPOSITORY / ".github" / "workflows" / "tests.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert [run for run in runs if run.startswith(".ci/run")] == [".ci/run check", ".ci/run"]
    # A target of make that is not there would fail in public only.
    targets = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M)
    assert {"check", "test"} <= set(targets)


def test_the_catalog_of_workflows_is_told_how_software_is_installed():
    path = REPOSITORY / ".snakemake-workflow-catalog.yml"
    usage = yaml.safe_load(path.read_text(encoding="utf-8"))["usage"]
    assert usage["software-stack-deployment"]["conda"] is True
    assert usage["report"] is True


@pytest.mark.parametrize("has_uv", [True, False])
def test_the_environment_is_installed_with_uv_where_it_is_there(has_uv):
    """What make would run; uv itself is not needed."""
    uv = "/somewhere/uv" if has_uv else ""
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", f"UV={uv}", ".venv/complete"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    installs = re.findall(r"^.*--requirement requirements.lock$", done.stdout, re.M)
    expected = '"/somewhere/uv" pip install' if has_uv else ".venv/bin/python -m pip install"
    assert len(installs) == 1
    assert installs[0].startswith(expected)
    # PyPI's build of torch for Linux brings 3 GB of CUDA that the lock does not name.
    assert ('--torch-backend "cpu"' in installs[0]) == has_uv
    assert "MB to fetch" in done.stdout


def test_the_lock_names_no_package_of_another_build_of_torch():
    assert not [name for name in LOCK if name.startswith(("nvidia-", "cuda-", "triton"))]
    assert "+" not in LOCK["torch"]
