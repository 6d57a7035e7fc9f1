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


# Units up to which a map takes seconds and some 250 MB.
MOST_MAPPED = 2500
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


# Its multiples, without their whole parts, lie more evenly than those of any other number.
GOLDEN_RATIO = (1 + 5**0.5) / 2


def retinotopic_layout(places, rng):
    """Put each unit where it lies in a map, such as that of a convolution over a picture.

    The map is stretched to the sheet, which is near square. Units of one place, the channels, lie
    around it in random order. Rows of the sheet are filled by the place in the map's rows, and each
    of them by the place in its columns; the units of a place are dealt out evenly over the rows of
    the sheet that it takes.

    Parameters
    ----------
    places : ndarray of shape (unit, 2)
        Row and column of each unit in the map, in any unit of measurement.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (unit,), int
        Number of the square, row by row.

    Raises
    ------
    ValueError
        If places are not finite, or are not two numbers per unit.

    Examples
    --------
    >>> places = [[1, 1], [0, 1], [1, 0], [0, 0]]
    >>> retinotopic_layout(places, np.random.default_rng(0))
    array([3, 1, 2, 0])
    """
    places = np.asarray(places, float)
    if places.ndim != 2 or places.shape[-1] != 2 or not np.isfinite(places).all():
        raise ValueError(
            "a retinotopic layout needs the row and column of each unit in a map; got an array of "
            f"shape {places.shape}" + (", not all finite" if places.shape[-1:] == (2,) else "")
        )
    units = len(places)
    rows, columns = shape(units)
    by_place = np.lexsort((rng.random(units), places[:, 1], places[:, 0]))
    first = np.ones(units, bool)
    first[1:] = (np.diff(places[by_place], axis=0) != 0).any(axis=1)
    starts = np.flatnonzero(first)
    number = np.cumsum(first) - 1
    counts = np.diff([*starts, units])
    # Where in its place, from 0 to 1, a unit lies. Neighbouring places begin at multiples of the
    # golden ratio, so that each row of the sheet has about as many units of each of them.
    begin = number * GOLDEN_RATIO % 1
    within = np.empty(units)
    within[by_place] = (np.arange(units) - starts[number] + begin) / counts[number]
    by_row = np.lexsort((within, places[:, 0]))
    row = np.empty(units, int)
    row[by_row] = np.arange(units) * rows // units
    # Silent squares are spread over the sheet, so that they move nothing far.
    along = np.lexsort((rng.random(units), places[:, 1], row))
    held = np.bincount(row, minlength=rows)
    position = np.arange(units) - (np.cumsum(held) - held)[row[along]]
    square = np.empty(units, int)
    square[along] = row[along] * columns + (2 * position + 1) * columns // (2 * held[row[along]])
    return square


LAYOUTS = ("random", "topographic", "retinotopic")


def lay_out(units, layout, rng, *, tuning=None, places=None):
    """Square of each unit, in one of the layouts.

    Parameters
    ----------
    units : int
    layout : str
        One of `LAYOUTS`.
    rng : numpy.random.Generator
    tuning : ndarray of shape (condition, unit), optional
        Of a topographic layout: see `topographic_layout`.
    places : ndarray of shape (unit, 2), optional
        Of a retinotopic layout: see `retinotopic_layout`.

    Returns
    -------
    ndarray of shape (unit,), int

    Raises
    ------
    ValueError
        If there is no such layout, or a topographic one has no tuning or a retinotopic one no
        places.
    """
    if layout == "random":
        return random_layout(units, rng)
    if layout == "topographic":
        if tuning is None:
            raise ValueError("a topographic layout needs the tuning of its units")
        return topographic_layout(tuning, rng)
    if layout == "retinotopic":
        if places is None:
            raise ValueError("a retinotopic layout needs the places of its units in a map")
        return retinotopic_layout(places, rng)
    raise ValueError(f"layout must be one of {', '.join(LAYOUTS)}; got {layout!r}")
