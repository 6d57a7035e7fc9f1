"""Contours of the target: with how many subjects and minutes each structure is seen."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from figures import drawing
from neuralcode.planner import choice
from neuralcode.planner.questions import TESTS

PLT = drawing.plt
COLOURS = dict(zip(TESTS, drawing.DISTINCT, strict=False))
STYLES = ("-", (0, (4, 1.6)), ":", "-.")
MARKERS = "osDv^"
COLUMNS = 4


def contour(rows, target):
    """Subjects and the least minutes with which they reach the target: (number of subjects, 2)."""
    found = [
        (subjects, choice.least_minutes(own.to_dict("records"), target))
        for subjects, own in rows.groupby("subjects")
    ]
    return np.array(found, float)


def draw_panel(axis, rows, scanners, target):
    """One line per test and scanner; rows: of one code."""
    reached = False
    for (scanner, test), own in rows.groupby(["scanner", "test"], sort=False):
        number = scanners.index(scanner)
        subjects, minutes = contour(own, target).T
        # Lines that lie on each other are moved apart a little.
        minutes = minutes * 1.015 ** (list(TESTS).index(test) + len(TESTS) * number)
        seen = np.isfinite(minutes)
        reached = reached or seen.any()
        axis.plot(
            minutes[seen],
            subjects[seen],
            color=COLOURS[test],
            linestyle=STYLES[number % len(STYLES)],
            marker=MARKERS[number % len(MARKERS)],
            markersize=3,
            linewidth=1.3,
        )
    if not reached:
        text = f"no design that was tried\nreaches {100 * target:.0f} %"
        axis.text(0.5, 0.5, text, transform=axis.transAxes, ha="center", va="center", color="0.4")


def run(power_path, figure_paths, *, power, dpi):
    table = pd.read_csv(power_path)
    codes = list(dict.fromkeys(zip(table["recipe"], table["scheme"], strict=True)))
    scanners = list(table["scanner"].unique())
    several = table["recipe"].nunique() > 1
    columns = min(COLUMNS, max(1, len(codes)))
    lines = max(1, -(-len(codes) // columns))
    figure, axes = PLT.subplots(
        lines,
        columns,
        figsize=(2.6 * columns + 0.4, 2.1 * lines + 1.2),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axis in axes.flat[len(codes) :]:
        axis.set_visible(False)
    for number, (axis, (recipe, scheme)) in enumerate(zip(axes.flat, codes, strict=False)):
        rows = table[(table["recipe"] == recipe) & (table["scheme"] == scheme)]
        draw_panel(axis, rows, scanners, power)
        axis.set_title(f"{scheme} ({recipe})" if several else scheme)
        axis.grid(color="0.92", linewidth=0.6)
        # The last panel of a column has numbers below it, also where the last line is not full.
        axis.tick_params(labelbottom=number + columns >= len(codes))
    if len(table):
        ends = table["minutes_per_subject"].min(), table["minutes_per_subject"].max()
        ticks = [t for t in (1, 2, 5, 10, 20, 50, 100, 200, 500) if ends[0] / 1.3 < t < ends[1]]
        axes[0, 0].set_xscale("log")
        axes[0, 0].set(xlim=(ends[0] / 1.25, ends[1] * 1.15), ylim=(0, None))
        axes[0, 0].set_xticks(ticks, [f"{tick:g}" for tick in ticks], minor=False)
        axes[0, 0].xaxis.set_minor_locator(PLT.NullLocator())
        axes[0, 0].set_yticks(sorted(table["subjects"].unique()))
    figure.supxlabel("Minutes in the scanner per subject", fontsize=10)
    figure.supylabel("Subjects", fontsize=10)
    tests = [Line2D([], [], color=COLOURS[t], label=TESTS[t].title) for t in table["test"].unique()]
    places = [
        Line2D(
            [],
            [],
            color="0.3",
            linestyle=STYLES[number % len(STYLES)],
            marker=MARKERS[number % len(MARKERS)],
            markersize=3,
            label=drawing.place_title(name),
        )
        for number, name in enumerate(scanners)
    ]
    figure.legend(
        handles=tests + places,
        loc="outside upper center",
        ncols=3,
        title=f"Right of and above a line: power of {100 * power:.0f} % or more",
    )
    drawing.save(figure, figure_paths, dpi)
