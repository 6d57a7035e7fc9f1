"""Table of the functional smoothness of random networks over depth and width, at the same gain."""

import numpy as np
import pandas as pd

from neuralcode.analysis import intervals, smoothness, width
from neuralcode.analysis.jackknife import by_seed
from neuralcode.randomness import generator
from neuralcode.stimuli import noise_sd_by_level


def run(
    table_path,
    *,
    units,
    depth,
    sigma_w,
    seeds,
    categories,
    levels,
    noise_sd_step,
    study_seed,
    bootstrap_resamples,
    confidence,
):
    noise_sd = noise_sd_by_level(levels, noise_sd_step)
    weights = intervals.resampling_weights(
        seeds, bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    networks = {"depth": depth, "sigma_w": sigma_w, "noise_sd": noise_sd}
    rows = []
    for count in units:
        sums = np.array(
            [
                width.simulated_sums(
                    count, **networks, categories=categories, study_seed=study_seed, seed=seed
                )
                for seed in range(seeds)
            ]
        )
        for number in range(1, depth + 1):
            theory = width.predicted(count, **(networks | {"depth": number}))
            rows.append(
                {
                    "units": count,
                    "depth": number,
                    **measured(sums[:, number - 1], weights, confidence),
                    "predicted": theory["functional_smoothness"],
                    "mean_field": theory["mean_field"],
                    "predicted_scatter": theory["scatter"],
                    "n_seeds": seeds,
                    "n_pairs": int(sums[:, number - 1, :, 0].sum()),
                    "note": intervals.missing(seeds),
                }
            )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


def flat_scatter(sums):
    """`width.scatter_share` of sums with levels and terms along one axis."""
    return width.scatter_share(sums.reshape(*sums.shape[:-1], -1, 6))


def measured(sums, weights, confidence):
    """Functional smoothness and scatter with their intervals, from sums (seed, level, 6)."""
    value, low, high = smoothness.with_interval(sums.sum(axis=1), weights, confidence)
    flat = sums.reshape(len(sums), -1)
    scatter, scatter_low, scatter_high = intervals.of_mean(by_seed(flat_scatter, flat), confidence)
    return {
        "functional_smoothness": float(value),
        "ci_low": float(low),
        "ci_high": float(high),
        "scatter": float(scatter),
        "scatter_ci_low": float(scatter_low),
        "scatter_ci_high": float(scatter_high),
    }
