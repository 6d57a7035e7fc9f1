"""Univariate analysis of all schemes in one scanner: clusters found at low levels of distortion."""

import numpy as np

from neuralcode.analysis.generalisation import separate
from storage import files, seed_batches


def run(
    paths,
    output_path,
    *,
    schemes,
    seeds,
    categories,
    levels,
    train_levels,
    expected,
    made_from,
):
    measures = np.empty((2, seeds, len(schemes), levels), np.float32)
    for index, scheme in enumerate(schemes):
        betas = seed_batches.read(
            paths[scheme],
            "betas",
            seeds=seeds,
            made_from=expected[scheme],
            only={"category": slice(categories[scheme])},
        )
        _, first = next(seed_batches.in_order(paths[scheme]))
        grid = files.read_facts(first, made_from=expected[scheme])["voxel_grid"]
        for seed, measured in enumerate(betas):
            measures[:, seed, index] = separate(measured, grid, train_levels)
    dimensions = ("seed", "scheme", "level")
    files.write_batch(
        output_path,
        {"difference": measures[0], "same_sign": measures[1]},
        seeds=range(seeds),
        long_name="response of a cluster to one prototype less that to another (in percent), and "
        "share of pairs of prototypes in which it has the sign that chose the cluster",
        made_from=made_from,
        dimensions={"difference": dimensions, "same_sign": dimensions},
    )
