"""Table of the functional smoothness of every scheme, with its interval over seeds."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import smoothness
from neuralcode.randomness import generator
from storage import log
from storage.datasets import compared
from storage.predictions import Predictions


def tabulate(
    dataset_path,
    table_path,
    *,
    study_seed,
    bootstrap_resamples,
    confidence,
    units,
    parameters,
):
    rows = []
    with xr.open_dataset(dataset_path) as dataset:
        weights = smoothness.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
        predictions = Predictions(
            dataset, study_seed=study_seed, units=units, parameters=parameters
        )
        for key, stimuli, similarity in compared(dataset):
            # Without level 0, where the prototype is compared with itself.
            sums = smoothness.pair_sums(stimuli[..., 1:], similarity[..., 1:])
            value, low, high = smoothness.estimate(
                smoothness.functional_smoothness, sums, weights, confidence
            )
            rows.append(
                key
                | {
                    "functional_smoothness": value,
                    "ci_low": low,
                    "ci_high": high,
                    "n_seeds": len(sums),
                    "n_pairs": int(sums[:, 0].sum()),
                    # Theory covers the units; scanners and spike counts have noise of their own.
                    "predicted": predictions.of(key["recipe"], key["scheme"]).smoothness
                    if key["scanner"] == "none"
                    else np.nan,
                }
            )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(snakemake.input[0], snakemake.output[0], **snakemake.params.settings)
