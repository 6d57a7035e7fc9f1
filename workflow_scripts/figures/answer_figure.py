"""How well fMRI reads each code, and where the rest is lost, in one figure."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures import drawing
from neuralcode.recipes import RECIPES
from tables import answer

PLT = drawing.plt
READ, IN_TIME, UNITS = "#0B3C5D", "#B565A7", "0.35"
# From the value that is measured to that of the units.
LOSSES = {
    "lost_in_noise": ("lost in noise", "#F2B56B"),
    "lost_in_voxels": ("lost in voxels", "0.82"),
    "lost_in_time": ("lost in time", "#DDB3D6"),
}
UNKNOWN = ("lost, not told where", "0.92")
MARKERS = "sDv^<>Ph"
STEP = 0.27  # inches between codes, for up to three scanners
LIMITS = (-0.22, 1.25)
LETTER = 0.06  # inches, of a letter beside the lines
# What is drawn beside the agreement: columns of the table, by title of the axis.
PANELS = {
    "decoding": "Decoding of new distortions\n(0: chance, 1: perfect)",
    "corrected": "Functional smoothness,\ncorrected for noise",
}
# Of data sets, whose pairs of items are not corrected for noise.
PANELS_OF_ITEMS = {
    "decoding": "Decoding of categories\n(0: chance, 1: perfect)",
    "functional_smoothness": "Functional smoothness\n(between independent runs)",
}


def panels_of(rows, recipe):
    """Column, bounds and title of each panel beside the agreement of a recipe."""
    panels = PANELS if recipe in RECIPES else PANELS_OF_ITEMS
    found = []
    for value, title in panels.items():
        prefix = "" if value == "functional_smoothness" else f"{value}_"
        columns = (value, f"{prefix}ci_low", f"{prefix}ci_high")
        found.append((columns, title if rows[value].notna().any() else ""))
    return found


def styles_of(scanners):
    """Marker, colour and filling of each place, by name."""
    styles = {"none": ("o", UNITS, "white"), "sum": ("^", IN_TIME, IN_TIME)}
    for number, scanner in enumerate(scanners):
        fill = READ if number < len(MARKERS) else "white"
        styles[scanner] = (MARKERS[number % len(MARKERS)], READ, fill)
    return styles


def segments(row, units):
    """Parts of the bar of one code in one scanner, from 0 to the agreement of its units.

    Parameters
    ----------
    row : pandas.Series
        With the columns agreement and those of `LOSSES`.
    units : float
        Agreement of the units.

    Returns
    -------
    list of (str, float, float)
        Name ("read", a loss, or "unknown"), start and end. Parts below 0 and gains are left out.
    """
    if not np.isfinite(row["agreement"]):
        return []
    found, start = [("read", 0.0, max(row["agreement"], 0.0))], max(row["agreement"], 0.0)
    end = row["agreement"]
    for name in LOSSES:
        end = end + row[name]
        if np.isfinite(end) and end > start:
            found.append((name, start, end))
            start = end
    if not np.isfinite(end) and units > start:
        found.append(("unknown", start, units))
    return found


def with_interval(axis, value, low, high, height, style):
    """A marker with its interval; what lies beyond the axis ends in an arrow."""
    marker, colour, fill = style
    ends = [low if np.isfinite(low) else value, high if np.isfinite(high) else value]
    shown = np.clip(ends, *LIMITS)
    axis.plot(shown, [height, height], color=colour, linewidth=0.9, zorder=3)
    for end, mark, limit in zip(ends, "<>", LIMITS, strict=True):
        if end != np.clip(end, *LIMITS):
            axis.plot(limit, height, mark, color=colour, markersize=2.5, clip_on=False, zorder=3)
    if LIMITS[0] <= value <= LIMITS[1]:
        look = {"color": colour, "markerfacecolor": fill, "markeredgewidth": 0.8}
        axis.plot(value, height, marker, markersize=4, linestyle="none", zorder=4, **look)


def offsets(scanners):
    """Height of each place within the line of a code."""
    spread = dict(zip(scanners, np.linspace(0.28, -0.28, len(scanners)), strict=True))
    if len(scanners) == 1:
        spread = dict.fromkeys(scanners, 0.0)
    return {"none": 0.0, "sum": 0.0} | spread


def draw_bars(axis, rows, heights, scanners, styles):
    """RSA agreement of each code in each scanner, and what is lost of that of the units."""
    units = rows[rows["scanner"] == "none"].set_index("scheme")["agreement"]
    colours = {"read": READ, "unknown": UNKNOWN[1]} | {k: v[1] for k, v in LOSSES.items()}
    up, thick = offsets(scanners), min(0.5, 0.72 / len(scanners))
    seen = set()
    for _, row in rows[rows["scanner"].isin(scanners)].iterrows():
        height = heights[row["scheme"]] + up[row["scanner"]]
        for name, start, end in segments(row, units.get(row["scheme"], np.nan)):
            axis.barh(height, end - start, thick, left=start, color=colours[name], linewidth=0)
            seen.add(name)
        if np.isfinite(row["agreement"]):
            bounds = row["agreement_ci_low"], row["agreement_ci_high"]
            marker, _, fill = styles[row["scanner"]]
            with_interval(axis, row["agreement"], *bounds, height, (marker, "black", fill))
        axis.plot([row["ceiling"]] * 2, [height - thick / 2, height + thick / 2], "k-", lw=1.2)
    return seen


def draw_dots(axis, rows, heights, scanners, styles, columns):
    """One value of each code at each place."""
    value, low, high = columns
    up = offsets(scanners)
    for _, row in rows[rows[value].notna()].iterrows():
        known = row["scanner"] in ("none", "sum") or np.isfinite(row[low]) or value != "corrected"
        if known:  # A corrected value without bounds is no estimate.
            height = heights[row["scheme"]] + up[row["scanner"]]
            with_interval(axis, row[value], row[low], row[high], height, styles[row["scanner"]])


def draw_frame(axis, heights, last_read):
    """Lines of the codes, and where those end that a scanner reads."""
    for number, height in enumerate(heights.values()):
        if number % 2 == 0:
            axis.axhspan(height - 0.5, height + 0.5, color="0.965", zorder=-2, linewidth=0)
    axis.axvline(0, color="0.5", linewidth=0.6, zorder=-1)
    if 0 < last_read < len(heights):
        axis.axhline(len(heights) - last_read - 0.5, color="black", linewidth=0.8, linestyle=":")
    axis.set(xlim=LIMITS, ylim=(-0.5, len(heights) - 0.5), xticks=[0, 0.5, 1])
    axis.tick_params(axis="y", length=0)


def name_groups(axis, count, read, step):
    """Beside the lines: which codes at least one scanner reads, where there is space for it."""
    if 0 < read < count:
        groups = {"read by a scanner": (count - read / 2, read)}
        groups["not read, or undecided"] = ((count - read) / 2, count - read)
        for text, (height, codes) in groups.items():
            look = {"rotation": 270, "ha": "left", "va": "center", "fontsize": 8}
            if codes * step >= LETTER * len(text):
                axis.text(LIMITS[1] + 0.08, height - 0.5, text, **look)


def legend_of(scanners, styles, places, seen):
    """Handles of parts of bars and of places."""
    parts = {"read": ("read", READ)} | LOSSES | {"unknown": UNKNOWN}
    handles = [Patch(color=parts[name][1], label=parts[name][0]) for name in parts if name in seen]
    for place in [name for name in ("none", "sum", *scanners) if name in places]:
        marker, colour, fill = styles[place]
        look = {"color": colour, "markerfacecolor": fill, "linestyle": "none", "markersize": 4}
        handles.append(Line2D([], [], marker=marker, label=drawing.place_title(place), **look))
    handles.append(Line2D([], [], color="black", marker="|", linestyle="none", label="ceiling"))
    return handles


def run(table_path, figure_paths, *, dpi):
    table = pd.read_csv(table_path)
    scanned = table[~table["scanner"].isin(("none", "sum"))]
    recipes, scanners = list(scanned["recipe"].unique()), list(scanned["scanner"].unique())
    parts = [table[table["recipe"] == recipe] for recipe in recipes]
    # Codes that no scanner of the recipe shows are in the table alone.
    parts = [
        part[part["scheme"].isin(part.loc[part["scanner"].isin(scanners), "scheme"])]
        for part in parts
    ]
    styles, counts = styles_of(scanners), [part["scheme"].nunique() for part in parts]
    panels = [panels_of(rows, recipe) for recipe, rows in zip(recipes, parts, strict=True)]
    # A panel that no recipe has is left out.
    shown = [place for place in range(2) if any(line[place][1] for line in panels)]
    step = STEP * max(1.0, len(scanners) / 3)
    with PLT.rc_context({"font.size": 9, "axes.labelsize": 9, "axes.titlesize": 10}):
        figure, axes = PLT.subplots(
            len(parts),
            1 + len(shown),
            figsize=(2.9 + 1.9 * len(shown), 1.5 + sum(step * n + 0.7 for n in counts)),
            squeeze=False,
            gridspec_kw={
                "height_ratios": counts,
                "width_ratios": [1.35] + [1] * len(shown),
            },
        )
        seen = set()
        for line, recipe, rows, own in zip(axes, recipes, parts, panels, strict=True):
            schemes = list(rows.sort_values("rank")["scheme"].unique())
            heights = {name: len(schemes) - 1 - number for number, name in enumerate(schemes)}
            read = answer.counts_of(rows)["yes"]
            name_groups(line[-1], len(schemes), read, step)
            for axis in line:
                draw_frame(axis, heights, read)
                axis.set_yticks([], [])
            line[0].set_yticks(list(heights.values()), list(heights))
            seen |= draw_bars(line[0], rows, heights, scanners, styles)
            line[0].set_xlabel("RSA agreement with the stimuli\n(whitened correlation)")
            for axis, place in zip(line[1:], shown, strict=True):
                columns, label = own[place]
                axis.set_visible(bool(label))
                draw_dots(axis, rows, heights, scanners, styles, columns)
                axis.set_xlabel(label)
            if len(recipes) > 1:
                line[0].set_title(drawing.heading(recipe))
        places = set(pd.concat(parts)["scanner"])
        handles = legend_of(scanners, styles, places, seen)
        figure.legend(
            handles=handles,
            loc="outside upper left",
            ncols=min(len(handles), 5),
            fontsize=8,
            handletextpad=0.4,
            columnspacing=1.0,
            title=answer.sentence(pd.concat(parts)),
            title_fontproperties={"size": 11, "weight": "bold"},
            alignment="left",
        )
        drawing.save(figure, figure_paths, dpi)
