"""Claims, tested: the numbers that are looked at, how sure they are, and the criteria they keep.

Numbers come as an `xarray.DataArray` whose dimensions are named after what they run over, such as
scheme and level. Two dimensions are of another kind: ``sample`` (seeds, or what else stands for the
population that a claim is about), over which intervals are made, and ``bound`` (value, ci_low,
ci_high) where the interval is there already. Without either the numbers are exact.

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
from scipy.special import stdtrit

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


# Intervals.


def interval(samples, confidence):
    """Means over samples with their intervals, by Student's t distribution.

    Parameters
    ----------
    samples : ndarray of shape (sample, effect)
        At least two samples.
    confidence : float

    Returns
    -------
    mean, low, high : ndarray of shape (effect,)
    """
    n = len(samples)
    means = samples.mean(axis=0)
    half = stdtrit(n - 1, (1 + confidence) / 2) * samples.std(axis=0, ddof=1) / np.sqrt(n)
    return means, means - half, means + half


def effects(numbers, confidence):
    """All numbers as a table, with their intervals.

    Parameters
    ----------
    numbers : xarray.DataArray
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
        table = interval(table, confidence)
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
