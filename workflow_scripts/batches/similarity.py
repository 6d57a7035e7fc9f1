"""Compare the patterns of a batch of seeds, in all places where they are: units, and scanners.

Prototypes are compared with their distortions; of data sets and of layers of networks all pairs are
compared, of items or of exemplars. All places share a job and a file, because a comparison takes
less time than the start of a job.
"""

from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

import numpy as np

from neuralcode.analysis.similarity import (
    named,
    odd_and_even,
    prototype_similarity,
    similarity_across_runs,
    similarity_matrix,
)
from storage import files


def of_prototypes(patterns, variable):
    """Each prototype with its distortions: (seed, category, level, unit), of betas also run."""
    if variable != "betas":
        return {"similarity": prototype_similarity(patterns)}
    return {
        "similarity_across_runs": similarity_across_runs(patterns),
        "pooled_similarity": prototype_similarity(patterns.mean(axis=1)),
    }


def of_items(patterns, variable):
    """All pairs of items, each a category with a single level."""
    patterns = patterns[..., 0, :]
    if variable != "betas":
        return {"similarity": similarity_matrix(patterns)}
    return across_halves(*np.moveaxis(odd_and_even(patterns, axis=1), 1, 0))


def of_layers(patterns, variable):
    """All pairs of exemplars in each layer: (seed, layer, exemplar, unit), of halves also half."""
    if variable != "halves":
        return {"similarity": similarity_matrix(patterns)}
    return across_halves(*np.moveaxis(patterns, 2, 0))


def across_halves(odd, even):
    """All pairs of one half of the runs and the other; missing where there is a single run."""
    if np.isnan(even).all():
        missing = np.full((*odd.shape[:-1], odd.shape[-2]), np.nan, np.float32)
        return {"similarity_across_runs": missing}
    return {"similarity_across_runs": similarity_matrix(odd, even)}


class Comparison(NamedTuple):
    """A comparison of patterns: its function, their dimensions, and those of what it finds."""

    function: Callable
    patterns: tuple
    found: tuple


COMPARED = {
    "prototypes": Comparison(of_prototypes, ("category", "level"), ("category", "level")),
    "items": Comparison(of_items, ("item",), ("item", "other_item")),
    "layers": Comparison(of_layers, ("layer", "exemplar"), ("layer", "exemplar", "other_exemplar")),
}
LONG_NAMES = {
    "similarity": "Pearson correlation over units between two patterns",
    "similarity_across_runs": "Pearson correlation over voxels between two patterns of independent "
    "halves of the runs; missing where there is a single run",
    "pooled_similarity": "Pearson correlation over voxels between two patterns of all runs",
}


def dimensions_of(compared, variable, place):
    """Dimensions of a variable. Each place may have a number of categories of its own."""
    both_ways = compared == "prototypes" and variable == "similarity_across_runs"
    names = COMPARED[compared].found
    own = (f"category_{place}" if name == "category" else name for name in names)
    return ("seed", *(["prototype_runs"] if both_ways else []), *own)


def run(patterns_paths, output_path, *, compared, variables, of, seeds, expected, made_from):
    comparison, seeds = COMPARED[compared], range(*seeds)

    def in_place(place, path):
        """What is found in a place, by variable: of some seeds at a time."""
        variable, where = variables[place], f"{of}, scanner {place}, in {path}"
        blocks = files.read_blocks(path, [variable], seeds=seeds, made_from=expected[place])
        for block, (patterns,) in blocks:
            with named("seed", *comparison.patterns, where=where, seeds=block):
                found = comparison.function(patterns, variable)
            yield {files.in_place(key, place): array for key, array in found.items()}

    names = [(files.in_place(key, place), key, place) for key in LONG_NAMES for place in variables]
    files.write_blocks(
        output_path,
        chain.from_iterable(in_place(*one) for one in patterns_paths.items()),
        seeds=seeds,
        long_name={name: LONG_NAMES[key] for name, key, _ in names},
        made_from=made_from,
        dimensions={name: dimensions_of(compared, key, place) for name, key, place in names},
    )
