"""The audit through the workflow: studies that lack what claims need, and edited claims."""

import re

import netCDF4
import numpy as np
import pandas as pd
import pytest
from conftest import SMALL

from rules.claims import read_claims


def audited(study):
    table = pd.read_csv(study / "results/tables/reproduction.csv", keep_default_na=False)
    return table.set_index("id")


def test_every_claim_has_a_row_and_what_was_not_run_says_why(small_study):
    rows = audited(small_study)
    assert rows.index.tolist() == [claim["id"] for claim in read_claims()]
    not_run = rows["verdict"] == "not run"
    assert (rows.loc[not_run, "missing"] != "").all()
    # The small study has depth 1 and 3 in one recipe and depth 2 in the other, and no scanner.
    missing = rows["missing"]
    assert (
        "scheme depth-8, scanner none (key studies)"
        in missing["deepest-network-keeps-some-similarity"]
    )
    assert "scheme depth-8 (key studies)" in missing["smoothness-layer-8"]
    assert "hierarchy.networks" in missing["own-network-late-layer"]
    assert "photographs.yaml" in missing["gini-late-layer"]
    assert "scanner such as 3t" in missing["univariate-where-smooth"]
    assert rows.loc["factorial-rows-are-orthogonal", "verdict"] == "reproduced"
    # A claim is judged in the recipe that the study has it in. Its 200 networks and prototypes know
    # the mean better than one draw of the paper does.
    row = rows.loc["smoothness-layer-1"]
    assert row["measured_text"]
    assert not row["measured_released"]
    assert "recipe released" in row["missing"]
    assert row["verdict"] != "not run"
    # The figure of photographs is judged on the released matrices in every study.
    assert rows.loc["lions-and-robins", "verdict"] == "reproduced"
    assert rows.loc["cross-category-structure-declines", "verdict"] == "in the published means"
    assert rows.loc["parameters-of-inception", "verdict"] == "cited"


def test_the_page_has_every_claim(small_study):
    page = (small_study / "results/audit.html").read_text(encoding="utf-8")
    rows = audited(small_study)
    for name, row in rows.iterrows():
        assert f'<tr id="{name}">' in page
        assert row["verdict"].partition(" only ")[0] in page


def test_decoding_is_at_chance_for_a_hash_alone(small_study):
    rows = pd.read_csv(small_study / "results/tables/decoding.csv")
    # Of five levels all but the last are trained on.
    assert set(rows["level"]) == {4}
    rows = rows.set_index(["recipe", "scheme", "scanner"])
    assert rows["n_categories"]["text", "burstiness", "sum"] == 2
    assert rows["chance"]["text", "vector", "none"] == 0.25
    assert rows["accuracy"]["text", "vector", "none"] > 0.9
    # 200 trials at chance.
    assert rows["accuracy"]["text", "hash", "none"] < 0.25 + 4 * np.sqrt(0.25 * 0.75 / 200)
    assert len(pd.read_csv(small_study / "results/tables/univariate.csv")) == 0


def test_a_decoder_file_says_what_made_it(small_study):
    with netCDF4.Dataset(small_study / "results/decoding/text/none.nc") as file:
        accuracy = file["accuracy"]
        assert accuracy.dimensions == ("seed", "scheme", "level")
        assert "decoded" in accuracy.long_name
        assert accuracy.units == "1"
        assert file.train_levels == "4"


@pytest.fixture
def edited(small_study):
    """Gives a function that edits the claims of the small study, which are put back."""
    path = small_study / "resources/claims/3-random-networks.yaml"
    original = path.read_text(encoding="utf-8")

    def edit(old, new):
        assert old in original
        path.write_text(original.replace(old, new), encoding="utf-8")
        return small_study

    yield edit
    path.write_text(original, encoding="utf-8")


def test_an_edited_criterion_makes_the_audit_and_the_report_anew_and_nothing_else(edited):
    study = edited("published: 0.86", "published: 0.87")
    plan = study.run("--dry-run").output
    assert re.search(r"^audit +1$", plan, re.M)
    assert re.search(r"^summary +1$", plan, re.M)
    assert re.search(r"^report +1$", plan, re.M)
    assert re.search(r"^total +4$", plan, re.M)


def test_a_wrong_claim_stops_before_any_job(edited):
    study = edited("data: published_smoothness", "data: smoothness")
    failed = study.run("--dry-run", check=False)
    assert failed.returncode != 0
    assert (
        "3-random-networks.yaml is wrong: claim smoothness-layer-1, tests[0].data" in failed.output
    )
    assert "Traceback" not in failed.output


def test_the_smallest_study_is_audited_too(workflow):
    """Two categories and a single seed: much is not run, and nothing fails."""
    stimuli = SMALL["stimuli"] | {"categories": 2}
    studies = [{"recipe": "text", "schemes": ["vector", "depth-1"], "scanners": ["none"]}]
    study = {"seeds": 1, "seeds_per_batch": 1, "stimuli": stimuli, "studies": studies}
    workflow.configure(**SMALL | study).run("results/tables/reproduction.csv")
    rows = audited(workflow)
    assert rows.loc["decoding-where-smooth", "verdict"] == "not run"
    assert "key seeds" in rows.loc["similarity-falls-with-distortion", "missing"]
