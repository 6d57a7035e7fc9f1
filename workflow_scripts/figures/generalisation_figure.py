"""Decoding and clusters at higher levels of distortion, against functional smoothness."""

import pandas as pd

from figures import drawing

PLT = drawing.plt
MEASURES = {
    "decoding": "A  Decoders trained at low distortion",
    "univariate": "B  Clusters found at low distortion",
}
Y_LABELS = {
    "decoding": "Accuracy at higher distortion\n(chance 0, all right 1)",
    "univariate": "Difference at higher distortion\n(percent signal change)",
}


def error(rows, name):
    """Distances to the ends of the interval, as error bars take them; none where there is none."""
    value = rows[name]
    low, high = (rows[f"{name}_{end}"].fillna(value) for end in ("ci_low", "ci_high"))
    return [(value - low).clip(lower=0), (high - value).clip(lower=0)]


def with_smoothness(table):
    """The table with the smoothness to draw.

    Corrected for noise, which ranks the codes; raw where noise hides whether there is a signal.
    """
    seen = table["corrected_ci_low"].notna()
    found = {"smoothness": table["corrected"].where(seen, table["functional_smoothness"])}
    for end in ("ci_low", "ci_high"):
        raw = table[f"functional_smoothness_{end}"]
        found[f"smoothness_{end}"] = table[f"corrected_{end}"].where(seen, raw)
    return table.assign(**found)


def draw_measure(axis, table, measure, colours):
    for number, (key, rows) in enumerate(table.groupby(["recipe", "scanner"], sort=False)):
        rows = rows[rows[measure].notna()]
        if rows.empty:
            continue
        recipe, scanner = key
        is_smooth = rows["smoothness_ci_low"] > 0
        name = drawing.place_title(scanner)
        for part, face in ((rows[is_smooth], colours[key]), (rows[~is_smooth], "white")):
            axis.errorbar(
                part["smoothness"],
                part[measure],
                xerr=error(part, "smoothness"),
                yerr=error(part, measure),
                color=colours[key],
                marker="osD^vPX"[number % 7],
                markerfacecolor=face,
                markersize=5,
                linewidth=0,
                elinewidth=0.7,
                label=f"{name}, {recipe}" if face != "white" else None,
            )
    axis.axhline(0, color="0.5", linewidth=0.6)
    axis.axvline(0, color="0.5", linewidth=0.6)
    axis.set(
        title=MEASURES[measure],
        xlabel="Functional smoothness, corrected for noise",
        # Intervals of corrected values have no bounds; what there is to see lies below 1.
        xlim=(min(-0.15, table["smoothness"].min() - 0.05), 1.25),
        ylabel=Y_LABELS[measure],
    )


def run(table_path, figure_paths, *, dpi):
    table = with_smoothness(pd.read_csv(table_path))
    keys = list(table.groupby(["recipe", "scanner"], sort=False).groups)
    colours = {key: drawing.DISTINCT[n % len(drawing.DISTINCT)] for n, key in enumerate(keys)}
    measures = [name for name in MEASURES if table[name].notna().any()]
    figure, axes = PLT.subplots(1, len(measures), figsize=(4.6 * len(measures), 4.6), squeeze=False)
    for axis, measure in zip(axes[0], measures, strict=True):
        draw_measure(axis, table, measure, colours)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    open_marker = PLT.Line2D(
        [], [], marker="o", markerfacecolor="white", color="0.3", linewidth=0, markersize=5
    )
    figure.legend(
        [*handles, open_marker],
        [*labels, "interval of smoothness includes 0"],
        loc="outside lower center",
        ncols=3,
        fontsize=8,
    )
    drawing.save(figure, figure_paths, dpi)
