"""Files of a batch of seeds: what a stage of the workflow hands to the next."""

from contextlib import contextmanager

import netCDF4
import numpy as np

from storage import identity
from storage.complete import written

DIMENSIONS = ("seed", "category", "level", "unit")
CATEGORIES_IN_A_CHUNK = 5
# Bytes of several seeds that are read in one call, which takes as long as reading some of them.
READ_AT_ONCE = 8_000_000


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
    with _opened_to_write(path, seeds, made_from | (facts or {})) as file:
        for name, array in arrays.items():
            names = _names(name, array.ndim, dimensions, len(arrays))
            variable = _create(file, name, array.dtype, array.shape, names, long_name, units)
            variable[:] = array


def write_blocks(
    path, blocks, *, seeds, long_name, made_from, facts=None, dimensions=None, units="1"
):
    """Write arrays of a batch as they come, so that a few seeds at a time are in memory.

    Parameters
    ----------
    path : str
    blocks : iterable of dict of ndarray
        By variable name, of any number of seeds: each continues the variables it has.
    seeds, long_name, made_from, facts, dimensions, units
        See `write_batch`.

    Raises
    ------
    OSError
        See `written`.
    ValueError
        If a variable has other than all seeds in the end.
    """
    written_seeds = {}
    with _opened_to_write(path, seeds, made_from | (facts or {})) as file:
        for arrays in blocks:
            for name, array in arrays.items():
                if name not in file.variables:
                    shape = (len(seeds), *array.shape[1:])
                    names = _names(name, len(shape), dimensions, len(arrays))
                    _create(file, name, array.dtype, shape, names, long_name, units)
                start = written_seeds.get(name, 0)
                written_seeds[name] = start + len(array)
                file[name][start : start + len(array)] = array
            # Not there any more while the next block is made.
            del arrays, array
        if set(written_seeds.values()) != {len(seeds)}:
            raise ValueError(f"{path}: {len(seeds)} seeds, but written were {written_seeds}")


@contextmanager
def _opened_to_write(path, seeds, facts):
    """A new file of a batch, all of it or nothing."""
    with written(path) as partial, netCDF4.Dataset(partial, "w") as file:
        file.setncatts(identity.to_attributes(facts))
        file.createDimension("seed", len(seeds))
        variable = file.createVariable("seed", "i4", ("seed",))
        variable.setncatts({"long_name": "number of the simulated seed", "units": "1"})
        variable[:] = np.asarray(seeds)
        yield file


def _names(name, number, dimensions, variables):
    """Dimensions of a variable."""
    if name in (dimensions or {}):
        return list(dimensions[name])
    names = list(DIMENSIONS[:number])
    if number == len(DIMENSIONS) and variables > 1:
        names[-1] = f"unit_{name}"
    return names


def _create(file, name, dtype, shape, dimensions, long_name, units):
    """A new variable of a file."""
    for dimension, size in zip(dimensions[1:], shape[1:], strict=True):
        if dimension not in file.dimensions:
            file.createDimension(dimension, size)
    variable = file.createVariable(
        name,
        "f8" if dtype == np.float64 else "f4",
        dimensions,
        # A checksum for every chunk: a flipped bit is an error, not a result.
        fletcher32=True,
        chunksizes=chunks(dimensions, shape),
        fill_value=False,
    )
    variable.setncatts({"long_name": _of(long_name, name), "units": _of(units, name)})
    return variable


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


def in_place(variable, place):
    """Name of a variable in a file that has it of several places: the units, each scanner."""
    return f"{variable}_{place}"


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
        _require_seeds(path, file, seeds)
        return _part(file[name], only or {})


def read_blocks(path, names, *, seeds, made_from, only=None, first=None):
    """Read variables of a file that `write_batch` wrote, a few seeds at a time.

    Parameters
    ----------
    path : str
    names : sequence of str
        Of the variables.
    seeds, made_from, only
        See `read_batch`; dimensions that a variable lacks do not matter.
    first : int, optional
        Number of seeds that are read; all by default, and where there are fewer.

    Yields
    ------
    seeds : sequence of int
        As many as fit in some megabytes: one where they are large.
    arrays : list of ndarray of shape (seed, ...)
        In the order of the names.

    Raises
    ------
    DamagedFileError, storage.identity.OtherFileError, OSError
        See `read_batch`.
    """
    with opened(path, made_from=made_from) as file:
        _require_seeds(path, file, seeds)
        shown, only = seeds[:first], only or {}
        whole = sum(file[name].size * file[name].dtype.itemsize for name in names)
        size = max(1, READ_AT_ONCE * len(seeds) // whole)
        for start in range(0, len(shown), size):
            block = slice(start, min(start + size, len(shown)))
            yield shown[block], [_part(file[name], only | {"seed": block}) for name in names]


def read_seeds(path, names, **arguments):
    """Read variables one seed at a time; the arguments are those of `read_blocks`.

    Yields
    ------
    list of ndarray
        Of a seed, in the order of the names.
    """
    for _, arrays in read_blocks(path, names, **arguments):
        yield from map(list, zip(*arrays, strict=True))


def _require_seeds(path, file, seeds):
    """Refuse a file of other seeds."""
    stored = file["seed"][:].tolist()
    if stored != list(seeds):
        raise identity.OtherFileError(path, [("seeds", stored, list(seeds))])


def _part(variable, only):
    """Part of a variable, by dimension; of the others all."""
    return variable[tuple(only.get(dimension, slice(None)) for dimension in variable.dimensions)]


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
