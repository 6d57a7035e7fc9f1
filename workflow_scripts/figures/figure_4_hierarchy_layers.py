"""The hierarchy experiment, all layers: similarity, smoothness, sparseness and accuracy."""

from figures import drawing
from storage import tables

PLT = drawing.plt
OTHERS = {
    "functional_smoothness_items": "functional smoothness: items",
    "functional_smoothness_hierarchy": "functional smoothness: hierarchy",
    "functional_smoothness_beyond_label": "smoothness beyond the label: items",
    "gini": "Gini coefficient",
    "accuracy": "accuracy on new exemplars",
}
MARKERS = ("o", "s", "^", "D", "v")


def draw_measures(axis, rows, measures, colours):
    for (measure, label), colour, marker in zip(measures.items(), colours, MARKERS, strict=False):
        curve = rows[rows["measure"] == measure].sort_values("depth")
        axis.plot(curve["depth"], curve["mean"], color=colour, marker=marker, ms=4, label=label)
        axis.fill_between(
            curve["depth"], curve["ci_low"], curve["ci_high"], color=colour, alpha=0.25, linewidth=0
        )
    axis.axhline(0, color="0.7", linewidth=0.8, zorder=0)


def run(table_path, figure_paths, *, dpi):
    table = tables.read(table_path).query("scanner == 'none'")
    networks = list(dict.fromkeys(table["network"]))
    figure, axes = PLT.subplots(
        2,
        len(networks),
        figsize=(2.6 * len(networks) + 2.0, 5.6),
        sharex=True,
        sharey="row",
        squeeze=False,
    )
    palettes = (drawing.DISTINCT, drawing.DISTINCT[::-1])
    for column, network in zip(axes.T, networks, strict=True):
        rows = table[table["network"] == network]
        for axis, measures, colours in zip(
            column, (drawing.RELATION_TITLES, OTHERS), palettes, strict=True
        ):
            draw_measures(axis, rows, measures, colours)
        column[0].set_title(drawing.NETWORK_TITLES[network])
        column[1].set(xlabel="Layer (0: the items)", xticks=sorted(set(rows["depth"])))
    axes[0, 0].set_ylabel("Similarity\n(Pearson correlation)")
    axes[1, 0].set_ylabel("Measure")
    for row in axes:
        row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    drawing.save(figure, figure_paths, dpi)
