"""Figure 2: similarity to the prototype against the level of distortion, for every code."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from figures import drawing

PLT = drawing.plt


def place_of_name(levels, upper, lower):
    """Where a diagonal through the panel crosses the middle of the band between two curves.

    The bands of deep networks are wide at low levels and those of simple codes at high ones, so
    names on a diagonal, as in the paper, stand apart and inside their bands. The last number is
    the angle at which the band falls there, in degrees of the panel's own units.
    """
    fine = np.linspace(levels[0], levels[-1], 2000)
    middle = np.interp(fine, levels, (upper + lower) / 2)
    diagonal = 0.04 + 1.47 * fine / levels[-1]
    crossing = np.argmin(np.abs(middle - diagonal))
    slope = np.gradient(middle, fine)[crossing]
    return fine[crossing], middle[crossing], np.degrees(np.arctan(slope))


def draw_recipe(axis, table, colormap):
    """Draw one area per model, and its prediction as a line over it.

    A model's area reaches down to the curve of the next deeper model, which is drawn over it.
    """
    curves = {name: rows.sort_values("level") for name, rows in table.groupby("scheme", sort=False)}
    names = sorted(curves, key=lambda name: -curves[name]["mean"].sum())
    colours = drawing.dark_to_light(colormap, len(names))
    levels = curves[names[0]]["level"].to_numpy()
    lower = [curves[name]["mean"].to_numpy() for name in names[1:]] + [np.zeros(len(levels))]
    waiting = []
    for name, colour, below in zip(names, colours, lower, strict=True):
        curve = curves[name]
        mean = curve["mean"].to_numpy()
        axis.fill_between(levels, 0, mean, color=colour, linewidth=0)
        axis.fill_between(levels, curve["ci_low"], curve["ci_high"], color="0.5", linewidth=0)
        axis.plot(levels, curve["predicted"], color="black", linewidth=0.6, linestyle=(0, (4, 2)))
        waiting.append(name.replace("depth-", "depth " if name == "depth-1" else ""))
        if (mean - below).max() > 0.05 or name == names[-1]:
            x, y, angle = place_of_name(levels, mean, below)
            axis.text(
                x,
                y,
                ", ".join(waiting),
                color=drawing.readable_on(colour),
                ha="center",
                va="center",
                fontsize=8,
                # Several names are long: along their band they do not cross its curves.
                rotation=angle if len(waiting) > 1 else 0,
                rotation_mode="anchor",
                transform_rotates_text=True,
            )
            waiting = []  # A band too thin for a name of its own is named with the next one.


def draw_schematic(axis, colormap):
    """Figure 2B: the layers of a deep network beside the areas of the ventral stream."""
    areas = ("V1", "V2", "V4", "IT")
    layers = 8
    colours = drawing.dark_to_light(colormap, layers + 1)
    for layer in range(layers + 1):
        axis.add_patch(Rectangle((layer, 1.0), 0.7, 1.0, facecolor=colours[layer]))
        axis.text(
            layer + 0.35,
            1.5,
            str(layer) if layer else "item",
            color=drawing.readable_on(colours[layer]),
            ha="center",
            va="center",
            fontsize=8,
        )
        if layer:
            axis.annotate(
                "", (layer, 1.5), (layer - 0.3, 1.5), arrowprops={"arrowstyle": "->", "lw": 0.8}
            )
    width = (layers - 0.3) / len(areas)
    for number, area in enumerate(areas):
        left = 1 + number * width
        axis.add_patch(
            Rectangle((left, 0), width - 0.3, 0.6, facecolor=colours[2 * number + 1], alpha=0.8)
        )
        axis.text(
            left + width / 2 - 0.15,
            0.3,
            area,
            color=drawing.readable_on(colours[2 * number + 1]),
            ha="center",
            va="center",
        )
    axis.text(0.35, 0.3, "retina", ha="center", va="center", fontsize=8)
    axis.text(
        0,
        2.25,
        "dark: similar stimuli stay similar          light: they do not",
        fontsize=8,
    )
    axis.set(xlim=(-0.1, layers + 0.9), ylim=(-0.2, 2.6))
    axis.axis("off")


def draw_other_codes(axis, table):
    """The codes that are no networks: one line a code and readout, with its interval."""
    ends = []
    curves = list(table.groupby(["scheme", "scanner"], sort=False))
    schemes = list(dict.fromkeys(scheme for (scheme, _), _ in curves))
    for (scheme, scanner), rows in curves:
        colour = drawing.DISTINCT[schemes.index(scheme) % len(drawing.DISTINCT)]
        summed = scanner != "none"
        axis.fill_between(
            rows["level"], rows["ci_low"], rows["ci_high"], color=colour, alpha=0.3, linewidth=0
        )
        axis.plot(
            rows["level"], rows["mean"], color=colour, linestyle="--" if summed else "-", lw=1.3
        )
        if rows["predicted"].notna().any():
            axis.plot(
                rows["level"], rows["predicted"], color="black", lw=0.6, linestyle=(0, (4, 2))
            )
        ends.append(
            (
                rows["mean"].iloc[-1],
                f"{scheme} ({drawing.place_title(scanner)})" if summed else scheme,
                colour,
            )
        )
    axis.axhline(0, color="0.5", linewidth=0.6)
    drawing.label_ends(axis, sorted(ends), table["level"].max())


def run(table_path, figure_paths, *, colormap, dpi):
    table = pd.read_csv(table_path)
    table = table[table["scanner"].isin(["none", "sum"])]
    is_model = table["scheme"].str.fullmatch(drawing.NETWORK)
    models, others = table[is_model & (table["scanner"] == "none")], table[~is_model]
    recipes = list(models["recipe"].unique())
    panels = [*(f"A {recipe}" for recipe in recipes), "B"]
    if len(others):
        panels.append("C")
    rows = (len(panels) + 1) // 2
    figure, axes = PLT.subplots(rows, 2, figsize=(10.4, 4.2 * rows), squeeze=False)
    axes = dict(zip(panels, axes.flat, strict=False))
    for axis in set(figure.axes) - set(axes.values()):
        axis.remove()
    for letter, recipe in zip(("A", "A'"), recipes, strict=False):
        axis = axes[f"A {recipe}"]
        draw_recipe(axis, models[models["recipe"] == recipe], colormap)
        axis.set(title=f"{letter}  {drawing.RECIPE_TITLES[recipe].capitalize()}", ylim=(0, 1.02))
    draw_schematic(axes["B"], colormap)
    axes["B"].set_title("B  Layers and visual areas (schematic)")
    if len(others):
        draw_other_codes(axes["C"], others)
        axes["C"].set(title="C  Non-network codes", ylim=(-0.2, 1.05))
    for panel, axis in axes.items():
        if panel != "B":
            axis.set(xlabel="Level of distortion", xlim=(0, table["level"].max()))
            axis.set_ylabel("Similarity to the prototype\n(Pearson correlation)")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    drawing.save(figure, figure_paths, dpi)
