"""Decoding and clusters at higher levels of distortion, against functional smoothness."""

import pandas as pd

from figures import drawing
from neuralcode.names import depth_in, family, layer_number, swept

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


def short_names(schemes):
    """A name of a few letters for each code, to stand beside a marker.

    Networks have their depth, and the value of a parameter that has several in brackets. Others
    have initials, and as many more letters as it takes.

    Examples
    --------
    >>> short_names(["depth-3", "hash", "hash-item", "bands", "burstiness"])
    {'depth-3': '3', 'hash': 'h', 'hash-item': 'hi', 'bands': 'ba', 'burstiness': 'bu'}
    >>> short_names(["tanh-3@sigma_w=0.5"])
    {'tanh-3@sigma_w=0.5': '3 (0.5)'}
    """
    depths = {name: depth_in("depth", name) for name in schemes}
    found = {name: str(depth) for name, depth in depths.items() if depth is not None}
    swept_layers = [name for name in schemes if swept(name) and layer_number(name)]
    several = len({family(name) for name in swept_layers}) > 1
    for name in swept_layers:
        initials = family(name) + " " if several else ""
        found[name] = f"{initials}{layer_number(name)} ({swept(name)[1]:g})"
    others = [name for name in schemes if name not in found]

    def shortened(name, letters):
        first, *rest = name.split("-")
        return first[:letters] + "".join(part[:1] for part in rest)

    for name in others:
        tries = (shortened(name, letters) for letters in range(1, len(name) + 1))
        taken = [other for other in others if other != name]
        found[name] = next(
            (
                short
                for letters, short in enumerate(tries, 1)
                if short not in {shortened(other, letters) for other in taken}
            ),
            name,
        )
    return {name: found[name] for name in schemes}


def name_markers(axis, rows, measure, names, colour):
    """Short names beside markers; one label for markers that lie on each other."""
    apart = 0.04, 0.04 * rows[measure].max()
    groups = []
    for row in rows.sort_values("smoothness").itertuples():
        place = row.smoothness, getattr(row, measure)
        offsets = ([abs(a - b) for a, b in zip(at, place, strict=True)] for at, _ in groups)
        near = [dx < apart[0] and dy < apart[1] for dx, dy in offsets]
        group = groups[near.index(True)] if any(near) else None
        if group is None:
            groups.append((place, [names[row.scheme]]))
        else:
            group[1].append(names[row.scheme])
    for place, labels in groups:
        look = {"textcoords": "offset points", "fontsize": 7, "color": colour}
        axis.annotate(" ".join(labels), place, xytext=(3, 3), **look)


def draw_measure(axis, table, measure, colours, names):
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
        # The recipes share their names: those of the second would hide the first. The codes without
        # smoothness lie on each other.
        if recipe == table["recipe"].iloc[0]:
            name_markers(axis, rows[is_smooth], measure, names, colours[key])
    axis.axhline(0, color="0.5", linewidth=0.6)
    axis.axvline(0, color="0.5", linewidth=0.6)
    shown = table[table[measure].notna() & table["smoothness"].notna()]
    together = shown["smoothness"].rank().corr(shown[measure].rank())
    found = f": rank correlation {together:.2f}" if len(shown) > 2 else ""
    axis.set_title(f"{MEASURES[measure]}{found}", fontsize=10)
    axis.set(
        xlabel="Functional smoothness, corrected for noise",
        # Intervals of corrected values have no bounds; what there is to see lies below 1.
        xlim=(min(-0.15, table["smoothness"].min() - 0.05), 1.25),
        ylabel=Y_LABELS[measure],
    )


def key_of(names):
    """What the short names mean, in lines."""
    swept_layers = [name for name in names if swept(name) and layer_number(name)]
    parts = [
        f"{short} {name}"
        for name, short in names.items()
        if not short.isdigit() and name not in swept_layers
    ]
    keys = dict.fromkeys((family(name), swept(name)[0]) for name in swept_layers)
    parts += [f"depth ({key}) of {name}" for name, key in keys]
    depths = sorted(int(short) for short in names.values() if short.isdigit())
    if depths:
        parts.append(f"{depths[0]} to {depths[-1]} depth" if depths[1:] else f"{depths[0]} depth")
    return "\n".join(", ".join(parts[start : start + 7]) for start in range(0, len(parts), 7))


def run(table_path, figure_paths, *, dpi):
    table = with_smoothness(pd.read_csv(table_path))
    keys = list(table.groupby(["recipe", "scanner"], sort=False).groups)
    colours = {key: drawing.DISTINCT[n % len(drawing.DISTINCT)] for n, key in enumerate(keys)}
    names = short_names(list(table["scheme"].unique()))
    measures = [name for name in MEASURES if table[name].notna().any()]
    figure, axes = PLT.subplots(1, len(measures), figsize=(5.4 * len(measures), 5.4), squeeze=False)
    for axis, measure in zip(axes[0], measures, strict=True):
        draw_measure(axis, table, measure, colours, names)
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
        title=key_of(names),
        title_fontsize=8,
    )
    drawing.save(figure, figure_paths, dpi)
