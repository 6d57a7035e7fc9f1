"""Markers of codes, their short names and their axes: generalisation against smoothness."""

from neuralcode.names import depth_in

MEASURES = {
    "decoding": "A  Decoders trained at low distortion",
    "univariate": "B  Clusters found at low distortion",
}
OPEN = "interval of smoothness includes 0"
Y_LABELS = {
    "decoding": "Accuracy at higher distortion\n(chance 0, all right 1)",
    "univariate": "Difference at higher distortion\n(percent signal change)",
}


def error(rows, name):
    """Distances to the ends of the interval, as error bars take them; none where there is none."""
    value = rows[name]
    low, high = (rows[f"{name}_{end}"].fillna(value) for end in ("ci_low", "ci_high"))
    return [(value - low).clip(lower=0), (high - value).clip(lower=0)]


def short_names(schemes):
    """A name of a few letters for each code, to stand beside a marker.

    Networks have their depth. Others have initials, and as many more letters as it takes.

    Examples
    --------
    >>> short_names(["depth-3", "hash", "hash-item", "bands", "burstiness"])
    {'depth-3': '3', 'hash': 'h', 'hash-item': 'hi', 'bands': 'ba', 'burstiness': 'bu'}
    """
    depths = {name: depth_in("depth", name) for name in schemes}
    found = {name: str(depth) for name, depth in depths.items() if depth is not None}
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


def draw_codes(axis, rows, measure, colour, marker, label=None):
    """A marker per code with its intervals, open where smoothness may be 0."""
    is_smooth = rows["smoothness_ci_low"] > 0
    for part, face in ((rows[is_smooth], colour), (rows[~is_smooth], "white")):
        axis.errorbar(
            part["smoothness"],
            part[measure],
            xerr=error(part, "smoothness"),
            yerr=error(part, measure),
            color=colour,
            marker=marker,
            markerfacecolor=face,
            markersize=5,
            linewidth=0,
            elinewidth=0.7,
            label=label if face != "white" else None,
        )


def finish(axis, table, measure):
    """Axes, and how smoothness and a measure go together as title."""
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
    parts = [f"{short} {name}" for name, short in names.items() if not short.isdigit()]
    depths = sorted(int(short) for short in names.values() if short.isdigit())
    if depths:
        parts.append(f"{depths[0]} to {depths[-1]} depth" if depths[1:] else f"{depths[0]} depth")
    return "\n".join(", ".join(parts[start : start + 7]) for start in range(0, len(parts), 7))
