"""Functional smoothness over voxel size and depth, a panel a scanner, with contours."""

import numpy as np
import pandas as pd

from figures import drawing
from storage import log

PLT = drawing.plt


def draw(table_path, figure_paths, *, dpi):
    table = pd.read_csv(table_path)
    scanners = list(dict.fromkeys(table["scanner"]))
    figure, axes = PLT.subplots(
        1, len(scanners), figsize=(4.4 * len(scanners) + 0.8, 4.2), sharey=True, squeeze=False
    )
    steps = np.linspace(
        -0.05, max(0.1, np.ceil(table["functional_smoothness"].max() * 20) / 20), 24
    )
    for axis, scanner in zip(axes[0], scanners, strict=True):
        rows = table[table["scanner"] == scanner]
        values = rows.pivot(index="depth", columns="voxel_size", values="functional_smoothness")
        sizes, depths = values.columns.to_numpy(), values.index.to_numpy()
        filled = axis.contourf(
            sizes, depths, values.clip(steps[0], steps[-1]), steps, cmap="cividis"
        )
        lines = axis.contour(
            sizes, depths, values, np.arange(0.1, 1, 0.1), colors="white", linewidths=0.8
        )
        axis.clabel(lines, fmt="%.1f", fontsize=9)
        axis.plot(*np.meshgrid(sizes, depths), ".", color="white", markersize=2, alpha=0.6)
        axis.set(
            title=f"{scanner} ({rows['field_strength'].iloc[0]} T)",
            xlabel="Voxel size (mm)",
            xticks=sizes,
            xticklabels=[f"{size:g}" for size in sizes],
            yticks=depths,
        )
    axes[0, 0].set_ylabel("Depth of the network (layers)")
    bar = figure.colorbar(filled, ax=list(axes[0]), ticks=np.arange(0, 1, 0.1))
    bar.set_label("Functional smoothness")
    drawing.save(figure, figure_paths, dpi)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        draw(snakemake.input[0], snakemake.output, **snakemake.params.settings)
