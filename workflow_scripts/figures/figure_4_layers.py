"""Figure 4, all layers: similarity within and between categories, trained against untrained."""

from figures import drawing
from storage import tables

PLT = drawing.plt
MARKERS = ("o", "s", "^", "D")


def run(table_path, figure_paths, *, dpi):
    table = tables.read(table_path)
    table = table[~table["network"].str.startswith("hierarchy_")]
    names = list(dict.fromkeys(table["network"]))
    # An untrained network is drawn dashed in the panel of its trained twin, where there is one.
    panels = [
        name
        for name in names
        if not (name.endswith("_untrained") and name.removesuffix("_untrained") in names)
    ]
    figure, axes = PLT.subplots(
        len(panels), 1, figsize=(7.4, 3.4 * len(panels) + 0.4), squeeze=False
    )
    for axis, name in zip(axes[:, 0], panels, strict=True):
        rows = table[table["network"] == name].sort_values("depth")
        twin = table[table["network"] == f"{name}_untrained"].set_index("layer")
        for (relation, label), colour, marker in zip(
            drawing.RELATION_TITLES.items(), drawing.DISTINCT, MARKERS, strict=False
        ):
            axis.plot(rows["layer"], rows[relation], color=colour, marker=marker, ms=4, label=label)
            bounds = (rows[f"{relation}_{bound}"] for bound in ("ci_low", "ci_high"))
            axis.fill_between(rows["layer"], *bounds, color=colour, alpha=0.2, linewidth=0)
            if len(twin):
                control = twin[relation].reindex(rows["layer"])
                axis.plot(
                    rows["layer"],
                    control,
                    color=colour,
                    marker=marker,
                    ms=4,
                    mfc="white",
                    linestyle="--",
                    linewidth=0.9,
                    label=f"{label}, untrained",
                )
        axis.axhline(0, color="0.7", linewidth=0.8, zorder=0)
        axis.set(title=name, ylabel="Similarity (Pearson correlation)")
        axis.tick_params(axis="x", rotation=45)
        axis.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=8)
    axes[-1, 0].set_xlabel("Layer")
    drawing.save(figure, figure_paths, dpi)
