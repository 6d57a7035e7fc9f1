"""Agreement of dissimilarity matrices with the stimuli, beside their noise ceilings."""

import numpy as np
import pandas as pd

from figures import drawing

PLT = drawing.plt


def draw_panel(axis, table):
    """One row per scheme, one marker per scanner; grey bars are ceilings of as many runs."""
    schemes = list(dict.fromkeys(table["scheme"]))[::-1]
    scanners = list(dict.fromkeys(table["scanner"]))
    offsets = np.linspace(0.3, -0.3, len(scanners)) if len(scanners) > 1 else [0]
    for number, scanner in enumerate(scanners):
        rows = table[table["scanner"] == scanner]
        height = np.array([schemes.index(name) for name in rows["scheme"]]) + offsets[number]
        colour = drawing.DISTINCT[number % len(drawing.DISTINCT)]
        low, high = rows["ceiling_ci_low"], rows["ceiling_ci_high"]
        axis.barh(height, high - low, 0.16, left=low, color="0.8", linewidth=0)
        axis.plot(rows["ceiling"], height, "|", color="0.55", markersize=6, linewidth=1)
        axis.errorbar(
            rows["agreement"],
            height,
            xerr=[rows["agreement"] - rows["ci_low"], rows["ci_high"] - rows["agreement"]],
            fmt="os^Dv"[number % 5],
            color=colour,
            markersize=4,
            linewidth=0.8,
            label=drawing.place_title(scanner),
        )
    axis.axvline(0, color="0.5", linewidth=0.6)
    axis.set_yticks(range(len(schemes)), with_conditions(table, schemes))


def with_conditions(table, schemes):
    """Names of schemes, with the number of stimuli of those that show fewer than the others."""
    counts = table.groupby("scheme")["n_conditions"].max()
    return [
        name if counts[name] == counts.max() else f"{name} ({counts[name]} stimuli)"
        for name in schemes
    ]


def found(table):
    """The best agreement in a scanner, in words."""
    scanned = table[table["scanner"] != "none"]
    if scanned["agreement"].isna().all():
        return ""
    best = scanned.loc[scanned["agreement"].idxmax()]
    place = drawing.place_title(best["scanner"])
    return f": {best['agreement']:.2f} at best ({best['scheme']}, {place})"


def run(table_path, figure_paths, *, dpi):
    table = pd.read_csv(table_path)
    comparisons = list(dict.fromkeys(table["comparison"]))
    panels = list(table.groupby(["recipe", "comparison"], sort=False))
    count = table["scheme"].nunique()
    figure, axes = PLT.subplots(
        len(panels) // len(comparisons),
        len(comparisons),
        figsize=(
            4.8 * len(comparisons),
            max(2.4, 0.42 * count + 1.2) * len(panels) / len(comparisons),
        ),
        squeeze=False,
        sharey="row",
    )
    recipes = table["recipe"].nunique()

    def recipe_of(recipe):
        return f", {drawing.recipe_title(recipe)}" if recipes > 1 else ""

    for letter, axis, ((recipe, comparison), part) in zip(
        "ABCDEFGH", axes.flat, panels, strict=False
    ):
        draw_panel(axis, part)
        method = {"rank": "Rank correlation (rho-a)", "whitened": "Whitened correlation"}
        axis.set_title(
            f"{letter}  {comparison.capitalize()}{recipe_of(recipe)}{found(part)}", fontsize=10
        )
        axis.set_xlabel(f"{method[comparison]}\nwith the stimuli")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    handles.append(PLT.Rectangle((0, 0), 1, 1, color="0.8"))
    labels.append("noise ceiling and its interval")
    figure.legend(
        handles, labels, loc="outside upper center", ncols=min(len(labels), 5), fontsize=9
    )
    drawing.save(figure, figure_paths, dpi)
