"""Gather the layers of the networks of the hierarchy experiment into one dataset."""

import numpy as np
import xarray as xr

from neuralcode.hierarchy import LEVELS, category_labels
from neuralcode.layers import gini, similarity_matrix
from neuralcode.similarity import UndefinedSimilarityError
from plumbing import datasets, log

PAIR = ("exemplar", "other_exemplar")


def layers_of(path, network):
    """Measures of one file: what is kept of the activity of its units."""
    batch = datasets.read(path)
    try:
        similarity = similarity_matrix(batch["activity"].values)
    except UndefinedSimilarityError as error:
        seed, layer, exemplar = error.position
        raise ValueError(
            f"The Pearson correlation of a pattern is undefined, for it holds {error.value:g} in "
            f"every unit or is not finite: network {network}, seed {int(batch['seed'][seed])}, "
            f"layer {layer}, exemplar {exemplar} (in {path})."
        ) from error
    n_layers, n_units = batch.sizes["layer"], batch.sizes["unit"]
    return batch.drop_vars("activity").assign(
        similarity=(
            ("seed", "layer", *PAIR),
            similarity,
            {"long_name": "Pearson correlation of two new exemplars over units", "units": "1"},
        ),
        gini=(
            ("seed", "layer"),
            gini(batch["activity"].values).mean(axis=-1).astype(np.float32),
            {"long_name": "Gini coefficient, mean over new exemplars", "units": "1"},
        ),
        n_units=("layer", np.full(n_layers, n_units), {"long_name": "units", "units": "1"}),
    )


def gather(paths, path, *, batches, networks, categories, exemplars, configuration):
    paths = iter(paths)
    parts = [
        xr.concat([layers_of(next(paths), network) for _ in batches], "seed", data_vars="minimal")
        for network in networks
    ]
    by_network = [name for name in parts[0].data_vars if name != "n_units"]
    dataset = xr.concat(parts, "network", data_vars=by_network, combine_attrs="drop_conflicts")
    n_layers = dataset.sizes["layer"]
    names = ["items", *(f"layer {depth}" for depth in range(1, n_layers))]
    labels = category_labels(categories, exemplars["new"])
    dataset = dataset.assign_attrs(
        title="Similarity of exemplars of a hierarchy of categories, by layer of a deep network",
        **datasets.provenance(configuration),
    )
    dataset = dataset.assign_coords(
        network=("network", networks, {"long_name": "what the network was trained for"}),
        layer=("layer", names, {"long_name": "layer of the network, from the items on"}),
        **{
            level: ("exemplar", labels[:, number], {"long_name": f"{level} category", "units": "1"})
            for number, level in enumerate(LEVELS)
        },
    )
    datasets.write(dataset, path)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        gather(snakemake.input, snakemake.output[0], **snakemake.params.settings)
