"""Table of the curves of Figure 2: mean similarity at each level of distortion, and predictions."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import interval_columns, intervals, jackknife
from storage.datasets import compared

KEY = ["recipe", "scheme", "scanner"]
SCANNED_COLUMNS = [
    *KEY,
    "level",
    "mean",
    *interval_columns.BOUNDS,
    "predicted",
    "predicted_from_units",
    "noise_free",
    *(f"noise_free_{bound}" for bound in interval_columns.BOUNDS),
    "pooled",
    *(f"pooled_{bound}" for bound in interval_columns.BOUNDS),
    "pooled_predicted",
    "pooled_predicted_from_units",
    "n_seeds",
    "note",
]


def run(
    dataset_path,
    table_path,
    scanned_table_path,
    *,
    attenuation_path=None,
    confidence,
):
    laws = {}
    if attenuation_path:  # a study without scanners has none
        laws = dict(list(pd.read_csv(attenuation_path).groupby(KEY)))
    tables, scanned = [], []
    with xr.open_dataset(dataset_path) as dataset:
        predictions = dataset["predicted_similarity"].load()
        for one in compared(dataset):
            columns = one.key | {"level": dataset["level"].values}
            columns |= with_interval("mean", one.similarity, confidence, prefix="")
            code = {name: one.key[name] for name in ("recipe", "scheme")}
            predicted = predictions.sel(code).values
            if one.runs is not None:
                law = laws.get(tuple(one.key.values()))
                # The same categories as units themselves show them.
                own = of_units(dataset, one.key, one.similarity.shape[1])
                columns |= attenuated(law, predicted, own)
                scanned.append(pd.DataFrame(columns | through_scanner(one, confidence)))
            else:
                columns["predicted"] = predicted
            tables.append(pd.DataFrame(columns))
    curves = pd.concat(tables)[[*KEY, "level", "mean", *interval_columns.BOUNDS, "predicted"]]
    curves.to_csv(table_path, index=False, float_format="%.6f")
    table = pd.concat(scanned) if scanned else pd.DataFrame(columns=SCANNED_COLUMNS)
    table[SCANNED_COLUMNS].to_csv(scanned_table_path, index=False, float_format="%.6f")


def with_interval(name, similarity, confidence, **prefix):
    """Columns of the mean over seeds and categories and its interval, by level."""
    by_seed = similarity.mean(axis=1, dtype=float)
    found = intervals.of_mean(by_seed, confidence, scale="correlation")
    return interval_columns.columns(name, found, **prefix)


def through_scanner(one, confidence):
    """Columns of a simulated scanner: without noise, and of pooled betas; and what is missing."""
    by_seed = one.similarity.mean(axis=1, dtype=float)
    ratio, low, high = jackknife.of_ratio(by_seed, by_seed[:, :1], confidence)
    # Where the reliability may be 0, a ratio says nothing: its interval has no bound.
    empty = np.isinf(low) | np.isinf(high) | np.isnan(low)
    ratio, low, high = (np.where(empty, np.nan, part) for part in (ratio, low, high))
    columns = with_interval("pooled", one.pooled, confidence)
    columns |= interval_columns.columns("noise_free", (ratio, low, high))
    return columns | {"n_seeds": len(by_seed), "note": note(one.runs, len(by_seed), empty.any())}


def note(runs, seeds, empty):
    """Why numbers are empty."""
    if runs == 1:
        return "a single run: there are no others to compare it with"
    if intervals.missing(seeds):
        return intervals.missing(seeds)
    return "the interval of the reliability includes 0" if empty else ""


def of_units(dataset, key, categories):
    """Mean similarity of the units themselves; NaN where the study does not have it."""
    if "none" not in dataset["scanner"]:
        return np.full(dataset.sizes["level"], np.nan)
    similarity = dataset["similarity"].sel(key | {"scanner": "none"})[:, :categories]
    return similarity.values.mean(axis=(0, 1), dtype=float)


def attenuated(law, theoretical, of_units):
    """Columns of what noise makes of two curves; NaN where there is no law (codes in time)."""
    if law is None:
        missing = np.full_like(theoretical, np.nan)
        reliability, slope, offset = missing, missing, missing
    else:
        names = ["reliability", "pooled_slope", "pooled_offset"]
        reliability, slope, offset = law.sort_values("level")[names].to_numpy().T
    return {
        "predicted": reliability * theoretical,
        "predicted_from_units": reliability * of_units,
        "pooled_predicted": slope * theoretical + offset,
        "pooled_predicted_from_units": slope * of_units + offset,
    }
