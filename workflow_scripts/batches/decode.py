"""Decode all schemes in one scanner, in the first seeds: prototypes, or the categories of items.

Prototypes are trained at low levels of distortion and tested at the others; the categories of the
items of a data set in new items and a new run.
"""

import numpy as np

from neuralcode.analysis.generalisation import decode
from neuralcode.analysis.item_decoding import named_rightly
from storage import files, seed_batches


def of_items(runs, categories):
    """Each item is a category with a single level."""
    return named_rightly(runs[..., 0, :], categories)


#: What is decoded: function of the patterns of all runs, last dimension and what is found.
DECODED = {
    "prototypes": (
        decode,
        "level",
        "share of the categories that are decoded; missing at levels trained on",
    ),
    "items": (
        of_items,
        "item",
        "share of the runs in which the category of an item is decoded",
    ),
}


def run(
    paths, output_path, *, compared, schemes, seeds, shown, variable, expected, made_from, **how
):
    decoded, dimension, long_name = DECODED[compared]
    accuracy = []
    for scheme in schemes:
        given = seed_batches.each(
            paths[scheme],
            [variable],
            seeds=seeds,
            made_from=expected[scheme],
            only={"category": slice(shown[scheme])},
        )
        # Units are measured without noise, so once is enough.
        runs = (patterns if variable == "betas" else patterns[None] for (patterns,) in given)
        accuracy.append([decoded(own, **how) for own in runs])
    files.write_batch(
        output_path,
        {"accuracy": np.array(accuracy, np.float32).swapaxes(0, 1)},
        seeds=range(seeds),
        long_name=long_name,
        made_from=made_from,
        dimensions={"accuracy": ("seed", "scheme", dimension)},
    )
