"""Decode the categories of the items of a data set in one scanner: new items in a new run."""

import numpy as np

from neuralcode.analysis.item_decoding import named_rightly
from storage import files, seed_batches


def run(
    paths,
    output_path,
    *,
    categories,
    schemes,
    seeds,
    variable,
    expected,
    made_from,
):
    accuracy = np.empty((seeds, len(schemes), len(categories)), np.float32)
    for index, scheme in enumerate(schemes):
        patterns = seed_batches.read(
            paths[scheme],
            variable,
            seeds=seeds,
            made_from=expected[scheme],
            only={"level": [0]},
        )
        # Units are measured without noise, so once is enough.
        runs = patterns if variable == "betas" else patterns[:, None]
        accuracy[:, index] = [named_rightly(own[..., 0, :], categories) for own in runs]
    files.write_batch(
        output_path,
        {"accuracy": accuracy},
        seeds=range(seeds),
        long_name="share of the runs in which the category of an item is decoded",
        made_from=made_from,
        dimensions={"accuracy": ("seed", "scheme", "item")},
    )
