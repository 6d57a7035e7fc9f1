"""Codes and layouts: functional smoothness against super-voxel smoothness."""

import pandas as pd

from figures import drawing

PLT = drawing.plt


def found(table):
    """What a map adds to the super-voxel smoothness of each code, in words."""
    wide = table.pivot(index=["recipe", "scheme"], columns="layout", values="morans_i")
    added = wide["topographic"] - wide["random"]
    parts = [f"{value:.2f} ({scheme})" for (_, scheme), value in added.items()]
    return f"a map adds {', '.join(parts)} to super-voxel smoothness".replace("-0.00", "0.00")


def run(table_path, figure_paths, *, dpi):
    table = pd.read_csv(table_path)
    figure, axis = PLT.subplots(figsize=(6.4, 3.8), layout="constrained")
    handles = []
    for number, (_, rows) in enumerate(table.groupby(["recipe", "scheme"], sort=False)):
        colour = drawing.DISTINCT[number % len(drawing.DISTINCT)]
        for row in rows.itertuples():
            look = {
                "color": colour,
                "marker": "os^Dv"[number % 5],
                "markerfacecolor": colour if row.layout == "topographic" else "white",
                "markersize": 6,
            }
            axis.errorbar(
                row.morans_i,
                row.corrected,
                xerr=[[row.morans_i - row.morans_i_low], [row.morans_i_high - row.morans_i]],
                yerr=[
                    [row.corrected - row.corrected_ci_low],
                    [row.corrected_ci_high - row.corrected],
                ],
                linewidth=0.9,
                zorder=3,
                **look,
            )
            label = f"{row.scheme}, {row.layout}"
            handles.append(PLT.Line2D([], [], linestyle="none", label=label, **look))
    axis.set(
        xlabel="Super-voxel smoothness\n(Moran's I of the pattern, corrected for noise)",
        ylabel="Functional smoothness\n(corrected for noise)",
    )
    axis.set_title(f"{drawing.place_title(table['scanner'].iloc[0])}: {found(table)}", fontsize=9)
    # Intervals of few seeds have no end, and would leave no room for the values.
    values = table["corrected"]
    axis.set_ylim(min(0.4, values.min() - 0.1), 1.3 * max(1.0, values.max()))
    figure.legend(handles=handles, fontsize=8, loc="outside right center")
    drawing.save(figure, figure_paths, dpi)
