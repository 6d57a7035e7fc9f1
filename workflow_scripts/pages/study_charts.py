"""The charts of the report and of the page on recoverability."""

import altair as alt
import pandas as pd

from figures.names import place_title, recipe_title
from pages.charts import (
    DISTINCT,
    choices,
    colours,
    finished,
    records,
    shade,
    toggled,
    tooltip,
    with_interval,
)


def curves(table, name, title, smoothness, y_title="Similarity to the prototype"):
    """Similarity by level: hover names a point, the legend takes and leaves codes.

    Parameters
    ----------
    table : pandas.DataFrame
        recipe, scheme, scanner, level, mean, ci_low, ci_high.
    name, title : str
    smoothness : dict of float
        See `colours`.
    y_title : str

    Returns
    -------
    Chart
    """
    table = with_interval(table, "mean", "ci_low", "ci_high").rename(columns={"scheme": "code"})
    table["place"] = table["scanner"].map(place_title)
    fields = {"place": "Read in", "recipe": "Recipe"}
    pairs = table[["place", "recipe"]].drop_duplicates()
    if len(pairs) < pairs["place"].nunique() * pairs["recipe"].nunique():
        # Not every recipe is read everywhere: a choice that shows nothing is none.
        del fields["recipe"]
        table["place"] += ", " + table["recipe"].map(recipe_title)
    table = table[["recipe", "place", "code", "level", "value", "low", "high", "interval"]]
    chosen, opacity = toggled("code")
    base = alt.Chart(records(table)).encode(
        x=alt.X(
            "level:Q",
            title="Level of distortion",
            axis=alt.Axis(tickMinStep=1),
            scale=alt.Scale(nice=False),
        ),
        color=alt.Color("code:N", scale=colours(list(table["code"].unique()), smoothness)),
    )
    value = alt.Y("value:Q", title=y_title)
    band = base.mark_area().encode(
        y=alt.Y("low:Q", title=y_title),
        y2="high:Q",
        opacity=opacity(0.18, 0),
    )
    line = base.mark_line().encode(y=value, opacity=opacity(1, 0.06))
    points = base.mark_circle(size=45).encode(
        y=value,
        opacity=opacity(1, 0),
        tooltip=tooltip(
            code="Code",
            place="Read in",
            recipe="Recipe",
            level="Level",
            value="Similarity",
            interval="Interval",
        ),
    )
    chart = alt.layer(band, line, points.add_params(chosen))
    return finished(choices(chart, table, fields), name, title)


def generalisation(table, name, title):
    """Decoding against functional smoothness, a point per code, place and recipe."""
    seen = table["corrected_ci_low"].notna()
    table = table.assign(
        smoothness=table["corrected"].where(seen, table["functional_smoothness"]),
        place=table["scanner"].map(place_title),
    ).rename(columns={"scheme": "code"})
    table = with_interval(table, "decoding", "decoding_ci_low", "decoding_ci_high")
    table = table.loc[
        table["value"].notna(),
        ["recipe", "place", "code", "smoothness", "value", "low", "high", "interval"],
    ]
    chosen, opacity = toggled("place")
    base = alt.Chart(records(table)).encode(
        x=alt.X("smoothness:Q", title="Functional smoothness, corrected for noise"),
        color=alt.Color("place:N", scale=alt.Scale(range=list(DISTINCT))),
    )
    bars = base.mark_rule().encode(
        y=alt.Y("low:Q", title="Decoding of new distortions (0: chance, 1: perfect)"),
        y2="high:Q",
        opacity=opacity(0.6, 0),
    )
    points = base.mark_point(size=70, filled=True).encode(
        y=alt.Y("value:Q"),
        opacity=opacity(1, 0.05),
        tooltip=tooltip(
            code="Code",
            place="Read in",
            recipe="Recipe",
            smoothness="Functional smoothness",
            value="Decoding",
            interval="Interval",
        ),
    )
    chart = alt.layer(bars, points.add_params(chosen))
    return finished(choices(chart, table, {"recipe": "Recipe"}), name, title)


MEASURES = {
    "recovered": "Recovered: smoothness times reliability",
    "corrected": "Functional smoothness of the voxels without noise",
    "reliability": "Reliability",
}


def recoverability(table, name, title):
    """What is recovered over voxel size, a curve per depth of the network."""

    def named(depth):
        return f"{depth} layer{'' if depth == 1 else 's'}"

    depths = sorted(table["depth"].unique())
    # From one layer (dark) to ten (light).
    range_ = [shade(1 - (depth - 1) / 9) for depth in depths]
    parts = []
    for measure, label in MEASURES.items():
        bounds = (f"{measure}_ci_low", f"{measure}_ci_high")
        own = table if set(bounds) <= set(table) else table.assign(**dict.fromkeys(bounds, None))
        parts.append(with_interval(own, measure, *bounds).assign(measure=label))
    long = pd.concat(parts, ignore_index=True)
    columns = ["scanner", "depth", "voxel_size", "measure", "value", "interval"]
    long = long.loc[long["value"].notna(), columns].assign(
        depth=long["depth"].map(named), scanner=long["scanner"].map(place_title)
    )
    chosen, opacity = toggled("depth")
    base = alt.Chart(records(long)).encode(
        x=alt.X("voxel_size:Q", title="Voxel size (mm)"),
        y=alt.Y("value:Q", title="Value"),
        color=alt.Color("depth:N", scale=alt.Scale(domain=list(map(named, depths)), range=range_)),
        opacity=opacity(1, 0.06),
    )
    points = base.mark_circle(size=60).encode(
        tooltip=tooltip(
            depth="Depth",
            scanner="Scanner",
            voxel_size="Voxel size (mm)",
            value="Value",
            interval="Interval",
        ),
    )
    chart = alt.layer(base.mark_line(), points.add_params(chosen))
    return finished(choices(chart, long, {"scanner": "Scanner", "measure": "Shown"}), name, title)


def of_study(tables):
    """Charts of a study, by the figure that they belong to.

    Parameters
    ----------
    tables : dict of pandas.DataFrame
        By name, such as similarity_by_distortion.

    Returns
    -------
    dict of Chart
    """
    charts = {}
    if "functional_smoothness" not in tables:
        return charts
    units = tables["functional_smoothness"]
    units = units[units["scanner"] == "none"].drop_duplicates("scheme")
    smoothness = dict(zip(units["scheme"], units["functional_smoothness"], strict=True))
    if len(tables.get("similarity_by_distortion", ())):
        table = tables["similarity_by_distortion"]
        table = table[table["scanner"].isin(("none", "sum"))]
        if len(table):
            title = "Similarity by level of distortion, in the units and the spike count"
            charts["figure-2"] = curves(table, "figure-2", title, smoothness)
    if len(tables.get("similarity_by_scanner", ())):
        title = "Similarity between independent runs, by level of distortion"
        charts["scanners"] = curves(
            tables["similarity_by_scanner"],
            "scanners",
            title,
            smoothness,
            "Similarity between runs",
        )
    if len(tables.get("generalisation", ())) and tables["generalisation"]["decoding"].notna().any():
        title = "Decoding of new distortions by functional smoothness"
        charts["generalisation"] = generalisation(tables["generalisation"], "generalisation", title)
    return charts
