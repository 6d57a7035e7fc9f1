"""Table of the curves of Figure 2: mean similarity at each level of distortion, and predictions."""

import pandas as pd
import xarray as xr

from neuralcode import smoothness, theory
from neuralcode.coding.registry import family
from neuralcode.randomness import generator
from plumbing import log
from plumbing.datasets import compared


def tabulate(
    dataset_path, table_path, *, study_seed, bootstrap_resamples, confidence, units, parameters
):
    tables = []
    with xr.open_dataset(dataset_path) as dataset:
        weights = smoothness.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
        for key, _, similarity in compared(dataset):
            mean, low, high = smoothness.estimate(
                smoothness.mean_over_seeds,
                smoothness.with_count(similarity.mean(axis=1, dtype=float)),
                weights,
                confidence,
            )
            predicted = theory.predicted_similarity(
                key["scheme"],
                key["recipe"],
                dataset["noise_sd"].sel(recipe=key["recipe"]).values,
                units=units,
                parameters=parameters[family(key["scheme"])],
                rng=generator(study_seed, 0, "theory", "overlap"),
            )
            columns = {"mean": mean, "ci_low": low, "ci_high": high, "predicted": predicted}
            tables.append(pd.DataFrame({**key, "level": dataset["level"].values, **columns}))
    pd.concat(tables).to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(snakemake.input[0], snakemake.output[0], **snakemake.params.settings)
