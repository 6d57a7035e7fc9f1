"""Functional smoothness over depth for several widths of a network, simulated and predicted."""

import pandas as pd

from figures import drawing

PLT = drawing.plt


def draw_panel(axis, table, column, predicted, low, high, colours):
    """One curve per width with its intervals, and the prediction over it."""
    for (units, rows), colour in zip(table.groupby("units"), colours, strict=True):
        value = rows[column]
        ends = [value - rows[low].fillna(value), rows[high].fillna(value) - value]
        axis.errorbar(
            rows["depth"],
            value,
            yerr=ends,
            color=colour,
            marker="o",
            markersize=4,
            linestyle="none",
            capsize=3,
            label=f"{units:,} units",
        )
        axis.plot(rows["depth"], rows[predicted], color=colour, linewidth=1.2)
    axis.set(
        xlabel="Depth of the network (layers)", xticks=sorted(set(table["depth"])), ylim=(0, 1.02)
    )


def found(table):
    """What the deepest network keeps with the fewest and the most units, in words."""
    rows = table[table["depth"] == table["depth"].max()].sort_values("units")
    parts = [
        f"{row['functional_smoothness']:.2f} with {int(row['units']):,} units"
        for _, row in rows.iloc[[0, -1]].iterrows()
    ]
    return f" at depth {table['depth'].max()}: " + ", ".join(dict.fromkeys(parts))


def run(table_path, figure_paths, *, colormap, dpi):
    table = pd.read_csv(table_path)
    # The lightest colour is left out: it is hard to see on white.
    colours = drawing.dark_to_light(colormap, table["units"].nunique() + 1)[-2::-1]
    figure, (left, right) = PLT.subplots(1, 2, figsize=(10.4, 4.2))
    draw_panel(left, table, "functional_smoothness", "predicted", "ci_low", "ci_high", colours)
    limit = table[table["units"] == table["units"].max()]
    left.plot(
        limit["depth"], limit["mean_field"], color="black", linestyle="--", label="infinite width"
    )
    left.plot([], [], color="0.4", linewidth=1.2, label="lines: theory")
    left.set(
        ylabel="Functional smoothness\n(pooled over pairs and seeds)",
    )
    left.set_title(f"A  Functional smoothness{found(table)}", fontsize=9)
    left.legend(fontsize=8, loc="lower left")
    draw_panel(
        right,
        table,
        "scatter",
        "predicted_scatter",
        "scatter_ci_low",
        "scatter_ci_high",
        colours,
    )
    right.set(
        ylabel="Share of the variance of similarity",
    )
    right.set_title("B  Scatter of a finite number of units", fontsize=9)
    drawing.save(figure, figure_paths, dpi)
