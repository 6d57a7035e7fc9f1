"""What the study measured, in the form that claims are tested on: see `audit.criteria`."""

import warnings

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals, smoothness
from neuralcode.networks.hierarchy import LEVELS, RELATIONS, jackknife_by_relation, mean_by_relation
from neuralcode.networks.layers import chance_corrected
from neuralcode.randomness import generator
from storage import datasets, generalisation

KEY = ("recipe", "scheme", "scanner")
BOUNDS = ["value", "ci_low", "ci_high"]


def arranged(found, along, labels):
    """Arrays of combinations in one, missing where a study does not have the combination.

    They are correlations, or shares corrected for chance, which lie between -1 and 1 as well.

    Parameters
    ----------
    found : list of (dict, ndarray of shape (sample, label))
        The dict has recipe, scheme and scanner.
    along : str
        Dimension of the labels.
    labels : list

    Returns
    -------
    xarray.DataArray
        recipe, scheme, scanner, sample, and the dimension of the labels
    """
    names = {name: list(dict.fromkeys(key[name] for key, _ in found)) for name in KEY}
    shape = (*map(len, names.values()), *found[0][1].shape)
    array = xr.DataArray(
        np.full(shape, np.nan),
        dims=(*KEY, "sample", along),
        coords={**names, along: labels},
        attrs={"scale": "correlation"},
    )
    for key, values in found:
        array.loc[key] = values
    return array


def functional_smoothness(path, *, study_seed, bootstrap_resamples):
    """recipe, scheme, scanner, sample (seeds), sum (those of `smoothness.pair_sums`)

    With the resamples of the table of functional smoothness, so that intervals are the same.
    """
    with xr.open_dataset(path) as dataset:
        found = [
            (one.key, smoothness.pair_sums(one.stimuli[..., 1:], one.similarity[..., 1:]))
            for one in datasets.compared(dataset)
        ]
        weights = intervals.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
    attributes = {"statistic": smoothness.functional_smoothness, "weights": weights}
    sums = arranged(found, "sum", range(found[0][1].shape[1]))
    return sums.drop_attrs().assign_attrs(attributes)


def corrected_smoothness(path):
    """recipe, scheme, scanner, bound (value, ci_low, ci_high)

    Of functional smoothness corrected for noise, which ranks codes. An end of an interval is
    infinite where noise hides whether there is a signal at all.
    """
    table = pd.read_csv(path).set_index(list(KEY))
    names = ["corrected", "corrected_ci_low", "corrected_ci_high"]
    bounds = table[names].set_axis(BOUNDS, axis=1)
    known = table["corrected"].notna() & (table["n_seeds"] >= intervals.MINIMUM)
    for name, unbounded in (("ci_low", -np.inf), ("ci_high", np.inf)):
        bounds[name] = bounds[name].fillna(unbounded).where(known)
    return bounds.to_xarray().to_array("bound")


def similarity(path):
    """recipe, scheme, scanner, sample (seeds), level; mean over categories, without level 0."""
    with xr.open_dataset(path) as dataset:
        levels = dataset["level"].values[1:].tolist()
        found = [
            (one.key, one.similarity[..., 1:].mean(axis=1, dtype=float))
            for one in datasets.compared(dataset)
        ]
    return arranged(found, "level", levels)


def decoding(paths, made_from):
    """recipe, scheme, scanner, sample (seeds); mean over higher levels, corrected for chance."""
    found = [
        (one.key, chance_corrected(one.higher, one.categories).mean(axis=1, keepdims=True))
        for one in generalisation.read(paths, "accuracy", made_from=made_from)
    ]
    return arranged(found, "distortion", ["high"]).isel(distortion=0, drop=True)


def univariate(paths, made_from):
    """recipe, scheme, scanner, sample (seeds), distortion (low: that of the levels in which
    clusters were found, and high: that of the others); share of the pairs of prototypes whose
    difference has the sign that chose the cluster, mean over levels, corrected for chance.
    """
    found = [
        (
            one.key,
            chance_corrected(
                np.stack([part.mean(axis=1) for part in (one.lower, one.higher)], axis=1), 2
            ),
        )
        for one in generalisation.read(paths, "same_sign", made_from=made_from)
    ]
    return arranged(found, "distortion", ["low", "high"])


def design_orthogonality(path):
    """factors, measure"""
    table = pd.read_csv(path, index_col="factors").drop(columns="rows")
    return table.to_xarray().to_array("measure")


def voxel_spread(path, voxels):
    """pattern, voxel (by its name in the configuration)"""
    table = pd.read_csv(path).pivot(index="pattern", columns="voxel_side", values="inhomogeneity")
    shown = {name: side for name, side in voxels.items() if side in table.columns}
    return xr.DataArray(
        table[list(shown.values())].to_numpy(),
        dims=("pattern", "voxel"),
        coords={"pattern": table.index.to_list(), "voxel": list(shown)},
    )


def two_smoothnesses(path):
    """map, level, measure"""
    return pd.read_csv(path).set_index(["map", "level"]).to_xarray().to_array("measure")


def hierarchy(path, figure_layers):
    """network, sample (seeds), layer (middle and late), relation"""
    dataset = datasets.read(path).isel(layer=figure_layers)
    labels = np.stack([dataset[level].values for level in LEVELS], axis=1)
    of_units = dataset["similarity"].sel(scanner="none").transpose("network", "seed", "layer", ...)
    return xr.DataArray(
        mean_by_relation(of_units.values, labels),
        dims=("network", "sample", "layer", "relation"),
        coords={
            "network": dataset["network"].values,
            "layer": ["middle", "late"],
            "relation": list(RELATIONS),
        },
        attrs={"scale": "correlation"},
    )


def photographs(path):
    """What `photographs_of` makes of the dataset of all layers."""
    return photographs_of(datasets.read(path))


def photographs_of(dataset):
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
    coords = {name: dataset[name].values.tolist() for name in ("network", "layer")}
    return {
        "photograph_gini": dataset["gini"].reset_coords(drop=True),
        "photograph_relations": xr.DataArray(
            jackknife_by_relation(values, labels),
            dims=("network", "layer", "sample", "relation"),
            coords={**coords, "relation": list(RELATIONS)},
        ),
        "photograph_categories": xr.DataArray(
            by_category,
            dims=("network", "layer", "category", "sample", "other"),
            coords={**coords, "category": names.tolist(), "other": names.tolist()},
        ),
    }


def read(files, *, expected, voxels, figure_layers, study_seed, bootstrap_resamples):
    """All that the study has.

    Parameters
    ----------
    files : dict
        Paths by name of the data; those of networks and decoders only where the study has them.
    expected : dict
        What files must have been made from, by name of the data.
    voxels : dict of int
        Sides of the voxels of Figure 1, by name.
    figure_layers : list of int
        Middle and late layer of the hierarchy experiment.
    study_seed, bootstrap_resamples : int
        For intervals of functional smoothness.

    Returns
    -------
    dict of xarray.DataArray
    """
    readers = {
        "corrected_smoothness": corrected_smoothness,
        "design_orthogonality": design_orthogonality,
        "voxel_spread": lambda path: voxel_spread(path, voxels),
        "two_smoothnesses": two_smoothnesses,
        "hierarchy": lambda path: hierarchy(path, figure_layers),
        "decoding": lambda paths: decoding(paths, expected["decoding"]),
        "univariate": lambda paths: univariate(paths, expected["univariate"]),
    }
    found = {name: reader(files[name]) for name, reader in readers.items() if files.get(name)}
    found["similarity"] = similarity(files["similarity"])
    found["functional_smoothness"] = functional_smoothness(
        files["similarity"], study_seed=study_seed, bootstrap_resamples=bootstrap_resamples
    )
    return found | (photographs(files["photographs"]) if files.get("photographs") else {})
