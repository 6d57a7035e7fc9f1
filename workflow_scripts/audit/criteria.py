"""Claims, tested: the numbers that are looked at, how sure they are, and the criteria they keep.

Numbers come as an `xarray.DataArray` whose dimensions are named after what they run over, such as
scheme and level. The dimension ``sample`` is of another kind: seeds, or what else stands for the
population that a claim is about. Intervals are over samples, and since steps, changes and contrasts
are taken within each sample, the interval of a difference is a paired one. A statistic of all
samples together, such as a correlation over all pairs, comes as the sums of each sample that it is
computed from, along the dimension ``sum``. Numbers with the dimension ``bound`` (value, ci_low,
ci_high) have their intervals already, and cannot be subtracted. All others are exact.

A claim about many effects holds where every one of them keeps the criterion with its own interval:
an intersection-union test, which needs no correction for their number (Berger 1982, Technometrics
24:295-300). To be 0 is to lie near it with the whole interval, so that few data never speak for a
claim (two one-sided tests: Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics
15:657-680).
"""

import re
from fnmatch import fnmatchcase
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals

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


# Effects.


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


def effects(numbers, confidence):
    """All numbers as a table, with their intervals.

    Parameters
    ----------
    numbers : xarray.DataArray
        Of `compared`. The attribute ``scale`` is that of `neuralcode.analysis.intervals.of_mean`;
        by default linear.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Columns effect (its name), value, ci_low and ci_high; the ends are equal where a number is
        exact.

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
    if own == "bound":
        if np.isnan(table).any():
            raise NotRunError("sample", f"at least {intervals.MINIMUM}")
    elif own == "sample":
        table = table[~np.isnan(table).any(axis=1)]
        if intervals.missing(len(table)):
            raise NotRunError("sample", f"at least {intervals.MINIMUM}")
        scale = numbers.attrs.get("scale", "linear")
        table = intervals.of_mean(table, confidence, scale=scale)
    else:
        table = np.repeat(table, 3, axis=0)
    value, low, high = table
    return pd.DataFrame({"effect": names, "value": value, "ci_low": low, "ci_high": high})


def _effects_of_sums(counts, sums, confidence):
    """Effects that are combinations of statistics of sums: see `compared`.

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
        rows.append((name, *map(float, found)))
    if not rows:
        raise NotRunError("numbers", "")
    return pd.DataFrame(rows, columns=["effect", "value", "ci_low", "ci_high"])


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


# Criteria: by how much an interval keeps one (negative where it does not), and by how much it lies
# on the other side as a whole, which breaks it. What does neither is undecided.


def _near(low, high, published, within):
    away = np.maximum(np.maximum(low - published, published - high), 0)
    # An interval much wider than what rounding hides holds many values.
    return np.minimum(within - away, 2 * within - (high - low) / 2), away - within


def _above(low, high, bound):
    return low - bound, bound - high


def _below(low, high, bound):
    return bound - high, low - bound


def _equal(low, high, bound, within):
    return within - np.maximum(bound - low, high - bound), np.maximum(
        low - bound, bound - high
    ) - within


CRITERIA = {
    "near the published value": _near,
    "above": _above,
    "below": _below,
    "equal to": _equal,
}
# From what speaks most against a claim to what speaks for it.
NOT_RUN = ""
OUTCOMES = ("broken", NOT_RUN, "undecided", "kept")


def judge(table, criterion):
    """Which effects keep a criterion, and which break it.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `effects`.
    criterion : dict
        ``is``, a key of `CRITERIA`, and the numbers that its function takes.

    Returns
    -------
    pandas.DataFrame
        The table with the column outcome: kept (the whole interval does), broken (the whole
        interval does not) or undecided. Those that speak most against the claim come first.
    """
    numbers = {name: number for name, number in criterion.items() if name != "is"}
    low, high = table["ci_low"].to_numpy(), table["ci_high"].to_numpy()
    keeps, breaks = CRITERIA[criterion["is"]](low, high, **numbers)
    if "within" in numbers:
        kept, broken = keeps >= -ROUNDING, breaks > ROUNDING
    else:  # the bound itself is neither above nor below
        kept, broken = keeps > 0, breaks >= 0
    outcome = np.select([broken, kept], ["broken", "kept"], "undecided")
    order = np.lexsort([keeps, [OUTCOMES.index(name) for name in outcome]])
    return table.assign(outcome=outcome).iloc[order].reset_index(drop=True)


def together(outcomes):
    """The outcome of all effects, or of all tests: the first of `OUTCOMES` that is among theirs."""
    return min(outcomes, key=OUTCOMES.index)


def verdict(outcomes):
    """What the tests of a claim amount to.

    Parameters
    ----------
    outcomes : dict of str
        One of `OUTCOMES` by recipe (or another name, where recipes play no part).

    Returns
    -------
    str
    """
    found = set(outcomes.values())
    if not found & {"kept", "broken"}:
        return "undecided" if "undecided" in found else "not run"
    if "kept" not in found:
        return "not reproduced"
    if "broken" not in found:
        return "reproduced"
    names = {"text": "the recipe of the text", "released": "the released recipe"}
    kept = [names.get(name, name) for name, outcome in outcomes.items() if outcome == "kept"]
    return f"reproduced only with {' and '.join(kept)}"
