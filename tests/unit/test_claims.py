"""The audit: statistics, intervals and criteria, and every path to a verdict."""

import csv

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from conftest import REPOSITORY
from scipy.stats import spearmanr

from neuralcode import audit
from neuralcode.audit import NotRunError
from neuralcode.smoothness import resampling_weights
from plumbing import audit_page, evidence
from plumbing.claims import Examiner
from rules.claims import ClaimsError, read_claims

SEEDS, LEVELS = 40, 6


def array(values, **coords):
    return xr.DataArray(np.asarray(values, float), dims=list(coords), coords=coords)


CURVES = array(
    np.arange(12.0).reshape(3, 4),
    scheme=["depth-10", "depth-9", "vector"],
    level=[1, 2, 3, 4],
)


def test_labels_are_chosen_by_name_list_and_pattern():
    assert audit.select(CURVES, {"scheme": "vector"}).dims == ("level",)
    chosen = audit.select(CURVES, {"scheme": ["vector", "depth-9"]})
    assert chosen["scheme"].values.tolist() == ["vector", "depth-9"]
    chosen = audit.select(CURVES, {"scheme": "depth-*"})
    assert chosen["scheme"].values.tolist() == ["depth-9", "depth-10"]


@pytest.mark.parametrize("wanted", ["gain", ["vector", "gain"], "hash*"])
def test_a_label_that_is_missing_is_named(wanted):
    with pytest.raises(NotRunError) as caught:
        audit.select(CURVES, {"scheme": wanted})
    assert caught.value.dimension == "scheme"
    assert caught.value.label == ("hash*" if wanted == "hash*" else "gain")


def test_what_has_no_number_is_missing_by_name_and_left_out_of_patterns():
    holes = CURVES.where(CURVES["scheme"] != "depth-9")
    with pytest.raises(NotRunError, match="scheme depth-9"):
        audit.select(holes, {"scheme": "depth-9"})
    chosen = audit.select(holes, {"scheme": "depth-*"})
    assert chosen["scheme"].values.tolist() == ["depth-10"]
    with pytest.raises(NotRunError, match=r"scheme depth-\*"):
        audit.select(CURVES.where(CURVES["scheme"] == "vector"), {"scheme": "depth-*"})


def test_statistics():
    step = audit.step(CURVES, "level")
    assert step["level"].values.tolist() == ["1 to 2", "2 to 3", "3 to 4"]
    assert (step == 1).all()
    np.testing.assert_array_equal(audit.change(CURVES, "level"), 3)
    np.testing.assert_array_equal(audit.from_first(CURVES, "scheme"), [[4] * 4, [8] * 4])
    contrast = audit.contrast(CURVES, "scheme", of="vector", minus="depth-10")
    np.testing.assert_array_equal(contrast, 8)
    np.testing.assert_array_equal(audit.mean(CURVES, "level"), [1.5, 5.5, 9.5])
    one = CURVES.isel(scheme=[0])
    for statistic in (audit.step, audit.change):
        with pytest.raises(NotRunError):
            statistic(one, "scheme")
    with pytest.raises(NotRunError, match="scheme hash"):
        audit.contrast(CURVES, "scheme", of="hash", minus="vector")


@pytest.mark.parametrize(("samples", "scale"), [(8, 1.0), (40, 1e-3)])
def test_joint_intervals_cover_all_means_at_once(samples, scale):
    rng = np.random.default_rng(0)
    weights = resampling_weights(samples, 600, rng)
    trials, covered, alone = 300, 0, 0
    for _ in range(trials):
        draws = scale * (1 + rng.standard_normal((samples, 20)))
        _, low, high = audit.joint_interval(draws, weights, 0.95)
        inside = (low <= scale) & (scale <= high)
        covered += inside.all()
        alone += inside[0]
    error = np.sqrt(0.95 * 0.05 / trials)
    # A bootstrap of few samples is a little off: a hundredth or two.
    assert covered / trials == pytest.approx(0.95, abs=4 * error + 0.02)
    assert alone / trials > 0.98


def test_an_effect_that_is_the_same_in_all_samples_has_no_error():
    rng = np.random.default_rng(1)
    draws = np.column_stack([np.full(30, 0.7), rng.standard_normal(30)])
    mean, low, high = audit.joint_interval(draws, resampling_weights(30, 500, rng), 0.95)
    assert mean[0] == pytest.approx(0.7)
    np.testing.assert_array_equal([low[0], high[0]], [mean[0]] * 2)
    assert low[1] < mean[1] < high[1]
    same = audit.joint_interval(np.ones((5, 2)), resampling_weights(5, 100, rng), 0.95)
    np.testing.assert_array_equal(same, 1)


def weights(samples):
    return resampling_weights(samples, 500, np.random.default_rng(2))


def test_effects_are_named_and_those_without_numbers_left_out():
    table = audit.effects(CURVES.where(CURVES != 5), weights, 0.95)
    assert len(table) == 11
    assert table["effect"].tolist()[:2] == ["depth-10, level 1", "depth-10, level 2"]
    assert "depth-9, level 2" not in table["effect"].tolist()
    assert (table["ci_low"] == table["value"]).all()
    bounds = array([[0.5], [0.4], [0.6]], bound=["value", "ci_low", "ci_high"], scheme=["gain"])
    (row,) = audit.effects(bounds, weights, 0.95).itertuples(index=False)
    assert tuple(row) == ("", 0.5, 0.4, 0.6)


def test_one_seed_says_nothing_about_others():
    with pytest.raises(NotRunError, match="sample"):
        audit.effects(array(np.ones((1, 3)), sample=[0], level=[1, 2, 3]), weights, 0.95)
    bounds = array([[0.5], [np.nan], [np.nan]], bound=["value", "ci_low", "ci_high"], level=[1])
    with pytest.raises(NotRunError, match="sample"):
        audit.effects(bounds, weights, 0.95)


def test_rank_correlation():
    rng = np.random.default_rng(3)
    x = rng.standard_normal(14).round(1)
    y = x + rng.standard_normal(14)
    value, low, high = audit.rank_correlation(x, y, 2000, 0.95, rng)
    assert value == pytest.approx(spearmanr(x, y)[0])
    assert low < value < high
    assert audit.rank_correlation(x, 2 * x, 100, 0.95, rng) == pytest.approx((1, 1, 1))


def one(value, low, high):
    return pd.DataFrame({"effect": [""], "value": [value], "ci_low": [low], "ci_high": [high]})


@pytest.mark.parametrize(
    ("criterion", "interval", "kept"),
    [
        ({"is": "near the published value", "published": 0.86, "within": 0.005}, (0.85, 0.87), 1),
        ({"is": "near the published value", "published": 0.86, "within": 0.005}, (0.864, 0.9), 1),
        ({"is": "near the published value", "published": 0.86, "within": 0.005}, (0.866, 0.9), 0),
        ({"is": "near the published value", "published": 0.86, "within": 0.005}, (0.8, 0.854), 0),
        ({"is": "above", "bound": 0}, (0.01, 0.2), 1),
        ({"is": "above", "bound": 0}, (0.0, 0.0), 0),
        ({"is": "above", "bound": 0}, (-0.01, 0.2), 0),
        ({"is": "below", "bound": 0.1}, (-0.3, 0.09), 1),
        ({"is": "below", "bound": 0.1}, (-0.3, 0.11), 0),
        ({"is": "equal to", "bound": 0, "within": 0.1}, (-0.09, 0.09), 1),
        ({"is": "equal to", "bound": 0, "within": 0.1}, (-0.11, 0.09), 0),
        ({"is": "equal to", "bound": 0, "within": 0.1}, (-0.02, 0.11), 0),
        ({"is": "equal to", "bound": 0, "within": 0}, (0, 0), 1),
        ({"is": "equal to", "bound": 0, "within": 0}, (0, 1e-3), 0),
        ({"is": "nowhere above", "bound": 0}, (-0.1, 0.2), 1),
        ({"is": "nowhere above", "bound": 0}, (0.1, 0.2), 0),
        ({"is": "nowhere below", "bound": 0}, (-0.1, 0.2), 1),
        ({"is": "nowhere below", "bound": 0}, (-0.2, -0.1), 0),
    ],
)
def test_criteria(criterion, interval, kept):
    low, high = interval
    assert audit.keeps(one((low + high) / 2, low, high), criterion)[0] == bool(kept)


def test_one_effect_among_many_breaks_a_criterion_and_is_shown():
    table = pd.concat([one(0.5, 0.4, 0.6), one(0.2, -0.1, 0.5), one(0.9, 0.8, 1.0)])
    table = table.assign(effect=["a", "b", "c"]).reset_index(drop=True)
    kept, worst = audit.keeps(table, {"is": "above", "bound": 0})
    assert not kept
    assert worst["effect"] == "b"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({"text": True, "released": True}, "reproduced"),
        ({"text": True, "released": None}, "reproduced"),
        ({"": True}, "reproduced"),
        ({"text": False, "released": False}, "not reproduced"),
        ({"text": None, "released": False}, "not reproduced"),
        ({"text": False, "released": True}, "reproduced only with the released recipe"),
        ({"text": True, "released": False}, "reproduced only with the recipe of the text"),
        ({"text": None, "released": None}, "not run"),
        ({"": None}, "not run"),
    ],
)
def test_verdicts(outcomes, verdict):
    assert audit.verdict(outcomes) == verdict


# Claims on the data of a study.


def smoothness_table(path, rows):
    names = ["recipe", "scheme", "scanner", "functional_smoothness", "ci_low", "ci_high"]
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    return evidence.functional_smoothness(path)


@pytest.fixture
def data(tmp_path):
    rng = np.random.default_rng(4)
    rows, found = [], []
    for recipe, scheme, smooth in (
        ("text", "depth-1", 0.9),
        ("text", "depth-2", 0.5),
        ("text", "hash", 0.0),
        ("released", "depth-1", 0.7),
        ("released", "depth-2", 0.6),
    ):
        rows.append([recipe, scheme, "none", smooth, smooth - 0.02, smooth + 0.02])
        fall = smooth * np.linspace(1, 0.2, LEVELS)
        noise = 0.01 * rng.standard_normal((SEEDS, LEVELS))
        key = {"recipe": recipe, "scheme": scheme, "scanner": "none"}
        found.append((key, fall + noise, range(1, LEVELS + 1)))
    return {
        "functional_smoothness": smoothness_table(tmp_path / "table.csv", rows),
        "similarity": evidence.arranged(found),
        "decoding": evidence.arranged(found),
    }


def examine(data, *tests, **keys):
    examiner = Examiner(data, simulated=[], study_seed=1, bootstrap_resamples=500, confidence=0.95)
    tests = [{"why": "Because."} | test for test in tests]
    claim = {"id": "it", "claim": "It is so.", "where": "There", "explanation": "Well."}
    return examiner.examine(claim | {"tests": tests} | keys)


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
    assert row["measured_text"] == "0.900 [0.880, 0.920]"
    assert row["measured_released"] == "0.700 [0.680, 0.720]"
    assert (row["published"], row["missing"]) == (str(published), "")
    assert [test["kept"] for test in tests] == [published == 0.9, published == 0.7]


def test_a_claim_is_reproduced_where_all_its_tests_are(data):
    falls = {
        "data": "similarity",
        "select": {"scheme": "depth-*", "scanner": "none"},
        "statistics": [{"step": {"along": "level"}}],
        "criterion": {"is": "below", "bound": 0.0},
    }
    row, tests = examine(data, falls)
    assert row["verdict"] == "reproduced"
    assert [test["n_effects"] for test in tests] == [2 * (LEVELS - 1)] * 2
    rises = falls | {"criterion": {"is": "above", "bound": 0.0}}
    assert examine(data, falls, rises)[0]["verdict"] == "not reproduced"
    text = examine(data, falls, recipes=["text"])[0]
    assert (text["verdict"], text["measured_released"]) == ("reproduced", "")


@pytest.mark.parametrize(("where", "schemes"), [("smooth", 2), ("not smooth", 1)])
def test_codes_with_and_without_smoothness_are_told_apart(data, where, schemes):
    test = {
        "data": "decoding",
        "select": {"scheme": "*", "scanner": "*"},
        "where": where,
        "statistics": [{"mean": {"over": "level"}}],
        "criterion": {"is": "above", "bound": 0.1},
    }
    row, tests = examine(data, test)
    assert tests[0]["n_effects"] == schemes
    assert tests[0]["kept"] == (where == "smooth")
    assert row["missing"] == (
        ""
        if where == "smooth"
        else "in the recipe released: a code that is not smooth (key studies), such as hash"
    )


def test_smoothness_and_decoding_are_correlated_over_schemes(data):
    test = {
        "data": "decoding",
        "select": {"scheme": "*", "scanner": "*"},
        "statistics": [
            {"mean": {"over": "level"}},
            {"rank_correlation": {"along": "scheme", "at_least": 3}},
        ],
        "criterion": {"is": "above", "bound": 0.0},
    }
    row, _ = examine(data, test)
    assert row["verdict"] == "reproduced"
    assert row["measured_text"].startswith("1.000")
    assert "scheme" in row["missing"]  # of the released recipe there are just two


@pytest.mark.parametrize(
    ("test", "missing"),
    [
        (smoothness_near("depth-8"), "a study with recipe text, scheme depth-8, scanner none"),
        (
            {"data": "similarity", "select": {"scheme": "rate", "scanner": "simulated"}},
            "scheme rate, scanner such as 3t (key studies)",
        ),
        (
            {"data": "univariate", "select": {"scheme": "*", "scanner": "*"}},
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
            {"data": "voxel_spread", "select": {"pattern": "fine", "voxel": "voxel"}},
            "keys voxel and small_voxel of sheet",
        ),
    ],
)
def test_what_was_not_run_says_what_is_missing(data, test, missing):
    criterion = {"is": "above", "bound": 0.0}
    row, tests = examine(data, {"criterion": criterion} | test, published=0.5)
    assert row["verdict"] == "not run"
    assert missing in row["missing"]
    assert tests == []
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
    found = evidence.photographs(tmp_path / "layers.nc")
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
    assert evidence.photographs_of(xr.Dataset()) == {}


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
        ([of_claim(), of_claim()], ["two claims with the id it"]),
        (
            [of_claim(test={"criterion": {"is": "near the published value", "within": 0.1}})],
            ["claim it", "no key published"],
        ),
    ],
)
def test_a_wrong_claim_is_named(tmp_path, listed, said):
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump({"claims": listed}))
    with pytest.raises(ClaimsError) as caught:
        read_claims(path)
    assert str(caught.value).startswith("claims.yaml")
    for words in said:
        assert words in str(caught.value)


def test_the_schema_of_claims_lists_the_statistics_and_criteria_that_there_are():
    schema = yaml.safe_load((REPOSITORY / "resources" / "claims.schema.yaml").read_text())
    test = schema["properties"]["claims"]["items"]["properties"]["tests"]["items"]["properties"]
    statistics = set(test["statistics"]["items"]["properties"])
    assert statistics == {*audit.STATISTICS, "rank_correlation"}
    assert set(test["criterion"]["properties"]["is"]["enum"]) == set(audit.CRITERIA)


def test_the_page_has_a_word_and_a_symbol_for_each_verdict_and_escapes_the_text():
    verdicts = {
        "reproduced": "\u2713",
        "not reproduced": "\u2717",
        "reproduced only with the released recipe": "\u25d0",
        "not run": "\u2013",
    }
    rows = [
        {
            "id": f"claim-{number}",
            "claim": "a < b & c",
            "where": "Figure 2",
            "published": "0.22",
            "measured": "",
            "measured_text": "0.2",
            "measured_released": "",
            "verdict": verdict,
            "missing": "a study" if verdict == "not run" else "",
            "explanation": "So it is.",
            "criterion": "above 0",
        }
        for number, verdict in enumerate(verdicts)
    ]
    page = audit_page.page(rows)
    for verdict, symbol in verdicts.items():
        assert f"{symbol} {verdict}: 1" in page
    assert page.count("a &lt; b &amp; c") == 4
    assert page.count("<b>Missing:</b> a study") == 1
    assert "a < b" not in page
    assert "http" not in page
