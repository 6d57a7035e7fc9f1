"""Walk through a dataset of similarity matrices by layer."""

from typing import NamedTuple

import numpy as np

from neuralcode.networks.hierarchy import LEVELS

#: Prefix of the names of each experiment in ``results/datasets/layer_similarity.nc``.
PREFIXES = {"photographs": "", "hierarchy": "hierarchy_"}
# Attributes of their variables.
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


class Layer(NamedTuple):
    """A layer of a network; similarity is of shape (item, item).

    Where it is undefined, `similarity` is NaN and `problem` says why. Of photographs there are also
    the Gini coefficient of each, and the similarity of what the network is given.
    """

    network: str
    name: str
    depth: int
    n_units: int
    similarity: np.ndarray
    gini: float
    problem: str = ""
    gini_of_item: np.ndarray | None = None
    given: np.ndarray | None = None


def labels_of(dataset, experiment):
    """Category of each item at each level; array of shape (item, 3)."""
    prefix = PREFIXES[experiment]
    return np.stack([dataset[prefix + level].values for level in LEVELS], axis=1)


def layers_of(dataset, experiment):
    """Layers of all networks of an experiment, network by network, from the input on.

    Parameters
    ----------
    dataset : xarray.Dataset
        ``results/datasets/layer_similarity.nc``.
    experiment : {"photographs", "hierarchy"}

    Returns
    -------
    list of Layer
        Empty where the dataset does not have the experiment.
    """
    prefix = PREFIXES[experiment]
    if f"{prefix}similarity" not in dataset:
        return []
    found = []
    for network in dataset[f"{prefix}network"].values:
        one = dataset.sel({f"{prefix}network": network})
        depths = one[f"{prefix}depth"].values
        for place in np.argsort(depths)[: np.isfinite(depths).sum()]:
            layer = one.isel({f"{prefix}layer": place})
            more = {}
            if experiment == "photographs":
                more = {
                    "problem": str(layer["problem"].values),
                    "gini_of_item": layer["gini_of_image"].values,
                    "given": one["input_similarity"].values,
                }
            found.append(
                Layer(
                    network=str(network),
                    name=str(layer[f"{prefix}layer"].values),
                    depth=int(depths[place]),
                    n_units=int(layer[f"{prefix}n_units"]),
                    similarity=layer[f"{prefix}similarity"].values,
                    gini=float(layer[f"{prefix}gini"]),
                    **more,
                )
            )
    return found
