"""Pre-trained networks through the scanners: what is recovered, and decoded, of every layer."""

from itertools import cycle

from figures import drawing
from storage import tables

PLT = drawing.plt
MARKERS = ("o", "s", "^", "D")
DECODED = "decoding_subordinate"


def draw(axis, rows, layers, measure, **style):
    """One measure over the layers, with its interval as a band."""
    rows = rows[rows["measure"] == measure].set_index("layer").reindex(layers)
    axis.plot(range(len(layers)), rows["mean"], **style)
    if "linestyle" not in style:
        axis.fill_between(
            range(len(layers)),
            rows["ci_low"],
            rows["ci_high"],
            color=style["color"],
            alpha=0.2,
            linewidth=0,
        )


def run(table_path, figure_paths, *, dpi):
    table = tables.read(table_path)
    networks = list(dict.fromkeys(table["network"]))
    scanners = [name for name in dict.fromkeys(table["scanner"]) if name != "none"]
    figure, axes = PLT.subplots(
        len(networks), 2, figsize=(10.5, 3.0 * len(networks) + 0.6), squeeze=False, sharey="col"
    )
    for (left, right), network in zip(axes, networks, strict=True):
        rows = table[table["network"] == network]
        layers = list(dict.fromkeys(rows.sort_values("depth")["layer"]))
        units = rows[rows["scanner"] == "none"]
        styles = zip(cycle(drawing.DISTINCT), cycle(MARKERS), strict=False)
        for scanner, (colour, marker) in zip(scanners, styles, strict=False):
            own = rows[rows["scanner"] == scanner]
            title = drawing.place_title(scanner)
            line = {"color": colour, "marker": marker, "ms": 4}
            thin = {"color": colour, "linestyle": ":", "linewidth": 1.2}
            draw(left, own, layers, "recovered_similarity", **line, label=title)
            draw(left, own, layers, "recovered_without_noise", **thin)
            draw(right, own, layers, DECODED, **line)
        draw(right, units, layers, DECODED, color="0.3", linestyle="--", linewidth=1.2)
        for axis in (left, right):
            axis.axhline(0, color="0.7", linewidth=0.8, zorder=0)
            axis.set_xticks(range(len(layers)), layers, rotation=90, fontsize=7)
        left.set(title=network, ylabel="Similarity recovered\n(correlation with the units')")
        right.set_ylabel("Category decoded\n(chance-corrected)")
    axes[0, 0].plot([], [], color="0.3", linestyle=":", label="the same voxels without noise")
    axes[0, 0].plot([], [], color="0.3", linestyle="--", label="units (right)")
    figure.legend(
        *axes[0, 0].get_legend_handles_labels(),
        loc="outside upper center",
        ncols=len(scanners) + 2,
        fontsize=8,
    )
    drawing.save(figure, figure_paths, dpi)
