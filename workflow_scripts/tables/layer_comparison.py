"""Table of how alike all layers of all pre-trained networks are, layer by layer."""

import numpy as np
import pandas as pd
from rsatoolbox.rdm import compare

from neuralcode.analysis import intervals, layer_rdms, rsa
from storage import datasets, photograph_rdms


def run(dataset_path, table_path, *, confidence):
    dataset = datasets.read(dataset_path)
    names, similarity = [], []
    for network in dataset["network"].values.tolist():
        one = dataset.sel(network=network)
        for place in photograph_rdms.layers_of(one):
            names.append((network, str(one["layer"].values[place])))
            similarity.append(one["similarity"].values[place])
    similarity = np.stack(similarity).astype(np.float64)
    value, low, high = layer_rdms.correlations(similarity, confidence)
    matrices = layer_rdms.of_matrices(
        1 - similarity, "correlation", photograph_rdms.items_of(dataset), {}
    )
    others = {
        method: compare(matrices, matrices, measure).clip(-1, 1)
        for method, measure in rsa.COMPARISONS.items()
    }
    note = intervals.missing(similarity.shape[-1]).replace("seeds", "photographs")
    rows = [
        {
            "network": names[row][0],
            "layer": names[row][1],
            "other_network": names[column][0],
            "other_layer": names[column][1],
            "correlation": value[row, column],
            "ci_low": low[row, column],
            "ci_high": high[row, column],
            **{method: found[row, column] for method, found in others.items()},
            "n_photographs": similarity.shape[-1],
            "note": note,
        }
        for row in range(len(names))
        for column in range(row, len(names))
    ]
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
