"""What scanners recover over voxel size and depth: what voxels keep, and what noise leaves."""

import numpy as np
import pandas as pd

from figures import drawing, estimates

PLT = drawing.plt
MEASURES = {
    "corrected": "Functional smoothness of\nthe voxels without noise",
    "reliability": "Reliability of\nthe patterns",
    "recovered": "Their product:\nwhat is recovered",
}


def draw_cells(axis, values, image):
    """A cell per place of the map, with its number; empty where there is none."""
    shown = axis.imshow(values, aspect="auto", cmap="cividis", vmin=0, vmax=image, origin="lower")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = drawing.readable_on(shown.cmap(shown.norm(value)))
            text = f"{round(value, 2) + 0.0:.2f}".replace("0.", ".")
            axis.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)
    return shown


def found(table):
    """The best of one scanner, in words."""
    if table["recovered"].isna().all():
        return ""
    best = table.loc[table["recovered"].idxmax()]
    return (
        f": {best['recovered']:.2f} at best (depth {best['depth']}, voxels of "
        f"{best['voxel_size']:g} mm)"
    )


def run(table_path, figure_paths, *, dpi):
    table = estimates.shown(pd.read_csv(table_path))
    scanners = list(dict.fromkeys(table["scanner"]))
    depths, sizes = (sorted(table[name].unique()) for name in ("depth", "voxel_size"))
    figure, axes = PLT.subplots(
        len(MEASURES),
        len(scanners),
        figsize=(4.4 * len(scanners) + 1.2, (0.28 * len(depths) + 1.1) * len(MEASURES)),
        squeeze=False,
    )
    for row, (measure, label) in zip(axes, MEASURES.items(), strict=True):
        largest = max(0.1, min(1.0, table[measure].max()))
        for axis, scanner in zip(row, scanners, strict=True):
            own = table[table["scanner"] == scanner]
            values = own.pivot(index="depth", columns="voxel_size", values=measure)
            shown = draw_cells(axis, values.loc[depths, sizes].to_numpy(), largest)
            axis.set(
                xticks=range(len(sizes)),
                xticklabels=[f"{size:g}" for size in sizes],
                yticks=range(len(depths)),
                yticklabels=depths,
                ylabel="Depth (layers)",
            )
            if measure == next(iter(MEASURES)):
                axis.set_title(f"{drawing.place_title(scanner)}{found(own)}", fontsize=10)
            if measure == list(MEASURES)[-1]:
                axis.set_xlabel("Voxel size (mm)")
        figure.colorbar(shown, ax=list(row)).set_label(label)
    drawing.save(figure, figure_paths, dpi)
