"""Similarity against distortion as each scanner sees it, with the predictions."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from figures import drawing
from storage import log

PLT = drawing.plt


def draw_scanner(axis, table, styles, apart):
    """One line a scheme with its interval; the prediction from its units is dotted."""
    ends = []
    for scheme, rows in table.groupby("scheme", sort=False):
        rows, (colour, style) = rows.sort_values("level"), styles[scheme]
        axis.fill_between(
            rows["level"], rows["ci_low"], rows["ci_high"], color=colour, alpha=0.25, linewidth=0
        )
        axis.plot(rows["level"], rows["mean"], color=colour, linewidth=1.2, linestyle=style)
        axis.plot(rows["level"], rows["predicted_from_units"], ":", color="black", linewidth=0.9)
        ends.append((rows["mean"].iloc[-1], scheme, colour))
    drawing.label_ends(axis, sorted(ends), table["level"].max(), apart=apart)


def draw(curves_path, scanned_path, figure_paths, *, colormap, dpi):
    curves, scanned = pd.read_csv(curves_path), pd.read_csv(scanned_path)
    recipes = scanned["recipe"].unique()
    units = curves[curves["recipe"].isin(recipes) & (curves["scanner"] == "none")]
    table = pd.concat([units, scanned])
    panels = list(table.groupby(["recipe", "scanner"], sort=False))
    networks = [name for name in table["scheme"].unique() if name.startswith("depth-")]
    others = [name for name in table["scheme"].unique() if name not in networks]
    shades = drawing.dark_to_light(colormap, len(networks)) if networks else []
    styles = {name: (shade, "-") for name, shade in zip(networks, shades, strict=True)}
    # More codes than colours that can be told apart: the next ones are dashed.
    count = len(drawing.DISTINCT)
    for number, name in enumerate(others):
        styles[name] = (drawing.DISTINCT[number % count], "-" if number < count else "--")
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = PLT.subplots(rows, columns, figsize=(5.4 * columns, 4.4 * rows), squeeze=False)
    for axis in list(axes.flat)[len(panels) :]:
        axis.remove()
    for axis, ((recipe, scanner), part) in zip(axes.flat, panels, strict=False):
        top = 1.02 if scanner == "none" else 0.72
        draw_scanner(axis, part, styles, apart=0.036 * (top + 0.1))
        name = "The units themselves" if scanner == "none" else f"Scanner {scanner}"
        axis.axhline(0, color="0.5", linewidth=0.6)
        axis.set(
            title=name if len(recipes) == 1 else f"{name}, {drawing.RECIPE_TITLES[recipe].lower()}",
            xlabel="Level of distortion",
            ylabel="Similarity to the prototype\n(Pearson correlation)",
            xlim=(0, table["level"].max()),
            ylim=(-0.1, top),
        )
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    drawing.save(figure, figure_paths, dpi)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        draw(*snakemake.input, snakemake.output, **snakemake.params.settings)
