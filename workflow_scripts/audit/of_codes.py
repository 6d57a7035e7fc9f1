"""Evidence on codes that is computed from what the study measured: see `audit.evidence`."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals
from neuralcode.networks.layers import chance_corrected
from storage import generalisation

KEY = ["recipe", "scheme", "scanner"]
# Codes of which a rank correlation says something.
LEAST_CODES = 6
RESAMPLES = 1000


def corrected(sums):
    """Functional smoothness corrected for noise, from sums over seeds.

    Parameters
    ----------
    sums : ndarray of shape (..., 4)
        Of `neuralcode.analysis.smoothness.within_prototype_sums`.

    Returns
    -------
    ndarray of shape (...)
        NaN where the variance of the signal is not above 0.
    """
    items, both, _, signal = np.moveaxis(np.asarray(sums, float), -1, 0)
    return both / np.sqrt(items * np.where(signal > 0, signal, np.nan))


def largest_other_similarity(similarity):
    """Largest similarity, beside 0, of two items that do not share their pattern.

    The paper sets self-similarity aside; items of one row of a factorial design are the same to the
    code.

    Parameters
    ----------
    similarity : ndarray of shape (seed, category, level)
        Without level 0.

    Returns
    -------
    float
        NaN where all items share their pattern.
    """
    others = np.abs(similarity[similarity < 1 - 1e-6])
    return float(others.max()) if len(others) else np.nan


def smoothness_and_decoding(sums, paths, made_from, weights, confidence):
    """Rank correlation over codes of functional smoothness and decoding.

    Parameters
    ----------
    sums : dict of ndarray of shape (seed, 4)
        Of `neuralcode.analysis.smoothness.within_prototype_sums`, by recipe, scheme and scanner.
    paths, made_from
        Of `storage.generalisation.read`.
    weights : ndarray of shape (resample, seed)
        Both measures are computed from the same resampled seeds.
    confidence : float

    Returns
    -------
    xarray.DataArray
        recipe, scanner, bound (value, ci_low, ci_high): an interval of percentiles over seeds.
        Codes whose variance of the signal is not above 0 count as without smoothness.
    """
    pairs = {}
    for one in generalisation.read(paths, "accuracy", made_from=made_from):
        key = tuple(one.key[name] for name in KEY)
        if key in sums:
            values = chance_corrected(one.higher, one.categories).mean(axis=1)
            pairs.setdefault((key[0], key[2]), []).append((sums[key], values))
    rows = {}
    for place, codes in pairs.items():
        seeds = min(len(values) for _, values in codes)
        if len(codes) < LEAST_CODES:
            continue
        drawn = np.vstack([np.ones(len(weights[0])), weights[:RESAMPLES]])[:, :seeds]
        smooth = [np.nan_to_num(corrected(drawn @ part[:seeds])) for part, _ in codes]
        read = [drawn @ values[:seeds] / drawn.sum(axis=1) for _, values in codes]
        ranks = rank_correlation(*(np.round(np.transpose(part), 12) for part in (smooth, read)))
        tail = (1 - confidence) / 2
        ends = [np.nan, np.nan]
        if not intervals.missing(seeds):
            ends = np.quantile(ranks[1:], [tail, 1 - tail])
        rows[place] = [ranks[0], *ends]
    if not rows:
        return None
    table = pd.DataFrame(rows, index=["value", "ci_low", "ci_high"]).T
    table.index.names = ["recipe", "scanner"]
    return table.to_xarray().to_array("bound")


def rank_correlation(x, y):
    """Spearman's rank correlation of each row of x with that of y, with mean ranks for ties.

    Parameters
    ----------
    x, y : ndarray of shape (row, n)

    Returns
    -------
    ndarray of shape (row,)
        NaN where all values of a row are the same.

    Examples
    --------
    >>> rank_correlation([[1, 2, 3], [5, 5, 5]], [[3, 2, 1], [1, 2, 3]]).tolist()
    [-1.0, nan]
    """
    # Not by scipy.stats, which takes a third of a second to import.
    x, y = (pd.DataFrame(part).rank(axis=1).to_numpy() for part in (x, y))
    x, y = (part - part.mean(axis=-1, keepdims=True) for part in (x, y))
    products = (x * y).sum(axis=-1), (x * x).sum(axis=-1), (y * y).sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return products[0] / np.sqrt(products[1] * products[2])


def code_properties(path):
    """Properties of codes, of seeds and of formulas.

    Parameters
    ----------
    path : str
        ``results/tables/code-properties.csv``.

    Returns
    -------
    dict of xarray.DataArray
        code_properties: recipe, property, scheme, sample (seeds). exact_properties: property,
        scheme.
    """
    table = pd.read_csv(path)
    exact = table["seed"].isna()
    of_seeds = table[~exact].rename(columns={"seed": "sample"})
    labels = ["recipe", "property", "scheme", "sample"]
    return {
        "code_properties": of_seeds.set_index(labels)["value"].to_xarray(),
        "exact_properties": table[exact].set_index(["property", "scheme"])["value"].to_xarray(),
    }


def width_theory(path):
    """units (``100 units``), depth, measure (predicted, predicted_scatter)"""
    table = pd.read_csv(path)
    table["units"] = table["units"].astype(str) + " units"
    columns = ["predicted", "predicted_scatter"]
    return table.set_index(["units", "depth"])[columns].to_xarray().to_array("measure")


def voxel_sizes(path):
    """pattern, side; spread between voxels as a share of that between units."""
    table = pd.read_csv(path).pivot(index="pattern", columns="voxel_side", values="inhomogeneity")
    shares = table.div(table[1], axis=0).drop(columns=1)
    return xr.DataArray(
        shares.to_numpy(),
        dims=("pattern", "side"),
        coords={"pattern": shares.index.to_list(), "side": shares.columns.to_list()},
    )
