"""Functional smoothness against the depth of the network, beside the published values."""

import pandas as pd

from figures import drawing
from figures.names import block_title
from neuralcode.names import block_name, layer_number
from neuralcode.recipes import RECIPES

PLT = drawing.plt


def with_depth(table):
    """Rows of the networks only, with their family, and their depth as a number."""
    networks = table[table["scheme"].map(layer_number).notna()].copy()
    networks["family"] = networks["scheme"].map(block_name)
    networks["depth"] = networks["scheme"].map(layer_number).astype(int)
    return networks.sort_values("depth", kind="stable")


def family_title(name):
    """What follows the name of a place or recipe: nothing for the networks of the paper."""
    return "" if name == "depth" else f", {block_title(name)}"


def draw_line(axis, rows, column, **style):
    """One curve over depth, with its intervals as bars."""
    prefix = "" if column == "functional_smoothness" else f"{column}_"
    value = rows[column]
    low, high = (rows[f"{prefix}{end}"].fillna(value) for end in ("ci_low", "ci_high"))
    axis.errorbar(
        rows["depth"], value, yerr=[value - low, high - value], markersize=3, linewidth=1, **style
    )


def draw_units(axis, table, published):
    """Every family of networks on each stimulus set, and the published values."""
    curves = table.groupby(["recipe", "family"], sort=False)
    for number, ((recipe, own), rows) in enumerate(curves):
        draw_line(
            axis,
            rows,
            "functional_smoothness",
            color=drawing.DISTINCT[number % len(drawing.DISTINCT)],
            marker="os^Dv"[number % 5],
            capsize=4,
            label=drawing.heading(recipe) + family_title(own),
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
        place = (layer_number(row.computed_from), row.functional_smoothness)
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
            {*table["depth"], *published["depth"], *published["computed_from"].map(layer_number)}
        ),
        ylim=(0, 1),
    )
    axis.legend()


def draw_scanners(axis, table, recipe, own):
    """Raw and corrected for noise through each scanner, beside the units, within prototypes."""
    units = table[table["scanner"] == "none"]
    axis.plot(units["depth"], units["corrected"], color="0.5", linewidth=1, label="units")
    scanners = table[table["scanner"] != "none"].groupby("scanner", sort=False)
    for number, (scanner, rows) in enumerate(scanners):
        colour, marker = drawing.DISTINCT[number % len(drawing.DISTINCT)], "osD^v"[number % 5]
        style = {"color": colour, "marker": marker, "capsize": 3}
        draw_line(
            axis,
            rows,
            "corrected",
            label=f"{drawing.place_title(scanner)}, corrected for noise",
            **style,
        )
        raw = {
            "markerfacecolor": "white",
            "linestyle": ":",
            "label": f"{drawing.place_title(scanner)}, raw",
        }
        draw_line(axis, rows, "functional_smoothness", **style, **raw)
    axis.set(
        xlabel="Depth of the network (layers)",
        xticks=sorted(set(table["depth"])),
    )
    place = f"{drawing.recipe_title(recipe)}{family_title(own)}"
    axis.set_title(f"B  Through scanners ({place})", fontsize=10)
    low, high = axis.get_ylim()
    # Intervals of corrected values have no bounds; what there is to see lies below 1.
    axis.set_ylim(max(-0.3, min(0, low)), min(1.15, high))
    axis.legend(fontsize=8)


def found(rows):
    """What a panel shows, in words: the shallowest and the deepest network of its first curve."""
    of_curve = rows[["recipe", "family"]].eq(rows[["recipe", "family"]].iloc[0]).all(axis=1)
    rows = rows[of_curve].sort_values("depth")
    first, last = rows.iloc[0], rows.iloc[-1]
    if first["depth"] == last["depth"]:
        return f"{first['functional_smoothness']:.2f} (depth {first['depth']})"
    return (
        f"{first['functional_smoothness']:.2f} (depth {first['depth']}) to "
        f"{last['functional_smoothness']:.2f} (depth {last['depth']})"
    )


def run(smoothness_path, published_path, figure_paths, *, dpi):
    table = with_depth(pd.read_csv(smoothness_path))
    # Of the paper's stimuli, with which its values compare.
    table = table[(table["scanner"] != "sum") & table["recipe"].isin(RECIPES)]
    through = table[table["scanner"] != "none"]
    scanned = list(through.groupby(["recipe", "family"], sort=False).groups)
    panels = 1 + len(scanned)
    figure, axes = PLT.subplots(1, panels, figsize=(6.0 * panels, 4.2), squeeze=False)
    draw_units(
        axes[0, 0], table[table["scanner"] == "none"], with_depth(pd.read_csv(published_path))
    )
    units = table[(table["scanner"] == "none")]
    if len(units):
        axes[0, 0].set_title(f"{'A  ' if scanned else ''}In the units: {found(units)}", fontsize=10)
    for axis, (recipe, own) in zip(axes[0, 1:], scanned, strict=True):
        part = table[(table["recipe"] == recipe) & (table["family"] == own)]
        draw_scanners(axis, part, recipe, own)
    drawing.save(figure, figure_paths, dpi)
