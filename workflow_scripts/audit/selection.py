"""Numbers that a claim is about: labels that are chosen, and statistics of them.

What the dimensions of the numbers mean is said in `audit.criteria`.
"""

import re
from fnmatch import fnmatchcase
from itertools import pairwise

import numpy as np
import xarray as xr

from neuralcode.names import swept


class NotRunError(Exception):
    """Numbers that a claim is about are not there.

    Attributes
    ----------
    dimension : str
    label : str
        What is missing, such as the scheme depth-8.
    """

    def __init__(self, dimension, label):
        self.dimension, self.label = dimension, str(label)
        super().__init__(f"{dimension} {label}")


def _natural(label):
    """Order of names with numbers: depth-9 before depth-10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(label))]


def select(numbers, choice):
    """Choose labels along dimensions.

    Parameters
    ----------
    numbers : xarray.DataArray
    choice : dict
        By dimension a label, a list of labels, or a pattern such as ``depth-*``, which takes all
        that are there, in the order of the numbers in their names. Dimensions that are not named
        are taken whole.

    Returns
    -------
    xarray.DataArray
        Without labels of patterns that have no number at all.

    Raises
    ------
    NotRunError
        If a label is not there or has no number at all, or a pattern finds nothing.
    """
    patterns = []
    for dimension, wanted in choice.items():
        labels = numbers[dimension].values.tolist()
        if isinstance(wanted, str) and "*" in wanted:
            patterns.append(dimension)
            # A claim is about one value of a parameter; names with a value stand for others.
            found = [x for x in labels if fnmatchcase(str(x), wanted) and swept(str(x)) is None]
            found = sorted(found, key=_natural)
            if not found:
                raise NotRunError(dimension, wanted)
            numbers = numbers.sel({dimension: found})
            continue
        for label in wanted if isinstance(wanted, list) else [wanted]:
            if label not in labels or numbers.sel({dimension: label}).isnull().all():
                raise NotRunError(dimension, label)
        numbers = numbers.sel({dimension: wanted})
    for dimension in patterns:
        numbers = numbers.dropna(dimension, how="all")
        if not numbers.size:
            raise NotRunError(dimension, choice[dimension])
    return numbers


# Statistics: from numbers to numbers.


def step(numbers, along):
    """Each label's number less that of the label before."""
    labels = numbers[along].values.tolist()
    if len(labels) < 2:
        raise NotRunError(along, f"beside {labels[0]}")
    names = [f"{a} to {b}" for a, b in pairwise(labels)]
    return numbers.diff(along).assign_coords({along: names})


def change(numbers, along):
    """The last label's number less that of the first."""
    if numbers.sizes[along] < 2:
        raise NotRunError(along, f"beside {numbers[along].values[0]}")
    return numbers.isel({along: -1}, drop=True) - numbers.isel({along: 0}, drop=True)


def contrast(numbers, along, of, minus):
    """One label's number less that of another."""
    for label in (of, minus):
        select(numbers, {along: label})
    return numbers.sel({along: of}, drop=True) - numbers.sel({along: minus}, drop=True)


def from_first(numbers, along):
    """Each label's number less that of the first."""
    first = numbers.isel({along: 0}, drop=True)
    return numbers.isel({along: slice(1, None)}) - first


STATISTICS = {f.__name__: f for f in (step, change, contrast, from_first)}


def compared(numbers, statistics):
    """Apply statistics, one after the other.

    Parameters
    ----------
    numbers : xarray.DataArray
    statistics : list of dict
        The name of one of `STATISTICS`, and its arguments.

    Returns
    -------
    xarray.DataArray
        Of sums it has the dimension ``code`` instead of ``sum``: by how much each combination of
        labels counts, in the order of the array that its attribute ``sums`` has.
    """
    found = numbers
    if statistics and "bound" in numbers.dims:
        raise ValueError("the ends of intervals cannot be subtracted: they are not paired")
    if "sum" in numbers.dims:
        found = _identity(numbers)
    for statistic in statistics:
        ((name, arguments),) = statistic.items()
        # A difference of correlations is not bounded by -1 and 1, so it has no scale of its own.
        found = STATISTICS[name](found, **arguments).drop_attrs()
    return found.assign_attrs(sums=numbers) if "sum" in numbers.dims else found


def _identity(numbers):
    """Each combination of labels counts once, for itself."""
    one = numbers.isel({"sample": 0, "sum": 0}, drop=True)
    matrix = np.eye(one.size).reshape(one.size, *one.shape)
    return xr.DataArray(matrix, dims=("code", *one.dims), coords=one.coords)
