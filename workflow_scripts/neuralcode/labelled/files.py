"""Files of a user's data: patterns, and tables of their items. Each error names the file."""

import csv
import warnings
from collections.abc import Callable
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.labelled.patterns import ITEMS, PatternsError, as_patterns

FilePath = str | PathLike[str]
SEPARATORS = {".csv": ",", ".tsv": "\t"}
#: Column of a table of items that has their categories.
CATEGORY = "category"
#: Names of a first column that has the names of the items.
NAMES = ("", "item", "items", "name", "names", "id")


def read_patterns(path: FilePath, items: FilePath | None = None) -> xr.DataArray:
    """Read patterns from a file, and check them.

    Parameters
    ----------
    path : str or path
        A table of items (rows) x units (columns), ``.csv`` or ``.tsv``, with or without names: a
        first row without numbers, or that counts from 0 or 1, has the names of the units; a first
        column without a number, or that is called item, name or id, has those of the items. An
        array of shape (item, unit) or (subject, item, unit), ``.npy`` or ``.npz`` (with one array,
        or with ``patterns`` and the names of the ``items``). Or a variable of these dimensions,
        ``.nc``, the only one or one called ``patterns``.
    items : str or path, optional
        Table of the items, ``.csv`` or ``.tsv``, in the order of the patterns: names in its first
        column, and any labels, such as categories, in others.

    Returns
    -------
    xarray.DataArray of shape ([subject,] item, unit)
        With the labels of the items.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    PatternsError
        If a file cannot be read or has no patterns in it (`neuralcode.labelled.patterns`), or the
        table has other items, another order, or two items of one name.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from neuralcode import read_patterns
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "pets.csv")
    ...     _ = path.write_text("item,u0,u1\\ncat,1,2\\ndog,2,1\\ncar,0,3\\n", encoding="utf-8")
    ...     patterns = read_patterns(path)
    >>> patterns["item"].values.tolist()
    ['cat', 'dog', 'car']
    """
    path = Path(path)
    read = {".npy": of_npy, ".npz": _of_npz, ".nc": _of_netcdf} | dict.fromkeys(
        SEPARATORS, of_table
    )
    given = reader(path, read)(path)
    dimensions = ITEMS if np.ndim(given) == len(ITEMS) else ("subject", *ITEMS)
    data = as_patterns(given, dimensions, what=str(path))
    return data if items is None else _with_items(data, Path(items), path)


def reader(path: Path, read: dict[str, Callable]) -> Callable:
    """Find the function that reads a file by its ending.

    Parameters
    ----------
    path : pathlib.Path
    read : dict of str to callable
        By ending.

    Returns
    -------
    callable
        Its errors name the file.

    Raises
    ------
    FileNotFoundError, PatternsError
        If there is no such file, or nothing reads it.
    """
    if path.suffix.lower() not in read:
        raise PatternsError(f"{path} must be a file of {', '.join(read)}")
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")

    def checked(path):
        try:
            return read[path.suffix.lower()](path)
        except PatternsError:
            raise
        except Exception as error:  # whatever a library has to say about a damaged file
            kind = path.suffix.lower()
            raise PatternsError(f"{path} cannot be read as {kind}: {error}") from error

    return checked


def of_npy(path: Path) -> np.ndarray:
    """Read an array."""
    return np.load(path, allow_pickle=False)


def _of_npz(path):
    with np.load(path, allow_pickle=False) as file:
        name = "patterns" if "patterns" in file.files else file.files[0]
        if name != "patterns" and len(file.files) > 1:
            raise PatternsError(
                f"{path} must have one array, or one called patterns; it has "
                f"{', '.join(file.files)}"
            )
        array = file[name]
        if "items" not in file.files or name != "patterns":
            return array
        names = file["items"]
    if names.shape != array.shape[-2:-1]:
        raise PatternsError(
            f"{path} must have a name for each item; there are {names.size} names and patterns of "
            f"shape {array.shape}"
        )
    dimensions = ITEMS if array.ndim == len(ITEMS) else ("subject", *ITEMS)
    return xr.DataArray(array, {"item": names}, dimensions)


def _of_netcdf(path):
    with xr.open_dataset(path) as dataset:
        names = list(dataset.data_vars)
        if "patterns" not in names and len(names) != 1:
            raise PatternsError(
                f"{path} must have one variable, or one called patterns; it has "
                f"{', '.join(map(str, names))}"
            )
        return dataset["patterns" if "patterns" in names else names[0]].load()


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_header(first, path, may_count):
    """Whether the first row of a table has names in it, not values."""
    if first[0].strip().lower() in NAMES:
        return True
    are_numbers = [_is_number(text) for text in first]
    if not any(are_numbers[1:]):
        return True
    if not all(are_numbers[1:]):
        raise PatternsError(
            f"the first row of {path} must be all names or all numbers; beside "
            f"{first[are_numbers.index(True)]!r} is {first[1 + are_numbers[1:].index(False)]!r}"
        )
    values = first if are_numbers[0] else first[1:]
    counted = [[str(start + n) for n in range(len(values))] for start in (0, 1)]
    return may_count and [text.strip() for text in values] in counted


def of_table(path: Path, *, may_count: bool = True) -> pd.DataFrame:
    """Read a table with its names as index and columns, where it has them.

    Parameters
    ----------
    path : pathlib.Path
    may_count : bool
        Whether a first row that counts from 0 or 1 has names.

    Returns
    -------
    pandas.DataFrame
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        first = next(csv.reader(file, delimiter=SEPARATORS[path.suffix.lower()]), None)
    if not first:
        raise PatternsError(f"{path} is empty")
    has_header = _is_header(first, path, may_count)
    table = _read_csv(path, header=0 if has_header else None, low_memory=False)
    names = table.iloc[:, 0]
    called = has_header and first[0].strip().lower() in NAMES
    if called or not any(map(_is_number, names.astype(str))):
        table = table.iloc[:, 1:].set_axis(pd.Index(names.tolist()), axis=0)
    if not has_header:
        table.columns = range(table.shape[1])
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in "biuf":  # numbers beside a text were read as texts
            column = table.iloc[:, place].astype(object)
            numbers = pd.to_numeric(column, errors="coerce")
            table.isetitem(place, numbers.astype(object).where(numbers.notna(), column))
    return table


def _read_csv(path, **options):
    """Read a table whose rows are not longer than its header; pandas would cut them off."""
    separator = SEPARATORS[path.suffix.lower()]
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(path, sep=separator, encoding="utf-8-sig", index_col=False, **options)


def _with_items(data, path, patterns_path):
    """Patterns with the labels of a table of their items."""
    table = reader(path, dict.fromkeys(SEPARATORS, _read_csv))(path)
    names = table.iloc[:, 0]
    if len(table) != data.sizes["item"]:
        raise PatternsError(
            f"{path} must have a row for each item; it has {len(table)}, and {patterns_path} has "
            f"{data.sizes['item']} items"
        )
    if names.isna().any():
        raise PatternsError(
            f"{path} must name every item; row {int(names.isna().argmax())} has none"
        )
    if not names.is_unique:
        raise PatternsError(
            f"{path} must name each item once; {names[names.duplicated()].iloc[0]!r} is there twice"
        )
    own = data["item"].values.tolist()
    if own != list(range(len(own))):  # which are no names
        require_names(names.tolist(), data, path)
    labels = {str(key): ("item", table[key].to_numpy()) for key in table.columns[1:]}
    taken = sorted(set(labels) & {*data.dims, *data.coords})
    if taken:
        raise PatternsError(f"{path} must have other names for its columns than {taken[0]!r}")
    return data.assign_coords({"item": names.to_numpy()} | labels)


def require_names(names: list | None, patterns: xr.DataArray, path: FilePath) -> None:
    """Require that names are those of the patterns, in their order; numbers from 0 are none.

    Parameters
    ----------
    names : list, or None
    patterns : xarray.DataArray
    path : str or path
        Of the file that has the names.

    Raises
    ------
    PatternsError
        Names the first item that differs.
    """
    own = patterns["item"].values.tolist()
    counted = [str(number) for number in range(len(own))]
    if names is None or len(names) != len(own) or list(map(str, names)) == counted:
        return
    for place, (name, expected) in enumerate(zip(names, own, strict=True)):
        if str(name) != str(expected):
            raise PatternsError(
                f"{path} must have the items of the patterns in their order; item {place} is "
                f"{name!r}, and {expected!r} in the patterns"
            )
