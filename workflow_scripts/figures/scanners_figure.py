"""Similarity against distortion as each scanner sees it, and what it is in noise-free voxels."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from figures import drawing

PLT = drawing.plt
HEIGHT = 3.9  # of a panel, in inches


def draw_curves(axis, table, styles, columns, predicted):
    """One line per scheme with its interval, and a dotted line to compare it with."""
    value, low, high = columns
    ends = []
    for scheme, rows in table.groupby("scheme", sort=False):
        rows, (colour, style) = rows.sort_values("level"), styles[scheme]
        if rows[value].isna().all():
            continue
        axis.fill_between(rows["level"], rows[low], rows[high], color=colour, alpha=0.25, lw=0)
        axis.plot(rows["level"], rows[value], color=colour, linewidth=1.2, linestyle=style)
        if predicted:
            axis.plot(rows["level"], rows[predicted], ":", color="black", linewidth=0.9)
        ends.append((rows[value].iloc[-1], scheme, colour))
    if not ends:
        reason = table["note"].iloc[0] if "note" in table else ""
        axis.text(0.5, 0.5, reason, transform=axis.transAxes, ha="center", fontsize=9)
        return
    bottom, top = axis.get_ylim()
    drawing.label_ends(axis, sorted(ends), table["level"].max(), apart=0.034 * (top - bottom))


def without_similarity(table, units):
    """The scheme that has least similarity: in the units, or across runs where they are missing."""
    reference = units if len(units) else table
    reference = reference[reference["scheme"].isin(table["scheme"]) & (reference["level"] > 0)]
    return reference.groupby("scheme", sort=False)["mean"].mean().abs().idxmin()


def draw_pooling(axis, table, scheme):
    """What pooling the runs makes of a code without similarity, in every scanner that has it."""
    rows = table[(table["scheme"] == scheme) & (table["level"] > 0)]
    ways = (("pooled", "-", "pooled runs"), ("mean", "--", "independent runs"))
    for number, (scanner, own) in enumerate(rows.groupby("scanner", sort=False)):
        colour = drawing.DISTINCT[number % len(drawing.DISTINCT)]
        for column, style, name in ways:
            prefix = "" if column == "mean" else f"{column}_"
            axis.fill_between(
                own["level"],
                own[f"{prefix}ci_low"],
                own[f"{prefix}ci_high"],
                color=colour,
                alpha=0.2,
                linewidth=0,
            )
            axis.plot(
                own["level"],
                own[column],
                style,
                color=colour,
                label=f"{drawing.place_title(scanner)}, {name}",
            )
    axis.legend(fontsize=8, ncols=2, loc="upper right")
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.35 * (high - low))
    axis.set_title(f"What pooling the runs adds to {scheme}")


def styles_of(table, colormap):
    """Colour and style of the line of each scheme."""
    networks = [name for name in table["scheme"].unique() if name.startswith("depth-")]
    others = [name for name in table["scheme"].unique() if name not in networks]
    shades = drawing.dark_to_light(colormap, len(networks)) if networks else []
    styles = {name: (shade, "-") for name, shade in zip(networks, shades, strict=True)}
    # There are more codes than distinguishable colours: the next ones are dashed.
    count = len(drawing.DISTINCT)
    for number, name in enumerate(others):
        styles[name] = (drawing.DISTINCT[number % count], "-" if number < count else "--")
    return styles


def draw_recipe(axes, units, scanned, styles, suffix):
    """Two panels per row: units and pooling, then each scanner as measured and without noise."""
    (own, pooling), *rows = axes
    own.set(title=f"Units{suffix}", ylim=(-0.1, 1.02))
    draw_curves(own, units, styles, ("mean", "ci_low", "ci_high"), None)
    draw_pooling(pooling, scanned, without_similarity(scanned, units))
    ideal = units.set_index(["scheme", "level"])["mean"].rename("of_units")
    for (scanner, part), (measured, free) in zip(
        scanned.groupby("scanner", sort=False), rows, strict=True
    ):
        place = drawing.place_title(scanner)
        top = min(1.02, 1.25 * part["mean"].max())
        measured.set(title=f"{place}{suffix}: between independent runs", ylim=(-0.12 * top, top))
        draw_curves(measured, part, styles, ("mean", "ci_low", "ci_high"), "predicted_from_units")
        free.set(title=f"{place}{suffix}: estimate without noise", ylim=(-0.25, 1.1))
        columns = ("noise_free", "noise_free_ci_low", "noise_free_ci_high")
        draw_curves(free, part.join(ideal, on=["scheme", "level"]), styles, columns, "of_units")


def run(curves_path, scanned_path, figure_paths, *, colormap, dpi):
    curves, scanned = pd.read_csv(curves_path), pd.read_csv(scanned_path)
    recipes = list(scanned["recipe"].unique())
    styles = styles_of(scanned, colormap)
    units = curves[(curves["scanner"] == "none") & curves["scheme"].isin(styles)]
    rows = [1 + scanned.loc[scanned["recipe"] == name, "scanner"].nunique() for name in recipes]
    figure, axes = PLT.subplots(
        sum(rows), 2, figsize=(11.4, HEIGHT * sum(rows)), squeeze=False, sharex=True
    )
    for number, recipe in enumerate(recipes):
        draw_recipe(
            axes[sum(rows[:number]) : sum(rows[: number + 1])],
            units[units["recipe"] == recipe],
            scanned[scanned["recipe"] == recipe],
            styles,
            "" if len(recipes) == 1 else f", {drawing.RECIPE_TITLES[recipe]}",
        )
    for axis in axes.flat:
        axis.axhline(0, color="0.5", linewidth=0.6)
        axis.set(
            xlabel="Level of distortion",
            ylabel="Similarity to the prototype\n(Pearson correlation)",
            xlim=(0, scanned["level"].max()),
        )
        axis.xaxis.set_tick_params(labelbottom=True)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    drawing.save(figure, figure_paths, dpi)
