"""Representations and measurements that go when everything made from them is there."""

import re

import pytest
from conftest import Workflow

STUDY = {
    "intermediates": "remove",
    "seeds": 8,
    "seeds_per_batch": 4,
    "stimuli": {"categories": 4, "levels": 4, "noise_sd_step": 0.2, "units": 30},
    "studies": [{"recipe": "text", "schemes": ["vector", "depth-2"], "scanners": ["none", "3t"]}],
    "statistics": {"bootstrap_resamples": 100},
    "rsa": {"seeds": 4, "levels": 2},
    "decoding": {"seeds": 4, "categories": 2, "train_levels": 2},
    "hierarchy": {"networks": []},
}
LET_GO = ("representations", "measurements")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = Workflow(tmp_path_factory.mktemp("remove") / "workflow").configure(**STUDY)
    study.run()
    return study


def plan(study, **changes):
    """Batches that a changed study would compute again, by rule; nothing where it is finished."""
    printed = study.configure(**STUDY | changes).run("--dry-run").output
    study.configure(**STUDY)
    jobs = re.findall(r"^rule (\w+):\n(?: .*\n)*?    output: (\S+)", printed, re.M)
    assert jobs or "Nothing to be done" in printed
    return {(rule, found[0]) for rule, path in jobs if (found := re.findall(r"\d{5}-\d{5}", path))}


def test_they_are_gone_and_all_results_are_there(study):
    for folder in LET_GO:
        assert not list((study / "results" / folder).rglob("*.nc"))
    assert (study / "results/report.html").exists()
    assert len(list((study / "results/similarity").rglob("*.nc"))) == 6


def test_what_is_finished_stays_finished(study):
    assert "Nothing to be done" in study.run().output
    assert plan(study, intermediates="keep") == set()


def test_more_seeds_compute_the_new_batch_alone(study):
    batches = {batch for _, batch in plan(study, seeds=12)}
    assert batches == {"00008-00011"}


def test_a_new_analysis_computes_again_what_it_needs(study):
    rsa = STUDY["rsa"] | {"levels": 3}
    again = plan(study, rsa=rsa)
    # Of the first batch, which has the seeds of the analysis.
    assert {batch for _, batch in again} == {"00000-00003"}
    assert {"encode", "measure"} <= {rule for rule, _ in again}


def test_by_default_they_stay(study, tmp_path):
    kept = Workflow(tmp_path / "workflow").configure(**STUDY | {"intermediates": "keep"})
    target = "results/similarity/text/vector/00000-00003.nc"
    kept.run(target)
    for folder in LET_GO:
        assert list((kept / "results" / folder).rglob("*.nc"))
    assert (kept / target).read_bytes() == (study / target).read_bytes()
