"""The cache between workflows: never a wrong file, and the same bits warm as cold."""

import os
import subprocess

import pytest
from conftest import SMALL, Workflow

CACHED = ("stimuli", "representations")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("SNAKEMAKE_OUTPUT_CACHE", str(folder))
    return folder


def another(tmp_path, name, **changes):
    return Workflow(tmp_path / name).configure(**SMALL | changes)


def arrays(workflow):
    return {
        path.relative_to(workflow.folder): path.read_bytes()
        for stage in CACHED
        for path in (workflow / "results" / stage).rglob("*.nc")
    }


def jobs_run(workflow, stage):
    logs = (workflow / "results/logs" / stage).rglob("*.log")
    # Snakemake makes an empty log for what it takes from the cache.
    return [log for log in logs if log.stat().st_size]


def test_a_second_workflow_takes_its_files_from_the_cache(tmp_path, small_study, cache):
    cold, warm = (another(tmp_path, name) for name in ("cold", "warm"))
    cold.run("--cache")
    assert jobs_run(cold, "stimuli")
    warm.run("--cache")
    assert not jobs_run(warm, "stimuli")
    assert not jobs_run(warm, "encode")
    assert jobs_run(warm, "similarity")
    assert arrays(warm) == arrays(cold) == arrays(small_study)
    for table in (warm / "results/tables").glob("*.csv"):
        assert table.read_bytes() == (small_study / "results/tables" / table.name).read_bytes()


def test_other_seeds_and_parameters_get_files_of_their_own(tmp_path, cache):
    target = "results/representations/text/depth-1"
    found = {}
    for name, changes in {
        "first": {},
        "seeds": {"study_seed": 1},
        "step": {"stimuli": SMALL["stimuli"] | {"noise_sd_step": 0.3}},
        "weights": {"schemes": {"depth": {"weight_sd": 2.0}}},
    }.items():
        workflow = another(tmp_path, name, **changes)
        targets = [f"{target}/{batch}.nc" for batch in ("00000-00024", "00025-00049")]
        workflow.run(*targets, "--cache")
        found |= {
            (name, path): data for path, data in arrays(workflow).items() if "depth" in str(path)
        }
    assert len(found) == 8
    assert len(set(found.values())) == 8


def test_an_edited_module_misses_the_cache(tmp_path, cache):
    target = "results/representations/text/vector/00000-00024.nc"
    another(tmp_path, "first").run(target, "--cache")
    edited = another(tmp_path, "edited")
    path = edited / "workflow_scripts/neuralcode/coding/vector.py"
    path.write_text(path.read_text().replace("    return items\n", "    return 2 * items\n"))
    edited.run(target, "--cache")
    assert len(jobs_run(edited, "encode")) == 1
    assert not jobs_run(edited, "stimuli")
    first = tmp_path / "first" / target
    assert (edited / target).read_bytes() != first.read_bytes()


def test_two_workflows_may_fill_one_cache_at_once(tmp_path, small_study, cache):
    workflows = [another(tmp_path, name) for name in ("one", "two")]
    running = [
        subprocess.Popen(
            workflow.command("--cache", cores=1),
            cwd=workflow.folder,
            env=os.environ | workflow.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for workflow in workflows
    ]
    for process in running:
        printed, _ = process.communicate(timeout=300)
        assert process.returncode == 0, printed
    for workflow in workflows:
        assert arrays(workflow) == arrays(small_study)
    third = another(tmp_path, "third")
    third.run("--cache")
    assert not jobs_run(third, "encode")
    assert arrays(third) == arrays(small_study)
