"""The example of a swept parameter, config/edge-of-chaos.yaml, through the whole workflow."""

import pandas as pd
import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY, Workflow

EXAMPLE = "config/edge-of-chaos.yaml"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = Workflow(tmp_path_factory.mktemp("edge") / "workflow")
    study.run("--configfile", EXAMPLE)
    return study


def test_theory_holds_over_gain_and_depth(study):
    table = pd.read_csv(study / "results/tables/sweep.csv")
    example = yaml.safe_load((REPOSITORY / EXAMPLE).read_text(encoding="utf-8"))
    gains = example["families"]["tanh"]["sigma_w"]
    assert len(table) == len(gains) * len(example["studies"][0]["schemes"])
    assert sorted(table["sigma_w"].unique()) == gains
    # A 95 % interval is 3.92 standard errors wide; 0.004 is the largest error of the theory.
    error = (table["ci_high"] - table["ci_low"]) / 3.92
    difference = (table["predicted"] - table["functional_smoothness"]).abs()
    assert (difference < 0.004 + 4 * error).all()


def test_chaos_takes_more_smoothness_than_depth_alone(study):
    with xr.open_dataset(study / "results/datasets/sweep.nc") as dataset:
        assert {"sigma_w", "depth"} <= set(dataset.dims)
        found = dataset.sel(recipe="text", code="tanh", scanner="none", depth=8)
        ordered, chaotic = found.sel(sigma_w=0.5), found.sel(sigma_w=10.0)
        assert float(chaotic["ci_high"]) < float(ordered["ci_low"])


def test_the_figure_and_the_table_are_in_the_report(study):
    page = (study / "results/report.html").read_text(encoding="utf-8")
    assert "Functional smoothness over a parameter and depth" in page
    for ending in ("svg", "pdf", "png"):
        assert (study / f"results/figures/sweep.{ending}").stat().st_size > 1000
