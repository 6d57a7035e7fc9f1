"""Table of how alike all layers of the networks of the hierarchy are, layer by layer."""

import numpy as np

from neuralcode.analysis import interval_columns, intervals, layer_rdms
from storage import datasets, layer_pairs


def run(dataset_path, table_path, *, confidence):
    dataset = datasets.read(dataset_path, only=["similarity"], at={"scanner": "none"})
    names = [
        (network, layer)
        for network in dataset["network"].values.tolist()
        for layer in dataset["layer"].values.tolist()
    ]
    # Networks of a seed see the same items.
    similarity = dataset["similarity"].transpose(
        "seed", "network", "layer", "exemplar", "other_exemplar"
    )
    similarity = similarity.values.astype(np.float64)
    seeds, items = similarity.shape[0], similarity.shape[-1]
    similarity = similarity.reshape(seeds, len(names), items, items)
    correlations = layer_rdms.correlations_by_seed(similarity, confidence)
    numbers = interval_columns.columns("correlation", correlations, prefix="")
    item = {"item": list(range(items))}
    by_seed = [
        layer_rdms.compared(layer_rdms.of_matrices(1 - own, "correlation", item, {}))
        for own in similarity
    ]
    for method in by_seed[0]:
        numbers[method] = np.mean([found[method] for found in by_seed], axis=0)
    layer_pairs.write(table_path, names, numbers, intervals.missing(seeds), n_seeds=seeds)
