"""The cortical sheet: where the units lie.

A unit stands for the small population of neurons in one square of the sheet, whose side is the
spacing; all of the square has the unit's activity. Squares left over in the rectangle are silent.
"""

import numpy as np


def shape(units):
    """Rows and columns of the smallest near-square rectangle that holds the units.

    Parameters
    ----------
    units : int

    Returns
    -------
    rows, columns : int
        100 units lie on 10 x 10 squares, 128 on 11 x 12.
    """
    columns = int(np.ceil(np.sqrt(units)))
    return int(np.ceil(units / columns)), columns


def random_layout(units, rng):
    """Put each unit on a square at random.

    Parameters
    ----------
    units : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (unit,), int
        Number of the square, row by row.
    """
    rows, columns = shape(units)
    return rng.permutation(rows * columns)[:units]


def topographic_layout(tuning, rng):
    """Put units with similar tuning on neighbouring squares.

    Seeks the largest sum, over squares that share an edge, of the correlation between the tuning
    of their units. Units are sorted by the two leading eigenvectors of the correlations, and pairs
    of squares then exchange their units as long as the sum rises (2-opt, a local search for the
    quadratic assignment problem). Time and memory grow with the square of the number of units.

    Parameters
    ----------
    tuning : ndarray of shape (condition, unit)
        Activity of every unit. Of other conditions than those measured later: a map that is fitted
        to noise in a set of conditions looks smooth in those, and in no others.
    rng : numpy.random.Generator
        Numbers the units at random before, so that their order in the code says nothing.

    Returns
    -------
    ndarray of shape (unit,), int
        Number of the square, row by row.

    Raises
    ------
    ValueError
        If there are fewer than three conditions: two correlate by 1 or -1.
    """
    if len(tuning) < 3:
        raise ValueError(
            f"a topographic layout is fitted to three conditions or more; got {len(tuning)}"
        )
    units = tuning.shape[-1]
    rows, columns = shape(units)
    start = rng.permutation(units)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a unit that is the same for all
        correlation = np.nan_to_num(np.corrcoef(tuning[:, start], rowvar=False))
    # Whole numbers: sums then are exact, and equal ones are equal on every machine. What lies
    # beyond the units stands for silent squares.
    similarity = np.zeros((rows * columns, rows * columns), np.int32)
    similarity[:units, :units] = np.rint(1e6 * np.atleast_2d(correlation))
    np.fill_diagonal(similarity, 0)
    unit_on = _exchanged(similarity, _embedded(similarity, (rows, columns), rng), (rows, columns))
    square = np.empty(rows * columns, int)
    square[unit_on] = np.arange(rows * columns)
    layout = np.empty(units, int)
    layout[start] = square[:units]
    return layout


# Rounds of the two searches: enough for maps of thousands of units.
_ITERATIONS, _SWEEPS = 50, 50


def _embedded(similarity, sheet, rng):
    """Unit on each square, by the two leading eigenvectors: rows by one, columns by the other."""
    scaled = similarity / 1e6
    vectors = rng.standard_normal((len(similarity), 2))
    for _ in range(_ITERATIONS):
        vectors, _ = np.linalg.qr(scaled @ vectors + vectors)
    by_row = np.argsort(vectors[:, 0], kind="stable").reshape(sheet)
    within = np.argsort(vectors[by_row, 1], axis=1, kind="stable")
    return np.take_along_axis(by_row, within, axis=1).ravel()


def _exchanged(similarity, unit_on, sheet):
    """Unit on each square, after all exchanges of two units that raise the sum.

    In each sweep the gain of every exchange is known at once, and the best ones are made that have
    nothing to do with one another.
    """
    near = neighbours(*sheet)
    around = [np.flatnonzero(row) for row in near]
    unit_on, squares = unit_on.copy(), np.arange(len(unit_on))
    for _ in range(_SWEEPS):
        by_square = similarity[np.ix_(unit_on, unit_on)]
        # What the unit of each square (column) has around each square (row).
        there = _sum_of_neighbours(by_square.reshape(*sheet, -1)).reshape(by_square.shape)
        here = np.diag(there)
        gain = there + there.T
        gain -= here[:, None]
        gain -= here
        gain[near] += 2 * by_square[near]
        partner = gain.argmax(axis=1)
        best = gain[squares, partner]
        improving = np.argsort(-best, kind="stable")[: (best > 0).sum()]
        if not improving.size:
            break
        changed = np.zeros(len(unit_on), bool)
        for square in improving:
            pair = [square, partner[square]]
            if not changed[pair].any():
                unit_on[pair] = unit_on[pair[::-1]]
                changed[pair] = True
                changed[around[pair[0]]] = True
                changed[around[pair[1]]] = True
    return unit_on


def _sum_of_neighbours(grid):
    total = np.zeros_like(grid)
    total[1:] += grid[:-1]
    total[:-1] += grid[1:]
    total[:, 1:] += grid[:, :-1]
    total[:, :-1] += grid[:, 1:]
    return total


def neighbours(rows, columns):
    """Which squares of a sheet share an edge.

    Parameters
    ----------
    rows, columns : int

    Returns
    -------
    ndarray of shape (rows * columns, rows * columns), bool
    """
    row, column = (index.ravel() for index in np.mgrid[:rows, :columns])
    return np.abs(row[:, None] - row) + np.abs(column[:, None] - column) == 1


LAYOUTS = ("random", "topographic")


def lay_out(units, layout, rng, *, tuning=None):
    """Square of each unit, in one of the two layouts.

    Parameters
    ----------
    units : int
    layout : str
        ``"random"`` or ``"topographic"``.
    rng : numpy.random.Generator
    tuning : ndarray of shape (condition, unit), optional
        Of a topographic layout: see `topographic_layout`.

    Returns
    -------
    ndarray of shape (unit,), int

    Raises
    ------
    ValueError
        If `layout` is neither, or a topographic one has no tuning.
    """
    if layout == "random":
        return random_layout(units, rng)
    if layout == "topographic":
        if tuning is None:
            raise ValueError("a topographic layout needs the tuning of its units")
        return topographic_layout(tuning, rng)
    raise ValueError(f"layout must be one of {', '.join(LAYOUTS)}; got {layout!r}")
