"""The answer of a study in one table: how well each code can be read, where, and what is lost."""

import numpy as np
import pandas as pd

from neuralcode.analysis.interval_columns import BOUNDS

KEY = ["recipe", "scheme", "scanner"]
# A correlation below 0.1 is less than small (Cohen 1988): the convention of resources/claims.yaml.
SMALL = 0.1
COMPARISON = "whitened"
COLUMNS = [
    "recipe",
    "rank",
    "scheme",
    "scanner",
    "kept",
    *("agreement", "agreement_ci_low", "agreement_ci_high"),
    *("ceiling", "ceiling_ci_low", "ceiling_ci_high"),
    *("voxels", "lost_in_time", "lost_in_voxels", "lost_in_noise"),
    *("decoding", "decoding_ci_low", "decoding_ci_high"),
    *("functional_smoothness", "ci_low", "ci_high", "smoothness_ceiling"),
    *("corrected", "corrected_ci_low", "corrected_ci_high"),
    *("n_seeds", "rsa_seeds", "rsa_conditions"),
    *("agreement_note", "note"),
]


def kept(low, high):
    """Whether an agreement with this interval is more than small.

    Parameters
    ----------
    low, high : array_like
        Bounds of intervals; NaN where there is none.

    Returns
    -------
    ndarray of str
        "yes" (the whole interval is above 0.1), "no" (below it), "undecided", or empty.

    Examples
    --------
    >>> kept([0.2, -0.1, 0.05, np.nan], [0.4, 0.05, 0.3, np.nan]).tolist()
    ['yes', 'no', 'undecided', '']
    """
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    known = np.isfinite(low) & np.isfinite(high)
    choices = [known & (low > SMALL), known & (high < SMALL), known]
    return np.select(choices, ["yes", "no", "undecided"], default="")


def of_codes(values):
    """Agreement of each code over scanners that show different codes.

    Least squares of code + scanner: a code that only a good scanner shows is not ranked higher for
    that.

    Parameters
    ----------
    values : pandas.DataFrame
        One row per code, one column per scanner; NaN where a scanner does not show a code.

    Returns
    -------
    pandas.Series
        At the average of the scanners; NaN for a code without any value.
    """
    code, scanner = np.nonzero(values.notna().to_numpy())
    design = np.zeros((len(code), sum(values.shape)))
    design[np.arange(len(code)), code] = 1
    design[np.arange(len(code)), len(values) + scanner] = 1
    fitted = np.linalg.lstsq(design, values.to_numpy()[code, scanner], rcond=None)[0]
    effects = fitted[: len(values)] + fitted[len(values) :].mean() if len(code) else np.nan
    return pd.Series(effects, index=values.index).where(values.notna().any(axis=1))


def ordered(rows):
    """Codes of one recipe: what a scanner reads first, by how well; then the rest, by the units.

    Parameters
    ----------
    rows : pandas.DataFrame
        With the columns scheme, scanner, agreement and kept; scanner `none` has the units.

    Returns
    -------
    list of str
        Schemes. One that no scanner shows comes last. Without intervals, values alone decide.
    """
    scanned = rows[~rows["scanner"].isin(("none", "sum")) & rows["agreement"].notna()]
    units = rows[rows["scanner"] == "none"].set_index("scheme")["agreement"]
    schemes = list(rows["scheme"].unique())
    values = scanned.pivot(index="scheme", columns="scanner", values="agreement").reindex(schemes)
    found = scanned.groupby("scheme")["kept"].agg(set)
    effects = of_codes(values) if len(scanned) else pd.Series(np.nan, index=schemes)

    def place(scheme):
        seen = found.get(scheme, set())
        group = 2 if not seen else 0 if "yes" in seen or seen == {""} else 1
        value = effects[scheme] if group == 0 else units.get(scheme, np.nan)
        return group, -value if np.isfinite(value) else np.inf

    return sorted(schemes, key=place)


def with_losses(rows):
    """Where the agreement of the units is lost, as columns that add up to all of the loss.

    The loss in noise is the difference between voxels without noise and the measurement. Of the
    loss before that, a code in time loses in time the share of its functional smoothness that is
    missing in the spike count; the rest is lost in voxels. Missing numbers make losses missing.

    Parameters
    ----------
    rows : pandas.DataFrame
        With the columns recipe, scheme, scanner, agreement, voxels, functional_smoothness and
        in_time, which tells codes in time.
    """
    code = pd.MultiIndex.from_frame(rows[["recipe", "scheme"]])

    def at(scanner, column):
        own = rows[rows["scanner"] == scanner].set_index(["recipe", "scheme"])[column]
        return own.reindex(code).to_numpy()

    with np.errstate(divide="ignore", invalid="ignore"):
        smoothness = at("sum", "functional_smoothness") / at("none", "functional_smoothness")
    share = np.where(rows["in_time"], np.clip(1 - smoothness, 0, 1), 0.0)
    before = at("none", "agreement") - rows["voxels"]
    return rows.assign(
        lost_in_time=share * before + 0.0,  # no minus zero
        lost_in_voxels=(1 - share) * before,
        lost_in_noise=rows["voxels"] - rows["agreement"],
    )


def gathered(smoothness, rsa, losses, generalisation, in_time, items=None):
    """The table of the answer, from other tables of the study.

    Parameters
    ----------
    smoothness, rsa, losses, generalisation : pandas.DataFrame
        As in results/tables/; generalisation may be None.
    in_time : sequence of str
        Schemes in time.
    items : pandas.DataFrame, optional
        Decoded categories of data sets.
    """
    rows = smoothness.rename(columns={"ceiling": "smoothness_ceiling"})
    agreement = rsa[rsa["comparison"] == COMPARISON].rename(
        columns={
            **{name: f"agreement_{name}" for name in (*BOUNDS, "note")},
            "n_seeds": "rsa_seeds",
            "n_conditions": "rsa_conditions",
        }
    )
    wanted = [name for name in COLUMNS if name in agreement and name not in KEY]
    rows = rows.merge(agreement[KEY + wanted], on=KEY, how="left", validate="1:1")
    voxels = losses.loc[losses["comparison"] == COMPARISON, [*KEY, "voxels"]]
    rows = rows.merge(voxels, on=KEY, how="left", validate="1:1")
    decoding = [*KEY, "decoding", *(f"decoding_{bound}" for bound in BOUNDS)]
    decoded = [table[decoding] for table in (generalisation, items) if table is not None]
    if decoded:
        rows = rows.merge(pd.concat(decoded), on=KEY, how="left", validate="1:1")
    if generalisation is not None:
        # Its note has those of functional smoothness as well.
        others = rows[~rows["recipe"].isin(generalisation["recipe"])]
        notes = pd.concat([table[[*KEY, "note"]] for table in (generalisation, others)])
        rows = rows.drop(columns="note").merge(notes, on=KEY, how="left", validate="1:1")
    rows["kept"] = kept(rows["agreement_ci_low"], rows["agreement_ci_high"])
    rows = with_losses(rows.assign(in_time=rows["scheme"].isin(in_time)))
    parts = []
    for _, part in rows.groupby("recipe", sort=False):
        ranks = {scheme: number for number, scheme in enumerate(ordered(part), start=1)}
        parts.append(part.assign(rank=part["scheme"].map(ranks)).sort_values("rank", kind="stable"))
    return pd.concat(parts).reindex(columns=COLUMNS)


def best_of_codes(table):
    """The best verdict of each code in the scanners.

    Parameters
    ----------
    table : pandas.DataFrame
        With the columns recipe, scheme, scanner and kept.

    Returns
    -------
    pandas.Series of str
        "yes", "undecided" or "no" by recipe and scheme, in the order of the table. A code without
        an interval in any scanner is left out.
    """
    scanned = table[~table["scanner"].isin(("none", "sum"))]
    scanned = scanned[scanned["kept"].isin(("yes", "no", "undecided"))]
    verdicts = scanned.groupby(["recipe", "scheme"], sort=False)["kept"].agg(set)
    return verdicts.map(
        lambda found: next(name for name in ("yes", "undecided", "no") if name in found)
    )


def counts_of(table):
    """Number of codes that at least one scanner reads, that none reads, and that are undecided."""
    best = list(best_of_codes(table))
    return {name: best.count(name) for name in ("yes", "no", "undecided")}


def sentence(table):
    """What was found, in a sentence."""
    counts = counts_of(table)
    total = sum(counts.values())
    if not total:
        return "What fMRI can read: too few seeds for intervals"
    undecided = f"; {counts['undecided']} undecided" if counts["undecided"] else ""
    return f"fMRI reads {counts['yes']} of {total} {'code' if total == 1 else 'codes'}{undecided}"


def run(
    smoothness_path,
    rsa_path,
    losses_path,
    table_path,
    *,
    in_time,
    generalisation_path=None,
    item_decoding_path=None,
):
    table = gathered(
        pd.read_csv(smoothness_path),
        pd.read_csv(rsa_path),
        pd.read_csv(losses_path),
        pd.read_csv(generalisation_path) if generalisation_path else None,
        in_time,
        pd.read_csv(item_decoding_path) if item_decoding_path else None,
    )
    table.to_csv(table_path, index=False, float_format="%.6f")
