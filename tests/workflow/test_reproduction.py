"""The numbers of the default study, as an independent program measured them."""

import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY

from neuralcode.scanner.measure import Scanner
from rules.configuration import check


@pytest.fixture(scope="module")
def smoothness(default_study):
    table = pd.read_csv(default_study / "results/tables/functional_smoothness.csv")
    return table.set_index(["recipe", "scheme", "scanner"])


@pytest.fixture(scope="module")
def curves(default_study):
    return pd.read_csv(default_study / "results/tables/similarity_by_distortion.csv")


def curve(curves, recipe, scheme, scanner="none"):
    return curves.query("recipe == @recipe and scheme == @scheme and scanner == @scanner")


def standard_error(rows):
    """Of a mean or a smoothness, from its 95 % interval."""
    return (rows["ci_high"] - rows["ci_low"]) / (2 * 1.96)


@pytest.mark.parametrize(
    ("recipe", "scheme", "expected"),
    [
        ("released", "depth-1", 0.89),
        ("released", "depth-8", 0.30),
        ("released", "depth-9", 0.22),
        ("text", "depth-1", 0.91),
        ("text", "depth-8", 0.26),
    ],
)
def test_functional_smoothness(smoothness, recipe, scheme, expected):
    row = smoothness.loc[recipe, scheme, "none"]
    assert (row.n_seeds, row.n_pairs) == (100, 190_000)
    # The reference is rounded to two digits and has a sampling error of its own.
    tolerance = 0.005 + 4 * np.sqrt(2) * standard_error(row)
    assert row.functional_smoothness == pytest.approx(expected, abs=tolerance)


def test_no_recipe_gives_the_published_value_of_the_first_layer(smoothness):
    for recipe in ("text", "released"):
        assert smoothness.loc[recipe, "depth-1", "none"].ci_low > 0.865


@pytest.mark.parametrize("recipe", ["text", "released"])
def test_similarity_falls_with_distortion_and_with_depth(curves, recipe):
    means = [curve(curves, recipe, f"depth-{d}")["mean"].to_numpy() for d in range(1, 10)]
    assert (np.diff(means[0]) < 0).all()
    # Of deep networks the neighbouring levels differ by less than their sampling error.
    for mean in means:
        assert (np.diff(mean[::3]) < 0).all()
    assert (np.diff(means, axis=0)[:, 1:] < 0).all()
    assert means[-1][-1] > 0


def test_predictions_of_shallow_codes_hold_within_the_sampling_error(curves):
    for scheme, stages in {"vector": 1, "gain": 1, "matmul": 2}.items():
        rows = curve(curves, "text", scheme)
        c = rows["predicted"]
        # The sample correlation of n units lies below rho by rho (1 - rho^2) / 2n (Hotelling
        # 1953), once for the draw of the items and once for that of the weights.
        bias = stages * c * (1 - c**2) / (2 * 99)
        error = rows["mean"] - (c - bias)
        # To second order in 1 / n, and for values that gain control has made non-normal.
        assert (np.abs(error) <= 4 * standard_error(rows) + 0.15 * bias + 1e-6).all(), scheme


def test_deep_networks_lie_above_the_prediction_by_the_lift_of_a_finite_width(curves):
    lift = {}
    for depth in range(1, 10):
        rows = curve(curves, "text", f"depth-{depth}").set_index("level")
        lift[depth] = (rows["mean"] - rows["predicted"])[1]
        error = standard_error(rows)
        # Order 1 / N, N = 100, at every depth and level; 0.034 is known for depth 8, level 1.
        assert ((rows["mean"] - rows["predicted"]).abs() < 0.05 + 4 * error).all()
        if depth == 8:
            assert lift[8] == pytest.approx(0.034, abs=0.0005 + 4 * np.sqrt(2) * error[1])
    assert lift[1] < lift[3] < lift[5]


def test_the_factorial_code_keeps_the_items_whose_signs_are_unchanged(curves, default_study):
    rows = curve(curves, "text", "factorial")
    # Centring ties the signs together, an effect of second order that is below 0.002.
    difference = (rows["mean"] - rows["predicted"]).abs()
    assert (difference <= 4 * standard_error(rows) + 0.002).all()
    with xr.open_dataset(default_study / "results/datasets/similarity.nc") as dataset:
        chosen = {"recipe": "text", "scheme": "factorial", "scanner": "none"}
        assert set(np.unique(dataset["similarity"].sel(chosen))) == {0.0, 1.0}


@pytest.mark.parametrize("scheme", ["hash", "hash-item"])
def test_the_hash_keeps_nothing(smoothness, curves, scheme):
    rows = curve(curves, "text", scheme).iloc[1:]
    # 19 levels: the largest of them may be 3 standard errors away.
    assert (rows["mean"].abs() < 4 * standard_error(rows)).all()
    # Similarities of about 100 units have a standard deviation of 1 / sqrt(100).
    assert standard_error(rows).max() < 0.0015
    row = smoothness.loc["text", scheme, "none"]
    assert abs(row.functional_smoothness) < 4 * standard_error(row)


def test_a_rate_code_is_recovered_also_from_the_sum(smoothness):
    for scanner in ("none", "sum"):
        assert smoothness.loc["text", "rate", scanner].ci_low > 0.8


@pytest.mark.parametrize("scheme", ["burstiness", "bands"])
def test_burstiness_and_bands_are_lost_in_the_sum(smoothness, curves, scheme):
    assert smoothness.loc["text", scheme, "none"].ci_low > 0.8
    row = smoothness.loc["text", scheme, "sum"]
    assert abs(row.functional_smoothness) < 4 * standard_error(row)
    assert standard_error(row) < 0.03
    rows = curve(curves, "text", scheme, "sum").iloc[1:]
    assert (rows["mean"].abs() < 4 * standard_error(rows)).all()


@pytest.fixture(scope="module")
def hierarchy(default_study):
    table = pd.read_csv(default_study / "results/tables/hierarchy.csv")
    return table.set_index(["network", "measure", "depth"])


OTHERS = ("within_basic", "within_superordinate", "between_superordinate")


def test_training_makes_equivalence_classes_of_the_label(hierarchy):
    last = hierarchy.xs(("trained", 8), level=("network", "depth"))
    assert last.loc["within_subordinate"].ci_low > 0.98
    for relation in OTHERS:
        assert last.loc[relation].ci_high < 0.1
    assert last.loc["accuracy"].ci_low > 0.95
    assert last.loc["readout_accuracy"].ci_low > 0.95
    assert (last["n_seeds"] == 20).all()


def test_the_untrained_twin_keeps_the_hierarchy(hierarchy):
    for depth in range(9):
        assert hierarchy.loc["untrained", "within_basic", depth].ci_low > 0.3
    chance = hierarchy.loc["untrained", "readout_accuracy", 8]
    assert abs(chance["mean"]) < 4 * standard_error(chance)


def test_the_twin_trained_without_labels_keeps_the_hierarchy(hierarchy):
    means = [hierarchy.loc["autoencoder", relation, 8] for relation in OTHERS]
    assert means[0].ci_low > means[1].ci_high > means[1].ci_low > means[2].ci_high
    trained = hierarchy.loc["trained", "functional_smoothness_beyond_label", 8]
    autoencoder = hierarchy.loc["autoencoder", "functional_smoothness_beyond_label", 8]
    assert trained.ci_high < autoencoder.ci_low


def test_training_does_not_discard_all_other_similarity(hierarchy):
    assert hierarchy.loc["trained", "functional_smoothness_beyond_label", 8].ci_low > 0.1
    basic, superordinate = (hierarchy.loc["trained", relation, 8] for relation in OTHERS[:2])
    assert basic.ci_low > superordinate.ci_high


def effective_voxels(name):
    """How many independent values the voxels of a scanner are: (trace C)^2 / trace C^2."""
    config = check(yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text()))
    weights = Scanner(**config["scanners"][name]).voxel_matrix(config["stimuli"]["units"])
    covariance = weights @ weights.T
    return np.trace(covariance) ** 2 / (covariance**2).sum()


@pytest.mark.parametrize("scanner", ["3t", "7t"])
def test_scanned_curves_follow_the_law_of_attenuation(default_study, scanner):
    curves = pd.read_csv(default_study / "results/tables/similarity_by_scanner.csv")
    rows = curves[(curves["scanner"] == scanner) & (curves["level"] > 0)]
    rows = rows[rows["predicted_from_units"].notna()]
    assert rows["scheme"].nunique() == 15
    rho = rows["predicted_from_units"]
    # The sample correlation of n values lies below rho by rho (1 - rho^2) / 2n (Hotelling 1953).
    bias = (rho * (1 - rho**2)).abs() / (2 * effective_voxels(scanner))
    error = rows["mean"] - rho
    # Of 285 curves' points the largest is expected within 3.5 standard errors.
    assert (error.abs() < 4.5 * standard_error(rows) + 2 * bias).all()
    # And they are no mere band around zero: simple codes are attenuated by the predicted factor.
    vector = rows[rows["scheme"] == "vector"]
    assert (vector["mean"] > 20 * standard_error(vector)).all()


def test_scanners_see_what_survives_summation_and_nothing_else(smoothness):
    for scanner in ("3t", "7t"):
        for scheme in ("vector", "depth-1", "rate"):
            row = smoothness.loc["text", scheme, scanner]
            assert row.ci_low > 0
            assert row.ci_high < smoothness.loc["text", scheme, "none"].ci_low
        for scheme in ("hash", "hash-item", "burstiness", "bands"):
            row = smoothness.loc["text", scheme, scanner]
            assert abs(row.functional_smoothness) < 4 * standard_error(row)


def test_a_topographic_layout_is_smoother_over_voxels(default_study):
    rows = pd.read_csv(default_study / "results/tables/layouts.csv")
    rows = rows.set_index(["scheme", "layout"])
    for scheme in ("vector", "matmul"):
        random, map_ = rows.loc[scheme, "random"], rows.loc[scheme, "topographic"]
        assert map_.morans_i_low > random.morans_i_high + 0.1
    # The same layout makes both codes as smooth over voxels.
    for layout in ("random", "topographic"):
        vector, matmul = rows.loc["vector", layout], rows.loc["matmul", layout]
        assert vector.morans_i == pytest.approx(matmul.morans_i, abs=0.02)


def test_crossnobis_agrees_with_the_stimuli_below_its_ceiling(default_study):
    rows = pd.read_csv(default_study / "results/tables/rsa.csv")
    scanned = rows[rows["scanner"].isin(["3t", "7t"])].set_index(["scheme", "scanner"])
    assert (scanned["dissimilarity"] == "crossnobis").all()
    assert (scanned["agreement_two_runs"] < scanned["ceiling_high"]).all()
    whitened = scanned[scanned["comparison"] == "whitened"]
    for scanner in ("3t", "7t"):
        assert whitened.loc[("vector", scanner), "ci_low"] > 0
        assert (
            whitened.loc[("vector", scanner), "agreement"]
            > (whitened.loc[("depth-8", scanner), "agreement"])
        )
        hashed = whitened.loc[("hash", scanner)]
        assert hashed["ci_low"] - 0.1 < 0 < hashed["ci_high"] + 0.1


def test_the_report_has_figures_and_tables_and_needs_no_network(default_study):
    report = (default_study / "results/report.html").read_text()
    names = ["figure-2.svg", "smoothness-by-depth.svg", "functional_smoothness.csv"]
    for text in [*names, "scanners.svg", "rsa.csv", "layouts.svg", "time-course.svg"]:
        assert text in report
    assert "Guest &amp; Love 2017" in report or "Guest & Love 2017" in report
    assert not re.search(r"<(script|link)[^>]+(src|href)=[\"']https?://", report)


def test_no_job_takes_a_gigabyte(default_study):
    peaks = [
        int(re.search(r"peak memory (\d+) MB", log.read_text())[1])
        for log in (default_study / "results/logs").rglob("*.log")
    ]
    assert len(peaks) >= 140
    assert max(peaks) < 1000
