"""Datasets over all seeds."""

import json
from typing import NamedTuple

import numpy as np
import xarray as xr

from neuralcode.names import swept
from storage import identity, origin
from storage.complete import written


def provenance(rule, configuration):
    """Say where a dataset comes from, as its global attributes.

    Parameters
    ----------
    rule : str
        Of the workflow, which made the dataset.
    configuration : dict
        Part of the configuration that the dataset depends on.

    Returns
    -------
    dict of str
        Without a date: the same study gives the same file.
    """
    parameters = json.dumps(configuration, sort_keys=True)
    return {
        "Conventions": "CF-1.11",
        "source": "Simulation after Guest & Love 2017, eLife 6:e21397, doi 10.7554/eLife.21397",
        "commit": origin.commit(),
        "code": origin.code_hash(),
        "configuration": parameters,
        "history": f"rule {rule} at commit {origin.commit()} with the parameters {parameters}",
    }


def swept_coordinates(schemes):
    """The values of a parameter that has several, as coordinates of the schemes.

    Parameters
    ----------
    schemes : list of str

    Returns
    -------
    dict
        For `xarray.Dataset`, by the name of the parameter: NaN for a scheme that does not vary it.
        Empty where none has several values.
    """
    found = [swept(name) or (None, np.nan) for name in schemes]
    keys = dict.fromkeys(key for key, _ in found if key is not None)
    return {
        key: (
            "scheme",
            [value if own == key else np.nan for own, value in found],
            {"long_name": f"the parameter {key} of the scheme; missing where it has one value"},
        )
        for key in keys
    }


class Compared(NamedTuple):
    """One combination of a similarity dataset; arrays are of shape (seed, category, level).

    Attributes
    ----------
    key : dict of str
        recipe, scheme and scanner.
    runs : int or None
        Number of runs of a simulated scanner; None for the units themselves.
    stimuli : ndarray
        Similarity of the items.
    similarity : ndarray
        Of the units, or in a simulated scanner across independent runs: NaN where there is one run.
    halves : tuple of ndarray
        Similarity in two measurements with independent noise: prototypes of the odd runs, and of
        the even runs. Twice the same for the units, which have no noise.
    pooled : ndarray or None
        Similarity of betas averaged over all runs, in a simulated scanner.
    """

    key: dict
    runs: int | None
    stimuli: np.ndarray
    similarity: np.ndarray
    halves: tuple
    pooled: np.ndarray | None


def compared(dataset):
    """Walk through what a similarity dataset holds, one combination at a time.

    Parameters
    ----------
    dataset : xarray.Dataset
        ``results/datasets/similarity.nc``, opened lazily: just one combination is in memory.

    Yields
    ------
    Compared
        Of the categories that the scheme was given.
    """
    scanners = json.loads(dataset.attrs["configuration"])["scanners"]
    for names in json.loads(dataset.attrs["combinations"]):
        key = dict(zip(("recipe", "scheme", "scanner"), names, strict=True))
        stimuli = dataset["stimulus_similarity"].sel(recipe=key["recipe"]).values
        similarity = dataset["similarity"].sel(key).values
        if key["scanner"] in scanners:
            pooled = dataset["pooled_similarity"].sel(key).values
            used = ~np.isnan(pooled).all(axis=(0, 2))
            across = dataset["similarity_across_runs"].sel(key).values[:, :, used]
            runs, halves, pooled = (
                scanners[key["scanner"]]["runs"],
                tuple(np.moveaxis(across, 1, 0)),
                pooled[:, used],
            )
        else:
            used = ~np.isnan(similarity).all(axis=(0, 2))
            runs, halves, pooled = None, (similarity[:, used],) * 2, None
        yield Compared(key, runs, stimuli[:, used], similarity[:, used], halves, pooled)


def encoding(dataset):
    """How variables are stored: with checksums, and compressed where that makes them smaller.

    Parameters
    ----------
    dataset : xarray.Dataset

    Returns
    -------
    dict of dict
        For `xarray.Dataset.to_netcdf`. Text of any length has no checksum in HDF5, so names are
        stored as arrays of characters; xarray reads them as text. Missing numbers are NaN, which
        ``_FillValue`` says; coordinates have no missing values, as CF demands.
    """
    is_text = {"U": True, "O": True, "i": False, "u": False, "f": False}
    return {
        name: {
            "zlib": compresses(variable),
            "complevel": 1,
            "fletcher32": True,
            "_FillValue": np.nan
            if variable.dtype.kind == "f" and name in dataset.data_vars
            else None,
        }
        | ({"dtype": "S1"} if is_text[variable.dtype.kind] else {})
        for name, variable in dataset.variables.items()
        if variable.dtype.kind in is_text and variable.ndim > 0
    }


def compresses(variable):
    """Whether a variable gets much smaller: not measured numbers, unless most are missing.

    Zlib makes similarities of patterns a quarter smaller, and writing them takes six times as long.

    Parameters
    ----------
    variable : xarray.Variable

    Returns
    -------
    bool
    """
    return variable.dtype.kind != "f" or bool(np.isnan(variable.values).mean() > 0.5)


def add_variable(file, name, dimensions, long_name, *, whole):
    """Add a variable to a file that is open, for values that do not fit into memory at once.

    Parameters
    ----------
    file : netCDF4.Dataset
    name : str
    dimensions : sequence of str
    long_name : str
    whole : sequence of str
        Dimensions that a chunk has all of; of the others it has one place.

    Returns
    -------
    netCDF4.Variable
        NaN where nothing is written; stored as `encoding` says.
    """
    variable = file.createVariable(
        name,
        "f4",
        dimensions,
        zlib=True,
        complevel=1,
        fletcher32=True,
        chunksizes=[len(file.dimensions[d]) if d in whole else 1 for d in dimensions],
        fill_value=np.nan,
    )
    variable.setncatts({"long_name": long_name, "units": "1"})
    return variable


def write(dataset, path):
    """Write a dataset, all of it or nothing, with checksums: a flipped bit is an error, no result.

    Parameters
    ----------
    dataset : xarray.Dataset
    path : str
    """
    with written(path) as partial:
        dataset.to_netcdf(partial, encoding=encoding(dataset), engine="netcdf4")


def read(path, *, made_from=None, seeds=None, only=None, at=None):
    """Read a dataset that `write` wrote, or a part of it, into memory.

    Parameters
    ----------
    path : str
    made_from : dict
        What the file must have been made from (see `storage.identity`).
    seeds : sequence of int, optional
        Seeds that the file must hold.
    only : sequence of str, optional
        Variables to read, with their coordinates; the others take no time.
    at : dict, optional
        The part to read, by dimension: a value of its coordinate.

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
    with identity.reading(path), xr.open_dataset(path, engine="netcdf4") as opened:
        dataset = opened if only is None else opened[list(only)]
        dataset = dataset.sel(at or {}).load()
    identity.compare(path, identity.from_attributes(dataset.attrs), made_from or {})
    if seeds is not None and dataset["seed"].values.tolist() != list(seeds):
        differences = [("seeds", dataset["seed"].values.tolist(), list(seeds))]
        raise identity.OtherFileError(path, differences)
    return dataset
