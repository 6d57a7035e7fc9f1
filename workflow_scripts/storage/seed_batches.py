"""The first seeds of a study, for analyses that do without all of them."""

import numpy as np

from storage import files


def read(paths, name, *, batches, seeds, made_from, only=None):
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
    made_from, only : dict
        See `storage.files.read_batch`.

    Returns
    -------
    ndarray of shape (seed, ...), float32
    """
    parts = [
        files.read_batch(
            path,
            name,
            seeds=range(first, end),
            made_from=made_from,
            only={"seed": slice(seeds - first), **(only or {})},
        )
        for path, (first, end) in zip(paths, batches, strict=True)
        if first < seeds
    ]
    return np.concatenate(parts)


def each(paths, names, *, batches, seeds, made_from, only=None):
    """Read variables of the first seeds, one seed at a time.

    Parameters
    ----------
    names : sequence of str
        Of the variables.
    paths, batches, seeds, made_from, only
        See `read`.

    Yields
    ------
    list of ndarray, float32
        Of a seed, in the order of the names.
    """
    for path, (first, end) in zip(paths, batches, strict=True):
        if first < seeds:
            yield from files.read_seeds(
                path,
                names,
                seeds=range(first, end),
                made_from=made_from,
                only=only,
                first=seeds - first,
            )


def by_scheme(paths, name, *, batches, seeds, made_from, only):
    """Read one variable of the first seeds, scheme by scheme.

    Parameters
    ----------
    paths : sequence of str
        All batches of the first scheme, then those of the next.
    name, batches, seeds
        See `read`.
    made_from, only : sequence of dict
        Of each scheme: see `storage.files.read_batch`.

    Yields
    ------
    index : int
    array : ndarray of shape (seed, ...), float32
    """
    for index, (facts, part) in enumerate(zip(made_from, only, strict=True)):
        own = paths[index * len(batches) : (index + 1) * len(batches)]
        yield index, read(own, name, batches=batches, seeds=seeds, made_from=facts, only=part)
