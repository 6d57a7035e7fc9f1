"""Similarity against distortion as each scanner sees it, and what it is in noise-free voxels."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from figures import drawing
from figures.names import is_model

PLT = drawing.plt
HEIGHT = 3.5  # of a panel, in inches
WHOLE = (-0.25, 1.25)  # intervals of estimates go beyond 1


def draw_curves(axis, table, styles, columns, predicted):
    """One line per scheme with its interval, and a dotted line to compare it with."""
    value, low, high = columns
    for scheme, rows in table.groupby("scheme", sort=False):
        rows, (colour, style) = rows.sort_values("level"), styles[scheme]
        if rows[value].isna().all():
            continue
        axis.fill_between(rows["level"], rows[low], rows[high], color=colour, alpha=0.15, lw=0)
        axis.plot(rows["level"], rows[value], color=colour, linewidth=1.4, linestyle=style)
        if predicted:
            axis.plot(rows["level"], rows[predicted], ":", color="black", linewidth=0.9)
    if table[value].isna().all():
        reason = table["note"].iloc[0] if "note" in table else ""
        axis.text(0.5, 0.5, reason, transform=axis.transAxes, ha="center", fontsize=9)


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
                # A single level makes no line.
                marker="o" if own["level"].nunique() == 1 else None,
            )
    axis.legend(fontsize=8, ncols=2, loc="upper right")
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.35 * (high - low))
    added = rows.assign(added=rows["pooled"] - rows["mean"]).groupby("scanner", sort=False)["added"]
    parts = [f"{value:.2f} ({drawing.place_title(name)})" for name, value in added.mean().items()]
    axis.set_title(f"Pooling the runs adds {', '.join(parts)} to {scheme}", fontsize=10)


def styles_of(table, smoothness, colormap):
    """Colour and style of the line of each scheme, networks by functional smoothness first."""
    schemes = list(table["scheme"].unique())
    networks = [name for name in schemes if is_model(name)]
    networks.sort(key=lambda name: -smoothness.get(name, 0))
    styles = {
        name: (drawing.shade(colormap, smoothness.get(name, float("nan"))), "-")
        for name in networks
    }
    # There are more codes than distinguishable colours: the next ones are dashed.
    count = len(drawing.DISTINCT)
    for number, name in enumerate(name for name in schemes if name not in networks):
        styles[name] = (drawing.DISTINCT[number % count], "-" if number < count else "--")
    return styles


def draw_recipe(axes, units, scanned, styles, suffix):
    """Two panels per row: units and pooling, then each scanner as measured and without noise."""
    (own, pooling), *rows = axes
    own.set(title=f"Units{suffix}", ylim=WHOLE)
    draw_curves(own, units, styles, ("mean", "ci_low", "ci_high"), None)
    draw_pooling(pooling, scanned, without_similarity(scanned, units))
    ideal = units.set_index(["scheme", "level"])["mean"].rename("of_units")
    # The same axis for all scanners, with all that is drawn on it.
    low, high = (
        scanned["ci_low"].fillna(scanned["mean"]),
        scanned["ci_high"].fillna(scanned["mean"]),
    )
    room = 0.03 * (high.max() - low.min())
    for (scanner, part), (measured, free) in zip(
        scanned.groupby("scanner", sort=False), rows, strict=True
    ):
        place = drawing.place_title(scanner)
        top = part.loc[part["level"] == part["level"].max(), "mean"].max()
        found = f"at most {top:.2f} at the last level"
        measured.set_title(f"{place}{suffix}, between runs: {found}", fontsize=10)
        measured.set_ylim(min(low.min(), 0) - room, high.max() + room)
        draw_curves(measured, part, styles, ("mean", "ci_low", "ci_high"), "predicted_from_units")
        free.set(title=f"{place}{suffix}: estimate without noise", ylim=WHOLE)
        columns = ("noise_free", "noise_free_ci_low", "noise_free_ci_high")
        draw_curves(free, part.join(ideal, on=["scheme", "level"]), styles, columns, "of_units")


def run(curves_path, scanned_path, smoothness_path, figure_paths, *, colormap, dpi):
    curves, scanned = pd.read_csv(curves_path), pd.read_csv(scanned_path)
    recipes = list(scanned["recipe"].unique())
    smoothness = drawing.smoothness_of(pd.read_csv(smoothness_path), recipes[0])
    styles = styles_of(scanned, smoothness, colormap)
    units = curves[(curves["scanner"] == "none") & curves["scheme"].isin(styles)]
    rows = [1 + scanned.loc[scanned["recipe"] == name, "scanner"].nunique() for name in recipes]
    figure, axes = PLT.subplots(
        sum(rows), 2, figsize=(10.6, HEIGHT * sum(rows) + 0.6), squeeze=False, sharex=True
    )
    for number, recipe in enumerate(recipes):
        draw_recipe(
            axes[sum(rows[:number]) : sum(rows[: number + 1])],
            units[units["recipe"] == recipe],
            scanned[scanned["recipe"] == recipe],
            styles,
            "" if len(recipes) == 1 else f", {drawing.recipe_title(recipe)}",
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
    lines = [
        PLT.Line2D([], [], color=colour, linestyle=style, label=name)
        for name, (colour, style) in styles.items()
    ]
    lines.append(PLT.Line2D([], [], color="black", linestyle=":", label="predicted"))
    figure.legend(handles=lines, loc="outside lower center", ncols=7, fontsize=9)
    drawing.save(figure, figure_paths, dpi)
