"""Decode all schemes in one scanner: train on low levels of distortion, test on the others."""

import numpy as np

from neuralcode.analysis.generalisation import decode
from storage import files, seed_batches


def run(
    paths,
    output_path,
    *,
    schemes,
    seeds,
    variable,
    categories,
    levels,
    train_levels,
    expected,
    made_from,
):
    accuracy = np.empty((seeds, len(schemes), levels), np.float32)
    for index, scheme in enumerate(schemes):
        patterns = seed_batches.read(
            paths[scheme],
            variable,
            seeds=seeds,
            made_from=expected[scheme],
            only={"category": slice(categories[scheme])},
        )
        # Units are measured without noise, so once is enough.
        runs = patterns if variable == "betas" else patterns[:, None]
        accuracy[:, index] = [decode(pattern, train_levels) for pattern in runs]
    files.write_batch(
        output_path,
        {"accuracy": accuracy},
        seeds=range(seeds),
        long_name="share of the categories that are decoded; missing at levels trained on",
        made_from=made_from,
        dimensions={"accuracy": ("seed", "scheme", "level")},
    )
