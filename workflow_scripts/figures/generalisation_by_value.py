"""Generalisation against functional smoothness where a parameter has several values.

A name beside each marker would be one upon another: here the colour is the value, a line joins the
layers of one network, and the number in a marker is its depth. Each scanner has a row of panels.
"""

from figures import drawing
from figures import generalisation_markers as parts
from neuralcode.names import family, layer_number, swept

PLT = drawing.plt
MARKERS = "os^Dv"


def lines_of(rows):
    """Codes that vary in a parameter, and the rows of their layers by depth.

    Parameters
    ----------
    rows : pandas.DataFrame

    Yields
    ------
    family : str
    value : float
    rows : pandas.DataFrame
    """
    rows = rows[rows["scheme"].map(swept).notna()]
    rows = rows.assign(
        family=rows["scheme"].map(family),
        value=[swept(name)[1] for name in rows["scheme"]],
        depth=[layer_number(name) or 0 for name in rows["scheme"]],
    )
    for (name, value), own in rows.groupby(["family", "value"], sort=False):
        yield name, value, own.sort_values("depth")


def draw_line(axis, rows, measure, colour, marker):
    """The layers of one network, each a marker with its depth in it."""
    smooth = rows["smoothness_ci_low"] > 0
    axis.errorbar(
        rows["smoothness"],
        rows[measure],
        xerr=parts.error(rows, "smoothness"),
        yerr=parts.error(rows, measure),
        color=colour,
        linewidth=1,
        elinewidth=0.5,
        zorder=2,
    )
    for row, is_smooth in zip(rows.itertuples(), smooth, strict=True):
        place = row.smoothness, getattr(row, measure)
        face = colour if is_smooth else "white"
        axis.plot(*place, color=colour, marker=marker, ms=9, mfc=face, zorder=3)
        if row.depth:
            text = drawing.readable_on(colour) if is_smooth else "black"
            look = {"ha": "center", "va": "center", "fontsize": 6, "color": text, "zorder": 4}
            axis.annotate(f"{row.depth}", place, **look)


def panels(measures, places):
    """A row of panels per recipe and scanner, a column per measure."""
    size = (5.0 * len(measures) + 2.2, 3.7 * len(places) + 0.4)
    return PLT.subplots(len(places), len(measures), figsize=size, squeeze=False, sharex=True)


def draw(table, measures):
    """The figure.

    Parameters
    ----------
    table : pandas.DataFrame
        See `figures.generalisation_figure.with_smoothness`.
    measures : list of str

    Returns
    -------
    matplotlib.figure.Figure
    """
    groups = list(table.groupby(["recipe", "scanner"], sort=False))
    found = [(name, value) for name, value, _ in lines_of(table)]
    values, families = sorted({value for _, value in found}), list(dict(found))
    # The lightest colour is left out: it is hard to see on white.
    shades = drawing.dark_to_light("viridis", len(values) + 1)[:-1]
    colours = dict(zip(values, shades, strict=True))
    markers = {name: MARKERS[n % len(MARKERS)] for n, name in enumerate(families)}
    single = parts.short_names([name for name in table["scheme"].unique() if not swept(name)])
    figure, axes = panels(measures, groups)
    for row, ((recipe, scanner), rows) in zip(axes, groups, strict=True):
        for axis, measure in zip(row, measures, strict=True):
            there = rows[rows[measure].notna()]
            if there.empty:
                axis.set_axis_off()
                continue
            for name, value, own in lines_of(there):
                draw_line(axis, own, measure, colours[value], markers[name])
            others = there[there["scheme"].isin(list(single))]
            parts.draw_codes(axis, others, measure, "0.35", "o")
            parts.name_markers(axis, others, measure, single, "0.2")
            parts.finish(axis, there, measure)
            title = f"{drawing.place_title(scanner)}, {drawing.recipe_title(recipe)}"
            axis.set_title(f"{title}\n{axis.get_title(loc='left')}", fontsize=10)
    key = swept(next(name for name in table["scheme"] if swept(name)))[0]
    handles = [
        PLT.Line2D([], [], color=colours[value], lw=2, label=f"{key} = {value:g}")
        for value in values
    ]
    look = {"color": "0.3", "linewidth": 0}
    handles += [
        PLT.Line2D([], [], marker=marker, label=f"{name}, number: depth", **look)
        for name, marker in markers.items()
    ]
    handles.append(PLT.Line2D([], [], marker="o", mfc="white", label=parts.OPEN, **look))
    figure.legend(
        handles=handles,
        loc="outside right center",
        fontsize=8,
        title="\n".join(parts.key_of(single).split(", ")),
        title_fontsize=8,
    )
    return figure
