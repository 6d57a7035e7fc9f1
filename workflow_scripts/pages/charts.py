"""What charts are made of: Vega-Lite specifications to hover over and to filter.

Each page that has one embeds the JavaScript library once, so no network is needed.
"""

import json
from dataclasses import dataclass

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

from figures.names import is_model

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
        JSON that is safe inside a script element.
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
    """Colours of codes: networks by functional smoothness, the others by distinct hues.

    Parameters
    ----------
    schemes : sequence of str
    smoothness : dict of float
        Functional smoothness in the units by scheme.

    Returns
    -------
    altair.Scale
    """
    networks = [name for name in schemes if is_model(name)]
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


def toggled(field):
    """A selection that clicks in the legend make, and the opacity of what it leaves."""
    chosen = alt.selection_point(fields=[field], bind="legend", toggle="true", name=field)

    def opacity(inside, outside):
        return alt.when(chosen).then(alt.value(inside)).otherwise(alt.value(outside))

    return chosen, opacity


def tooltip(**titles):
    """Columns to read at a mark, with their titles; numbers of three digits."""
    numbers = ("value", "smoothness")
    return [
        alt.Tooltip(name, type="quantitative", format=".3f", title=title)
        if name in numbers
        else alt.Tooltip(name, type="nominal", title=title)
        for name, title in titles.items()
    ]
