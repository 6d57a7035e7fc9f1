"""Univariate analysis of all schemes in one scanner: clusters found at low levels of distortion."""

import json

import netCDF4
import numpy as np

from neuralcode.analysis.generalisation import separate
from storage import files, first_seeds, log


def grid_of(path):
    with netCDF4.Dataset(path) as measurement:
        return json.loads(measurement.voxel_grid)


def separate_schemes(
    paths,
    output_path,
    *,
    recipe,
    scanner,
    schemes,
    batches,
    seeds,
    categories,
    levels,
    train_levels,
):
    measures = np.empty((2, seeds, len(schemes), levels), np.float32)
    read = first_seeds.by_scheme(paths, "betas", schemes=schemes, batches=batches, seeds=seeds)
    for index, betas in read:
        grid = grid_of(paths[index * len(batches)])
        for seed, measured in enumerate(betas[:, :, : categories[index]]):
            measures[:, seed, index] = separate(measured, grid, train_levels)
    dimensions = ("seed", "scheme", "level")
    files.write_batch(
        output_path,
        {"difference": measures[0], "same_sign": measures[1]},
        seeds=range(seeds),
        long_name="response of a cluster to one prototype less that to another (in percent), and "
        "share of pairs of prototypes in which it has the sign that chose the cluster",
        attributes={
            "recipe": recipe,
            "scanner": scanner,
            "schemes": schemes,
            "categories": categories,
            "train_levels": train_levels,
        },
        dimensions={"difference": dimensions, "same_sign": dimensions},
    )


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        separate_schemes(snakemake.input, snakemake.output[0], **snakemake.params.settings)
