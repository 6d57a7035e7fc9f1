"""Patterns that a user gives: checked, and with labels.

Everything that the functions of `neuralcode.labelled` take goes through `as_patterns`, so that what
is wrong is said in the words of the data: this item, that unit.
"""

from numbers import Real

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike

from neuralcode.limits import LARGEST

#: What has patterns in it: arrays and lists have their items and units numbered from 0.
Patterns = ArrayLike | pd.DataFrame | xr.DataArray

ITEMS, BETAS = ("item", "unit"), ("run", "item", "voxel")
#: Two items have one similarity, of which nothing can be said.
LEAST_ITEMS = 3


class PatternsError(ValueError):
    """Data that are no patterns; the message names the item and the unit."""


def as_patterns(
    given: Patterns, dimensions: tuple[str, ...] = ITEMS, *, what: str = "patterns"
) -> xr.DataArray:
    """Check patterns and give them labels.

    Parameters
    ----------
    given : array_like, pandas.DataFrame or xarray.DataArray
        A DataFrame has items in its rows, with their names in its index, and units in its columns.
        The dimensions of a DataArray are found by their names, in any order; if it has none of
        these names, they are taken in order.
    dimensions : tuple of str
        Names of the dimensions, ``("item", "unit")`` or ``("run", "item", "voxel")``.
    what : str
        What to call the data in messages.

    Returns
    -------
    xarray.DataArray
        float64, with these dimensions in this order and a coordinate for each. Other coordinates
        of a DataArray, such as categories of the items, stay.

    Raises
    ------
    PatternsError
        If the number of dimensions differs, there are fewer than three items, two items have one
        name, a value is no finite number or beyond 1e100, or an item has the same value in all of
        its units, so that its pattern has no correlation with others.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame([[1, 2], [2, 1], [0, 3]], index=["cat", "dog", "car"])
    >>> as_patterns(table)["item"].values.tolist()
    ['cat', 'dog', 'car']
    """
    data = _labelled(given, dimensions, what)
    places = _Places(data, what)
    values = _numbers(data.values, places)
    data = data.copy(data=values)
    names = data.indexes["item"]
    if len(names) < LEAST_ITEMS:
        raise PatternsError(f"{what} must have at least {LEAST_ITEMS} items; got {len(names)}")
    if not names.is_unique:
        name = names[names.duplicated()][0]
        raise PatternsError(f"{what} must have a name of its own for each item; two are {name!r}")
    bad = ~np.isfinite(values) | (np.abs(values) > LARGEST)
    if bad.any():
        place = _first(bad)
        raise PatternsError(
            f"{what} must be finite numbers up to {LARGEST:g}; {places.name(place)} is "
            f"{values[place]:g}; {bad.sum()} of {bad.size} values are like it"
        )
    spread = np.ptp(values, axis=-1) if values.size else np.zeros(values.shape[:-1])
    constant = spread < 1 / LARGEST
    if constant.any():
        place = _first(constant)
        own = f"{values[place][0]:g} in every {dimensions[-1]}" if values.size else "no values"
        raise PatternsError(
            f"{what} must differ over the {dimensions[-1]}s of each item, or its correlation with "
            f"others is not defined; {places.name(place)} has {own}"
        )
    return data


class _Places:
    """Names of places in the data, for messages."""

    def __init__(self, data, what):
        self.labels = [(dim, data.indexes[dim].tolist()) for dim in data.dims]
        self.what = what

    def name(self, place):
        """Such as ``item 'cat', unit 3``; of as many dimensions as the place has."""
        return ", ".join(
            f"{dim} {labels[at]!r}"
            for (dim, labels), at in zip(self.labels[: len(place)], place, strict=True)
        )


def _labelled(given, dimensions, what):
    """The data as they are, with a coordinate for each dimension."""
    if isinstance(given, xr.Dataset):
        names = ", ".join(map(str, given.data_vars))
        raise PatternsError(f"{what} must be one variable; the Dataset has {names}")
    if isinstance(given, pd.DataFrame):
        rows, columns = (_plain(index) for index in (given.index, given.columns))
        _require_dimensions(2, dimensions, what)
        given = xr.DataArray(given.to_numpy(), dims=dimensions, coords=[rows, columns])
    elif isinstance(given, xr.DataArray):
        _require_dimensions(given.ndim, dimensions, what)
        if set(given.dims) & set(dimensions):
            if set(given.dims) != set(dimensions):
                raise PatternsError(
                    f"the dimensions of {what} must be {', '.join(dimensions)}; got "
                    f"{', '.join(map(str, given.dims))}"
                )
            given = given.transpose(*dimensions)
        else:
            given = given.rename(dict(zip(given.dims, dimensions, strict=True)))
    else:
        array = _array(given, what)
        _require_dimensions(array.ndim, dimensions, what)
        masked = np.ma.getmaskarray(given) if np.ma.isMaskedArray(given) else np.zeros(0)
        given = xr.DataArray(array, dims=dimensions)
        if masked.any():  # which a DataArray would not show
            place = _Places(_numbered(given, dimensions), what).name(_first(masked))
            raise PatternsError(f"{what} must be complete; {place} is masked")
    return _numbered(given, dimensions)


def _numbered(data, dimensions):
    """Data with numbers from 0 where a dimension has no labels."""
    missing = {dim: np.arange(data.sizes[dim]) for dim in dimensions if dim not in data.indexes}
    return data.assign_coords(missing)


def _plain(index):
    """Labels of an index of pandas; those of several levels as one text."""
    if isinstance(index, pd.MultiIndex):
        return ["/".join(map(str, labels)) for labels in index]
    return index.to_numpy()


def count_dimensions(given: Patterns, what: str) -> int:
    """Number of dimensions of what a user gives, which need not be an array."""
    return (given if hasattr(given, "ndim") else _array(given, what)).ndim


def _array(given, what):
    """An array of what is neither a DataFrame nor a DataArray."""
    try:
        array = np.asarray(given)
    except ValueError as error:
        lengths = [np.size(row) for row in given]
        odd = next((n for n, length in enumerate(lengths) if length != lengths[0]), 0)
        raise PatternsError(
            f"{what} must have as many units in each item; item 0 has {lengths[0]} and item {odd} "
            f"has {lengths[odd]}"
        ) from error
    if array.dtype.kind in "US" and not isinstance(given, np.ndarray):
        # numpy has made texts of the numbers beside a text.
        array = np.array(given, dtype=object)
    return array


def _require_dimensions(count, dimensions, what):
    if count != len(dimensions):
        raise PatternsError(
            f"{what} must have {len(dimensions)} dimensions, {' x '.join(dimensions)}; got {count}"
        )


def _numbers(array, places):
    """The values in double precision."""
    what = places.what
    kind = array.dtype.kind
    if kind in "OUST":
        no_number = np.array([not isinstance(value, Real) for value in array.flat], bool)
        if no_number.any():
            place = _first(no_number.reshape(array.shape))
            value = array[place]
            said = f"{what} must be numbers; {places.name(place)} is "
            if isinstance(value, str | bytes):
                hint = "Names of items are labels, such as the index of a DataFrame"
                raise PatternsError(f"{said}the text {value!r}. {hint}")
            raise PatternsError(f"{said}{value!r}")
    elif kind not in "biuf":
        words = {"c": "complex numbers", "M": "dates", "m": "durations"}
        raise PatternsError(f"{what} must be real numbers; got {words.get(kind, array.dtype)}")
    return np.asarray(array, np.float64)


def _first(where):
    return tuple(np.argwhere(where)[0])


def with_labels_of(data, values, dimensions, name, **coordinates):
    """Give values the labels that the items of other data have.

    Parameters
    ----------
    data : xarray.DataArray
        As `as_patterns` gives it.
    values : ndarray
    dimensions : tuple of str
        One of them is ``"item"``; the others are numbered from 0.
    name : str
    **coordinates
        More of them, as xarray takes them.

    Returns
    -------
    xarray.DataArray
    """
    items = {key: value for key, value in data.coords.items() if value.dims == ("item",)}
    numbered = {
        dim: np.arange(size)
        for dim, size in zip(dimensions, values.shape, strict=True)
        if dim != "item"
    }
    return xr.DataArray(values, items | numbered | coordinates, dimensions, name)
