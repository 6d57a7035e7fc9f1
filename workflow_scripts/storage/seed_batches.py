"""Variables over the seeds of a study, from its files of batches of seeds."""

import numpy as np

from storage import files
from storage.labels import seeds_of


def in_order(paths, seeds=None):
    """Batches in the order of their seeds.

    Parameters
    ----------
    paths : dict of str
        By batch, such as ``00000-00009``.
    seeds : int, optional
        Number of seeds: without the batches that hold none of them.

    Yields
    ------
    seeds : range
    path : str
    """
    for batch in sorted(paths, key=seeds_of):
        own = range(*seeds_of(batch))
        if seeds is None or own.start < seeds:
            yield own, paths[batch]


def read(paths, name, *, made_from, seeds=None, only=None):
    """Read one variable of all seeds, or of the first.

    Parameters
    ----------
    paths : dict of str
        By batch.
    name : str
        Of the variable.
    made_from, only : dict
        See `storage.files.read_batch`.
    seeds : int, optional
        Number of seeds; all that there are, where there are fewer.

    Returns
    -------
    ndarray of shape (seed, ...), float32
    """
    parts = []
    for own, path in in_order(paths, seeds):
        part = {"seed": slice(None if seeds is None else seeds - own.start), **(only or {})}
        parts.append(files.read_batch(path, name, seeds=own, made_from=made_from, only=part))
    return np.concatenate(parts)


def each(paths, names, *, seeds, made_from, only=None):
    """Read variables of the first seeds, one seed at a time.

    Parameters
    ----------
    names : sequence of str
        Of the variables.
    paths, seeds, made_from, only
        See `read`.

    Yields
    ------
    list of ndarray, float32
        Of a seed, in the order of the names.
    """
    for own, path in in_order(paths, seeds):
        first = seeds - own.start
        yield from files.read_seeds(
            path, names, seeds=own, made_from=made_from, only=only, first=first
        )
