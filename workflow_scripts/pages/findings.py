"""What a study found, in sentences: all numbers come from its tables.

A finding is left out where its table, its codes or its intervals are not there.
"""

from functools import partial

import pandas as pd

from figures.names import place_title
from neuralcode.names import depth_in
from tables import answer

LARGEST = 5
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SMALL = answer.SMALL  # below it nothing to speak of is left


def number(value, low=float("nan"), high=float("nan"), digits=2):
    """A value with its interval, if it has one.

    Examples
    --------
    >>> number(0.9081, 0.907, 0.909, 3), number(-0.001)
    ('0.908 [0.907, 0.909]', '0.00')
    """

    def shown(one):
        return f"{round(one, digits) + 0.0:.{digits}f}"

    interval = f" [{shown(low)}, {shown(high)}]" if pd.notna(low) and pd.notna(high) else ""
    return shown(value) + interval


def of(row, name="functional_smoothness", digits=2):
    """The value of a column of a row, with its interval."""
    prefix = "" if name == "functional_smoothness" else f"{name}_"
    return number(row[name], row[f"{prefix}ci_low"], row[f"{prefix}ci_high"], digits)


def layers(depth):
    """A number of layers in words."""
    word = COUNTS[depth] if depth < len(COUNTS) else str(depth)
    return f"{word} layer{'' if depth == 1 else 's'}"


def listed(parts):
    """Parts with commas and an `and`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def networks(table):
    """Random networks in the units, of the first recipe, sorted by depth."""
    depths = table["scheme"].map(partial(depth_in, "depth")).astype(float)
    rows = table[(table["scanner"] == "none") & depths.notna()]
    rows = rows[rows["recipe"] == rows["recipe"].iloc[0]] if len(rows) else rows
    return rows.assign(depth=depths[rows.index].astype(int)).sort_values("depth")


def codes_read(tables):
    """How many codes scanners read, and how well."""
    table = tables["answer"]
    best = answer.best_of_codes(table)
    if best.empty:
        return None
    read = table[table["kept"] == "yes"]
    read = read[~read["scanner"].isin(("none", "sum"))]
    text = (
        "A code counts as read if, in at least one scanner, its dissimilarity matrix agrees with "
        f"that of the stimuli by more than {SMALL:g} (RSA, the whole 95 % interval)."
    )
    if len(read):
        top = read.loc[read["agreement"].idxmax()]
        text += (
            f" The best agreement is {of(top, 'agreement')}, for {top['scheme']} at "
            f"{place_title(top['scanner'])}; 1 would be perfect."
        )
    deep = {key: depth_in("depth", key[1]) for key in best.index}
    deep = {key: depth for key, depth in deep.items() if depth is not None}
    depths = [depth for key, depth in deep.items() if best[key] == "yes"]
    if depths and max(depths) < max(deep.values()):
        text += f" Random networks deeper than {layers(max(depths))} are not among them."
    return {
        "head": f"{answer.sentence(table)}.",
        "text": text,
        "figure": "answer",
        "claims": ("fmri-recovers-every-model", "a-mixture-of-codes-suffices"),
    }


def falls_with_depth(tables):
    """Functional smoothness of the shallowest and the deepest network."""
    rows = networks(tables["functional_smoothness"])
    if len(rows) < 2:
        return None
    first, last = rows.iloc[0], rows.iloc[-1]
    verb = "falls" if last["ci_high"] < first["ci_low"] else "changes"
    text = (
        "Functional smoothness, the correlation between similarity of stimuli and similarity of "
        f"patterns, {verb} from {of(first, digits=3)} with {layers(first['depth'])} to "
        f"{of(last, digits=3)} with {layers(last['depth'])}, before any scanner."
    )
    head = "Deep networks lose similarity." if verb == "falls" else "Depth of the network."
    return {
        "head": head,
        "text": text + published(tables),
        "figure": "smoothness-by-depth",
        "claims": ("smoothness-falls-with-each-layer", "smoothness-layer-1", "smoothness-layer-8"),
    }


def published(tables):
    """The paper's values and their verdicts."""
    rows = tables["reproduction"]
    rows = rows[rows["id"].str.fullmatch(r"smoothness-layer-\d+") & (rows["verdict"] != "not run")]
    parts = [
        f"{row.published} for layer {row.id.rpartition('-')[2]} ({row.verdict})"
        for row in rows.itertuples()
    ]
    return f" The paper gives {listed(parts)}." if parts else ""


def depends_on_width(tables):
    """Functional smoothness of a deep network of few and of many units."""
    table = tables["smoothness_by_width"]
    depth = min(8, table["depth"].max())
    rows = table[table["depth"] == depth].sort_values("units")
    if len(rows) < 2:
        return None
    few, many = rows.iloc[0], rows.iloc[-1]
    if not few["ci_high"] < many["ci_low"]:
        return None
    return {
        "head": "Width matters as well as depth.",
        "text": (
            f"With {layers(depth)}, functional smoothness is {of(few)} in networks of "
            f"{int(few['units']):,} units and {of(many)} in networks of {int(many['units']):,}; "
            f"with infinitely many it would be {number(many['mean_field'])}."
        ),
        "figure": "smoothness-by-width",
        "claims": ("width-sets-the-value-of-depth-8",),
    }


def lost_in_time(tables):
    """Codes whose similarity is not in the spike count."""
    table = tables["functional_smoothness"].set_index(["recipe", "scheme", "scanner"])
    both = [key[:2] for key in table.index if key[2] == "sum" and (*key[:2], "none") in table.index]
    lost = [
        key
        for key in both
        if table.loc[(*key, "sum"), "ci_high"] < SMALL < table.loc[(*key, "none"), "ci_low"]
    ]
    if not lost:
        return None
    parts = [
        f"{of(table.loc[(*key, 'sum')])} for {key[1]} (units: {of(table.loc[(*key, 'none')])})"
        for key in lost
    ]
    return {
        "head": "Codes in spike timing disappear from the spike count.",
        "text": f"Functional smoothness in the count, which BOLD follows, is {listed(parts)}.",
        "figure": "figure-2",
        "claims": ("temporal-codes-in-the-sum", "temporal-codes-in-the-scanner"),
    }


def noise_or_voxels(tables):
    """Which loss is larger, of codes that a scanner reads."""
    table = tables["answer"]
    read = table[(table["kept"] == "yes") & table["lost_in_noise"].notna()]
    read = read[read["lost_in_voxels"].notna()]
    if read.empty:
        return None
    more = int((read["lost_in_noise"] > read["lost_in_voxels"]).sum())
    head = f"Noise takes more than voxels do in {more} of {len(read)} cases of a code that is read."
    if len(read) == 1:
        head = "Noise takes more than voxels do." if more else "Voxels take more than noise does."
    seen = read.groupby(["recipe", "scheme"], sort=False)["scanner"].transform("size")
    code = read[seen == seen.max()].sort_values("rank", kind="stable").iloc[0]
    rows = read[(read["scheme"] == code["scheme"]) & (read["recipe"] == code["recipe"])]
    parts = [
        f"{number(row.voxels)} and "
        f"{number(row.agreement, row.agreement_ci_low, row.agreement_ci_high)} at "
        f"{place_title(row.scanner)}"
        for row in rows.itertuples()
    ]
    return {
        "head": head,
        "text": (
            f"Agreement with the stimuli (RSA) of {code['scheme']}, in voxels without noise and as "
            f"measured: {'; '.join(parts)}."
        ),
        "figure": "losses",
    }


def decoders_generalise(tables):
    """Rank correlation, over codes, of functional smoothness and decoding."""
    tests = tables["reproduction-tests"]
    rows = tests[(tests["data"] == "smoothness_and_decoding") & (tests["ci_low"] > 0)]
    if rows.empty:
        return None
    row = rows.loc[rows["value"].idxmax()]
    return {
        "head": "Decoders generalise where a code is functionally smooth.",
        "text": (
            "The rank correlation over codes between functional smoothness and decoding of new "
            f"distortions is up to {number(row['value'], row['ci_low'], row['ci_high'])}."
        ),
        "figure": "generalisation",
        "claims": ("smoothness-determines-decoding", "decoding-where-smooth"),
    }


def most_and_least(tables):
    """The codes that keep most and least similarity in the units, of the first recipe."""
    table = tables["functional_smoothness"]
    rows = table[(table["scanner"] == "none") & table["functional_smoothness"].notna()]
    rows = rows[rows["recipe"] == rows["recipe"].iloc[0]] if len(rows) else rows
    if rows.empty:
        return None
    rows = rows.sort_values("functional_smoothness")
    least, most = rows.iloc[0], rows.iloc[-1]
    text = f"It is {of(most)} for {most['scheme']}"
    if len(rows) > 1:
        text += (
            f", the highest of {len(rows)} codes, and {of(least)} for {least['scheme']}, the lowest"
        )
    return {
        "head": "Functional smoothness says how much of the stimuli's similarity a code keeps.",
        "text": f"{text} (in the units; 1: all of it, 0: nothing).",
        "figure": "figure-2",
    }


# In the order of the report, with the tables that each takes.
FINDINGS = {
    codes_read: ["answer"],
    falls_with_depth: ["functional_smoothness", "reproduction"],
    depends_on_width: ["smoothness_by_width"],
    lost_in_time: ["functional_smoothness"],
    noise_or_voxels: ["answer"],
    decoders_generalise: ["reproduction-tests"],
    most_and_least: ["functional_smoothness"],
}


def findings(tables):
    """The first five findings that a study has.

    Parameters
    ----------
    tables : dict of pandas.DataFrame
        By name, such as answer.

    Returns
    -------
    list of dict
        head, text, figure, and claims: their ids.
    """
    found = (
        finding(tables)
        for finding, needed in FINDINGS.items()
        if all(len(tables.get(name, ())) for name in needed)
    )
    return [{"claims": ()} | one for one in found if one][:LARGEST]
