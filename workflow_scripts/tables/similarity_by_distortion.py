"""Table of the curves of Figure 2: mean similarity at each level of distortion, and predictions."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import smoothness
from neuralcode.randomness import generator
from storage import log
from storage.datasets import compared
from storage.predictions import Predictions

KEY = ["recipe", "scheme", "scanner"]


def tabulate(
    dataset_path,
    attenuation_path,
    table_path,
    scanned_table_path,
    *,
    study_seed,
    bootstrap_resamples,
    confidence,
    scanned,
    units,
    parameters,
):
    attenuation = dict(list(pd.read_csv(attenuation_path).groupby(KEY)))
    tables = []
    with xr.open_dataset(dataset_path) as dataset:
        weights = smoothness.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
        predictions = Predictions(
            dataset, study_seed=study_seed, units=units, parameters=parameters
        )
        for key, _, similarity in compared(dataset):
            mean, low, high = smoothness.estimate(
                smoothness.mean_over_seeds,
                smoothness.with_count(similarity.mean(axis=1, dtype=float)),
                weights,
                confidence,
            )
            predicted = predictions.of(key["recipe"], key["scheme"]).similarity
            from_units = np.full_like(predicted, np.nan)
            if key["scanner"] in scanned:
                # The same categories as units themselves show them.
                own = of_units(dataset, key, similarity.shape[1])
                predicted, from_units = attenuated(
                    attenuation.get(tuple(key.values())), predicted, own
                )
            columns = {
                "mean": mean,
                "ci_low": low,
                "ci_high": high,
                "predicted": predicted,
                "predicted_from_units": from_units,
            }
            tables.append(pd.DataFrame({**key, "level": dataset["level"].values, **columns}))
    table = pd.concat(tables)
    curves = table.drop(columns="predicted_from_units")
    curves.to_csv(table_path, index=False, float_format="%.6f")
    table = table[table["scanner"].isin(scanned)]
    table.to_csv(scanned_table_path, index=False, float_format="%.6f")


def of_units(dataset, key, categories):
    """Mean similarity of the units themselves; NaN where the study does not have it."""
    if "none" not in dataset["scanner"]:
        return np.full(dataset.sizes["level"], np.nan)
    similarity = dataset["similarity"].sel(key | {"scanner": "none"})[:, :categories]
    return similarity.values.mean(axis=(0, 1), dtype=float)


def attenuated(rows, *curves):
    """Curves as noise leaves them; NaN where there is no law (codes in time)."""
    if rows is None:
        return [np.full_like(curve, np.nan) for curve in curves]
    rows = rows.sort_values("level")
    slope, offset = rows["attenuation"].to_numpy(), rows["shared_noise"].to_numpy()
    return [slope * curve + offset for curve in curves]


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(
            snakemake.input.dataset,
            snakemake.input.attenuation,
            *snakemake.output,
            **snakemake.params.settings,
        )
