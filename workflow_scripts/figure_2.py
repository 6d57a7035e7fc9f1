"""Figure 2A: similarity to the prototype against the level of distortion, for every model."""

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from plumbing import figures, log

PLT = figures.plt


def place_of_name(levels, upper, lower):
    """Where a diagonal through the panel crosses the middle of the band between two curves.

    The bands of deep networks are wide at low levels and those of simple codes at high ones, so
    names on a diagonal, as in the paper, stand apart and inside their bands.
    """
    fine = np.linspace(levels[0], levels[-1], 2000)
    middle = np.interp(fine, levels, (upper + lower) / 2)
    diagonal = 0.04 + 1.47 * fine / levels[-1]
    crossing = np.argmin(np.abs(middle - diagonal))
    return fine[crossing], middle[crossing]


def draw_recipe(axis, table, colormap):
    """Draw one area a model, and its prediction as a line over it.

    A model's area reaches down to the curve of the next deeper model, which is drawn over it.
    """
    curves = {name: rows.sort_values("level") for name, rows in table.groupby("scheme", sort=False)}
    names = sorted(curves, key=lambda name: -curves[name]["mean"].sum())
    colours = figures.dark_to_light(colormap, len(names))
    levels = curves[names[0]]["level"].to_numpy()
    lower = [curves[name]["mean"].to_numpy() for name in names[1:]] + [np.zeros(len(levels))]
    waiting = []
    for name, colour, below in zip(names, colours, lower, strict=True):
        curve = curves[name]
        mean = curve["mean"].to_numpy()
        axis.fill_between(levels, 0, mean, color=colour, linewidth=0)
        axis.fill_between(levels, curve["ci_low"], curve["ci_high"], color="0.5", linewidth=0)
        axis.plot(levels, curve["predicted"], color="black", linewidth=0.6, linestyle=(0, (4, 2)))
        waiting.append(name if name == "depth-1" else name.removeprefix("depth-"))
        if (mean - below).max() > 0.05 or name == names[-1]:
            axis.annotate(
                ", ".join(waiting),
                place_of_name(levels, mean, below),
                color=figures.readable_on(colour),
                ha="center",
                va="center",
                fontsize=8,
            )
            waiting = []  # A band too thin for a name of its own is named with the next one.


def draw(table_path, figure_paths, *, colormap, dpi):
    table = pd.read_csv(table_path).query("scanner == 'none'")
    recipes = list(table["recipe"].unique())
    figure, axes = PLT.subplots(
        1, len(recipes), figsize=(5.2 * len(recipes), 4.2), sharey=True, squeeze=False
    )
    for axis, recipe in zip(axes[0], recipes, strict=True):
        draw_recipe(axis, table[table["recipe"] == recipe], colormap)
        axis.set(
            title=figures.RECIPE_TITLES[recipe],
            xlabel="Level of distortion",
            xlim=(0, table["level"].max()),
            ylim=(0, 1.02),
        )
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0, 0].set_ylabel("Similarity to the prototype\n(Pearson correlation)")
    figures.save(figure, figure_paths, dpi)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        draw(snakemake.input[0], snakemake.output, **snakemake.params.settings)
