"""What each code loses between the units and a measurement: in the voxels, and in the noise."""

import pandas as pd

from figures import drawing

PLT = drawing.plt
VOXELS, NOISE = drawing.DISTINCT[1], drawing.DISTINCT[0]
COMPARISONS = {"rank": "Rank correlation (rho-a)", "whitened": "Whitened correlation"}


def draw_panel(axis, rows, units, schemes):
    """One row per scheme: agreement in the units, in the voxels without noise, and as measured."""
    height = [schemes[::-1].index(scheme) for scheme in rows["scheme"]]
    units = rows["scheme"].map(units)
    axis.hlines(height, rows["voxels"], units, color=VOXELS, linewidth=2, alpha=0.5)
    axis.hlines(height, rows["agreement"], rows["voxels"], color=NOISE, linewidth=2, alpha=0.5)
    axis.plot(units, height, "o", color="0.4", markerfacecolor="white", markersize=5, label="units")
    axis.plot(rows["voxels"], height, "D", color=VOXELS, markersize=4, label="voxels without noise")
    error = [rows["agreement"] - rows["ci_low"], rows["ci_high"] - rows["agreement"]]
    style = {"color": NOISE, "markersize": 5, "linewidth": 0.8}
    axis.errorbar(rows["agreement"], height, xerr=error, fmt="o", label="measured", **style)
    axis.plot(rows["predicted"], height, "|", color="black", markersize=11, label="voxels x noise")
    axis.axvline(0, color="0.5", linewidth=0.6)
    axis.set_yticks(range(len(schemes)), schemes[::-1])
    axis.set_ylim(-0.7, len(schemes) - 0.3)


def run(losses_path, rsa_path, figure_paths, *, dpi):
    losses, rsa = pd.read_csv(losses_path), pd.read_csv(rsa_path)
    by_line = list(losses.groupby(["recipe", "comparison"], sort=False))
    lines, scanners = len(by_line), losses["scanner"].nunique()
    figure, axes = PLT.subplots(
        lines,
        scanners,
        figsize=(
            max(5.4, 3.9 * scanners + 0.8),
            (max(1.0, 0.27 * losses["scheme"].nunique()) + 1.1) * lines + 0.4,
        ),
        sharex=True,
        sharey="row",
        squeeze=False,
    )
    for axis in axes.flat:
        axis.set_visible(False)
    for line, ((recipe, comparison), part) in enumerate(by_line):
        key = {"recipe": recipe, "comparison": comparison, "scanner": "none"}
        own = rsa[(rsa[list(key)] == pd.Series(key)).all(axis=1)].set_index("scheme")["agreement"]
        for axis, (scanner, rows) in zip(
            axes[line], part.groupby("scanner", sort=False), strict=False
        ):
            axis.set_visible(True)
            draw_panel(axis, rows, own, list(part["scheme"].unique()))
            noise, voxels = (
                rows["voxels"] - rows["agreement"],
                rows["scheme"].map(own) - rows["voxels"],
            )
            known = noise.notna() & voxels.notna()
            found = f"noise takes more of {(noise > voxels)[known].sum()} of {known.sum()}"
            suffix = f" ({drawing.recipe_title(recipe)})" if losses["recipe"].nunique() > 1 else ""
            axis.set_title(f"{drawing.place_title(scanner)}{suffix}: {found}", fontsize=9)
            axis.set_xlabel(f"{COMPARISONS[comparison]} with the stimuli")
            axis.tick_params(labelbottom=True)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), fontsize=9)
    drawing.save(figure, figure_paths, dpi)
