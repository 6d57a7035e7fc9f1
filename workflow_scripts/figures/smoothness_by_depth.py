"""Functional smoothness against the depth of the network, beside the published values."""

import pandas as pd

from figures import drawing
from storage import log

PLT = drawing.plt


def depth_of(scheme):
    return int(scheme.removeprefix("depth-"))


def with_depth(table):
    """Rows of the networks only, with their depth as a number."""
    networks = table[table["scheme"].str.startswith("depth-")].copy()
    networks["depth"] = networks["scheme"].map(depth_of)
    return networks.sort_values("depth")


def draw(smoothness_path, published_path, figure_paths, *, dpi):
    table = with_depth(pd.read_csv(smoothness_path).query("scanner == 'none'"))
    published = with_depth(pd.read_csv(published_path))
    figure, axis = PLT.subplots(figsize=(6.0, 4.2))
    for recipe, rows in table.groupby("recipe", sort=False):
        colour = drawing.RECIPE_COLOURS[recipe]
        marker = {"text": "o", "released": "s"}[recipe]
        value = rows["functional_smoothness"]
        axis.errorbar(
            rows["depth"],
            value,
            yerr=[value - rows["ci_low"], rows["ci_high"] - value],
            color=colour,
            marker=marker,
            markersize=3,
            linewidth=1,
            capsize=4,
            label=drawing.RECIPE_TITLES[recipe],
        )
        axis.plot(rows["depth"], rows["predicted"], color="black", linewidth=0.8, linestyle="--")
    axis.plot([], [], color="black", linewidth=0.8, linestyle="--", label="Predicted")
    axis.scatter(
        published["depth"],
        published["functional_smoothness"],
        marker="*",
        s=110,
        color="black",
        zorder=3,
        label="Published",
    )
    for row in published.itertuples():
        axis.annotate(
            f"{row.functional_smoothness:.2f}",
            (row.depth, row.functional_smoothness),
            xytext=(0, -14),
            textcoords="offset points",
            ha="center",
        )
    for row in published[published["computed_from"] != published["scheme"]].itertuples():
        # Where the released code has the value from.
        place = (depth_of(row.computed_from), row.functional_smoothness)
        axis.annotate(
            "",
            place,
            (row.depth, row.functional_smoothness),
            arrowprops={"arrowstyle": "->", "linestyle": ":", "shrinkA": 6, "shrinkB": 6},
        )
        axis.scatter(
            *place,
            marker="*",
            s=110,
            facecolor="white",
            edgecolor="black",
            zorder=3,
            label=f"Published as depth {row.depth}, computed at {place[0]}",
        )
    axis.set(
        xlabel="Depth of the network (layers)",
        ylabel="Functional smoothness\n(correlation of similarities)",
        xticks=sorted(
            {*table["depth"], *published["depth"], *published["computed_from"].map(depth_of)}
        ),
        ylim=(0, 1),
    )
    axis.legend()
    drawing.save(figure, figure_paths, dpi)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        draw(
            snakemake.input.smoothness,
            snakemake.input.published,
            snakemake.output,
            **snakemake.params.settings,
        )
