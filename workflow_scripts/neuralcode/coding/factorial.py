"""Factorial design coding: every item picks a row of a design matrix whose rows are orthogonal.

The signs of k values of the item are the levels of k factors, and the item is represented by what
a full factorial design has for them: the intercept, the main effects and all interactions. Two
items either share the row, with similarity 1, or differ in some factor, with similarity 0.
"""

import operator
from itertools import combinations
from string import ascii_uppercase
from typing import Annotated

import numpy as np

from neuralcode.allowed import require
from neuralcode.coding.registry import scheme
from neuralcode.parameters import Range, Several

MAX_FACTORS = 12  # the design matrix then has 4096 x 4096 entries, 16 MB
FactorCount = Annotated[int, Range(minimum=1, maximum=MAX_FACTORS)] | None
FactorUnits = (
    Annotated[tuple[Annotated[int, Range(minimum=0)], ...], Several(1, MAX_FACTORS)] | None
)


def design_matrix(factors):
    """Full factorial design of two levels: intercept, main effects and all interactions.

    Divided by sqrt(2^factors) it is an orthogonal matrix, in its rows and in its columns. For
    three factors it is Table 1 of Guest & Love (2017, doi 10.7554/eLife.21397).

    Parameters
    ----------
    factors : int
        Number of factors k, 1 to 12.

    Returns
    -------
    array of int8, shape (2^k, 2^k)
        Entries -1 and +1. Row r has factor j (0 is A) at its high level, +1, where bit j of r is
        1: A changes fastest, all are low in the first row and high in the last (Yates' order). The
        columns are those of `column_names`; an interaction is the product of its factors.

    Raises
    ------
    ValueError
        If `factors` is not 1 to 12.
    """
    rows = np.arange(2 ** _checked(factors), dtype=np.uint16)
    columns = np.array([sum(1 << j for j in term) for term in _terms(factors)], dtype=np.uint16)
    # A product of signs is -1 where an odd number of its factors is low.
    low_factors = np.bitwise_count(~rows[:, None] & columns)
    return 1 - 2 * (low_factors % 2).astype(np.int8)


def column_names(factors):
    """Names of the columns of `design_matrix`.

    Parameters
    ----------
    factors : int
        Number of factors k, 1 to 12.

    Returns
    -------
    list of str, length 2^k
        ``I`` for the intercept, then ``A``, ``B``, ... for the main effects, then the interactions
        of two factors (``AB``, ``AC``, ...), of three, and so on.

    Raises
    ------
    ValueError
        If `factors` is not 1 to 12.
    """
    _checked(factors)
    return ["".join(ascii_uppercase[j] for j in term) or "I" for term in _terms(factors)]


def count_units(units, factors=None, factor_units=None):
    """Number of units of the code: two for each column of the design.

    Parameters
    ----------
    units : int
        Number of values in an item.
    factors, factor_units
        See `factorial`.

    Returns
    -------
    int
    """
    return 2 ** (count_factors(units, factors, factor_units) + 1)


def count_factors(units, factors=None, factor_units=None):
    """Number of factors: as given, as many as `factor_units`, or `default_factors`."""
    if factors is not None:
        return factors
    return default_factors(units) if factor_units is None else len(factor_units)


def problems(units, items, factors=None, factor_units=None):
    """Parameters that do not go together; see `neuralcode.coding.registry.Scheme`."""
    most = min(units, MAX_FACTORS)
    if factor_units is not None:
        chosen = list(factor_units)
        if len(set(chosen)) < len(chosen) or min(chosen) < 0 or max(chosen) >= units:
            better = []
            for unit in chosen[:units]:
                free = [other for other in range(units) if other not in better]
                better.append(min(free, key=lambda other: abs(other - unit)))
            yield "factor_units", f"different units from 0 to {units - 1}", better
        if factors not in (None, len(chosen)):
            yield "factors", f"{len(chosen)}, as many as there are factor_units", len(chosen)
    if factors is not None and not 1 <= operator.index(factors) <= most:
        yield (
            "factors",
            f"from 1 to {most}, at most the number of units",
            most if factors > 1 else 1,
        )


@scheme(
    "factorial",
    units=count_units,
    problems=problems,
)
def factorial(items, rng, *, factors: FactorCount = None, factor_units: FactorUnits = None):
    """Represent each item by the row of the factorial design that the signs of its values choose.

    Each column of the design is carried by two units of opposite sign, as ON and OFF cells carry a
    contrast: the pattern is the row followed by its negative. Without that, the row in which all
    factors are high would be a constant pattern, which has no Pearson correlation with anything.
    With it every pattern has mean 0, and the correlation of two patterns is exactly 1 where their
    rows are the same and exactly 0 where they differ.

    Parameters
    ----------
    items : array of float, shape (category, level, unit)
        Items.
    rng : numpy.random.Generator
        Not used: the code has no randomness. Here because every coding scheme is called alike.
    factors : int, optional
        Number k of factors, in 2^(k+1) units. Left out, as many as there are factor_units, or else
        as many as give about as many units as the items have: log2(unit / 2), rounded.
    factor_units : sequence of int, optional
        The values of the item whose signs are the levels of factors A, B, ..., counted from 0.
        Left out, the first k. A positive value is the high level.

    Returns
    -------
    array of float32, shape (category, level, 2^(k + 1))
        Entries -1 and +1.

    Raises
    ------
    ValueError
        If `factors` is not 1 to 12 or more than the items have units, or if `factor_units` names a
        unit twice, one that the items don't have, or not as many as `factors`.
    """
    items = np.asarray(items)
    units = items.shape[-1]
    given = dict(factors=factors, factor_units=factor_units)
    require(problems(units, 0, **given), given)
    factors = count_factors(units, factors, factor_units)
    chosen = list(range(factors) if factor_units is None else factor_units)
    high = items[..., chosen] > 0
    row = high @ (1 << np.arange(factors))
    design = design_matrix(factors).astype(np.float32)
    return np.concatenate([design, -design], axis=1)[row]


def default_factors(units):
    """Number of factors that gives about as many units as the items have.

    Parameters
    ----------
    units : int
        Number of values in an item.

    Returns
    -------
    int
        log2(units / 2), rounded, and at least 1: two units stand for each column of the design.
    """
    return max(1, round(np.log2(units / 2)))


def unchanged_row_probability(correlation, factors):
    """Probability that two items choose the same row, which is their mean similarity.

    Two standard normal variables of correlation c have the same sign with probability
    1 - arccos(c) / pi (Sheppard 1899, Philosophical Transactions of the Royal Society A 192,
    101-167), and all k factors keep their level with probability

        (1 - arccos(c) / pi)^k

    where they are independent. Centring an item ties its values together (correlation
    -1 / (unit - 1)), an effect of second order: below 0.002 for six factors of 100 units.

    Parameters
    ----------
    correlation : float or array of float
        Correlation c between the values of the two items, -1 to 1. For a prototype and its
        distortion by noise of standard deviation s it is 1 / sqrt(1 + s^2).
    factors : int
        Number of factors k.

    Returns
    -------
    float or array of float, shape of `correlation`
    """
    return (1 - np.arccos(correlation) / np.pi) ** factors


def _terms(factors):
    """Terms of the design, each as the tuple of its factors, by order of interaction."""
    return [term for order in range(factors + 1) for term in combinations(range(factors), order)]


def _checked(factors):
    if not 1 <= operator.index(factors) <= MAX_FACTORS:
        raise ValueError(f"factors must be from 1 to {MAX_FACTORS}; got {factors}")
    return factors
