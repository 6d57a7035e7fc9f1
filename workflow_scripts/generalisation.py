"""Tables of what decoders and clusters found at low levels of distortion tell apart at others."""

import numpy as np
import pandas as pd

from neuralcode import smoothness
from neuralcode.layers import chance_corrected
from neuralcode.randomness import generator
from plumbing import log, told_apart

KEY = ["recipe", "scheme", "scanner"]
BOUNDS = ("", "ci_low", "ci_high")


def estimate(values, weights, confidence):
    """Mean over seeds and its interval, of each column of (seed, column)."""
    sums = smoothness.with_count(values)
    return np.array(smoothness.estimate(smoothness.mean_over_seeds, sums, weights, confidence))


def by_level(found, name, chance, weights, confidence):
    """Rows of the higher levels of one scheme."""
    rows = estimate(found.higher, weights, confidence).T
    for level, row in zip(found.levels, rows, strict=True):
        yield {
            **found.key,
            "level": level,
            **dict(zip((name, *BOUNDS[1:]), row, strict=True)),
            "chance": chance,
            "n_categories": found.categories,
            "n_seeds": len(found.values),
        }


def tabulate(
    decoding_paths,
    univariate_paths,
    smoothness_path,
    outputs,
    *,
    seeds,
    study_seed,
    bootstrap_resamples,
    confidence,
):
    weights = smoothness.resampling_weights(
        seeds, bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    decoded = list(told_apart.read(decoding_paths, "accuracy", seeds=seeds))
    clusters = list(told_apart.read(univariate_paths, "difference", seeds=seeds))
    rows = [
        row
        for found in decoded
        for row in by_level(found, "accuracy", 1 / found.categories, weights, confidence)
    ]
    write(rows, outputs.decoding)
    rows = [
        row for found in clusters for row in by_level(found, "difference", 0, weights, confidence)
    ]
    write(rows, outputs.univariate, [*KEY, "level", "difference"])
    summary = pd.read_csv(smoothness_path)[
        [*KEY, "functional_smoothness", "ci_low", "ci_high"]
    ].rename(columns={name: f"functional_smoothness_{name}" for name in BOUNDS[1:]})
    measures = {
        "decoding": [(f.key, chance_corrected(f.higher, f.categories)) for f in decoded],
        "univariate": [(f.key, f.higher) for f in clusters],
    }
    for measure, found in measures.items():
        names = [f"{measure}_{bound}".removesuffix("_") for bound in BOUNDS]
        rows = []
        for key, values in found:
            means = estimate(values.mean(axis=1, keepdims=True), weights, confidence)
            rows.append(key | dict(zip(names, means[:, 0], strict=True)))
        table = pd.DataFrame(rows, columns=[*KEY, *names])
        summary = summary.merge(table, on=KEY, how="left")
    write(summary, outputs.summary)


def write(rows, path, columns=()):
    """Write rows; where there are none, the columns."""
    table = pd.DataFrame(rows) if len(rows) else pd.DataFrame(columns=list(columns))
    table.to_csv(path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(
            snakemake.input.decoding,
            snakemake.input.univariate,
            snakemake.input.smoothness,
            snakemake.output,
            **snakemake.params.settings,
        )
