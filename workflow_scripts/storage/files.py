"""Files of a batch of seeds: what a stage of the workflow hands to the next."""

from contextlib import contextmanager

import netCDF4
import numpy as np

from storage import identity
from storage.complete import written

DIMENSIONS = ("seed", "category", "level", "unit")
CATEGORIES_IN_A_CHUNK = 5


def write_batch(
    path, arrays, *, seeds, long_name, made_from, facts=None, dimensions=None, units="1"
):
    """Write arrays of a batch of seeds to a netCDF file, all of it or nothing.

    Parameters
    ----------
    path : str
    arrays : dict of ndarray
        By variable name; float64 is stored as it is, all others as float32. Their dimensions are
        the first of seed, category, level, unit. Arrays
        of more than one readout differ in their number of units: the dimension then is
        ``unit_READOUT``.
    seeds : sequence of int
    long_name : str, or dict of str
        What the variables are: all of them, or each by its name.
    made_from : dict
        What readers expect of the file (see `storage.identity`): values of JSON.
    facts : dict, optional
        More that the file says about itself.
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
        _write(
            partial, arrays, seeds, long_name, made_from | (facts or {}), dimensions or {}, units
        )


def _write(path, arrays, seeds, long_name, facts, dimensions, units):
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts(identity.to_attributes(facts))
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
                "f8" if array.dtype == np.float64 else "f4",
                names,
                # A checksum for every chunk: a flipped bit is an error, not a result.
                fletcher32=True,
                chunksizes=chunks(names, array.shape),
                fill_value=False,
            )
            variable.setncatts({"long_name": _of(long_name, name), "units": _of(units, name)})
            variable[:] = array


def _of(text, name):
    """What a variable is called or measured in, where each may have its own."""
    return text if isinstance(text, str) else text[name]


def chunks(dimensions, shape):
    """Sizes of the chunks of a variable: one seed and run, and of patterns a few categories.

    Most readers of patterns take the first few categories of a seed, with all levels and units.
    """
    sizes = {"seed": 1, "run": 1}
    if dimensions[-1] not in ("category", "level"):
        sizes["category"] = CATEGORIES_IN_A_CHUNK
    return [min(size, sizes.get(name, size)) for name, size in zip(dimensions, shape, strict=True)]


@contextmanager
def opened(path, *, made_from):
    """Open a file of `write_batch` (or of `storage.designs`) that was made from what is expected.

    Parameters
    ----------
    path : str
    made_from : dict
        What the file must have been made from (see `storage.identity`).

    Yields
    ------
    netCDF4.Dataset

    Raises
    ------
    DamagedFileError
        If the file, or what is read from it while it is open, is damaged or missing in it.
    storage.identity.OtherFileError
        If it was made from something else.
    OSError
        If the system does not let it be read, as without the permission: it is not damaged then.
    """
    with identity.reading(path), netCDF4.Dataset(path) as file:
        file.set_auto_mask(False)
        identity.compare(path, identity.from_attributes(vars(file)), made_from)
        yield file


def read_batch(path, name, *, seeds, made_from, only=None):
    """Read one variable of a file that `write_batch` wrote.

    Parameters
    ----------
    path : str
    name : str
        Of the variable.
    seeds : sequence of int
        Seeds that the file must hold.
    made_from : dict
        What the file must have been made from (see `storage.identity`).
    only : dict of slice or list of int, optional
        The part to read, by dimension; of the others all. A small part takes little time.

    Returns
    -------
    ndarray of shape (seed, category, level[, unit]), float32 or float64 as it was written

    Raises
    ------
    DamagedFileError, storage.identity.OtherFileError, OSError
        See `opened`; also if it has other seeds.
    """
    with opened(path, made_from=made_from) as file:
        stored = file["seed"][:].tolist()
        if stored != list(seeds):
            raise identity.OtherFileError(path, [("seeds", stored, list(seeds))])
        variable = file[name]
        part = only or {}
        return variable[
            tuple(part.get(dimension, slice(None)) for dimension in variable.dimensions)
        ]


def read_facts(path, *, made_from):
    """What a file says about itself.

    Parameters
    ----------
    path : str
    made_from : dict
        What the file must have been made from (see `storage.identity`).

    Returns
    -------
    dict

    Raises
    ------
    DamagedFileError, storage.identity.OtherFileError, OSError
        See `opened`.
    """
    with opened(path, made_from=made_from) as file:
        return identity.from_attributes(vars(file))
