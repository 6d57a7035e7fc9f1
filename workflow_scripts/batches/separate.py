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
    shown,
    train_levels,
    expected,
    made_from,
):
    measures = []
    for scheme in schemes:
        given = seed_batches.each(
            paths[scheme],
            ["betas"],
            seeds=seeds,
            made_from=expected[scheme],
            only={"category": slice(shown[scheme])},
        )
        _, first = next(seed_batches.in_order(paths[scheme]))
        grid = files.read_facts(first, made_from=expected[scheme])["voxel_grid"]
        measures.append([separate(betas, grid, train_levels) for (betas,) in given])
    difference, same_sign = np.moveaxis(np.array(measures, np.float32), (2, 0), (0, 2))
    dimensions = ("seed", "scheme", "level")
    files.write_batch(
        output_path,
        {"difference": difference, "same_sign": same_sign},
        seeds=range(seeds),
        long_name="response of a cluster to one prototype less that to another (in percent), and "
        "share of pairs of prototypes in which it has the sign that chose the cluster",
        made_from=made_from,
        dimensions={"difference": dimensions, "same_sign": dimensions},
    )
