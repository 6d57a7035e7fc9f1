"""The first seeds of a study, for analyses that do without all of them."""

import numpy as np

from storage import files


def read(paths, name, *, batches, seeds):
    """Read one variable of the first seeds.

    Parameters
    ----------
    paths : sequence of str
        Of as many of the first batches as hold the seeds.
    name : str
        Of the variable.
    batches : sequence of (int, int)
        First seed of each batch, and the one behind its last.
    seeds : int
        Number of seeds; all that there are, where there are fewer.

    Returns
    -------
    ndarray of shape (seed, ...), float32
    """
    parts = [
        files.read_batch(path, name, seeds=range(*batch), first=max(0, seeds - batch[0]))
        for path, batch in zip(paths, batches, strict=True)
    ]
    return np.concatenate(parts)


def by_scheme(paths, name, *, schemes, batches, seeds):
    """Read one variable of the first seeds, scheme by scheme.

    Parameters
    ----------
    paths : sequence of str
        All batches of the first scheme, then those of the next.
    name, batches, seeds
        See `read`.
    schemes : sequence of str

    Yields
    ------
    index : int
    array : ndarray of shape (seed, ...), float32
    """
    for index, _ in enumerate(schemes):
        own = paths[index * len(batches) : (index + 1) * len(batches)]
        yield index, read(own, name, batches=batches, seeds=seeds)
