"""Gather the layers of the networks of the hierarchy experiment into one dataset."""

from functools import partial

import numpy as np
import xarray as xr

from neuralcode.networks.hierarchy import LEVELS, category_labels
from neuralcode.networks.layers import gini
from storage import datasets, files
from storage.labels import seeds_of

PAIRS = ("scanner", "seed", "layer", "exemplar", "other_exemplar")
SIMILARITY = {
    "long_name": "Pearson correlation of two new exemplars over units, or over voxels of a scanner "
    "between independent halves of the runs (the diagonal is the reliability); missing where a "
    "scanner has a single run",
    "units": "1",
}
ACROSS_RUNS = {
    "long_name": "Pearson correlation over voxels of an exemplar in the odd runs and another in "
    "the even runs, whose mean over both orders is the similarity; missing for the units",
    "units": "1",
}


def batch_of(layers_path, path, *, scanners, seeds, expected):
    """What is kept of a network in a batch of seeds: measures of its layers, and similarity."""
    layers = datasets.read(layers_path, made_from=expected["layers"], seeds=seeds)
    activity = layers["activity"].values
    read = partial(files.read_batch, path, seeds=seeds, made_from=expected["similarity"])
    similarity = [read(files.in_place("similarity", "none"))]
    across_runs = [np.full_like(similarity[0], np.nan)]
    for scanner in scanners:
        across = read(files.in_place("similarity_across_runs", scanner))
        across_runs.append(across)
        similarity.append((across + across.swapaxes(-1, -2)) / 2)
    n_layers, n_units = activity.shape[1], activity.shape[-1]
    return layers.drop_vars("activity").assign(
        similarity=(PAIRS, np.stack(similarity), SIMILARITY),
        similarity_across_runs=(PAIRS, np.stack(across_runs), ACROSS_RUNS),
        gini=(
            ("seed", "layer"),
            gini(activity).mean(axis=-1).astype(np.float32),
            {"long_name": "Gini coefficient of the units, mean over new exemplars", "units": "1"},
        ),
        n_units=("layer", np.full(n_layers, n_units), {"long_name": "units", "units": "1"}),
    )


def run(
    layers_paths,
    paths,
    path,
    *,
    networks,
    scanners,
    categories,
    exemplars,
    configuration,
    expected,
):
    parts = [
        xr.concat(
            [
                batch_of(
                    layers_paths[network][batch],
                    paths[network][batch],
                    scanners=scanners,
                    seeds=range(*seeds_of(batch)),
                    expected=expected[network],
                )
                for batch in sorted(layers_paths[network], key=seeds_of)
            ],
            "seed",
            data_vars="minimal",
        )
        for network in networks
    ]
    by_network = [name for name in parts[0].data_vars if name != "n_units"]
    dataset = xr.concat(parts, "network", data_vars=by_network, combine_attrs="drop_conflicts")
    names = ["items", *(f"layer {depth}" for depth in range(1, dataset.sizes["layer"]))]
    labels = category_labels(categories, exemplars["new"])
    dataset = dataset.assign_attrs(
        title="Similarity of exemplars of a hierarchy of categories, by layer of a deep network",
        **datasets.provenance("hierarchy_dataset", configuration),
    )
    dataset = dataset.assign_coords(
        network=("network", networks, {"long_name": "what the network was trained for"}),
        scanner=(
            "scanner",
            ["none", *scanners],
            {"long_name": "scanner that measured the layer; none: its units themselves"},
        ),
        layer=("layer", names, {"long_name": "layer of the network, from the items on"}),
        **{
            level: ("exemplar", labels[:, number], {"long_name": f"{level} category", "units": "1"})
            for number, level in enumerate(LEVELS)
        },
    )
    datasets.write(dataset, path)
