"""Each job expects of its recorded inputs exactly what the jobs before it record of them."""

import json

import pytest

from rules.by_hand import job_of, loaded
from storage import records

# Of each kind of recorded results, by those who read them.
READERS = [
    "results/tables/summary.txt",
    "results/tables/similarity_by_scanner.csv",
    "results/tables/generalisation.csv",
    "results/tables/rsa.csv",
    "results/tables/hierarchy.csv",
    "results/datasets/layer_similarity.nc",
    "results/figures/figure-2.svg",
    "results/figures/figure-3.svg",
    "results/figures/figure-4-hierarchy.svg",
    "results/audit.html",
    "results/report.html",
]


@pytest.fixture(scope="module")
def workflow():
    with loaded() as workflow:
        yield workflow


def recorded_inputs(job):
    return [path for path in map(str, job.input) if records.record_of(path) is not None]


@pytest.mark.parametrize("path", READERS)
def test_what_is_expected_of_an_input_is_what_its_job_records(workflow, path):
    job = job_of(workflow, path)
    expected = job.params.expected
    assert sorted(expected) == sorted(set(recorded_inputs(job)))
    assert expected
    for source, facts in expected.items():
        made = job_of(workflow, source).params
        assert facts == records.made_from(made.rule, made.settings, made.expected)


def test_a_job_without_recorded_inputs_expects_nothing(workflow):
    for path in ("results/stimuli/text/00000-00009.nc", "results/datasets/similarity.nc"):
        assert job_of(workflow, path).params.expected == {}


# Of each stage that reads files of batches.
READERS_OF_BATCHES = [
    "results/representations/text/vector/00000-00009.nc",
    "results/representations/text/depth-3/00000-00009.nc",
    "results/similarity/text/stimuli/00000-00009.nc",
    "results/similarity/released/depth-1/00000-00009.nc",
    "results/similarity/text/vector/00000-00009.nc",
    "results/similarity/text/rate/00000-00009.nc",
    "results/measurements/text/vector/3t/00000-00009.nc",
    "results/measurements/text/burstiness/7t/00000-00009.nc",
    "results/measurements/hierarchy/trained/3t/00000-00003.nc",
    "results/recoverability/text/depth-1/3t/00000-00009.nc",
    "results/decoding/text/none.nc",
    "results/decoding/text/3t.nc",
    "results/univariate/text/7t.nc",
    "results/rsa/text/3t.csv",
    "results/rsa/text/none.csv",
    "results/tables/attenuation.csv",
    "results/tables/generalisation.csv",
    "results/datasets/similarity.nc",
    "results/datasets/hierarchy.nc",
    "results/datasets/recoverability.nc",
    "results/tables/reproduction.csv",
]


def identities(settings):
    """All that settings say about files, as text."""
    if isinstance(settings, dict):
        own = {json.dumps(settings, sort_keys=True)} if "stage" in settings else set()
        return own.union(*map(identities, settings.values()))
    if isinstance(settings, list | tuple):
        return set().union(*map(identities, settings))
    return set()


@pytest.mark.parametrize("path", READERS_OF_BATCHES)
def test_what_is_expected_of_a_batch_is_what_its_job_writes(workflow, path):
    job = job_of(workflow, path)
    settings = {key: part for key, part in job.params.settings.items() if key != "made_from"}
    expected = identities(settings)
    batches = {
        source
        for source in map(str, job.input)
        if source.startswith("results/") and records.record_of(source) is None
    }
    assert batches
    written = {
        json.dumps(job_of(workflow, source).params.settings["made_from"], sort_keys=True)
        for source in batches
    }
    assert written <= expected
