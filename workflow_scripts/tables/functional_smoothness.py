"""Table of the functional smoothness of every scheme, with its interval over seeds."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals, jackknife, smoothness
from neuralcode.randomness import generator
from storage.datasets import compared
from storage.predictions import Predictions


def run(
    dataset_path, table_path, *, study_seed, bootstrap_resamples, confidence, units, parameters
):
    with xr.open_dataset(dataset_path) as dataset:
        predictions = Predictions(
            dataset, study_seed=study_seed, units=units, parameters=parameters
        )
        weights = intervals.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
        rows = [row_of(one, predictions, weights, confidence) for one in compared(dataset)]
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


def row_of(one, predictions, weights, confidence):
    """Row of one combination, a `storage.datasets.Compared`."""
    # Without level 0, where the prototype is compared with itself.
    stimuli, similarity = one.stimuli[..., 1:], one.similarity[..., 1:]
    sums = smoothness.pair_sums(stimuli, similarity)
    within = smoothness.within_prototype_sums(stimuli, *(half[..., 1:] for half in one.halves))
    value, low, high = smoothness.with_interval(sums, weights, confidence)
    corrected = smoothness.corrected(within, confidence)
    pooled = np.nan
    if one.pooled is not None:
        pooled = smoothness.functional_smoothness(
            smoothness.pair_sums(stimuli, one.pooled[..., 1:]).sum(axis=0)
        )
    # Theory covers the units; scanners and spike counts have noise of their own.
    predicted = np.nan
    if one.key["scanner"] == "none":
        predicted = predictions.of(one.key["recipe"], one.key["scheme"]).smoothness
    # An end that is not there is empty: the note says why.
    finite = [float(end) if np.isfinite(end) else np.nan for end in corrected]
    return one.key | {
        "functional_smoothness": float(value),
        "ci_low": float(low),
        "ci_high": float(high),
        "predicted": predicted,
        "ceiling": float(smoothness.noise_ceiling(within.sum(axis=0))),
        "corrected": finite[0],
        "corrected_ci_low": finite[1],
        "corrected_ci_high": finite[2],
        "pooled": pooled,
        "n_seeds": len(sums),
        "n_pairs": int(sums[:, 0].sum()),
        "note": note(one.runs, len(sums), value, corrected),
    }


def note(runs, seeds, value, corrected):
    """Why numbers of a row are empty."""
    if runs == 1:
        return "a single run: there are no others to compare it with"
    if np.isnan(value):
        return "the similarity is the same for all pairs"
    return jackknife.why_empty(seeds, corrected)
