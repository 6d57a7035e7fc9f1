"""Table of the hierarchy experiment: measures of each layer, with their intervals over seeds."""

import numpy as np
import pandas as pd

from neuralcode.analysis import smoothness
from neuralcode.networks import hierarchy
from neuralcode.randomness import generator
from storage import datasets, log


def tabulate(dataset_path, table_path, *, study_seed, bootstrap_resamples, confidence):
    dataset = datasets.read(dataset_path)
    labels = np.stack([dataset[level].values for level in hierarchy.LEVELS], axis=1)
    weights = smoothness.resampling_weights(
        dataset.sizes["seed"],
        bootstrap_resamples,
        generator(study_seed, 0, "statistics", "bootstrap"),
    )
    shared = hierarchy.pairs(hierarchy.shared_levels(labels).astype(float))
    everything, beyond_label = np.full(len(shared), True), shared < len(labels[0])
    rows = []

    def add(network, scanner, depth, measure, statistic, sums):
        value, low, high = (
            float(np.squeeze(part))
            for part in smoothness.estimate(statistic, sums, weights, confidence)
        )
        rows.append(
            {
                "network": network,
                "scanner": scanner,
                "layer": dataset["layer"].values[depth],
                "depth": depth,
                "measure": measure,
                "mean": value,
                "ci_low": low,
                "ci_high": high,
                "n_seeds": len(sums),
            }
        )

    for network in dataset["network"].values:
        one = dataset.sel(network=network)
        of_units = hierarchy.pairs(one["similarity"].sel(scanner="none").values.astype(np.float64))
        in_tree = np.broadcast_to(shared, of_units[:, 0].shape)
        for scanner in dataset["scanner"].values:
            similarity = one["similarity"].sel(scanner=scanner).values
            pairs = hierarchy.pairs(similarity.astype(np.float64))
            means = hierarchy.mean_by_relation(similarity, labels)
            for depth in range(dataset.sizes["layer"]):
                key = network, scanner, depth
                for number, relation in enumerate(hierarchy.RELATIONS):
                    sums = smoothness.with_count(means[:, depth, [number]])
                    add(*key, relation, smoothness.mean_over_seeds, sums)
                compared = [
                    # The similarity of the items is that of the units of layer 0.
                    ("functional_smoothness_items", of_units[:, 0], everything),
                    ("functional_smoothness_hierarchy", in_tree, everything),
                    ("functional_smoothness_beyond_label", of_units[:, 0], beyond_label),
                ]
                if scanner != "none":
                    compared.append(("recovered_similarity", of_units[:, depth], everything))
                for measure, reference, used in compared:
                    sums = smoothness.pair_sums(reference[:, used], pairs[:, depth][:, used])
                    add(*key, measure, smoothness.functional_smoothness, sums)
        for depth in range(dataset.sizes["layer"]):
            for measure in ("gini", "accuracy"):
                sums = smoothness.with_count(one[measure].values[:, [depth]])
                add(network, "none", depth, measure, smoothness.mean_over_seeds, sums)
        own = one["readout_accuracy"].values[:, None]
        if np.isfinite(own).all():
            sums = smoothness.with_count(own)
            add(network, "none", depth, "readout_accuracy", smoothness.mean_over_seeds, sums)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(snakemake.input[0], snakemake.output[0], **snakemake.params.settings)
