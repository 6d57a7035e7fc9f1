"""Charts of pages: what they show, what can be chosen, and that nothing else is in them."""

import json

import pandas as pd
import pytest
import vl_convert

from figures import estimates
from pages import charts, recoverability_page, study_charts


def curves(recipes=("text",), scanners=("none",), schemes=("depth-1", "hash")):
    return pd.DataFrame(
        [
            (recipe, scheme, scanner, level, 1 - 0.123456 * level, 0.1, None)
            for recipe in recipes
            for scheme in schemes
            for scanner in scanners
            for level in range(3)
        ],
        columns=["recipe", "scheme", "scanner", "level", "mean", "ci_low", "ci_high"],
    )


def spec_of(chart):
    return json.loads(chart.spec)


def chosen(spec):
    """Options of the buttons, by the field that they choose."""
    return {
        param["name"]: param["bind"]["options"]
        for param in spec["params"]
        if isinstance(param.get("bind"), dict)
    }


def test_a_point_of_a_curve_has_code_level_value_and_interval():
    spec = spec_of(study_charts.curves(curves(), "figure-2", "Curves", {"depth-1": 0.9}))
    rows = spec["data"]["values"]
    assert len(rows) == 6
    assert rows[1] == {
        "recipe": "text",
        "place": "units",
        "code": "depth-1",
        "level": 1,
        "value": 0.8765,
        "low": 0.1,
        "interval": "none",
    }
    shown = [entry["field"] for entry in spec["layer"][-1]["encoding"]["tooltip"]]
    assert shown == ["code", "place", "recipe", "level", "value", "interval"]
    # Nothing to choose between in a study of one recipe, and a legend that takes and leaves codes.
    assert chosen(spec) == {}
    (legend,) = [param for param in spec["params"] if param.get("bind") == "legend"]
    assert legend["select"]["fields"] == ["code"]


def test_places_and_recipes_are_chosen_where_there_are_several():
    table = curves(recipes=("text", "released"), scanners=("none", "sum", "7t"))
    spec = spec_of(study_charts.curves(table, "figure-2", "Curves", {}))
    assert chosen(spec) == {
        "chosen_place": ["units", "spike count", "7 T"],
        "chosen_recipe": ["text", "released"],
    }
    assert len(spec["transform"]) == 2


def test_what_no_recipe_has_is_no_choice():
    table = curves(recipes=("text", "released"), scanners=("none", "sum"))
    table = table[(table["recipe"] == "text") | (table["scanner"] == "none")]
    spec = spec_of(study_charts.curves(table, "figure-2", "Curves", {}))
    places = ["units, text recipe", "spike count, text recipe", "units, released recipe"]
    assert chosen(spec) == {"chosen_place": places}


def test_networks_have_the_colour_of_their_smoothness_and_others_one_of_their_own():
    scale = charts.colours(["hash", "depth-8", "depth-1"], {"depth-1": 1.0, "depth-8": 0.0})
    assert scale["domain"] == ["depth-1", "depth-8", "hash"]
    assert scale["range"] == [charts.shade(1), charts.shade(0), charts.DISTINCT[0]]


def test_a_study_has_charts_of_the_tables_it_has():
    smoothness = pd.DataFrame(
        [("text", "hash", "none", 0.0)],
        columns=["recipe", "scheme", "scanner", "functional_smoothness"],
    )
    tables = {"functional_smoothness": smoothness, "similarity_by_distortion": curves()}
    assert study_charts.of_study(tables).keys() == {"figure-2"}
    tables["generalisation"] = pd.DataFrame({"decoding": [float("nan")]})
    assert study_charts.of_study(tables).keys() == {"figure-2"}
    assert study_charts.of_study({}) == {}


def test_text_of_a_chart_ends_no_script():
    chart = study_charts.curves(curves(schemes=("</script>",)), "figure-2", "A </b>", {})
    assert "</" not in chart.spec
    assert spec_of(chart)["data"]["values"][0]["code"] == "</script>"


GRID = pd.DataFrame(
    [
        (scanner, depth, size, 0.1 * size / depth, 0.5, 0.05 * size / depth)
        for scanner in ("3t", "7t")
        for depth in (1, 8)
        for size in (1.0, 2.0)
    ],
    columns=["scanner", "depth", "voxel_size", "corrected", "reliability", "recovered"],
)


def test_the_map_of_recoverability_has_a_row_for_every_place_and_measure():
    spec = spec_of(study_charts.recoverability(GRID, "recoverability", "Map"))
    assert len(spec["data"]["values"]) == len(GRID) * 3
    assert chosen(spec)["chosen_scanner"] == ["3 T", "7 T"]
    assert len(chosen(spec)["chosen_measure"]) == 3


def test_the_page_on_recoverability_says_which_voxels_recover_most():
    first, second = recoverability_page.sentences(GRID)
    assert first == (
        "3 T recovers at best 0.10 with one layer (voxels of 2 mm) and 0.01 with eight layers "
        "(voxels of 2 mm)."
    )
    assert second.startswith("7 T")
    assert recoverability_page.sentences(GRID.assign(recovered=float("nan"))) == []


def test_a_corrected_value_without_an_interval_is_not_shown():
    grid = GRID.assign(corrected_ci_low=0.0, corrected_ci_high=1.0)
    grid.loc[0, ["corrected", "recovered", "corrected_ci_high"]] = 8e15, 2e13, float("nan")
    shown = estimates.shown(grid)
    assert shown["recovered"].max() < 1
    assert shown["recovered"].isna().sum() == shown["corrected"].isna().sum() == 1
    # With too few seeds for any interval, values are all there is.
    assert estimates.shown(grid.assign(corrected_ci_low=float("nan"))).equals(
        grid.assign(corrected_ci_low=float("nan"))
    )


@pytest.mark.parametrize(
    "chart",
    [
        study_charts.curves(curves(("text", "released"), ("none", "7t")), "a", "Curves", {}),
        study_charts.recoverability(GRID, "b", "Map"),
    ],
    ids=lambda chart: chart.title,
)
def test_the_library_draws_the_chart(chart):
    assert vl_convert.vegalite_to_svg(chart.spec).count("<path") > 12


@pytest.mark.parametrize("word", ["vegaEmbed", "vegaLite"])
def test_the_library_is_javascript_that_may_stand_in_a_page(word):
    library = charts.library()
    assert word in library
    assert "</script" not in library
