"""Figure 2: similarity to the prototype against the level of distortion, for every code."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from figures import drawing
from figures.names import block_title, is_model
from neuralcode.names import block_name, layer_name, layer_number, without_value

PLT = drawing.plt
PREDICTED = {"color": "black", "linewidth": 0.6, "linestyle": (0, (4, 2))}
LIMITS = (-0.12, 1.03)


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


def draw_recipe(axis, table, colormap, smoothness):
    """Draw one area per model, and its prediction as a line over it.

    A model's area reaches down to the curve of the next deeper model, which is drawn over it. Its
    colour is its functional smoothness.
    """
    curves = {name: rows.sort_values("level") for name, rows in table.groupby("scheme", sort=False)}
    names = sorted(curves, key=lambda name: -curves[name]["mean"].sum())
    levels = curves[names[0]]["level"].to_numpy()
    lower = [curves[name]["mean"].to_numpy() for name in names[1:]] + [np.zeros(len(levels))]
    waiting = []
    for name, below in zip(names, lower, strict=True):
        curve, colour = curves[name], drawing.shade(colormap, smoothness.get(name, np.nan))
        mean = curve["mean"].to_numpy()
        axis.fill_between(levels, 0, mean, color=colour, linewidth=0)
        axis.fill_between(levels, curve["ci_low"], curve["ci_high"], color="0.5", linewidth=0)
        # Where the interval is wide, the mean would not be seen in it.
        axis.plot(levels, mean, color="white", linewidth=0.5)
        axis.plot(levels, curve["predicted"], **PREDICTED)
        number = layer_number(name)
        waiting.append(
            name if number is None else f"depth {number}" if number == 1 else str(number)
        )
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


def found_at_last_level(table):
    """Rows of the least and the most similarity that is left at the last level."""
    last = table[table["level"] == table["level"].max()].sort_values("mean")
    return last.iloc[0], last.iloc[-1]


def found_in_networks(table):
    """What a panel of networks shows, in words: the extremes at the last level."""
    low, high = found_at_last_level(table)
    if low["scheme"] == high["scheme"]:
        return f"{high['mean']:.2f} is left of {high['scheme']}"
    return f"{high['mean']:.2f} is left ({high['scheme']}) to {low['mean']:.2f} ({low['scheme']})"


def draw_schematic(axis, colormap, smoothness):
    """Figure 2B: the layers of a deep network beside the areas of the ventral stream."""
    areas = ("V1", "V2", "V4", "IT")
    layers = 8
    for layer in range(layers + 1):
        name = layer_name("depth", layer) if layer else "vector"
        known = name in smoothness
        colour = drawing.shade(colormap, smoothness[name]) if known else (1, 1, 1, 1)
        look = {"facecolor": colour, "edgecolor": "none" if known else "0.6"}
        axis.add_patch(Rectangle((layer, 1.0), 0.7, 1.0, **look))
        axis.text(
            layer + 0.35,
            1.5,
            str(layer) if layer else "item",
            color=drawing.readable_on(colour),
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
        # Nobody measured the areas here: they have no colour.
        axis.add_patch(Rectangle((left, 0), width - 0.3, 0.6, facecolor="0.9"))
        axis.text(left + width / 2 - 0.15, 0.3, area, ha="center", va="center")
    axis.text(0.35, 0.3, "retina", ha="center", va="center", fontsize=8)
    axis.set(xlim=(-0.1, layers + 0.9), ylim=(-0.2, 2.3))
    axis.axis("off")


def draw_other_codes(axis, table):
    """Codes other than networks: one line per code and readout, with its interval."""
    ends, values = [], []
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
            axis.plot(rows["level"], rows["predicted"], **PREDICTED)
        name = f"{scheme} ({drawing.place_title(scanner)})" if summed else scheme
        ends.append((rows["mean"].iloc[-1], name, colour))
        values.append(rows["mean"].to_numpy())
    ends = drawing.together(ends, values)
    drawing.label_ends(axis, ends, table["level"].max())
    axis.plot([], [], color="0.3", lw=1.3, label="units")
    if (table["scanner"] != "none").any():
        axis.plot([], [], color="0.3", lw=1.3, linestyle="--", label="spike count")
    axis.plot([], [], **PREDICTED, label="predicted")
    axis.legend(fontsize=8, loc="upper right", bbox_to_anchor=(1, 0.62))


def draw_family(axis, table, colormap, smoothness):
    """Layers of another family of networks: lines, since similarity may rise with depth there."""
    ends = []
    for name, rows in table.groupby("scheme", sort=False):
        colour = drawing.shade(colormap, smoothness.get(name, np.nan))
        axis.fill_between(
            rows["level"], rows["ci_low"], rows["ci_high"], color="0.7", alpha=0.5, linewidth=0
        )
        axis.plot(rows["level"], rows["mean"], color=colour, lw=1.3)
        axis.plot(rows["level"], rows["predicted"], **PREDICTED)
        # The title of the panel has the value of a parameter that has several.
        ends.append((rows["mean"].iloc[-1], without_value(name), "0.2"))
    drawing.label_ends(axis, sorted(ends), table["level"].max())


def found_in_others(table):
    """What the panel of other codes shows, in words."""
    distorted = table[table["level"] > 0]
    means = distorted.groupby(["scheme", "scanner"], sort=False)["mean"].mean()
    lost = int((means.abs() < 0.1).sum())
    return f"nothing is left in {lost} of {len(means)} readouts" if lost else "all keep some"


def run(table_path, smoothness_path, figure_paths, *, colormap, dpi, noise_sd_step):
    table = pd.read_csv(table_path)
    table = table[table["scanner"].isin(["none", "sum"])]
    smoothness = pd.read_csv(smoothness_path)
    in_model = table["scheme"].map(is_model)
    is_layer = table["scheme"].map(layer_number).notna()
    models = table[in_model & (table["scanner"] == "none")]
    others, layers = table[~in_model & ~is_layer], table[~in_model & is_layer]
    families = list(layers.groupby(["recipe", layers["scheme"].map(block_name)], sort=False))
    recipes = list(models["recipe"].unique())
    panels = [f"A {recipe}" for recipe in recipes]
    if recipes:
        panels.append("B")
    if len(others):
        panels.append("C")
    panels += [f"{name} {recipe}" for (recipe, name), _ in families]
    rows = (len(panels) + 1) // 2
    columns = min(len(panels), 2)
    figure, axes = PLT.subplots(rows, columns, figsize=(5.4 * columns, 4.4 * rows), squeeze=False)
    axes = dict(zip(panels, axes.flat, strict=False))
    for axis in set(figure.axes) - set(axes.values()):
        axis.remove()
    for letter, recipe in zip(("A", "A'"), recipes, strict=False):
        part = models[models["recipe"] == recipe]
        own = drawing.smoothness_of(smoothness, recipe)
        draw_recipe(axes[f"A {recipe}"], part, colormap, own)
        title = f"{letter}  {drawing.heading(recipe)}: {found_in_networks(part)}"
        axes[f"A {recipe}"].set_title(title, fontsize=10)
    if "B" in axes:
        first = drawing.smoothness_of(smoothness, recipes[0])
        draw_schematic(axes["B"], colormap, first)
        axes["B"].set_title("B  Layers and visual areas: a schematic, not measured", fontsize=10)
        look = {"location": "bottom", "shrink": 0.7, "aspect": 30, "pad": 0.02}
        drawing.smoothness_bar(figure, axes["B"], colormap, **look)
    if len(others):
        draw_other_codes(axes["C"], others)
        axes["C"].set_title(f"C  Other codes: {found_in_others(others)}", fontsize=10)
    for letter, ((recipe, name), part) in zip("DEFGHIJKLMNOPQRSTUVWXYZ", families, strict=False):
        axis = axes[f"{name} {recipe}"]
        draw_family(axis, part, colormap, drawing.smoothness_of(smoothness, recipe))
        low, high = found_at_last_level(part)
        title = f"{letter}  {block_title(name)}, {drawing.recipe_title(recipe)}: "
        title += f"{high['mean']:.2f} is left"
        title += f" to {low['mean']:.2f}" if len(part["scheme"].unique()) > 1 else ""
        axis.set_title(title, fontsize=10)
    for panel, axis in axes.items():
        if panel != "B":
            axis.axhline(0, color="0.5", linewidth=0.6)
            axis.set(xlabel="Level of distortion", xlim=(0, table["level"].max()), ylim=LIMITS)
            axis.set_ylabel("Similarity to the prototype\n(Pearson correlation)")
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            noise = (lambda level: level * noise_sd_step, lambda sd: sd / noise_sd_step)
            axis.secondary_xaxis("top", functions=noise).set_xlabel(
                "Standard deviation of the noise (stimuli: 1)", fontsize=8
            )
    drawing.save(figure, figure_paths, dpi)
