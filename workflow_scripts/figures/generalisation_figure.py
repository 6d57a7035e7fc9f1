"""Decoding and clusters at higher levels of distortion, against functional smoothness."""

import pandas as pd

from figures import drawing, generalisation_by_value
from figures import generalisation_markers as markers
from neuralcode.names import swept

PLT = drawing.plt


def with_smoothness(table):
    """The table with the smoothness to draw.

    Corrected for noise, which ranks the codes; raw where noise hides whether there is a signal.
    """
    seen = table["corrected_ci_low"].notna()
    found = {"smoothness": table["corrected"].where(seen, table["functional_smoothness"])}
    for end in ("ci_low", "ci_high"):
        raw = table[f"functional_smoothness_{end}"]
        found[f"smoothness_{end}"] = table[f"corrected_{end}"].where(seen, raw)
    return table.assign(**found)


def draw_measure(axis, table, measure, colours, names):
    for number, (key, rows) in enumerate(table.groupby(["recipe", "scanner"], sort=False)):
        rows = rows[rows[measure].notna()]
        if rows.empty:
            continue
        recipe, scanner = key
        name = drawing.place_title(scanner)
        marker = "osD^vPX"[number % 7]
        markers.draw_codes(axis, rows, measure, colours[key], marker, f"{name}, {recipe}")
        # The recipes share their names: those of the second would hide the first. The codes without
        # smoothness lie on each other.
        if recipe == table["recipe"].iloc[0]:
            smooth = rows[rows["smoothness_ci_low"] > 0]
            markers.name_markers(axis, smooth, measure, names, colours[key])
    markers.finish(axis, table, measure)


def by_code(table, measures):
    """The figure of a study whose parameters have one value each."""
    keys = list(table.groupby(["recipe", "scanner"], sort=False).groups)
    colours = {key: drawing.DISTINCT[n % len(drawing.DISTINCT)] for n, key in enumerate(keys)}
    names = markers.short_names(list(table["scheme"].unique()))
    figure, axes = PLT.subplots(1, len(measures), figsize=(5.4 * len(measures), 5.4), squeeze=False)
    for axis, measure in zip(axes[0], measures, strict=True):
        draw_measure(axis, table, measure, colours, names)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    open_marker = PLT.Line2D(
        [], [], marker="o", markerfacecolor="white", color="0.3", linewidth=0, markersize=5
    )
    figure.legend(
        [*handles, open_marker],
        [*labels, markers.OPEN],
        loc="outside lower center",
        ncols=3,
        fontsize=8,
        title=markers.key_of(names),
        title_fontsize=8,
    )
    return figure


def run(table_path, figure_paths, *, dpi):
    table = with_smoothness(pd.read_csv(table_path))
    measures = [name for name in markers.MEASURES if table[name].notna().any()]
    if table["scheme"].map(swept).notna().any():
        figure = generalisation_by_value.draw(table, measures)
    else:
        figure = by_code(table, measures)
    drawing.save(figure, figure_paths, dpi)
