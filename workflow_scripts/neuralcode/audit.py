"""Claims, tested: the numbers that are looked at, how sure they are, and the criteria they keep.

Numbers come as an `xarray.DataArray` whose dimensions are named after what they run over, such as
scheme and level. Two dimensions are of another kind: ``sample`` (seeds, or what else stands for the
population that a claim is about), over which intervals are made, and ``bound`` (value, ci_low,
ci_high) where the interval is there already. Without either the numbers are exact.
"""

import re
from fnmatch import fnmatchcase
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import ndtr, stdtrit

# For rounding errors of numbers that are exact but for them.
ROUNDING = 1e-6


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


# Selection.


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
            found = sorted((x for x in labels if fnmatchcase(str(x), wanted)), key=_natural)
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


def value(numbers):
    """The numbers as they are."""
    return numbers


def mean(numbers, over):
    """Mean over a dimension; what is missing is left out."""
    return numbers.mean(over)


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


STATISTICS = {f.__name__: f for f in (value, mean, step, change, contrast, from_first)}


# Intervals.


def joint_interval(samples, weights, confidence):
    """Means and intervals that hold together: all cover their means with the given confidence.

    The largest standardised error of a bootstrap over samples sets the width of all intervals
    (Efron & Tibshirani 1993, An Introduction to the Bootstrap; Westfall & Young 1993,
    Resampling-Based Multiple Testing), widened from the normal distribution to Student's t for the
    number of samples.

    Parameters
    ----------
    samples : ndarray of shape (sample, effect)
        At least two samples.
    weights : ndarray of shape (resample, sample)
        Of `neuralcode.smoothness.resampling_weights`.
    confidence : float

    Returns
    -------
    mean, low, high : ndarray of shape (effect,)
    """
    n = len(samples)
    means = samples.mean(axis=0)
    error = samples.std(axis=0, ddof=1) / np.sqrt(n)
    # Effects that are the same in all samples but for rounding have no error.
    varies = error > 1e-12 * np.abs(means).max(initial=1e-300)
    # A bootstrap of n samples has their spread divided by n, not by n - 1.
    in_resamples = error * np.sqrt((n - 1) / n)
    errors = weights @ (samples - means)[:, varies] / n
    largest = np.abs(errors / in_resamples[varies]).max(axis=1, initial=0)
    width = stdtrit(n - 1, ndtr(np.quantile(largest, confidence))) if varies.any() else 0.0
    half = np.where(varies, width * error, 0.0)
    return means, means - half, means + half


def effects(numbers, resample, confidence):
    """All numbers as a table, with their intervals.

    Parameters
    ----------
    numbers : xarray.DataArray
    resample : function
        From a number of samples to the weights of `joint_interval`.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Columns effect (its name), value, ci_low and ci_high; the ends are equal where a number is
        exact.

    Raises
    ------
    NotRunError
        If there is no number, or a single sample, which says nothing about others.
    """
    own = next((name for name in ("sample", "bound") if name in numbers.dims), None)
    others = [name for name in numbers.dims if name != own]
    table = numbers.transpose(*([own] if own else []), *others).values
    table = np.reshape(table, (numbers.sizes[own] if own else 1, -1)).astype(float)
    names = _names(numbers, others)
    present = ~np.isnan(table).all(axis=0)
    table, names = table[:, present], names[present]
    if not len(names):
        raise NotRunError("numbers", "")
    if own == "sample":
        table = table[~np.isnan(table).any(axis=1)]
        if len(table) < 2:
            raise NotRunError("sample", "a second one")
        table = joint_interval(table, resample(len(table)), confidence)
    elif own == "bound" and np.isnan(table).any():
        raise NotRunError("sample", "a second one")
    elif own is None:
        table = np.repeat(table, 3, axis=0)
    value, low, high = table
    return pd.DataFrame({"effect": names, "value": value, "ci_low": low, "ci_high": high})


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


def rank_correlation(x, y, resamples, confidence, rng):
    """Spearman's rank correlation, with its bootstrap interval over the pairs.

    Parameters
    ----------
    x, y : ndarray of shape (n,)
    resamples : int
    confidence : float
    rng : numpy.random.Generator

    Returns
    -------
    value, low, high : float
    """
    drawn = np.vstack([np.arange(len(x)), rng.integers(len(x), size=(resamples, len(x)))])
    ranks = [pd.DataFrame(np.asarray(a)[drawn]).rank(axis=1).to_numpy() for a in (x, y)]
    a, b = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    with np.errstate(invalid="ignore"):  # a resample of one pair alone has no correlation
        rho = (a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    tail = (1 - confidence) / 2
    return rho[0], *np.nanquantile(rho[1:], [tail, 1 - tail])


def rank_correlations(numbers, reference, *, along, at_least, resamples, generator, confidence):
    """Rank correlation with a reference along a dimension, for each label of the others.

    Parameters
    ----------
    numbers : xarray.DataArray
    reference : xarray.DataArray
        With values along ``bound``.
    along : str
    at_least : int
        Number of pairs that it takes.
    resamples : int
    generator : function
        From the label to a `numpy.random.Generator`.
    confidence : float

    Returns
    -------
    xarray.DataArray
        With the dimension ``bound``.
    """
    if "sample" in numbers.dims:
        numbers = numbers.mean("sample")
    x, y = xr.align(reference.sel(bound="value", drop=True), numbers, join="inner")
    others = [name for name in y.dims if name != along]
    (other,) = others
    found = {}
    for label in y[other].values.tolist():
        pair = np.stack([x.sel({other: label}), y.sel({other: label})])
        pair = pair[:, np.isfinite(pair).all(axis=0)]
        if pair.shape[1] >= at_least:
            found[label] = rank_correlation(
                *pair, resamples=resamples, confidence=confidence, rng=generator(label)
            )
    if not found:
        raise NotRunError(along, f"and {at_least - 1} more in one {other}")
    return xr.DataArray(
        np.array(list(found.values())),
        dims=(other, "bound"),
        coords={other: list(found), "bound": ["value", "ci_low", "ci_high"]},
    )


# Criteria: by how much an effect keeps one, which is negative where it does not.


def _near(table, published, within):
    low, high = table["ci_low"] - published, table["ci_high"] - published
    return within - np.maximum(np.maximum(low, -high), 0)


def _equal(table, to, within):
    return within - np.maximum((table["ci_high"] - to).abs(), (table["ci_low"] - to).abs())


CRITERIA = {
    # Is the published value in the interval, widened by what rounding hides?
    "near the published value": lambda t, c: _near(t, c["published"], c["within"]),
    # Does the whole interval lie there?
    "above": lambda t, c: t["ci_low"] - c["bound"],
    "below": lambda t, c: c["bound"] - t["ci_high"],
    "equal to": lambda t, c: _equal(t, c["bound"], c["within"]),
    # Is there no interval that lies beyond it as a whole?
    "nowhere above": lambda t, c: c["bound"] - t["ci_low"],
    "nowhere below": lambda t, c: t["ci_high"] - c["bound"],
}
STRICT = ("above", "below")


def margins(table, criterion):
    """By how much each effect keeps a criterion.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `effects`.
    criterion : dict
        ``is``, a key of `CRITERIA`, and its numbers.

    Returns
    -------
    pandas.Series
        Below 0 where an effect does not keep it.
    """
    margin = CRITERIA[criterion["is"]](table, criterion)
    return margin if criterion["is"] in STRICT else margin + ROUNDING


def keeps(table, criterion):
    """Whether all effects keep a criterion, and the one that does so least.

    Parameters
    ----------
    table, criterion
        See `margins`.

    Returns
    -------
    kept : bool
    worst : pandas.Series
        Row of the table.
    """
    margin = margins(table, criterion)
    kept = margin > 0 if criterion["is"] in STRICT else margin >= 0
    return bool(kept.all()), table.loc[margin.idxmin()]


def verdict(outcomes):
    """What the tests of a claim amount to.

    Parameters
    ----------
    outcomes : dict
        By recipe (or another name, where recipes play no part): True, False, or None where it was
        not run.

    Returns
    -------
    str
    """
    run = {name: kept for name, kept in outcomes.items() if kept is not None}
    if not run:
        return "not run"
    if all(run.values()):
        return "reproduced"
    if not any(run.values()):
        return "not reproduced"
    names = {"text": "the recipe of the text", "released": "the released recipe"}
    kept = " and ".join(names.get(name, name) for name in run if run[name])
    return f"reproduced only with {kept}"
