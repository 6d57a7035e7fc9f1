"""Charts to hover over and to filter: Vega-Lite specifications made from tables.

Each page that has one embeds the JavaScript library once, so no network is needed.
"""

import json
from dataclasses import dataclass

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

from figures.names import NETWORK, place_title

# From functional smoothness 1 (dark) to 0 (light), as in the figures.
DARK, LIGHT = (0, 68, 27), (190, 228, 184)
# Colour-blind readers can tell these apart (Okabe & Ito 2008, Color Universal Design).
DISTINCT = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
HEIGHT = 340


@dataclass
class Chart:
    """A chart of a page.

    Attributes
    ----------
    id : str
    title : str
    spec : markupsafe.Markup
        JSON that may stand in a script element.
    """

    id: str
    title: str
    spec: Markup


def library():
    """JavaScript of Vega, Vega-Lite and Vega-Embed, in the version of altair."""
    version = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    return Markup(vl_convert.javascript_bundle(vl_version=version))


def shade(smoothness):
    """Colour of a network by its functional smoothness.

    Examples
    --------
    >>> shade(1.0), shade(0.0), shade(-0.2)
    ('#00441b', '#bee4b8', '#bee4b8')
    """
    share = min(max(smoothness, 0.0), 1.0)
    return "#" + "".join(
        f"{round(light + share * (dark - light)):02x}"
        for dark, light in zip(DARK, LIGHT, strict=True)
    )


def colours(schemes, smoothness):
    """Colours of codes: networks by functional smoothness, others told apart.

    Parameters
    ----------
    schemes : sequence of str
    smoothness : dict of float
        Functional smoothness in the units by scheme.

    Returns
    -------
    altair.Scale
    """
    networks = [name for name in schemes if pd.Series([name]).str.fullmatch(NETWORK).all()]
    others = [name for name in schemes if name not in networks]
    networks.sort(key=lambda name: -smoothness.get(name, 0.0))
    range_ = [shade(smoothness.get(name, 0.0)) for name in networks]
    range_ += [DISTINCT[number % len(DISTINCT)] for number, _ in enumerate(others)]
    return alt.Scale(domain=networks + others, range=range_)


def choices(chart, table, fields):
    """The chart with a row of buttons for each field that has several values."""
    for field, title in fields.items():
        options = list(table[field].unique())
        if len(options) > 1:
            chosen = alt.param(
                name=f"chosen_{field}",
                value=options[0],
                bind=alt.binding_radio(options=options, name=f"{title}: "),
            )
            chart = chart.add_params(chosen).transform_filter(alt.datum[field] == chosen)
    return chart


def finished(chart, name, title):
    """The specification as the page embeds it."""
    chart = (
        chart.properties(width="container", height=HEIGHT, background="white", description=title)
        .configure_axis(labelFontSize=12, titleFontSize=12)
        .configure_legend(orient="bottom", columns=6, labelFontSize=12, symbolOpacity=1, title=None)
        .configure_view(stroke=None)
    )
    # No data sets by hash: records as they are.
    spec = json.dumps(chart.to_dict(), separators=(",", ":"), ensure_ascii=False)
    return Chart(f"chart-{name}", title, Markup(spec.replace("</", "<\\/")))


def records(table):
    """Rows with numbers of four digits; what is not there is left out."""
    rounded = table.round({name: 4 for name in table.select_dtypes("number")})
    return alt.Data(
        values=[
            {key: value for key, value in row.items() if pd.notna(value)}
            for row in rounded.to_dict("records")
        ]
    )


def with_interval(table, value, low, high):
    """The columns value and interval, the latter in words for the tooltip."""
    interval = [
        f"{a:.3f} to {b:.3f}" if pd.notna(a) and pd.notna(b) else "none"
        for a, b in zip(table[low], table[high], strict=True)
    ]
    return table.assign(value=table[value], low=table[low], high=table[high], interval=interval)


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
    table = table[["recipe", "place", "code", "level", "value", "low", "high", "interval"]]
    code = alt.selection_point(fields=["code"], bind="legend", toggle="true", name="code")
    shown = alt.when(code)
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
        opacity=shown.then(alt.value(0.18)).otherwise(alt.value(0)),
    )
    line = base.mark_line().encode(
        y=value, opacity=shown.then(alt.value(1)).otherwise(alt.value(0.06))
    )
    points = base.mark_circle(size=45).encode(
        y=value,
        opacity=shown.then(alt.value(1)).otherwise(alt.value(0)),
        tooltip=[
            alt.Tooltip("code:N", title="Code"),
            alt.Tooltip("place:N", title="Read in"),
            alt.Tooltip("recipe:N", title="Recipe"),
            alt.Tooltip("level:Q", title="Level"),
            alt.Tooltip("value:Q", title="Similarity", format=".3f"),
            alt.Tooltip("interval:N", title="Interval"),
        ],
    )
    chart = alt.layer(band, line, points.add_params(code))
    return finished(choices(chart, table, {"place": "Read in", "recipe": "Recipe"}), name, title)


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
    chosen = alt.selection_point(fields=["place"], bind="legend", toggle="true", name="place")
    shown = alt.when(chosen)
    base = alt.Chart(records(table)).encode(
        x=alt.X("smoothness:Q", title="Functional smoothness, corrected for noise"),
        color=alt.Color("place:N", scale=alt.Scale(range=list(DISTINCT))),
    )
    bars = base.mark_rule().encode(
        y=alt.Y("low:Q", title="Decoding of new distortions (0: chance, 1: perfect)"),
        y2="high:Q",
        opacity=shown.then(alt.value(0.6)).otherwise(alt.value(0)),
    )
    points = base.mark_point(size=70, filled=True).encode(
        y=alt.Y("value:Q"),
        opacity=shown.then(alt.value(1)).otherwise(alt.value(0.05)),
        tooltip=[
            alt.Tooltip("code:N", title="Code"),
            alt.Tooltip("place:N", title="Read in"),
            alt.Tooltip("recipe:N", title="Recipe"),
            alt.Tooltip("smoothness:Q", title="Functional smoothness", format=".3f"),
            alt.Tooltip("value:Q", title="Decoding", format=".3f"),
            alt.Tooltip("interval:N", title="Interval"),
        ],
    )
    chart = alt.layer(bars, points.add_params(chosen))
    return finished(choices(chart, table, {"recipe": "Recipe"}), name, title)


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
