"""Figure 1: patterns of activity on the sheet of cortex, and what voxels make of them."""

import numpy as np
import pandas as pd

from figures import drawing
from neuralcode.analysis import sheet

PLT = drawing.plt


def draw_sheet(axis, activity, size, title):
    image = axis.imshow(activity, cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
    edges = np.arange(0, activity.shape[0] + 1, size) - 0.5
    for edge in edges:
        axis.axhline(edge, color=drawing.VOXEL_GRID, linewidth=0.8)
        axis.axvline(edge, color=drawing.VOXEL_GRID, linewidth=0.8)
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=10)
    return image


def draw_voxels(axis, activity, size):
    sums = sheet.voxel_sums(activity, size)
    axis.imshow(sums, cmap="Greys", vmin=0, vmax=size**2, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    if sums.size <= 36:
        for (row, column), value in np.ndenumerate(sums):
            colour = "white" if value > 0.55 * size**2 else "black"
            axis.text(column, row, f"{value:.0f}", color=colour, ha="center", va="center")


def name_sizes(axis, rows, field):
    """Say why some voxels that are larger than a field show a fine-grained pattern still."""
    shown = rows[(rows["voxel_side"] > field) & (rows["inhomogeneity"] > 0)]
    for number, row in enumerate(shown.itertuples()):
        why = "an odd number of fields" if row.voxel_side % field == 0 else "part of a field"
        axis.annotate(
            f"{row.voxel_side} units: {why}",
            (row.voxel_side, row.inhomogeneity),
            xytext=(18, 34 - 15 * number),
            textcoords="offset points",
            fontsize=8,
            arrowprops={"arrowstyle": "-", "lw": 0.5},
        )


def run(table_path, figure_paths, *, side, field, voxel, small_voxel, dpi):
    drawn = sheet.smooth_and_fine(side, width=field)
    (gradient_name, gradient), (fine_name, fine) = drawn.items()
    figure = PLT.figure(figsize=(11, 4.8))
    grid = figure.add_gridspec(2, 4, width_ratios=[1, 1, 1, 1.5])
    columns = [
        (gradient, voxel, f"A  {gradient_name}"),
        (fine, voxel, f"B  {fine_name}"),
        (fine, small_voxel, "C  The same, smaller voxels"),
    ]
    sheets, voxels = [], []
    for number, (activity, size, title) in enumerate(columns):
        sheets.append(figure.add_subplot(grid[0, number]))
        image = draw_sheet(sheets[-1], activity, size, title)
        axis = figure.add_subplot(grid[1, number])
        voxels.append(axis)
        draw_voxels(axis, activity, size)
        axis.set_xlabel(f"Sums of {size} \u00d7 {size} units")
    for axes, what in ((sheets, "Activity of a unit"), (voxels, "Mean activity of a voxel")):
        figure.colorbar(image, ax=axes, location="left", shrink=0.8, label=what, ticks=[0, 0.5, 1])
    axis = figure.add_subplot(grid[:, 3])
    table = pd.read_csv(table_path)
    for (name, rows), colour, marker in zip(
        table.groupby("pattern", sort=False), drawing.DISTINCT, "os", strict=False
    ):
        first, last = rows.sort_values("voxel_side")["inhomogeneity"].iloc[[0, -1]]
        found = f"{name}: {first:.2f} to {last:.2f}"
        look = {"color": colour, "marker": marker, "label": found}
        axis.plot(rows["voxel_side"], rows["inhomogeneity"], **look)
    name_sizes(axis, table[table["pattern"] == fine_name], field)
    axis.set(
        title="D  Spread between voxels",
        xlabel="Side of a voxel (units)",
        ylabel="Inhomogeneity (sd of the voxels' mean activity)",
        ylim=(-0.02, 0.62),
    )
    axis.legend(loc="upper right")
    drawing.save(figure, figure_paths, dpi)
