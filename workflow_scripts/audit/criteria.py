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

import numpy as np

# For rounding errors of numbers that are exact but for them.
ROUNDING = 1e-6

# Criteria: by how much an interval keeps one (negative where it does not), and by how much it lies
# on the other side as a whole, which breaks it. What does neither is undecided.


def _near(low, high, published, within):
    away = np.maximum(np.maximum(low - published, published - high), 0)
    # An interval much wider than what rounding hides holds many values.
    return np.minimum(within - away, 2 * within - (high - low) / 2), away - within


def _reaches(low, high, published, within):
    away = np.maximum(np.maximum(low - published, published - high), 0)
    return within - away, away - within


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
    "within a draw of the published value": _reaches,
    "above": _above,
    "below": _below,
    "equal to": _equal,
}


def range_of(criterion):
    """Where an interval must lie as a whole to keep a criterion.

    Of the criteria about a published value: what the interval must reach.

    Parameters
    ----------
    criterion : dict
        See `judge`.

    Returns
    -------
    low, high : float
        Infinite where there is no bound.

    Examples
    --------
    >>> range_of({"is": "above", "bound": 0.5}), range_of({"is": "below", "bound": 0.0})
    ((0.5, inf), (-inf, 0.0))
    >>> range_of({"is": "equal to", "bound": 0.0, "within": 0.1})
    (-0.1, 0.1)
    """
    if criterion["is"] in ("above", "below"):
        bound = criterion["bound"]
        return (bound, np.inf) if criterion["is"] == "above" else (-np.inf, bound)
    middle = criterion["bound" if criterion["is"] == "equal to" else "published"]
    return middle - criterion["within"], middle + criterion["within"]


# From what speaks most against a claim to what speaks for it.
NOT_RUN = ""
OUTCOMES = ("broken", NOT_RUN, "undecided", "kept")


def judge(table, criterion):
    """Which effects keep a criterion, and which break it.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `audit.effects.effects`.
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
