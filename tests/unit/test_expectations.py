"""Each job expects of its recorded inputs exactly what the jobs before it record of them."""

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
