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
    # No colour means one thing above and another below.
    palettes = (drawing.DISTINCT, ("#000000", "#56B4E9", "#E69F00", "0.45", "0.7"))
    for column, network in zip(axes.T, networks, strict=True):
        rows = table[table["network"] == network]
        for axis, measures, colours in zip(
            column, (drawing.RELATION_TITLES, OTHERS), palettes, strict=True
        ):
            draw_measures(axis, rows, measures, colours)
        basic = rows[rows["measure"] == "within_basic"].sort_values("depth")["mean"]
        found = f"within basic: {basic.iloc[0]:.2f} to {basic.iloc[-1]:.2f}" if len(basic) else ""
        column[0].set_title(f"{drawing.NETWORK_TITLES[network]}\n{found}", fontsize=10)
        column[1].set(xlabel="Layer (0: the items)", xticks=sorted(set(rows["depth"])))
    axes[0, 0].set_ylabel("Similarity\n(Pearson correlation)")
    axes[1, 0].set_ylabel("Smoothness, Gini coefficient,\naccuracy (each 0 to 1)")
    for row in axes:
        row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    drawing.save(figure, figure_paths, dpi)
