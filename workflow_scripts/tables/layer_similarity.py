"""Table of the similarity within and between categories, by layer, of all deep networks."""

import pandas as pd

from neuralcode.networks.hierarchy import RELATIONS, mean_by_relation
from storage import datasets, layers


def run(dataset_path, table_path):
    dataset = datasets.read(dataset_path)
    rows = []
    for experiment, prefix in layers.PREFIXES.items():
        for layer in layers.layers_of(dataset, experiment):
            means = mean_by_relation(layer.similarity, layers.labels_of(dataset, experiment))
            rows.append(
                {
                    "network": prefix + layer.network,
                    "layer": layer.name,
                    "depth": layer.depth,
                    "n_units": layer.n_units,
                    **dict(zip(RELATIONS, means, strict=True)),
                    "gini": layer.gini,
                    "problem": layer.problem,
                }
            )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
