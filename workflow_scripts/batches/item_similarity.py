"""Compare all pairs of items of a data set, in a batch of seeds."""

import numpy as np

from neuralcode.analysis.similarity import named, odd_and_even
from neuralcode.networks.layers import similarity_matrix
from storage import files

DIMENSIONS = {
    "similarity": ("seed", "item", "other_item"),
    "similarity_across_runs": ("seed", "item", "other_item"),
}
LONG_NAMES = {
    "similarity": "Pearson correlation over units between two items",
    "similarity_across_runs": "Pearson correlation over voxels between an item in the odd runs and "
    "another in the even runs; missing where there is a single run",
}


def of_seed(patterns):
    """Similarity of all pairs of items in one seed.

    Parameters
    ----------
    patterns : ndarray of shape (item, level, unit) or (run, item, level, voxel)
        The single level is taken.

    Returns
    -------
    ndarray of shape (item, other_item), float32
        Of runs between the odd and the even ones, which share no noise: not symmetric.
    """
    items = patterns[..., 0, :]
    if items.ndim == 2:
        return similarity_matrix(items)
    if len(items) == 1:
        return np.full((items.shape[1],) * 2, np.nan, np.float32)
    return similarity_matrix(*odd_and_even(items, axis=0))


def run(patterns_path, output_path, *, variable, seeds, expected, made_from):
    patterns = files.read_batch(patterns_path, variable, seeds=range(*seeds), made_from=expected)
    name = "similarity_across_runs" if variable == "betas" else "similarity"
    with named("item", where=f"in {patterns_path}"):
        found = np.stack([of_seed(one) for one in patterns])
    files.write_batch(
        output_path,
        {name: found},
        seeds=range(*seeds),
        long_name=LONG_NAMES[name],
        made_from=made_from,
        dimensions=DIMENSIONS,
    )
