"""Similarity matrices by layer, with their labels: of photographs, and of the hierarchy experiment.

Photographs have the dimensions network, layer, image and other_image. The hierarchy experiment has
networks, layers and items of its own, so its dimensions are its own, and its matrices are means
over seeds.
"""

import numpy as np
import xarray as xr

from neuralcode.networks.hierarchy import LEVELS
from storage import datasets

SIMILARITY = {"long_name": "Pearson correlation over units", "units": "1"}
GINI = {"long_name": "Gini coefficient, mean over items", "units": "1"}
DEPTH = {
    "long_name": "place of the layer from the input on; missing where a network lacks it",
    "units": "1",
}
UNITS = {
    "long_name": "number of units of the layer; missing where a network lacks it",
    "units": "1",
}


def of_photographs(paths, networks):
    """One dataset of all networks; NaN where a network does not have a layer."""
    # As objects: names of a fixed length would cut those of the other networks.
    parts = [
        part.assign_coords(layer=part["layer"].astype(object)) for part in map(datasets.read, paths)
    ]
    layers = list(dict.fromkeys(name for part in parts for name in part["layer"].values.tolist()))

    def aligned(variable, attributes):
        arrays = [variable(part).astype(np.float32).reindex(layer=layers) for part in parts]
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
            "n_units": aligned(lambda part: part["n_units"], UNITS),
            "depth": aligned(depth, DEPTH),
        }
    )


def of_hierarchy(path):
    """Means over seeds, with names that the photographs do not have."""
    dataset = datasets.read(path)
    numbers = np.arange(dataset.sizes["layer"])
    means = xr.Dataset(
        {
            "similarity": dataset["similarity"]
            .sel(scanner="none", drop=True)
            .mean("seed")
            .assign_attrs(SIMILARITY),
            "gini": dataset["gini"].mean("seed").assign_attrs(GINI),
            "n_units": dataset["n_units"].assign_attrs(UNITS),
            "depth": ("layer", numbers, DEPTH),
        }
    )
    same = {"exemplar": "exemplar", "other_exemplar": "other_exemplar"}
    names = {name: f"hierarchy_{name}" for name in means.variables if name not in same}
    return means.rename(names)


def run(path, *, hierarchy_path=None, photograph_paths=(), networks, configuration):
    parts = []
    if photograph_paths:
        parts.append(of_photographs(photograph_paths, networks))
    if hierarchy_path:
        parts.append(of_hierarchy(hierarchy_path))
    dataset = xr.merge(parts).assign_attrs(
        title="Similarity matrices by layer of deep networks", **datasets.provenance(configuration)
    )
    for level in LEVELS:
        for name in (level, f"hierarchy_{level}"):
            if name in dataset:
                dataset[name].attrs["long_name"] = f"{level} category"
    datasets.write(dataset, path)
