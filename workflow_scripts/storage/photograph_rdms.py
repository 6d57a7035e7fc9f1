"""Dissimilarity matrices of layers on photographs, from their datasets."""

import numpy as np

from neuralcode.analysis import layer_rdms
from neuralcode.networks.hierarchy import LEVELS, shared_levels

MEASURES = {"correlation": "similarity", "euclidean": "distance"}


def items_of(dataset, shown=None):
    """Names and categories of the photographs, as descriptors of patterns."""
    kept = slice(None) if shown is None else shown
    labels = {level: dataset[level].values[kept].tolist() for level in LEVELS}
    return {"item": dataset["image"].values[kept].tolist()} | labels


def layers_of(one, name="similarity"):
    """Places of the layers of a network that have a similarity, from the input on."""
    defined = np.isfinite(one[name].values).all(axis=(-2, -1))
    order = np.argsort(one["depth"].values, kind="stable")
    return [int(place) for place in order if defined[place]]


def of_layers(dataset, network, measure="correlation"):
    """Distances of all layers of a network, over their units.

    Correlation distances, or squared Euclidean ones, which are what crossnobis distances estimate.
    """
    one = dataset.sel(network=network)
    places = layers_of(one)
    values = one[MEASURES[measure]].transpose("layer", "image", "other_image").values[places]
    values = values.astype(np.float64)
    descriptors = {
        "network": [network] * len(places),
        "layer": [str(one["layer"].values[place]) for place in places],
        "scanner": ["none"] * len(places),
    }
    distances = 1 - values if measure == "correlation" else values
    return layer_rdms.of_matrices(distances, measure, items_of(dataset), descriptors)


def shown_in(one):
    """Which photographs a scanner shows."""
    pairs = one["distance"].transpose("seed", "layer", "image", "other_image").values
    return np.isfinite(np.diagonal(pairs, axis1=-2, axis2=-1)).any(axis=(0, 1))


def of_scans(dataset, network, scanner, name="distance"):
    """Distances of all subjects in all layers that are scanned, layer by layer."""
    one = dataset.sel(network=network, scanner=scanner)
    shown = shown_in(one)
    values = one[name].transpose("layer", "seed", "image", "other_image").values
    values = values[:, :, shown][..., shown]
    defined = np.isfinite(values).all(axis=(1, 2, 3))
    order = [place for place in np.argsort(one["depth"].values) if defined[place]]
    seeds = one.sizes["seed"]
    names = [str(one["layer"].values[place]) for place in order]
    descriptors = {
        "network": [network] * (len(order) * seeds),
        "layer": np.repeat(names, seeds).tolist(),
        "scanner": [scanner] * (len(order) * seeds),
        "seed": np.tile(one["seed"].values, len(order)).tolist(),
    }
    found = values[order].reshape(-1, shown.sum(), shown.sum())
    return layer_rdms.of_matrices(found, "crossnobis", items_of(dataset, shown), descriptors)


def models(dataset):
    """What layers may be compared with: the hierarchy, and what each network is given."""
    labels = np.stack([dataset[level].values for level in LEVELS], axis=1)
    networks = dataset["network"].values.tolist()
    given = dataset["input_similarity"].transpose("network", "image", "other_image").values
    there = np.isfinite(given).all(axis=(1, 2))
    hierarchy = (len(LEVELS) - shared_levels(labels)).astype(np.float64)
    names = ["hierarchy", *(f"input of {name}" for name in np.array(networks, object)[there])]
    matrices = np.concatenate([hierarchy[None], 1 - given[there].astype(np.float64)])
    return layer_rdms.of_matrices(matrices, "model", items_of(dataset), {"model": names})
