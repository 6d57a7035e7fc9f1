"""Similarity matrices, by layer, of all pre-trained networks that are shown the photographs."""

import json

import numpy as np
import xarray as xr

from neuralcode.networks.hierarchy import LEVELS
from storage import datasets
from storage.layers import DEPTH, GINI, SIMILARITY, UNITS

INPUT = {"long_name": "Pearson correlation over what the network is given", "units": "1"}
DISTANCE = {"long_name": "squared Euclidean distance of photographs, mean over units"}
GINI_OF_IMAGE = {"long_name": "Gini coefficient of a photograph", "units": "1"}
PROBLEM = {"long_name": "why the similarity of the layer is undefined; empty where it is defined"}


def distance(part):
    """Squared Euclidean distance of photographs, by layer: from their correlations."""
    units = part["n_units"].where(part["n_units"] > 0).astype(float)
    norm, mean = part["norm"] / np.sqrt(units), part["mean"]
    other_norm, other_mean = (a.rename(image="other_image") for a in (norm, mean))
    similarity = part["similarity"].astype(float)
    found = norm**2 + other_norm**2 - 2 * similarity * norm * other_norm
    found = found + (mean - other_mean) ** 2
    return found.clip(min=0).transpose("layer", "image", "other_image")


def gathered(parts):
    """One dataset of all networks.

    Parameters
    ----------
    parts : list of xarray.Dataset
        One per network, as ``batches/photograph_layers.py`` writes it.

    Returns
    -------
    xarray.Dataset
        NaN where a network does not have a layer.
    """
    networks = [part.attrs["network"] for part in parts]
    # As objects: names of a fixed length would cut those of the other networks.
    parts = [part.assign_coords(layer=part["layer"].astype(object)) for part in parts]
    layers = list(dict.fromkeys(name for part in parts for name in part["layer"].values.tolist()))

    def aligned(variable, attributes, missing=np.nan, kind=np.float32):
        arrays = [
            variable(part).astype(kind).reindex(layer=layers, fill_value=missing) for part in parts
        ]
        names = xr.IndexVariable("network", networks, {"long_name": "network"})
        return xr.concat(arrays, names, coords="minimal", compat="override").assign_attrs(
            attributes
        )

    def depth(part):
        numbers = np.arange(part.sizes["layer"])
        return xr.DataArray(numbers, coords={"layer": part["layer"]}, dims="layer")

    return xr.Dataset(
        {
            "similarity": aligned(lambda part: part["similarity"], SIMILARITY),
            "gini": aligned(lambda part: part["gini"].mean("image"), GINI),
            "gini_of_image": aligned(lambda part: part["gini"], GINI_OF_IMAGE),
            "distance": aligned(distance, DISTANCE),
            "n_units": aligned(lambda part: part["n_units"], UNITS),
            "depth": aligned(depth, DEPTH),
            "problem": aligned(lambda part: part["problem"], PROBLEM, "", object),
            "input_similarity": xr.concat(
                [part["input_similarity"] for part in parts],
                xr.IndexVariable("network", networks),
            ).assign_attrs(INPUT),
        }
    )


def run(paths, path, *, configuration):
    parts = [datasets.read(part) for part in paths]
    dataset = gathered(parts).assign_attrs(
        title="Similarity matrices by layer of pre-trained networks on photographs",
        networks=json.dumps([part.attrs for part in parts]),
        **datasets.provenance("photograph_dataset", configuration),
    )
    for level in LEVELS:
        dataset[level].attrs["long_name"] = f"{level} category"
    datasets.write(dataset, path)
