"""What a run says and checks before any job."""

import pytest
from snakemake.settings.types import DeploymentMethod

from rules import probes, start
from rules.messages import UserError
from rules.study import Study
from storage.identity import COMMAND


def test_where_software_comes_from_is_said_in_words():
    assert "conda environment" in start.environments({DeploymentMethod.CONDA})
    assert "without conda" in start.environments(set())


def test_results_without_a_record_are_named_once_snakemake_keeps_records_in_files(
    tmp_path, monkeypatch
):
    monkeypatch.setenv(COMMAND, "snakemake --cores all")
    results, snakemake = tmp_path / "results", tmp_path / ".snakemake"
    snakemake.mkdir()
    assert start.found_in(results, snakemake) == []
    (results / "datasets").mkdir(parents=True)
    (results / "datasets" / "empty.nc").touch()
    assert any("empty.nc" in text for text in start.found_in(results, snakemake))
    (snakemake / "records.db").touch()
    assert start.found_in(results, snakemake) == []


def test_a_study_is_warned_of_poor_designs_only():
    assert list(start.warnings(Study.read())) == []


def test_a_scheme_that_fails_ends_the_run_with_its_name(monkeypatch):
    def fails(scheme, **given):
        if scheme == "gain":
            raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(probes, "probe", fails)
    with pytest.raises(UserError, match="scheme gain fails in seed 0: ZeroDivisionError: division"):
        probes.check(Study.read())


def test_each_scheme_is_tried_once_and_layers_above_others_are_not(monkeypatch):
    tried = []
    monkeypatch.setattr(probes, "probe", lambda scheme, **given: tried.append(scheme))
    study = Study.read()
    probes.check(study)
    assert len(tried) == len(set(tried))
    assert "depth-1" in tried
    assert "depth-2" not in tried
    assert set(tried) < set(study.schemes)
