"""Datasets over all seeds."""

import json

import numpy as np
import xarray as xr

from storage import identity, origin
from storage.complete import written


def provenance(configuration):
    """Say where a dataset comes from, as its global attributes.

    Parameters
    ----------
    configuration : dict
        Part of the configuration that the dataset depends on.

    Returns
    -------
    dict of str
        Without a date: the same study gives the same file.
    """
    return {
        "Conventions": "CF-1.11",
        "source": "Simulation after Guest & Love 2017, eLife 6:e21397, doi 10.7554/eLife.21397",
        "commit": origin.commit(),
        "code": origin.code_hash(),
        "configuration": json.dumps(configuration, sort_keys=True),
    }


def compared(dataset):
    """Walk through what a similarity dataset holds, one combination at a time.

    Parameters
    ----------
    dataset : xarray.Dataset
        ``results/datasets/similarity.nc``, opened lazily: just one combination is in memory.

    Yields
    ------
    key : dict of str
        recipe, scheme and scanner.
    stimuli, similarity : ndarray of shape (seed, category, level)
        Similarity of the items and of their representations, for the categories that the scheme
        was given.
    """
    for key in json.loads(dataset.attrs["combinations"]):
        key = dict(zip(("recipe", "scheme", "scanner"), key, strict=True))
        similarity = dataset["similarity"].sel(key).values
        used = ~np.isnan(similarity).all(axis=(0, 2))
        stimuli = dataset["stimulus_similarity"].sel(recipe=key["recipe"]).values
        yield key, stimuli[:, used], similarity[:, used]


def encoding(dataset):
    """How variables are stored: compressed, each with checksums, names too.

    Parameters
    ----------
    dataset : xarray.Dataset

    Returns
    -------
    dict of dict
        For `xarray.Dataset.to_netcdf`. Text of any length has no checksum in HDF5, so names are
        stored as arrays of characters; xarray reads them as text.
    """
    stored = {"zlib": True, "complevel": 1, "fletcher32": True, "_FillValue": None}
    is_text = {"U": True, "O": True, "i": False, "u": False, "f": False}
    return {
        name: stored | ({"dtype": "S1"} if is_text[variable.dtype.kind] else {})
        for name, variable in dataset.variables.items()
        if variable.dtype.kind in is_text and variable.ndim > 0
    }


def write(dataset, path):
    """Write a dataset, all of it or nothing, with checksums: a flipped bit is an error, no result.

    Parameters
    ----------
    dataset : xarray.Dataset
    path : str
    """
    with written(path) as partial:
        dataset.to_netcdf(partial, encoding=encoding(dataset), engine="netcdf4")


def read(path, *, made_from=None, seeds=None):
    """Read a dataset that `write` wrote, into memory.

    Parameters
    ----------
    path : str
    made_from : dict
        What the file must have been made from (see `storage.identity`).
    seeds : sequence of int, optional
        Seeds that the file must hold.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    storage.identity.DamagedFileError
        If the file cannot be read or fails a checksum.
    storage.identity.OtherFileError
        If it was made from something else, or has other seeds.
    """
    with identity.reading(path):
        dataset = xr.load_dataset(path, engine="netcdf4")
    identity.compare(path, identity.from_attributes(dataset.attrs), made_from or {})
    if seeds is not None and dataset["seed"].values.tolist() != list(seeds):
        differences = [("seeds", dataset["seed"].values.tolist(), list(seeds))]
        raise identity.OtherFileError(path, differences)
    return dataset
