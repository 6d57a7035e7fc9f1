"""Effects: numbers with their intervals, which criteria are about."""

import re

import numpy as np
import pandas as pd

from audit.selection import NotRunError
from neuralcode.analysis import intervals


def effects(numbers, confidence):
    """All numbers as a table, with their intervals.

    Parameters
    ----------
    numbers : xarray.DataArray
        Of `audit.selection.compared`. The attribute ``scale`` is that of
        `neuralcode.analysis.intervals.of_mean`; by default linear.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Columns effect (its name), value, ci_low and ci_high, whose ends are equal where a number is
        exact, and samples, the number of them; 0 where numbers have no samples here.

    Raises
    ------
    NotRunError
        If there is no number, or too few samples for an interval.
    """
    if "sums" in numbers.attrs:
        return _effects_of_sums(numbers, numbers.attrs["sums"], confidence)
    own = next((name for name in ("sample", "bound") if name in numbers.dims), None)
    others = [name for name in numbers.dims if name != own]
    table = numbers.transpose(*([own] if own else []), *others).values
    table = np.reshape(table, (numbers.sizes[own] if own else 1, -1)).astype(float)
    names = _names(numbers, others)
    present = ~np.isnan(table).all(axis=0)
    table, names = table[:, present], names[present]
    if not len(names):
        raise NotRunError("numbers", "")
    samples = np.zeros(len(names), int)
    if own == "bound":
        if np.isnan(table).any():
            least = numbers.attrs.get("least", intervals.MINIMUM)
            raise NotRunError("sample", f"at least {least}")
    elif own == "sample":
        # Each effect has the samples that there are for it: networks may have other photographs.
        parts = [column[~np.isnan(column)] for column in table.T]
        samples = np.array([len(part) for part in parts])
        if intervals.missing(samples.min()):
            raise NotRunError("sample", f"at least {intervals.MINIMUM}")
        scale = numbers.attrs.get("scale", "linear")
        found = [intervals.of_mean(part, confidence, scale=scale) for part in parts]
        table = np.array(found, float).T
    else:
        table = np.repeat(table, 3, axis=0)
    return _table(names, *table, samples)


def _table(names, value, low, high, samples):
    columns = {"effect": names, "value": value, "ci_low": low, "ci_high": high}
    return pd.DataFrame(columns | {"samples": samples})


def _effects_of_sums(counts, sums, confidence):
    """Effects that are combinations of statistics of sums: see `audit.selection.compared`.

    The attributes of `sums` are ``statistic``, a function of sums over samples, and ``weights``,
    those of `neuralcode.analysis.intervals.of_statistic`.
    """
    others = [name for name in counts.dims if name != "code"]
    names = _names(counts, others)
    counts = counts.transpose("code", *others).values.reshape(counts.sizes["code"], -1).T
    labels = [name for name in sums.dims if name not in ("sample", "sum")]
    sums_of = sums.transpose(*labels, "sample", "sum").values.reshape(
        counts.shape[1], sums.sizes["sample"], sums.sizes["sum"]
    )
    missing = np.isnan(sums_of).any(axis=(1, 2))
    rows = []
    for name, count in zip(names, counts, strict=True):
        (used,) = np.nonzero(count)
        if missing[used].any():
            continue
        if intervals.missing(sums.sizes["sample"]):
            raise NotRunError("sample", f"at least {intervals.MINIMUM}")
        found = intervals.of_statistic(
            _combination(sums.attrs["statistic"], count[used]),
            np.concatenate(sums_of[used], axis=1),
            sums.attrs["weights"],
            confidence,
            scale="correlation" if count[used].tolist() == [1] else "linear",
        )
        rows.append((name, *map(float, found), sums.sizes["sample"]))
    if not rows:
        raise NotRunError("numbers", "")
    return _table(*zip(*rows, strict=True))


def _combination(statistic, counts):
    """Sum of the statistics of several codes, whose sums stand one after the other."""

    def combined(sums):
        parts = np.split(sums, len(counts), axis=-1)
        return sum(count * statistic(part) for count, part in zip(counts, parts, strict=True))

    return combined


def _names(numbers, dimensions):
    """Names of all combinations of labels, without dimensions of a single label."""
    shown = [
        [
            f"{dimension} {label}" if re.match(r"-?\d", str(label)) else str(label)
            for label in numbers[dimension].values.tolist()
        ]
        for dimension in dimensions
    ]
    grid = np.meshgrid(*shown, indexing="ij") if shown else []
    varied = [part.ravel() for part in grid if len(np.unique(part)) > 1]
    size = grid[0].size if grid else 1
    return np.array([", ".join(part[i] for part in varied) for i in range(size)], object)
