"""The audit: statistics, intervals and criteria, and every path to a verdict."""

import csv
import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY
from scipy.special import stdtrit
from scipy.stats import pearsonr, ttest_1samp

from audit import claims, criteria, evidence, of_photographs, selection
from audit.effects import effects as effects_of
from audit.selection import NotRunError
from rules.claims import DIMENSIONS, ClaimsError, read_claims
from tables import functional_smoothness

SEEDS, LEVELS = 40, 6
SMOOTH = {"codes": "smooth", "bound": 0.1}


def array(values, **coords):
    return xr.DataArray(np.asarray(values, float), dims=list(coords), coords=coords)


CURVES = array(
    np.arange(12.0).reshape(3, 4),
    scheme=["depth-10", "depth-9", "vector"],
    level=[1, 2, 3, 4],
)


def test_labels_are_chosen_by_name_list_and_pattern():
    assert selection.select(CURVES, {"scheme": "vector"}).dims == ("level",)
    chosen = selection.select(CURVES, {"scheme": ["vector", "depth-9"]})
    assert chosen["scheme"].values.tolist() == ["vector", "depth-9"]
    chosen = selection.select(CURVES, {"scheme": "depth-*"})
    assert chosen["scheme"].values.tolist() == ["depth-9", "depth-10"]


@pytest.mark.parametrize("wanted", ["gain", ["vector", "gain"], "hash*"])
def test_a_label_that_is_missing_is_named(wanted):
    with pytest.raises(NotRunError) as caught:
        selection.select(CURVES, {"scheme": wanted})
    assert caught.value.dimension == "scheme"
    assert caught.value.label == ("hash*" if wanted == "hash*" else "gain")


def test_what_has_no_number_is_missing_by_name_and_left_out_of_patterns():
    holes = CURVES.where(CURVES["scheme"] != "depth-9")
    with pytest.raises(NotRunError, match="scheme depth-9"):
        selection.select(holes, {"scheme": "depth-9"})
    chosen = selection.select(holes, {"scheme": "depth-*"})
    assert chosen["scheme"].values.tolist() == ["depth-10"]
    with pytest.raises(NotRunError, match=r"scheme depth-\*"):
        selection.select(CURVES.where(CURVES["scheme"] == "vector"), {"scheme": "depth-*"})


def test_statistics():
    step = selection.step(CURVES, "level")
    assert step["level"].values.tolist() == ["1 to 2", "2 to 3", "3 to 4"]
    assert (step == 1).all()
    np.testing.assert_array_equal(selection.change(CURVES, "level"), 3)
    np.testing.assert_array_equal(selection.from_first(CURVES, "scheme"), [[4] * 4, [8] * 4])
    contrast = selection.contrast(CURVES, "scheme", of="vector", minus="depth-10")
    np.testing.assert_array_equal(contrast, 8)
    one = CURVES.isel(scheme=[0])
    for statistic in (selection.step, selection.change):
        with pytest.raises(NotRunError):
            statistic(one, "scheme")
    with pytest.raises(NotRunError, match="scheme hash"):
        selection.contrast(CURVES, "scheme", of="hash", minus="vector")


@pytest.mark.parametrize("samples", [5, 40])
def test_intervals_are_those_of_the_t_test(samples):
    draws = np.random.default_rng(0).standard_normal((samples, 3))
    table = effects_of(array(draws, sample=range(samples), level=[1, 2, 3]), 0.9)
    expected = ttest_1samp(draws, 0).confidence_interval(0.9)
    np.testing.assert_allclose(table["value"], draws.mean(axis=0))
    np.testing.assert_allclose(table[["ci_low", "ci_high"]].T, expected)
    same = effects_of(array(np.ones((5, 2)), sample=range(5), level=[1, 2]), 0.95)
    np.testing.assert_array_equal(same[["value", "ci_low", "ci_high"]], 1)


def test_intervals_of_correlations_stay_below_1():
    draws = 1 - 0.02 * np.random.default_rng(1).random((6, 1)) ** 8
    numbers = array(draws, sample=range(6), level=[1])
    assert effects_of(numbers, 0.99)["ci_high"].item() > 1
    assert effects_of(numbers.assign_attrs(scale="correlation"), 0.99)["ci_high"].item() < 1


def test_effects_are_named_and_those_without_numbers_left_out():
    table = effects_of(CURVES.where(CURVES != 5), 0.95)
    assert len(table) == 11
    assert table["effect"].tolist()[:2] == ["depth-10, level 1", "depth-10, level 2"]
    assert "depth-9, level 2" not in table["effect"].tolist()
    assert (table["ci_low"] == table["value"]).all()


def test_intervals_that_are_there_already_are_taken_and_cannot_be_subtracted():
    ends = [[0.5, 0.2], [0.4, -np.inf], [0.6, np.inf]]
    bounds = array(ends, bound=["value", "ci_low", "ci_high"], scheme=["depth-1", "depth-2"])
    table = effects_of(selection.compared(bounds, []), 0.95)
    assert table.to_numpy()[:, 1:4].tolist() == np.transpose(ends).tolist()
    judged = criteria.judge(table, {"is": "above", "bound": 0})
    assert judged["outcome"].tolist() == ["undecided", "kept"]
    with pytest.raises(ValueError, match="cannot be subtracted"):
        selection.compared(bounds, [{"step": {"along": "scheme"}}])
    few = bounds.where(bounds["bound"] == "value")
    with pytest.raises(NotRunError, match="at least 5"):
        effects_of(selection.compared(few, []), 0.95)


@pytest.mark.parametrize("seeds", [1, 4])
def test_few_seeds_say_nothing_about_others(seeds):
    with pytest.raises(NotRunError, match="sample at least 5"):
        effects_of(array(np.ones((seeds, 3)), sample=range(seeds), level=[1, 2, 3]), 0.95)


NEAR = {"is": "near the published value", "published": 0.86, "within": 0.005}
DRAW = {"is": "within a draw of the published value", "published": 0.22, "within": 0.005}
NOTHING = {"is": "equal to", "bound": 0, "within": 0.1}


@pytest.mark.parametrize(
    ("criterion", "low", "high", "outcome"),
    [
        (NEAR, 0.855, 0.87, "kept"),
        (NEAR, 0.864, 0.87, "kept"),
        (NEAR, 0.866, 0.87, "broken"),
        (NEAR, 0.84, 0.854, "broken"),
        (NEAR, 0.7, 0.9, "undecided"),  # it holds many values
        (NEAR, 0.862, 0.862, "kept"),
        (DRAW, 0.1, 0.3, "kept"),  # however wide: its width is that of draws
        (DRAW, 0.224, 0.3, "kept"),
        (DRAW, 0.226, 0.3, "broken"),
        (DRAW, 0.1, 0.214, "broken"),
        ({"is": "above", "bound": 0}, 0.01, 0.2, "kept"),
        ({"is": "above", "bound": 0}, 0.0, 0.0, "broken"),
        ({"is": "above", "bound": 0}, -0.2, -0.1, "broken"),
        ({"is": "above", "bound": 0}, -0.01, 0.2, "undecided"),
        ({"is": "below", "bound": 0.1}, -0.3, 0.09, "kept"),
        ({"is": "below", "bound": 0.1}, 0.1, 0.1, "broken"),
        ({"is": "below", "bound": 0.1}, 0.2, 0.3, "broken"),
        ({"is": "below", "bound": 0.1}, -0.3, 0.11, "undecided"),
        (NOTHING, -0.09, 0.09, "kept"),
        (NOTHING, -0.11, 0.09, "undecided"),
        (NOTHING, -0.02, 0.11, "undecided"),
        (NOTHING, 0.11, 0.2, "broken"),
        (NOTHING, -0.2, -0.11, "broken"),
        (NOTHING | {"within": 0}, 0, 0, "kept"),
        (NOTHING | {"within": 0}, 1e-3, 1e-3, "broken"),
    ],
)
def test_criteria(criterion, low, high, outcome):
    table = pd.DataFrame(
        {"effect": [""], "value": (low + high) / 2, "ci_low": low, "ci_high": high}
    )
    assert criteria.judge(table, criterion)["outcome"].tolist() == [outcome]


def test_what_speaks_most_against_a_criterion_comes_first():
    table = pd.DataFrame(
        {
            "effect": list("abcde"),
            "value": [0.5, 0.2, 0.9, -0.1, 0.3],
            "ci_low": [0.4, -0.9, 0.8, -0.2, 0.1],
            "ci_high": [0.6, 0.5, 1.0, -0.01, 0.5],
        }
    )
    judged = criteria.judge(table, {"is": "above", "bound": 0})
    assert judged["effect"].tolist() == ["d", "b", "e", "a", "c"]
    assert judged["outcome"].tolist() == ["broken", "undecided", "kept", "kept", "kept"]


@pytest.mark.parametrize(
    ("outcomes", "all_of_them"),
    [
        (["kept", "kept"], "kept"),
        (["kept", "undecided"], "undecided"),
        (["kept", "", "undecided"], ""),
        (["", "kept", "broken"], "broken"),
    ],
)
def test_outcomes_together(outcomes, all_of_them):
    assert criteria.together(outcomes) == all_of_them


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({"text": "kept", "released": "kept"}, "reproduced"),
        ({"text": "kept", "released": ""}, "reproduced"),
        ({"text": "kept", "released": "undecided"}, "reproduced"),
        ({"": "kept"}, "reproduced"),
        ({"text": "broken", "released": "broken"}, "not reproduced"),
        ({"text": "", "released": "broken"}, "not reproduced"),
        ({"text": "broken", "released": "kept"}, "reproduced only with the released recipe"),
        ({"text": "kept", "released": "broken"}, "reproduced only with the recipe of the text"),
        ({"text": "undecided", "released": ""}, "undecided"),
        ({"text": "", "released": ""}, "not run"),
        ({"": ""}, "not run"),
    ],
)
def test_verdicts(outcomes, verdict):
    assert criteria.verdict(outcomes) == verdict


# Claims on the data of a study.


def corrected_smoothness(path, rows):
    """As the audit reads it from the table; a row is a key, its raw and its corrected value."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        bounds = ["ci_low", "ci_high", "corrected", "corrected_ci_low", "corrected_ci_high"]
        table.writerow(["recipe", "scheme", "scanner", *bounds, "n_seeds"])
        for key, raw, corrected, seeds in rows:
            ends = ["", "", ""]
            if corrected is not None:
                ends = [corrected, corrected - 0.004, corrected + 0.004]
            raw_ends = [raw - 0.004, raw + 0.004]
            if seeds < 5:
                raw_ends, ends = ["", ""], [ends[0], "", ""]
            table.writerow([*key, *raw_ends, *ends, seeds])
    return evidence.corrected_smoothness(path)


CODES = (
    ("text", "depth-1", 0.9),
    ("text", "depth-2", 0.5),
    ("text", "depth-9", 0.05),  # neither smooth nor sure not to be
    ("text", "hash", 0.0),
    ("released", "depth-1", 0.7),
    ("released", "depth-2", 0.6),
)


@pytest.fixture
def data(tmp_path):
    rng = np.random.default_rng(4)
    rows, found, smooth_seeds = [], [], []
    spread = rng.standard_normal(SEEDS)
    spread = (spread - spread.mean()) / spread.std(ddof=1)
    half_width = stdtrit(SEEDS - 1, 0.975) / np.sqrt(SEEDS)
    for recipe, scheme, smooth in CODES:
        key = {"recipe": recipe, "scheme": scheme, "scanner": "none"}
        rows.append((key.values(), smooth, smooth, SEEDS))
        smooth_seeds.append((key, (smooth + 0.004 / half_width * spread)[:, None]))
        fall = smooth * np.linspace(1, 0.2, LEVELS)
        noise = 0.01 * rng.standard_normal((SEEDS, LEVELS))
        found.append((key, fall + noise))
    similarity = evidence.arranged(found, "level", range(1, LEVELS + 1)).drop_attrs()
    smoothness = evidence.arranged(smooth_seeds, "pairs", ["all"]).drop_attrs()
    return {
        "functional_smoothness": smoothness.isel(pairs=0, drop=True),
        "corrected_smoothness": corrected_smoothness(tmp_path / "table.csv", rows),
        "similarity": similarity,
        "decoding": similarity.mean("level"),
    }


def examine(data, *tests, **keys):
    tests = [{"why": "Because."} | test for test in tests]
    claim = {"id": "it", "claim": "It is so.", "where": "There", "explanation": "Well."}
    return claims.examine(claim | {"tests": tests} | keys, data, simulated=[], confidence=0.95)


def smoothness_near(scheme):
    return {
        "data": "functional_smoothness",
        "select": {"scheme": scheme, "scanner": "none"},
        "criterion": {"is": "near the published value", "within": 0.005},
    }


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        (0.9, "reproduced only with the recipe of the text"),
        (0.7, "reproduced only with the released recipe"),
        (0.8, "not reproduced"),
    ],
)
def test_a_published_value_is_compared_in_each_recipe(data, published, verdict):
    row, tests = examine(data, smoothness_near("depth-1"), published=published)
    assert row["verdict"] == verdict
    assert row["measured_text"] == "0.900 [0.896, 0.904]"
    assert row["measured_released"] == "0.700 [0.696, 0.704]"
    assert (row["published"], row["missing"]) == (str(published), "")
    assert [test["outcome"] == "kept" for test in tests] == [published == 0.9, published == 0.7]


FALLS = {
    "data": "similarity",
    "select": {"scheme": ["depth-1", "depth-2"], "scanner": "none"},
    "statistics": [{"step": {"along": "level"}}],
    "criterion": {"is": "below", "bound": 0.0},
}


def test_a_claim_is_reproduced_where_all_its_tests_are(data):
    row, effects = examine(data, FALLS)
    assert row["verdict"] == "reproduced"
    assert len(effects) == 2 * 2 * (LEVELS - 1)
    assert {effect["outcome"] for effect in effects} == {"kept"}
    rises = FALLS | {"criterion": {"is": "above", "bound": 0.0}}
    row, effects = examine(data, FALLS, rises)
    assert row["verdict"] == "not reproduced"
    assert row["measured_text"].startswith("(1) depth-2, level ")
    assert [effect["test"] for effect in effects[:20]] == [1] * 10 + [2] * 10


def test_a_test_that_fails_counts_where_another_was_not_run(data):
    rises = FALLS | {"criterion": {"is": "above", "bound": 0.0}}
    row, effects = examine(data, smoothness_near("depth-8"), rises, published=0.5)
    assert (row["verdict"], row["missing"]) == ("not reproduced", "")
    assert row["measured_text"].startswith("(2) ")
    assert {effect["test"] for effect in effects} == {2}
    row, _ = examine(data, smoothness_near("depth-8"), FALLS, published=0.5)
    assert row["verdict"] == "not run"
    assert "scheme depth-8" in row["missing"]


def test_few_seeds_leave_a_claim_undecided(data):
    few = data | {"similarity": data["similarity"].isel(sample=range(5))}
    none = {
        "data": "similarity",
        "select": {"scheme": "hash", "scanner": "none"},
        "criterion": {"is": "equal to", "bound": 0.0, "within": 0.01},
    }
    row, effects = examine(few, none)
    assert row["verdict"] == "undecided"
    number = sum(effect["outcome"] == "undecided" for effect in effects)
    assert number > 0
    assert (
        f"more seeds: {number} of {LEVELS} intervals {'is' if number == 1 else 'are'} too wide"
        in row["missing"]
    )
    assert examine(data, none)[0]["verdict"] == "reproduced"


@pytest.mark.parametrize(("where", "schemes"), [("smooth", 2), ("not smooth", 1)])
def test_codes_with_and_without_smoothness_are_told_apart(data, where, schemes):
    test = {
        "data": "decoding",
        "select": {"scheme": "*", "scanner": "*"},
        "where": {"codes": where, "bound": 0.1},
        "criterion": {"is": "above", "bound": 0.1},
    }
    row, effects = examine(data, test)
    text = [effect for effect in effects if effect["recipe"] == "text"]
    assert len(text) == schemes
    assert all((effect["outcome"] == "kept") == (where == "smooth") for effect in text)
    lacking = "a code that is not smooth (key studies), such as hash"
    row, _ = examine(data, test | {"criterion": {"is": "below", "bound": 0.1}})
    if where == "not smooth":
        assert row["missing"] == f"in the recipe released: {lacking}"


def test_a_raw_value_that_noise_has_lowered_does_not_choose_a_code(data, tmp_path):
    """Corrected values rank codes; through noise the smoothest codes have the lowest raw values."""
    keys = [("text", scheme, "none") for scheme in ("depth-1", "depth-2", "depth-9", "hash")]
    rows = [(key, 0.03, value, 40) for key, value in zip(keys, (0.9, 0.0, 0.05, None), strict=True)]
    bounds = corrected_smoothness(tmp_path / "noisy.csv", rows)
    smooth, not_smooth = (
        claims.codes(bounds, {"codes": where, "bound": 0.1}) for where in ("smooth", "not smooth")
    )
    of_text = {"recipe": "text", "scanner": "none", "scheme": [key[1] for key in keys]}
    assert smooth.sel(of_text).values.tolist() == [True, False, False, False]
    assert not_smooth.sel(of_text).values.tolist() == [False, True, False, False]


def test_few_seeds_have_neither_kind_of_code(data, tmp_path):
    rows = [((recipe, scheme, "none"), value, value, 4) for recipe, scheme, value in CODES]
    few = corrected_smoothness(tmp_path / "few.csv", rows)
    test = {
        "data": "decoding",
        "select": {"scheme": "*", "scanner": "*"},
        "where": SMOOTH,
        "criterion": {"is": "above", "bound": 0.0},
    }
    row, _ = examine(data | {"corrected_smoothness": few}, test)
    assert row["verdict"] == "not run"
    assert "at least 5 seeds" in row["missing"]


def similarity_dataset(path, codes):
    """A similarity dataset of made-up codes of the text in the units, by scheme."""
    rng = np.random.default_rng(12)
    shape = (SEEDS, 3, 6)
    items = np.linspace(1, 0.5, 6) + 0.1 * rng.standard_normal(shape)
    gain = rng.gamma(8, 0.125, (SEEDS, 1, 1))
    common = rng.standard_normal(shape)
    dims = ("recipe", "scheme", "scanner", "seed", "category", "level")
    values = np.stack([gain * items + sd * common for sd in codes.values()])[None, :, None]
    dataset = xr.Dataset(
        {
            "stimulus_similarity": (("recipe", *dims[3:]), items[None]),
            "similarity": (dims, values),
            "predicted_functional_smoothness": (dims[:2], np.ones((1, len(codes)))),
        },
        {"recipe": ["text"], "scheme": list(codes), "scanner": ["none"], "level": range(6)},
        {
            "combinations": json.dumps([["text", scheme, "none"] for scheme in codes]),
            "configuration": json.dumps({"scanners": {}}),
        },
    )
    dataset.to_netcdf(path)
    return items, values[0, :, 0]


def test_a_step_of_functional_smoothness_has_a_paired_interval(tmp_path):
    """The ends of two intervals, one less the other, are no interval: they came out reversed."""
    path, settings = tmp_path / "similarity.nc", {"study_seed": 1, "bootstrap_resamples": 4000}
    items, values = similarity_dataset(path, {"depth-1": 0.1, "depth-2": 0.2})
    numbers = evidence.of_similarity(path, **settings)["functional_smoothness"]
    assert numbers.dims == ("recipe", "scheme", "scanner", "sample", "sum")
    test = {
        "data": "functional_smoothness",
        "select": {"scheme": "depth-*", "scanner": "none"},
        "statistics": [{"step": {"along": "scheme"}}],
        "criterion": {"is": "below", "bound": 0.0},
    }
    row, effects = examine({"functional_smoothness": numbers}, test)
    (effect,) = effects
    x = items[..., 1:].ravel()
    one, other = (pearsonr(x, value[..., 1:].ravel())[0] for value in values)
    assert effect["value"] == pytest.approx(other - one)
    assert effect["ci_low"] < effect["value"] < effect["ci_high"]
    # The paired percentile bootstrap; 40 seeds know the standard error to 11 %.
    drawn = np.random.default_rng(1).integers(SEEDS, size=(2000, SEEDS))
    steps = [
        np.subtract(
            *(pearsonr(items[d][..., 1:].ravel(), v[d][..., 1:].ravel())[0] for v in values[::-1])
        )
        for d in drawn
    ]
    low, high = np.quantile(steps, [0.025, 0.975])
    width = effect["ci_high"] - effect["ci_low"]
    assert width == pytest.approx(high - low, rel=0.35)
    # Either code varies more, with the gain of the seeds that both have.
    own = numbers.sel(recipe="text", scanner="none")
    contrast = {"contrast": {"along": "scheme", "of": "depth-2", "minus": "depth-1"}}
    alone, together = (
        effects_of(selection.compared(own, statistics), 0.95) for statistics in ([], [contrast])
    )
    assert (alone["ci_high"] - alone["ci_low"]).sum() > 2 * width
    assert together["value"].item() == pytest.approx(effect["value"])
    assert row["verdict"] == "reproduced"


def test_functional_smoothness_alone_has_the_interval_of_its_table(tmp_path):
    path, settings = tmp_path / "similarity.nc", {"study_seed": 1, "bootstrap_resamples": 500}
    similarity_dataset(path, {"vector": 0.05})
    numbers = evidence.of_similarity(path, **settings)["functional_smoothness"]
    table = effects_of(selection.compared(numbers, []), 0.95)
    settings |= {"confidence": 0.95}
    functional_smoothness.run(tmp_path / "table.csv", dataset_path=path, **settings)
    row = pd.read_csv(tmp_path / "table.csv").iloc[0]
    for ours, theirs in (("value", "functional_smoothness"), ("ci_low",) * 2, ("ci_high",) * 2):
        assert table[ours].item() == pytest.approx(row[theirs], abs=1e-6)


def test_one_level_has_no_step(data):
    alone = data | {"similarity": data["similarity"].isel(level=[0])}
    row, _ = examine(alone, FALLS)
    assert row["verdict"] == "not run"
    assert "key stimuli.levels" in row["missing"]


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        (smoothness_near("depth-8"), "a study with recipe text, scheme depth-8, scanner none"),
        (
            {"data": "similarity", "select": {"scheme": "rate", "scanner": "simulated"}},
            "scheme rate, scanner such as 3t (key studies)",
        ),
        (
            {
                "data": "univariate",
                "select": {"scheme": "*", "scanner": "*", "distortion": "high"},
            },
            "recipe text, scanner such as 3t (key studies)",
        ),
        (
            {"data": "hierarchy", "select": {"network": "trained", "layer": "late"}},
            "the network trained of the hierarchy (key hierarchy.networks)",
        ),
        (
            {"data": "photograph_gini", "select": {"network": "inception_v3_2015"}},
            "snakemake --cores all --configfile config/photographs.yaml",
        ),
        (
            {"data": "width_theory", "select": {"measure": "predicted", "depth": 8}},
            "keys width.units and width.depth",
        ),
        (
            {"data": "voxel_spread", "select": {"pattern": "fine", "voxel": "voxel"}},
            "keys voxel and small_voxel of sheet",
        ),
    ],
)
def test_what_was_not_run_says_what_is_missing(data, test, missing):
    criterion = {"is": "above", "bound": 0.0}
    row, effects = examine(data, {"criterion": criterion} | test, published=0.5)
    assert row["verdict"] == "not run"
    assert missing in row["missing"]
    assert effects == []
    assert row["measured"] == row["measured_text"] == row["measured_released"] == ""


def test_a_layer_that_the_weights_do_not_reach_is_named(data):
    gini = array([[0.9]], network=["inception_v3_2015"], layer=["mixed_7"])
    test = {
        "data": "photograph_gini",
        "select": {"network": "inception_v3_2015", "layer": "pool_3"},
        "criterion": {"is": "near the published value", "within": 0.0005},
    }
    row, _ = examine(data | {"photograph_gini": gini}, test, published=0.579)
    assert row["verdict"] == "not run"
    assert "the layer pool_3 of inception_v3_2015, with weights that reach it" in row["missing"]
    test["select"]["layer"] = "mixed_7"
    row, _ = examine(data | {"photograph_gini": gini}, test, published=0.9)
    assert (row["verdict"], row["measured"]) == ("reproduced", "0.900")


def test_one_seed_is_not_run(data):
    alone = data | {"similarity": data["similarity"].isel(sample=[0])}
    test = {
        "data": "similarity",
        "select": {"scheme": "depth-1", "scanner": "none"},
        "criterion": {"is": "above", "bound": 0.0},
    }
    row, _ = examine(alone, test)
    assert (row["verdict"], "key seeds" in row["missing"]) == ("not run", True)


def test_photographs_by_what_they_share_and_by_category(tmp_path):
    """Of similarities that are a number for each relation, and for mopeds another."""
    labels = np.array(
        [("animate", "bird", "robin")] * 3
        + [("inanimate", "vehicle", "moped")] * 3
        + [("inanimate", "vehicle", "sportscar")] * 2
    )
    shared = np.cumprod(labels[:, None] == labels[None], axis=-1).sum(-1)
    matrix = np.choose(shared, [0.1, 0.2, 0.4, 0.8])
    np.fill_diagonal(matrix, 1)
    dataset = xr.Dataset(
        {
            "similarity": (
                ("network", "layer", "image", "other_image"),
                np.stack([matrix, np.full_like(matrix, np.nan)])[None],
            ),
            "gini": (("network", "layer"), [[0.5, np.nan]]),
        },
        coords={
            "network": ["mine"],
            "layer": ["a", "b"],
            **{
                name: ("image", labels[:, number])
                for number, name in enumerate(("superordinate", "basic", "subordinate"))
            },
        },
    )
    dataset.to_netcdf(tmp_path / "layers.nc")
    found = of_photographs.read({"photographs": tmp_path / "layers.nc"})
    relations = found["photograph_relations"].sel(network="mine", layer="a")
    np.testing.assert_allclose(relations.sel(relation="within_subordinate"), 0.8)
    np.testing.assert_allclose(relations.sel(relation="between_superordinate"), 0.1)
    np.testing.assert_allclose(relations.sel(relation="within_basic"), 0.4)
    # Of three levels there is nothing that shares the superordinate category alone.
    assert relations.sel(relation="within_superordinate").isnull().all()
    own = found["photograph_categories"].sel(network="mine", layer="a", category="moped")
    assert own.dims == ("sample", "other")
    np.testing.assert_allclose(own.sel(other="sportscar"), 0.4)
    np.testing.assert_allclose(own.sel(other="moped"), 0.8)
    np.testing.assert_allclose(own.sel(other="robin"), 0.1)
    assert found["photograph_relations"].sel(layer="b").isnull().all()
    for name, numbers in found.items():
        assert set(numbers.dims) - {"sample"} == set(DIMENSIONS[name]), name
    assert of_photographs.of_dataset(xr.Dataset()) == {}


# The file of claims.


def test_the_file_of_claims_is_valid_and_has_the_published_values():
    listed = read_claims()
    published = {claim["id"]: claim.get("published") for claim in listed}
    table = pd.read_csv(REPOSITORY / "resources" / "published_smoothness.csv")
    values = table.set_index("scheme")["functional_smoothness"]
    assert published["smoothness-layer-1"] == values["depth-1"] == 0.86
    assert published["smoothness-layer-8"] == values["depth-8"] == 0.22
    assert published["gini-middle-layer"] == 0.947
    assert published["gini-late-layer"] == 0.579


def of_claim(**changes):
    test = {
        "data": "similarity",
        "criterion": {"is": "above", "bound": 0.0},
        "why": "Because.",
    }
    test |= changes.pop("test", {})
    claim = {"id": "it", "claim": "So.", "where": "There", "explanation": "Well.", "tests": [test]}
    return claim | changes


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([of_claim(colour="red")], ["claim it", "'colour' was unexpected"]),
        ([of_claim(test={"data": "smell"})], ["claim it, tests[0].data", "'smell'"]),
        ([of_claim(test={"criterion": {"is": "above"}})], ["tests[0].criterion", "bound"]),
        (
            [of_claim(test={"criterion": {"is": "equal to", "bound": 0.0}})],
            ["tests[0].criterion", "bound and within (equal to)"],
        ),
        ([of_claim(test={"criterion": {"is": "big", "bound": 1}})], ["tests[0].criterion", "big"]),
        ([of_claim(test={"statistics": [{"median": {}}]})], ["statistics[0]", "median"]),
        ([of_claim(test={"statistics": [{"step": {}}]})], ["statistics[0].step", "along"]),
        ([of_claim(tests=[])], ["claim it, tests"]),
        ([of_claim(cited="A book.")], ["claim it"]),
        ([of_claim(test={"where": "smooth"})], ["tests[0].where"]),
        ([of_claim(), of_claim()], ["two claims with the id it"]),
        (
            [of_claim(test={"criterion": {"is": "near the published value", "within": 0.1}})],
            ["claim it, tests[0] has a published value to be near"],
        ),
        (
            [of_claim(test={"select": {"schem": "hash"}})],
            ["claim it, tests[0].select", "no 'schem'", "recipe, scheme, scanner, level"],
        ),
        (
            [of_claim(test={"select": {"level": 3}, "statistics": [{"step": {"along": "level"}}]})],
            ["tests[0].statistics[0].step", "no 'level' here", "recipe, scheme, scanner."],
        ),
        (
            [of_claim(test={"statistics": [{"change": {"along": "x"}}]})],
            ["tests[0].statistics[0].change", "no 'x'"],
        ),
        (
            [
                of_claim(
                    test={
                        "data": "corrected_smoothness",
                        "statistics": [{"step": {"along": "scheme"}}],
                    }
                )
            ],
            ["tests[0].statistics", "take corrected_by_seed"],
        ),
        (
            [of_claim(test={"data": "hierarchy", "where": SMOOTH})],
            ["tests[0].where", "hierarchy"],
        ),
    ],
)
def test_a_wrong_claim_is_named(tmp_path, listed, said):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump({"claims": listed}), encoding="utf-8")
    with pytest.raises(ClaimsError) as caught:
        read_claims(tmp_path)
    assert str(caught.value).startswith("claims.yaml")
    for words in said:
        assert words in str(caught.value)


def test_the_schema_of_claims_lists_the_statistics_and_criteria_that_there_are():
    schema = yaml.safe_load(
        (REPOSITORY / "resources" / "claims.schema.yaml").read_text(encoding="utf-8")
    )
    test = schema["properties"]["claims"]["items"]["properties"]["tests"]["items"]["properties"]
    statistics = set(test["statistics"]["items"]["properties"])
    assert statistics == set(selection.STATISTICS)
    assert set(test["criterion"]["properties"]["is"]["enum"]) == set(criteria.CRITERIA)
    assert set(test["data"]["enum"]) == set(DIMENSIONS)


@pytest.mark.parametrize("verdict", ["kept", "broken"])
def test_published_means_have_a_verdict_of_their_own(verdict):
    numbers = array([0.2 if verdict == "kept" else -0.2], layer=["late"])
    test = {
        "data": "published_means",
        "select": {"layer": "late"},
        "criterion": {"is": "above", "bound": 0.0},
    }
    row, (effect,) = examine({"published_means": numbers}, test)
    assert row["verdict"] == ("" if verdict == "kept" else "not ") + "in the published means"
    assert row["intervals_over"] == effect["sampling_unit"] == "none: published means"


def test_a_cited_claim_has_its_source_and_no_test():
    claim = {"id": "it", "claim": "So.", "where": "There", "explanation": "Well.", "ours": True}
    row, effects = claims.examine(claim | {"cited": "A book."}, {}, simulated=[], confidence=0.95)
    assert (row["verdict"], row["criterion"], row["ours"]) == ("cited", "A book.", "yes")
    assert effects == []


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            FALLS,
            "Change of similarity from one level to the next: below 0",
        ),
        (
            {
                "data": "decoding",
                "where": {"codes": "smooth", "bound": 0.2},
                "criterion": {"is": "above", "bound": 0.0},
            },
            "of codes whose corrected functional smoothness lies above 0.2 with its whole interval",
        ),
    ],
)
def test_a_criterion_says_what_it_is_about(data, test, said):
    row, _ = examine(data, test)
    assert said in row["criterion"]


def test_effects_say_what_their_intervals_are_over(data):
    _, effects = examine(data, FALLS)
    assert {(effect["sampling_unit"], effect["samples"]) for effect in effects} == {
        ("seeds", SEEDS)
    }


def test_networks_with_other_photographs_have_their_own_number_of_samples():
    values = np.random.default_rng(0).standard_normal((2, 8))
    values[1, 6:] = np.nan
    numbers = array(values, network=["a", "b"], sample=range(8))
    table = effects_of(numbers, 0.95).set_index("effect")
    assert table["samples"].to_dict() == {"a": 8, "b": 6}
    assert table["value"]["a"] == pytest.approx(values[0].mean())


# Finite verbs that the explanations use.
VERBS = {
    *("is", "are", "has", "have", "takes", "compares", "divides", "gives", "says", "holds", "lies"),
    *("lie", "comes", "keeps", "lose", "carry", "prints", "depends", "needs", "makes", "count"),
    "stands",
}


def test_the_first_sentence_of_each_explanation_stands_alone():
    """No fragment such as "Mean over photographs", and no word that refers to another sentence."""
    for claim in read_claims():
        first = re.split(r"(?<=[a-z0-9)\]])\. ", " ".join(claim["explanation"].split()))[0]
        words = re.findall(r"[\w'-]+", first)
        assert words[0] not in ("It", "They", "This", "These", "That", "Such"), first
        assert set(words) & VERBS, f"{claim['id']} is explained by a fragment: {first}"
