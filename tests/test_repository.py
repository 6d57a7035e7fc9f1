"""The repository itself: format, lint, pins in step, and nothing of anybody's own machine."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from inspect import signature

import pytest
import yaml
from conftest import REPOSITORY, Workflow

from rules.by_hand import loaded
from rules.study import STAGES
from storage import labels
from storage.records import WITHOUT_RECORD

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


@pytest.fixture(scope="module")
def rules():
    """Rules as Snakemake loads them, by name."""
    with loaded() as workflow:
        yield {rule.name: rule for rule in workflow.rules}


@pytest.fixture(scope="module")
def jobs(rules):
    """Rules that make something."""
    return {name: rule for name, rule in rules.items() if rule.output}


def test_every_rule_says_what_it_does_in_a_line(rules):
    for name, rule in rules.items():
        assert rule.docstring, name
        assert "\n" not in rule.docstring.strip(), name


def test_every_rule_runs_the_stage_of_its_name_with_its_environment_resources_and_log(jobs):
    assert jobs.keys() == STAGES.keys()
    variants = {"stimulus_similarity": "similarity", "figure_4_hierarchy": "figure_4"}
    variants |= {"recover": "measure", "measure_layers": "measure"}
    variants |= {"measure_photographs": "measure"}
    variants |= {"photograph_table": "layer_similarity"}
    variants |= {"similarity_layers": "similarity", "item_decode": "decode"}
    variants |= {"hierarchy_comparison_figure": "layer_comparison_figure"}
    for name, rule in jobs.items():
        assert rule.log, name
        assert rule.script.endswith("job.py"), name
        assert {"mem_mb", "runtime", "_cores"} <= rule.resources.keys(), name
        assert rule.conda_env(None, rule.params) == f"../envs/{STAGES[name].env}.yaml"
        assert rule.params.rule == name
        assert STAGES[name].module.rpartition(".")[2] == variants.get(name, name)


def test_files_that_a_cache_gives_back_need_no_record(jobs):
    """A cache has no record: such a file must say itself what it was made from."""
    cached = {rule.output[0].split("/")[1] for rule in jobs.values() if rule.ruleinfo.cache}
    assert "spikes" in cached
    assert cached <= set(WITHOUT_RECORD)


def modules_of(folder):
    """Modules below a folder, by name, with those among them that they import when imported."""
    paths = {
        ".".join(path.relative_to(folder).with_suffix("").parts): path
        for top in ("rules", "workflow_scripts")
        for path in (REPOSITORY / top).rglob("*.py")
        if path.is_relative_to(folder)
    }
    found = {}
    for name, path in paths.items():
        named = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    named.add(full if full in paths else node.module)
            elif isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
        found[name] = named & paths.keys()
    return found


@pytest.mark.parametrize("folder", [REPOSITORY, REPOSITORY / "workflow_scripts"])
def test_no_modules_import_each_other(folder):
    imports = modules_of(folder)
    assert len(imports) > 70
    # What imports nothing that is left can be taken away, until all are gone.
    while free := [name for name, others in imports.items() if not others & imports.keys()]:
        for name in free:
            del imports[name]
    assert not imports


def test_rules_are_short():
    """All fit on some pages, and each on ten lines."""
    text = [path.read_text(encoding="utf-8") for path in REPOSITORY.glob("rules/*.smk")]
    assert sum(one.count("\n") for one in text) < 1000
    rules = re.findall(r"^(?:use )?rule .*\n(?:    .*\n)+", "\n\n".join(text), re.M)
    lengths = [rule.count("\n") for rule in rules]
    assert len(lengths) > 80
    assert max(lengths) <= 10


def test_snakemake_itself_runs_what_takes_seconds(monkeypatch):
    with loaded() as workflow:
        # As on a cluster: otherwise all jobs are local.
        monkeypatch.setattr(type(workflow), "local_exec", False)
        local = {rule.name for rule in workflow.rules if workflow.is_local(rule)}
    assert {name for name, stage in STAGES.items() if stage.is_local} == local & STAGES.keys()
    assert {"figure_2", "functional_smoothness", "report", "fetch_weights"} <= local
    assert not {"measure", "similarity_dataset", "photograph_rsa"} & local
    # Targets, and rules that Snakemake's own process runs.
    assert local - STAGES.keys() == {
        *("all", "layers", "photographs", "plan", "recoverability", "remove_unused", "unused")
    }


def test_the_arguments_of_a_stage_are_the_files_of_its_rule(jobs):
    for name, rule in jobs.items():
        function = import_module(STAGES[name].module).run
        arguments = signature(function).parameters
        assert set(labels.nested(dict(rule.output.items()))) <= set(arguments), name
        if not any(argument.kind is argument.VAR_KEYWORD for argument in arguments.values()):
            assert set(rule.input.keys()) <= set(arguments), name


def test_every_module_and_every_environment_has_a_use():
    for folder in ("batches", "datasets", "tables", "figures"):
        there = {path.stem for path in (REPOSITORY / "workflow_scripts" / folder).glob("*.py")}
        used = {stage.module.rpartition(".")[2] for stage in STAGES.values()}
        helpers = {"__init__", "drawing", "estimates", "names"}
        helpers |= {"generalisation_by_value", "generalisation_markers"}
        assert there - used <= helpers, folder
    assert {path.stem for path in ENVIRONMENTS} == {stage.env for stage in STAGES.values()}


def test_no_file_is_too_long():
    for path in [*REPOSITORY.glob("rules/**/*"), *REPOSITORY.glob("workflow_scripts/**/*.py")]:
        longest = {".py": 300, ".smk": 150}.get(path.suffix)
        if longest:
            lines = path.read_text(encoding="utf-8").count("\n")
            assert lines <= longest, (path, lines)


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
