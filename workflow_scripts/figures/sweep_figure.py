"""Functional smoothness over a parameter, one line per depth, simulated and predicted."""

import numpy as np
import pandas as pd
from matplotlib.ticker import NullFormatter

from figures import drawing

PLT = drawing.plt
MARKERS = "os^Dv"


def draw_panel(axis, rows, key, colours):
    """Points with their intervals, and theory for the units as a line."""
    for depth, part in rows.groupby("depth"):
        for place, (scanner, own) in enumerate(part.groupby("scanner", sort=False)):
            own = own.sort_values(key)
            value = own["functional_smoothness"]
            ends = [value - own["ci_low"].fillna(value), own["ci_high"].fillna(value) - value]
            name = f"depth {depth}" if depth else ""
            name += f"{', ' if name else ''}{drawing.place_title(scanner)}"
            axis.errorbar(
                own[key],
                value,
                yerr=ends,
                color=colours[depth],
                marker=MARKERS[place % len(MARKERS)],
                markersize=4,
                linestyle="none",
                capsize=3,
                label=name if rows["scanner"].nunique() > 1 or not depth else f"depth {depth}",
            )
            axis.plot(own[key], own["predicted"], color=colours[depth], linewidth=1.2)
    if rows["predicted"].notna().any():
        axis.plot([], [], color="0.4", linewidth=1.2, label="lines: theory")
    values = np.sort(rows[key].unique())
    if values[0] > 0 and values[-1] / values[0] >= 10:
        axis.set_xscale("log")
        axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_xticks(values, [f"{value:g}" for value in values])
    axis.set(xlabel=key, ylabel="Functional smoothness\n(pooled over pairs and seeds)")
    axis.legend(fontsize=8)


def found(rows, key):
    """What a panel shows, in words: the deepest network at the least and the largest value."""
    first_scanner = rows[rows["scanner"] == rows["scanner"].iloc[0]]
    deepest = first_scanner[first_scanner["depth"] == rows["depth"].max()].sort_values(key)
    first, last = deepest.iloc[0], deepest.iloc[-1]
    at = f" at depth {first['depth']}" if first["depth"] else ""
    return f"{first['functional_smoothness']:.2f} to {last['functional_smoothness']:.2f}{at}"


def run(table_path, figure_paths, *, colormap, dpi):
    table = pd.read_csv(table_path)
    key = table.columns[list(table.columns).index("scanner") + 1]
    panels = list(table.groupby(["recipe", "code"], sort=False))
    depths = sorted(table["depth"].unique())
    # The lightest colour is left out: it is hard to see on white.
    shades = drawing.dark_to_light(colormap, len(depths) + 1)[:-1]
    colours = dict(zip(depths, shades, strict=True))
    figure, axes = PLT.subplots(1, len(panels), figsize=(5.6 * len(panels), 4.2), squeeze=False)
    for axis, ((recipe, code), rows) in zip(axes[0], panels, strict=True):
        draw_panel(axis, rows, key, colours)
        title = f"{code}, {drawing.recipe_title(recipe)}: {found(rows, key)}"
        axis.set_title(title, fontsize=10)
    drawing.save(figure, figure_paths, dpi)
