"""Table of the functional smoothness of every scheme, with its interval over seeds."""

import json

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals, item_pairs, jackknife, smoothness
from neuralcode.randomness import generator
from storage.datasets import compared


def run(
    table_path,
    *,
    dataset_path=None,
    item_paths=(),
    study_seed,
    bootstrap_resamples,
    confidence,
):
    rows = [row for path in item_paths for row in rows_of_items(path, confidence)]
    if dataset_path:
        drawn = {"study_seed": study_seed, "bootstrap_resamples": bootstrap_resamples}
        rows = rows_of(dataset_path, confidence, **drawn) + rows
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


def rows_of(dataset_path, confidence, *, study_seed, bootstrap_resamples):
    """Rows of prototypes and their distortions."""
    with xr.open_dataset(dataset_path) as dataset:
        weights = intervals.resampling_weights(
            dataset.sizes["seed"],
            bootstrap_resamples,
            generator(study_seed, 0, "statistics", "bootstrap"),
        )
        predicted = dataset["predicted_functional_smoothness"].load()
        return [row_of(one, predicted, weights, confidence) for one in compared(dataset)]


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
        predicted = float(predictions.sel({name: one.key[name] for name in predictions.dims}))
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


def rows_of_items(path, confidence):
    """Rows of the table of functional smoothness.

    Parameters
    ----------
    path : str
        Dataset of the similarities of a data set.
    confidence : float

    Returns
    -------
    list of dict
        What needs levels of distortion, such as theory, is missing.
    """
    with xr.open_dataset(path) as dataset:
        stimuli = dataset["stimulus_similarity"].values
        return [
            row_of_items(
                dict(zip(("recipe", "scheme", "scanner"), key, strict=True)),
                stimuli,
                dataset,
                confidence,
            )
            for key in json.loads(dataset.attrs["combinations"])
        ]


def row_of_items(key, stimuli, dataset, confidence):
    """Row of one combination."""
    similarity = dataset["similarity"].sel(scheme=key["scheme"], scanner=key["scanner"]).values
    seeds, items = similarity.shape[:2]
    values, without = item_pairs.functional_smoothness(stimuli, similarity)
    value, low, high = item_pairs.with_interval(values, without, confidence)
    # Without noise there is nothing to correct for.
    free = key["scanner"] in ("none", "sum")
    corrected = (value, low, high) if free else (np.nan,) * 3
    return key | {
        "functional_smoothness": value,
        "ci_low": low,
        "ci_high": high,
        "predicted": np.nan,
        "ceiling": 1.0 if free else np.nan,
        "corrected": corrected[0],
        "corrected_ci_low": corrected[1],
        "corrected_ci_high": corrected[2],
        "pooled": np.nan,
        "n_seeds": seeds,
        "n_pairs": items * (items - 1) // 2,
        "note": note_of_items(similarity, values, free),
    }


def note_of_items(similarity, values, free):
    """Why numbers of a row are empty."""
    if np.isnan(similarity).all():
        return "a single run: there are no others to compare it with"
    if np.isnan(values).any():
        return "the similarity is the same for all pairs"
    seeds, items = similarity.shape[:2]
    why = intervals.missing(seeds) or (
        f"fewer than {intervals.MINIMUM} items" if intervals.missing(items) else ""
    )
    parts = [why] if why else []
    parts += [] if free else ["all pairs of items: no correction for noise"]
    return "; ".join(parts)
