"""Similarity matrices by layer of all deep networks: on photographs, and of the hierarchy.

The hierarchy experiment has networks, layers and items of its own, so its dimensions are its own,
and its matrices are means over seeds.
"""

import xarray as xr

from neuralcode.networks.hierarchy import LEVELS
from storage import datasets
from storage.layers import DEPTH, GINI, PREFIXES, SIMILARITY, UNITS


def of_hierarchy(dataset):
    """Means over seeds, of the units, with names that the photographs do not have."""
    means = xr.Dataset(
        {
            "similarity": dataset["similarity"].mean("seed").assign_attrs(SIMILARITY),
            "gini": dataset["gini"].mean("seed").assign_attrs(GINI),
            "n_units": dataset["n_units"].assign_attrs(UNITS),
            "depth": ("layer", range(dataset.sizes["layer"]), DEPTH),
        }
    )
    same = {"exemplar": "exemplar", "other_exemplar": "other_exemplar"}
    names = {name: f"{PREFIXES['hierarchy']}{name}" for name in means.variables if name not in same}
    return means.rename(names)


def run(path, *, hierarchy_path=None, photographs_path=None, configuration):
    parts = []
    if photographs_path:
        parts.append(datasets.read(photographs_path))
    if hierarchy_path:
        units = datasets.read(
            hierarchy_path, only=("similarity", "gini", "n_units"), at={"scanner": "none"}
        )
        parts.append(of_hierarchy(units.drop_vars("scanner")))
    networks = {key: part.attrs[key] for part in parts for key in ["networks"] if key in part.attrs}
    dataset = xr.merge(parts, combine_attrs="drop").assign_attrs(
        title="Similarity matrices by layer of deep networks",
        **networks,
        **datasets.provenance("layer_similarity_dataset", configuration),
    )
    for level in LEVELS:
        for prefix in PREFIXES.values():
            if prefix + level in dataset:
                dataset[prefix + level].attrs["long_name"] = f"{level} category"
    datasets.write(dataset, path)
