"""What the study measured, in the form that claims are tested on: see `audit.criteria`."""

import numpy as np
import pandas as pd
import xarray as xr

from audit import of_codes, of_photographs, published
from neuralcode.analysis import intervals, smoothness
from neuralcode.names import layer_number
from neuralcode.networks.hierarchy import LEVELS, RELATIONS, mean_by_relation
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


def of_similarity(path, *, study_seed, bootstrap_resamples):
    """What the similarity of prototypes and their distortions says; without level 0.

    Parameters
    ----------
    path : str
        ``results/datasets/similarity.nc``.
    study_seed, bootstrap_resamples : int
        As in the table of functional smoothness, so that intervals are the same.

    Returns
    -------
    dict
        functional_smoothness, corrected_by_seed: recipe, scheme, scanner, sample (seeds), sum.
        similarity: recipe, scheme, scanner, sample (seeds), level; mean over categories.
        different_patterns: recipe, scheme, scanner; see `of_codes.largest_other_similarity`.
        draws: what `published.draws` gives, by recipe and scheme. within_sums: the sums of the
        corrected functional smoothness, by recipe, scheme and scanner. weights: of the seeds in
        each resample.
    """
    pooled, within, curves, other, draws = [], [], [], [], {}
    with xr.open_dataset(path) as dataset:
        levels = dataset["level"].values[1:].tolist()
        seeds = dataset.sizes["seed"]
        for one in datasets.compared(dataset):
            stimuli, values = one.stimuli[..., 1:], one.similarity[..., 1:]
            halves = [half[..., 1:] for half in one.halves]
            pooled.append((one.key, smoothness.pair_sums(stimuli, values)))
            within.append((one.key, smoothness.within_prototype_sums(stimuli, *halves)))
            curves.append((one.key, values.mean(axis=1, dtype=float)))
            if one.key["scanner"] != "none":
                continue
            if one.key["scheme"] == "factorial":
                value = of_codes.largest_other_similarity(values)
                other.append((one.key, np.full((1, 1), value)))
            if layer_number(one.key["scheme"]) is not None:
                draws[one.key["recipe"], one.key["scheme"]] = published.draws(stimuli, values)
    weights = intervals.resampling_weights(
        seeds, bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    found = {
        "draws": draws,
        "similarity": arranged(curves, "level", levels),
        "weights": weights,
        "within_sums": {tuple(key.values()): sums for key, sums in within},
    }
    statistics = {
        "functional_smoothness": (pooled, smoothness.functional_smoothness),
        "corrected_by_seed": (within, of_codes.corrected),
    }
    for name, (parts, statistic) in statistics.items():
        sums = arranged(parts, "sum", range(parts[0][1].shape[1])).drop_attrs()
        found[name] = sums.assign_attrs(statistic=statistic, weights=weights)
    if other:
        exact = arranged(other, "all", [""]).drop_attrs()
        found["different_patterns"] = exact.isel(sample=0, all=0, drop=True)
    return found


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
    """What the networks say that were trained on a hierarchy of categories.

    Returns
    -------
    dict of xarray.DataArray
        hierarchy: network, sample (seeds), layer (middle and late), relation. hierarchy_gini:
        network, sample, layer; mean over exemplars.
    """
    dataset = datasets.read(path, only=("similarity", "gini"), at={"scanner": "none"})
    dataset = dataset.isel(layer=figure_layers)
    labels = np.stack([dataset[level].values for level in LEVELS], axis=1)
    of_units = dataset["similarity"].transpose("network", "seed", "layer", ...)
    coords = {"network": dataset["network"].values, "layer": ["middle", "late"]}
    dims = ("network", "sample", "layer")
    return {
        "hierarchy": xr.DataArray(
            mean_by_relation(of_units.values, labels),
            dims=(*dims, "relation"),
            coords={**coords, "relation": list(RELATIONS)},
            attrs={"scale": "correlation"},
        ),
        "hierarchy_gini": xr.DataArray(
            dataset["gini"].transpose("network", "seed", "layer").values.astype(float), coords, dims
        ),
    }


def read(files, *, expected, voxels, figure_layers, study_seed, bootstrap_resamples, confidence):
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
    confidence : float

    Returns
    -------
    found : dict of xarray.DataArray
    draws : dict
        See `published.draws`, by recipe and scheme.
    """
    readers = {
        "corrected_smoothness": corrected_smoothness,
        "design_orthogonality": design_orthogonality,
        "voxel_spread": lambda path: voxel_spread(path, voxels),
        "two_smoothnesses": two_smoothnesses,
        "width_theory": of_codes.width_theory,
        "decoding": lambda paths: decoding(paths, expected["decoding"]),
        "univariate": lambda paths: univariate(paths, expected["univariate"]),
    }
    found = {name: reader(files[name]) for name, reader in readers.items() if files.get(name)}
    found["voxel_sizes"] = of_codes.voxel_sizes(files["voxel_spread"])
    found |= of_codes.code_properties(files["code_properties"])
    if files.get("hierarchy"):
        found |= hierarchy(files["hierarchy"], figure_layers)
    measured = of_similarity(
        files["similarity"], study_seed=study_seed, bootstrap_resamples=bootstrap_resamples
    )
    draws, sums, weights = (measured.pop(name) for name in ("draws", "within_sums", "weights"))
    found |= measured | of_photographs.read(files)
    found["published_smoothness"] = published.readings(draws)
    if files.get("decoding"):
        found["smoothness_and_decoding"] = of_codes.smoothness_and_decoding(
            sums, files["decoding"], expected["decoding"], weights, confidence
        )
    return {name: numbers for name, numbers in found.items() if numbers is not None}, draws
