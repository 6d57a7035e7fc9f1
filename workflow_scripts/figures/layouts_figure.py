"""Codes and layouts: functional smoothness against super-voxel smoothness."""

import pandas as pd

from figures import drawing

PLT = drawing.plt


def run(table_path, figure_paths, *, dpi):
    table = pd.read_csv(table_path)
    figure, axis = PLT.subplots(figsize=(5.6, 4.6), layout="constrained")
    for number, (_, rows) in enumerate(table.groupby(["recipe", "scheme"], sort=False)):
        colour = drawing.DISTINCT[number % len(drawing.DISTINCT)]
        marker = "os^Dv"[number % 5]
        for row in rows.itertuples():
            axis.errorbar(
                row.morans_i,
                row.corrected,
                xerr=[[row.morans_i - row.morans_i_low], [row.morans_i_high - row.morans_i]],
                yerr=[
                    [row.corrected - row.corrected_ci_low],
                    [row.corrected_ci_high - row.corrected],
                ],
                color=colour,
                marker=marker,
                markerfacecolor=colour if row.layout == "topographic" else "none",
                markersize=7,
                capsize=3,
                zorder=3,
                linewidth=1,
                label=f"{row.scheme}, {row.layout}",
            )
    axis.axvline(0, color="0.5", linewidth=0.6)
    axis.set(
        title=drawing.place_title(table["scanner"].iloc[0]),
        xlabel="Super-voxel smoothness\n(Moran's I of the pattern, corrected for noise)",
        ylabel="Functional smoothness\n(corrected for noise)",
    )
    # Intervals of few seeds have no end, and would leave no room for the values.
    axis.set_ylim(0, 1.3 * max(1.0, table["corrected"].max()))
    figure.legend(fontsize=8, loc="outside upper center", ncols=2)
    drawing.save(figure, figure_paths, dpi)
