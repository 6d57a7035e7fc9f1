"""The cache between workflows: never a wrong file, and the same bits warm as cold."""

import os
import subprocess

import pytest
from conftest import SCANNED, SMALL, Workflow

# Rules that are cached, by the folders of their results.
CACHED = {
    "stimuli": "stimuli",
    "representations": "encode",
    "designs": "design",
    "spikes": "spikes",
    "measurements": "measure",
}
STUDY = SMALL | {
    "seeds": 20,
    "seeds_per_batch": 10,
    "scanners": {"fine": SCANNED["scanners"]["fine"]},
    "studies": [
        {"recipe": "text", "schemes": ["depth-1", "depth-2"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["burstiness"], "scanners": ["sum", "fine"]},
        {"recipe": "released", "schemes": ["gain"], "scanners": ["none"]},
    ],
}
# What is behind all cached stages: figures take long, and no file from the cache.
TABLES = [f"results/tables/{name}.csv" for name in ("attenuation", "functional_smoothness")]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("SNAKEMAKE_OUTPUT_CACHE", str(folder))
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The study, run without a cache."""
    study = another(tmp_path_factory.mktemp("plain"), "workflow")
    study.run(*TABLES)
    return study


def another(tmp_path, name, **changes):
    return Workflow(tmp_path / name).configure(**STUDY | changes)


def results(workflow, pattern):
    return {
        path.relative_to(workflow / "results"): path.read_bytes()
        for path in (workflow / "results").glob(pattern)
    }


def arrays(workflow):
    return {
        path: data
        for stage in CACHED
        for path, data in results(workflow, f"{stage}/**/*.nc").items()
    }


def jobs_run(workflow, rule):
    logs = (workflow / "results/logs" / rule).rglob("*.log")
    # Snakemake makes an empty log for what it takes from the cache.
    return [log for log in logs if log.stat().st_size]


def test_a_second_workflow_takes_its_files_from_the_cache(tmp_path, plain, cache):
    cold, warm = (another(tmp_path, name) for name in ("cold", "warm"))
    cold.run(*TABLES, "--cache")
    assert all(jobs_run(cold, job) for job in CACHED.values())
    warm.run(*TABLES, "--cache")
    assert not any(jobs_run(warm, job) for job in CACHED.values())
    assert jobs_run(warm, "similarity")
    assert {path.parts[0] for path in arrays(cold)} == set(CACHED)
    assert arrays(warm) == arrays(cold) == arrays(plain)
    tables = results(plain, "tables/*.csv")
    assert results(warm, "tables/*.csv") == results(cold, "tables/*.csv") == tables
    assert results(warm, "similarity/**/*.nc") == results(plain, "similarity/**/*.nc")
    # Links to the cache count as results: nothing runs again, with the cache or without.
    for study in (cold, warm):
        assert "Nothing to be done" in study.run(*TABLES, "--dry-run", "--cache").output
        assert "Nothing to be done" in study.run(*TABLES, "--dry-run").output


# Each differs from the first one in a key, and shares with it the stages in front of that key.
CONFIGURATIONS = {
    "first": ({}, ()),
    "seeds": ({"study_seed": 1}, ("designs",)),
    "step": ({"stimuli": SMALL["stimuli"] | {"noise_sd_step": 0.3}}, ("designs",)),
    "weights": ({"schemes": {"depth": {"weight_sd": 2.0}}}, ("designs", "stimuli")),
    "voxels": (
        {"scanners": {"fine": STUDY["scanners"]["fine"] | {"voxel_size": 3.0}}},
        ("designs", "representations", "stimuli"),
    ),
    "interval": (
        {"scanners": {"fine": STUDY["scanners"]["fine"] | {"interval": 10.0}}},
        ("representations", "stimuli"),
    ),
}


def test_no_configuration_gets_a_file_of_another(tmp_path, cache):
    targets = [
        f"results/measurements/text/depth-1/fine/{batch}.nc"
        for batch in ("00000-00009", "00010-00019")
    ]
    found, first = {}, {}
    for name, (changes, shared) in CONFIGURATIONS.items():
        workflow = another(tmp_path, name, **changes)
        workflow.run(*targets, "--cache")
        for path, data in arrays(workflow).items():
            stage = path.parts[0]
            if stage in shared:
                assert data == first[path], (name, path)
            else:
                found[name, path] = data
        for stage, job in CACHED.items():
            made = stage != "spikes" and stage not in shared
            assert bool(jobs_run(workflow, job)) == made, (name, job)
        first = first or arrays(workflow)
    # Two batches of measurements in each of six configurations, and what is in front of them.
    assert sum(path.parts[0] == "measurements" for _, path in found) == 12
    assert len(set(found.values())) == len(found)


EDITED = {
    "encode": "results/representations/text/depth-1/00000-00009.nc",
    "measure": "results/measurements/text/depth-1/fine/00000-00009.nc",
}


@pytest.mark.parametrize(
    ("module", "old", "new", "made"),
    [
        ("coding/network.py", '"tanh": np.tanh', '"tanh": np.arctan', {"encode", "measure"}),
        (
            "scanner/noise.py",
            "PHYSIOLOGICAL_TIME = 15.0",
            "PHYSIOLOGICAL_TIME = 9.0",
            {"design", "measure"},
        ),
    ],
)
def test_an_edited_module_misses_the_cache(tmp_path, cache, module, old, new, made):
    first = another(tmp_path, "first")
    first.run(*EDITED.values(), "--cache")
    edited = another(tmp_path, "edited")
    path = edited / "workflow_scripts/neuralcode" / module
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    edited.run(*EDITED.values(), "--cache")
    assert {job for job in CACHED.values() if jobs_run(edited, job)} == made
    for job, target in EDITED.items():
        is_same = (edited / target).read_bytes() == (first / target).read_bytes()
        assert is_same == (job not in made)


def test_two_workflows_may_fill_one_cache_at_once(tmp_path, plain, cache):
    workflows = [another(tmp_path, name) for name in ("one", "two")]
    running = [
        subprocess.Popen(
            workflow.command(*TABLES, "--cache", cores=1),
            cwd=workflow.folder,
            env=os.environ | workflow.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        for workflow in workflows
    ]
    for process in running:
        printed, _ = process.communicate(timeout=300)
        assert process.returncode == 0, printed
    for workflow in workflows:
        assert arrays(workflow) == arrays(plain)
        workflow.run(*TABLES, "--cache")
        assert arrays(workflow) == arrays(plain)
    third = another(tmp_path, "third")
    third.run(*TABLES, "--cache")
    assert not any(jobs_run(third, job) for job in CACHED.values())
    assert arrays(third) == arrays(plain)
