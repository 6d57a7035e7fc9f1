"""Evidence on photographs in pre-trained networks: see `audit.evidence`."""

import warnings

import numpy as np
import pandas as pd
import xarray as xr

from audit import published
from neuralcode.networks.hierarchy import LEVELS, RELATIONS, jackknife_by_relation
from storage import datasets


def of_dataset(dataset):
    """Sparseness, and similarity by what photographs share and by category.

    Parameters
    ----------
    dataset : xarray.Dataset
        ``results/datasets/layer_similarity.nc``.

    Returns
    -------
    dict of xarray.DataArray
        photograph_gini: network, layer. photograph_relations: network, layer, sample (photographs,
        by their pseudo-values), relation. photograph_categories: network, layer, category, sample
        (photographs of the category), other (category); missing beyond the number of photographs.
        Empty where there are no photographs.
    """
    if "similarity" not in dataset:
        return {}
    labels = np.stack([dataset[level].values for level in LEVELS], axis=1)
    names, own = np.unique(labels[:, -1], return_inverse=True)
    matrices = dataset["similarity"].transpose("network", "layer", "image", "other_image")
    values = matrices.values.astype(float)
    others = np.where(np.eye(len(own), dtype=bool), np.nan, values)
    places = [np.flatnonzero(own == number) for number in range(len(names))]
    # Each photograph and each category: mean over the photographs of the category but itself.
    by_category = np.full(
        (*others.shape[:2], len(names), max(map(len, places)), len(names)), np.nan
    )
    with warnings.catch_warnings():
        # Of layers that a network does not have, and of photographs without a companion.
        warnings.filterwarnings("ignore", message="Mean of empty slice")
        for number, place in enumerate(places):
            for other, columns in enumerate(places):
                means = np.nanmean(others[:, :, place][..., columns], axis=-1)
                by_category[:, :, number, : len(place), other] = means
    # Samples have numbers, so that other networks may have other photographs.
    coords = {name: dataset[name].values.tolist() for name in ("network", "layer")}
    samples = {"sample": range(len(own))}
    return {
        **(
            {"photograph_gini": dataset["gini"].reset_coords(drop=True)}
            if "gini" in dataset
            else {}
        ),
        "photograph_relations": xr.DataArray(
            jackknife_by_relation(values, labels),
            dims=("network", "layer", "sample", "relation"),
            coords={**coords, **samples, "relation": list(RELATIONS)},
        ),
        "photograph_categories": xr.DataArray(
            by_category,
            dims=("network", "layer", "category", "sample", "other"),
            coords={
                **coords,
                "category": names.tolist(),
                "sample": range(by_category.shape[3]),
                "other": names.tolist(),
            },
        ),
    }


def scans(path):
    """network, layer, scanner, measure, bound (value, ci_low, ci_high)"""
    table = pd.read_csv(path, dtype={"layer": str})
    table = table[table["scanner"] != "none"]
    table = table.set_index(["network", "layer", "scanner", "measure"])
    bounds = table[["mean", "ci_low", "ci_high"]].set_axis(["value", "ci_low", "ci_high"], axis=1)
    return bounds.to_xarray().to_array("bound")


def read(files):
    """Photographs in the networks of the study, and in the released matrices of Figure 4."""
    found = of_dataset(datasets.read(files["photographs"])) if files.get("photographs") else {}
    if files.get("photograph_scans"):
        found["photograph_scans"] = scans(files["photograph_scans"])
    name = "published_figure_4"
    if not files.get(name):
        return found
    released = published.figure_4(files[name], of_dataset)
    together = {
        key: xr.concat([found[key], numbers], "network", join="outer") if key in found else numbers
        for key, numbers in released.items()
    }
    hierarchical = published.hierarchy_of(files[name])
    return found | together | published.means(files["published_categories"], hierarchical)
