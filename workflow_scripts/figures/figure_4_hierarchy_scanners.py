"""The hierarchy experiment as scanners see it: similarity of each layer, and how much is kept."""

from itertools import cycle

from figures import drawing
from storage import tables

PLT = drawing.plt
MARKERS = ("o", "s", "^", "D")


def draw_relations(axis, rows, units):
    """Mean similarity in the voxels, corrected for noise, over that in the units."""
    for (measure, label), colour, marker in zip(
        drawing.RELATION_TITLES.items(), drawing.DISTINCT, MARKERS, strict=False
    ):
        curve, ideal = (
            part[part["measure"] == measure].sort_values("depth") for part in (rows, units)
        )
        axis.plot(ideal["depth"], ideal["mean"], color=colour, linewidth=1, linestyle=":")
        draw_corrected(axis, curve, color=colour, marker=marker, label=label)
    axis.axhline(0, color="0.7", linewidth=0.8, zorder=0)


def draw_corrected(axis, curve, **style):
    """A curve over depth, corrected for noise, with its interval as a band."""
    axis.plot(curve["depth"], curve["corrected"], ms=4, **style)
    axis.fill_between(
        curve["depth"],
        curve["corrected_ci_low"],
        curve["corrected_ci_high"],
        color=style["color"],
        alpha=0.25,
        linewidth=0,
    )


def draw_recovered(axis, rows, scanners):
    styles = zip(cycle(("#000000", "#E69F00", "#56B4E9")), cycle(MARKERS), strict=False)
    for scanner, (colour, marker) in zip(scanners, styles, strict=False):
        curve = rows[rows["measure"].eq("recovered_similarity") & rows["scanner"].eq(scanner)]
        curve = curve.sort_values("depth")
        draw_corrected(axis, curve, color=colour, marker=marker, label=drawing.place_title(scanner))
    axis.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    axis.set(xlabel="Layer (0: the items)", xticks=sorted(set(rows["depth"])))


def run(table_path, figure_paths, *, dpi):
    table = tables.read(table_path)
    networks = list(dict.fromkeys(table["network"]))
    scanners = [name for name in dict.fromkeys(table["scanner"]) if name != "none"]
    figure, axes = PLT.subplots(
        len(scanners) + 1,
        len(networks),
        figsize=(2.6 * len(networks) + 2.0, 2.3 * (len(scanners) + 1)),
        sharex=True,
        sharey="row",
        squeeze=False,
    )
    for column, network in zip(axes.T, networks, strict=True):
        rows = table[table["network"] == network]
        units = rows[rows["scanner"] == "none"]
        for axis, scanner in zip(column[:-1], scanners, strict=True):
            draw_relations(axis, rows[rows["scanner"] == scanner], units)
        draw_recovered(column[-1], rows, scanners)
        column[0].set_title(drawing.NETWORK_TITLES[network])
    for axis, scanner in zip(axes[:-1, 0], scanners, strict=True):
        axis.set_ylabel(f"{drawing.place_title(scanner)}\nSimilarity\n(corrected for noise)")
    axes[-1, 0].set_ylabel(
        "Similarity recovered\n(correlation with\nthat of the units,\ncorrected for noise)"
    )
    axes[0, -1].plot([], [], color="0.3", linestyle=":", linewidth=1, label="in the units")
    for axis in (axes[0, -1], axes[-1, -1]):
        axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    drawing.save(figure, figure_paths, dpi)
