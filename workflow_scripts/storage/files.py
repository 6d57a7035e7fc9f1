"""Files of a batch of seeds: what a stage of the workflow hands to the next."""

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import netCDF4
import numpy as np

DIMENSIONS = ("seed", "category", "level", "unit")


class DamagedFileError(Exception):
    """An intermediate file cannot be read, or does not hold what it should."""

    def __init__(self, path, reason):
        super().__init__(
            f"{path} is damaged ({reason}).\n"
            f"Make it anew with:\n\n  snakemake --cores all --force {path}\n"
        )


@contextmanager
def written(path):
    """Write a file, all of it or nothing: gives the path to write to, and renames it at the end.

    Parameters
    ----------
    path : str

    Yields
    ------
    str

    Raises
    ------
    OSError
        If the file cannot be written, as on a full disk. Nothing is left of it then.
    """
    partial = f"{path}.partial"
    try:
        yield partial
        os.replace(partial, path)
    except (OSError, RuntimeError) as error:
        free = shutil.disk_usage(Path(path).parent).free / 1e6
        raise OSError(
            f"{path} could not be written ({error}); its disk has {free:.1f} MB left.\n"
            f"When there is room, run Snakemake again: what is finished stays."
        ) from error
    finally:
        Path(partial).unlink(missing_ok=True)


def write_batch(path, arrays, *, seeds, long_name, attributes, dimensions=None, units="1"):
    """Write arrays of a batch of seeds to a netCDF file, all of it or nothing.

    Parameters
    ----------
    path : str
    arrays : dict of ndarray
        By variable name; their dimensions are the first of seed, category, level, unit. Arrays
        of more than one readout differ in their number of units: the dimension then is
        ``unit_READOUT``.
    seeds : sequence of int
    long_name : str, or dict of str
        What the variables are: all of them, or each by its name.
    attributes : dict
        What made the file: values that JSON can hold.
    dimensions : dict of tuple of str, optional
        Dimensions of variables that have others, by name; the first is seed.
    units : str, or dict of str
        Of all variables, or of each by its name; ``"1"`` where they have none.

    Raises
    ------
    OSError
        See `written`.
    """
    with written(path) as partial:
        _write(partial, arrays, seeds, long_name, attributes, dimensions or {}, units)


def _write(path, arrays, seeds, long_name, attributes, dimensions, units):
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({key: json.dumps(value) for key, value in attributes.items()})
        file.createDimension("seed", len(seeds))
        variable = file.createVariable("seed", "i4", ("seed",))
        variable.setncatts({"long_name": "number of the simulated seed", "units": "1"})
        variable[:] = np.asarray(seeds)
        for name, array in arrays.items():
            names = list(DIMENSIONS[: array.ndim])
            if name in dimensions:
                names = list(dimensions[name])
            elif array.ndim == len(DIMENSIONS) and len(arrays) > 1:
                names[-1] = f"unit_{name}"
            for dimension, size in zip(names[1:], array.shape[1:], strict=True):
                if dimension not in file.dimensions:
                    file.createDimension(dimension, size)
            variable = file.createVariable(
                name,
                "f4",
                names,
                # A checksum for every seed: a flipped bit is an error, not a result.
                fletcher32=True,
                chunksizes=(1, *array.shape[1:]),
                fill_value=False,
            )
            variable.setncatts({"long_name": _of(long_name, name), "units": _of(units, name)})
            variable[:] = array


def _of(text, name):
    """What a variable is called or measured in, where each may have its own."""
    return text if isinstance(text, str) else text[name]


def read_batch(path, name, *, seeds, first=None):
    """Read one variable of a file that `write_batch` wrote.

    Parameters
    ----------
    path : str
    name : str
        Of the variable.
    seeds : sequence of int
        Seeds that the file must hold.
    first : int, optional
        Number of seeds to read, from the first one; no others are read from the disk. By default
        all.

    Returns
    -------
    ndarray of shape (seed, category, level[, unit]), float32

    Raises
    ------
    DamagedFileError
        If the file cannot be read, fails its checksum, lacks the variable or has other seeds.
    """
    try:
        with netCDF4.Dataset(path) as file:
            file.set_auto_mask(False)
            stored = file["seed"][:].tolist()
            array = file[name][:first]
    except (OSError, RuntimeError, IndexError) as error:
        raise DamagedFileError(path, str(error)) from error
    if stored != list(seeds):
        raise DamagedFileError(path, f"it holds the seeds {stored}, not {list(seeds)}")
    return array
