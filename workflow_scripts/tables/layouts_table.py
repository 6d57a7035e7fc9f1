"""Table of codes and layouts: functional smoothness beside super-voxel smoothness."""

import numpy as np
import pandas as pd

from neuralcode.analysis import smoothness
from neuralcode.analysis.sheet import morans_i
from neuralcode.randomness import generator
from storage import files, log

KEY = ["recipe", "scheme", "scanner"]


def moran_of_seeds(paths, scanner, batches, made_from):
    """Moran's I of the voxels' patterns, mean over the stimuli of each seed: (seed, 1)."""
    values = []
    for path, seeds in zip(paths, batches, strict=True):
        patterns = files.read_batch(
            path, f"readout_{scanner}", seeds=range(*seeds), made_from=made_from
        )
        grid = files.read_facts(path, made_from=made_from)["voxel_grid"]
        values.append(morans_i(patterns.reshape(*patterns.shape[:-1], *grid)).mean(axis=(1, 2)))
    return np.concatenate(values)[:, None]


def tabulate(
    measurement_paths,
    smoothness_path,
    table_path,
    *,
    batches,
    combinations,
    layouts,
    study_seed,
    bootstrap_resamples,
    confidence,
    expected,
):
    functional = pd.read_csv(smoothness_path).set_index(KEY)
    seeds = batches[-1][-1]
    weights = smoothness.resampling_weights(
        seeds, bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    rows, paths = [], iter(measurement_paths)
    for key, layout, made_from in zip(combinations, layouts, expected, strict=True):
        moran = moran_of_seeds([next(paths) for _ in batches], key[-1], batches, made_from)
        estimate = smoothness.estimate(
            smoothness.mean_over_seeds, smoothness.with_count(moran), weights, confidence
        )
        row = functional.loc[tuple(key), ["functional_smoothness", "ci_low", "ci_high"]]
        names = ("morans_i", "morans_i_low", "morans_i_high")
        rows.append(
            dict(zip(KEY, key, strict=True))
            | {"layout": layout, **row}
            | {name: value[0] for name, value in zip(names, estimate, strict=True)}
        )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(
            snakemake.input.measurements,
            snakemake.input.smoothness,
            snakemake.output[0],
            **snakemake.params.settings,
        )
