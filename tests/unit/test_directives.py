"""What the directives of rules say."""

import doctest
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.io import is_flagged

from rules import directives as module
from rules import marks
from rules.directives import Directives
from rules.study import STAGES, Study
from rules.study.code import code_of, resource

SUMMARY = "tables.summary"


@pytest.fixture(scope="module")
def study():
    return Study.read()


@pytest.fixture
def directives(study):
    # A workflow that imports ours has the rule by another name.
    rule = SimpleNamespace(params=SimpleNamespace(rule="encode"))
    workflow = SimpleNamespace(get_rule={"codes_encode": rule}.get)
    return Directives(workflow, study)


def test_examples():
    assert doctest.testmod(module).failed == 0


def test_memory_and_minutes_grow_with_each_attempt(directives, study):
    wildcards = {"recipe": "text", "scheme": "vector", "batch": "00000-00009"}
    job = study.job("encode", **wildcards)
    for attempt in (1, 3):
        given = wildcards, attempt, "codes_encode"
        assert directives.minutes(*given) == attempt * job.minutes
        assert directives.memory_mb(wildcards, [], *given[1:]) == attempt * job.memory_mb


def test_a_file_of_the_repository_is_found_from_the_working_folder(
    directives, study, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    inputs = directives._inputs("summary", {})
    published = inputs["published_path"]
    assert is_flagged(published, "local")
    assert not Path(published).is_absolute()
    assert Path(published).resolve() == resource("published_smoothness.csv")
    assert inputs["smoothness_path"] == study.job("summary").inputs["smoothness_path"]


def test_its_content_is_part_of_the_code_of_the_job(study):
    code = STAGES["summary"].code(study.job("summary"))
    env = STAGES["summary"].env
    assert code == code_of(SUMMARY, resource("published_smoothness.csv"), env=env)
    assert code != code_of(SUMMARY, env=env)


def test_a_pattern_of_no_data_set_matches_nothing(directives):
    assert not re.match(directives.data_sets, "")
    assert not re.match(directives.data_sets, "text")


def test_tables_are_in_the_list_of_the_reports():
    found = marks.tables(rsa_path="rsa", losses_path="losses")
    assert found == {
        "rsa_path": "results/tables/rsa.csv",
        "losses_path": "results/tables/losses.csv",
    }
    assert all(is_flagged(path, "report") for path in found.values())
