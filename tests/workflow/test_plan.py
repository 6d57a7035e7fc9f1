"""`snakemake plan` of a small study: its tables, figure and page, and errors before any job."""

import re

import numpy as np
import pandas as pd
import pytest
from conftest import SCANNED, Workflow

PLANNED = SCANNED | {
    "studies": [
        {"recipe": "text", "schemes": ["depth-1", "hash-item"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["rate"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["depth-1"], "scanners": ["brisk"]},
    ],
    "plan": {
        "runs": [2, 4],
        "subjects": [6, 10],
        "repeats": [1, 2],
        "levels": [3, 20],
        "minutes": 10,
        "studies": 60,
    },
}


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    study = Workflow(tmp_path_factory.mktemp("planned") / "workflow").configure(**PLANNED)
    study.printed = study.run("plan").output
    return study


def table(study, name):
    return pd.read_csv(study / f"results/tables/{name}.csv")


def test_the_table_has_the_power_of_every_design(planned):
    rows = table(planned, "power")
    wanted = ["recipe", "scheme", "scanner", "test", "n_stimuli", "runs", "subjects", "repeats"]
    wanted += ["power", "ci_low", "ci_high", "minutes_per_subject"]
    assert set(wanted) <= set(rows)
    assert not rows.duplicated(wanted[:8]).any()
    assert set(zip(rows["scheme"], rows["scanner"], strict=True)) == {
        *(("depth-1", "fine"), ("hash-item", "fine"), ("depth-1", "brisk"))
    }
    # Four categories are shown, at three levels or at all five of the study.
    assert set(rows["n_stimuli"]) == {12, 20}
    fine = rows[rows["scanner"] == "fine"]
    # Trials of 8 s, and 20 s at the end.
    minutes = (8 * fine["n_stimuli"] * fine["repeats"] + 20) / 60
    np.testing.assert_allclose(fine["minutes_per_run"], minutes, atol=2 / 60)
    np.testing.assert_allclose(
        fine["minutes_per_subject"], fine["runs"] * fine["minutes_per_run"], rtol=1e-5
    )
    assert rows["minutes_per_subject"].max() <= 10
    # What takes longer than 10 minutes is left out: 4 of 8 numbers of runs, stimuli and repeats.
    assert len(fine) == 2 * 4 * 2 * (8 - 4)
    assert ((rows["ci_low"] <= rows["power"]) & (rows["power"] <= rows["ci_high"])).all()


def test_a_code_that_keeps_similarity_is_seen_and_a_hash_is_not(planned):
    rows = table(planned, "power").query("scanner == 'fine'").set_index("scheme")
    seen = rows.loc["depth-1"].query("test == 'agreement'")
    hidden = rows.loc["hash-item"]
    assert seen["power"].max() > 0.9
    # 60 studies each: 4 errors above 0.05.
    assert hidden["power"].max() < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 60)
    # More data do not lower power by more than chance does.
    key = ["n_stimuli", "repeats", "subjects"]
    power = seen.pivot_table("power", index=key, columns="runs").dropna()
    assert (power[4] > power[2] - 0.1).all()


def test_the_plan_has_a_sentence_for_every_code_and_scanner(planned):
    rows = table(planned, "plan")
    assert set(rows["reached"]) == {"yes", "no", "not planned"}
    assert len(rows) == 3 * 4 + 1
    assert rows["sentence"].str.endswith(".").all()
    left_out = rows[rows["reached"] == "not planned"]
    assert left_out["scheme"].tolist() == ["rate"]
    assert "spikes" in left_out["sentence"].item()
    designs = table(planned, "power")
    key = ["scheme", "scanner", "test"]
    for _, row in rows[rows["reached"] == "yes"].iterrows():
        able = designs[(designs[key] == row[key]).all(axis=1) & (designs["power"] >= 0.8)]
        times = able["subjects"] * able["minutes_per_subject"]
        assert row["minutes_in_all"] == pytest.approx(times.min(), abs=1e-3)
        assert re.match(
            rf"At fine|At brisk.* needs {row['subjects']:.0f} subjects", row["sentence"]
        )


def test_the_page_needs_nothing_else(planned):
    page = (planned / "results/plan.html").read_text(encoding="utf-8")
    for sentence in table(planned, "plan").query("test == 'agreement'")["sentence"]:
        assert sentence in page
    assert "data:image/svg+xml" in page
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    for ending in ("svg", "pdf", "png"):
        assert (planned / f"results/figures/power.{ending}").stat().st_size > 1000


def test_a_plan_makes_nothing_else_and_is_no_part_of_the_study(planned):
    assert not (planned / "results/stimuli").exists()
    jobs = planned.run("--dry-run", "all").output
    assert "results/tables/designs.csv" in jobs
    assert "plan_power" not in jobs
    assert "plan_page" not in jobs


def test_the_same_plan_is_the_same_whatever_the_cores(planned):
    before = (planned / "results/tables/power.csv").read_bytes()
    planned.run("plan", "--forcerun", "plan_power", cores=1)
    assert (planned / "results/tables/power.csv").read_bytes() == before


def test_a_wrong_plan_is_an_error_before_any_job(workflow):
    plan = {"scanners": ["finer"]}
    failed = workflow.configure(**PLANNED | {"plan": plan}).run("plan", check=False)
    assert failed.returncode != 0
    assert "'plan.scanners[0]'" in failed.output
    assert not (workflow / "results").exists()
