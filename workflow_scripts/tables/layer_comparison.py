"""Table of how alike all layers of all pre-trained networks are, layer by layer."""

import numpy as np

from neuralcode.analysis import intervals, layer_rdms, rsa
from storage import datasets, layer_pairs, layers, photograph_rdms


def run(dataset_path, table_path, *, confidence):
    dataset = datasets.read(dataset_path)
    found = layers.layers_of(dataset, "photographs")
    defined = [layer for layer in found if np.isfinite(layer.similarity).all()]
    undefined = [
        (layer.network, layer.name, layer.problem or "its similarity is undefined")
        for layer in found
        if not np.isfinite(layer.similarity).all()
    ]
    photographs = dataset.sizes["image"]
    numbers = dict.fromkeys(("correlation", "ci_low", "ci_high", *rsa.COMPARISONS))
    if defined:
        similarity = np.stack([layer.similarity for layer in defined]).astype(np.float64)
        correlations = layer_rdms.correlations(similarity, confidence)
        numbers |= dict(zip(numbers, correlations, strict=False)) | layer_rdms.compared(
            layer_rdms.of_matrices(
                1 - similarity, "correlation", photograph_rdms.items_of(dataset), {}
            )
        )
    layer_pairs.write(
        table_path,
        [(layer.network, layer.name) for layer in defined],
        numbers,
        intervals.missing(photographs).replace("seeds", "photographs"),
        undefined,
        n_photographs=photographs,
    )
