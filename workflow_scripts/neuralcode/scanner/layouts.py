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


def topographic_layout(activity, rng):
    """Put units with similar tuning on neighbouring squares.

    Maximises the sum, over squares that share an edge, of the correlation between the tuning of
    their units (a quadratic assignment, solved approximately by the FAQ algorithm: Vogelstein et
    al. 2015, PLOS ONE 10:e0121002, in scipy).

    Parameters
    ----------
    activity : ndarray of shape (condition, unit)
        Tuning: activity of every unit over the conditions.
    rng : numpy.random.Generator
        Numbers the units at random before, so that their order in the code says nothing.

    Returns
    -------
    ndarray of shape (unit,), int
        Number of the square, row by row.
    """
    from scipy.optimize import quadratic_assignment

    units = activity.shape[-1]
    rows, columns = shape(units)
    start = rng.permutation(units)
    tuning = np.zeros((rows * columns, rows * columns))
    tuning[:units, :units] = np.nan_to_num(np.corrcoef(activity[:, start], rowvar=False))
    np.fill_diagonal(tuning, 0)
    # The unit that comes to each square; numbers from `units` on are silent squares.
    unit_on = quadratic_assignment(
        neighbours(rows, columns).astype(float), tuning, options={"maximize": True, "rng": rng}
    ).col_ind
    square = np.empty(rows * columns, int)
    square[unit_on] = np.arange(rows * columns)
    layout = np.empty(units, int)
    layout[start] = square[:units]
    return layout


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


def lay_out(activity, layout, rng):
    """Square of each unit, in one of the two layouts.

    Parameters
    ----------
    activity : ndarray of shape (condition, unit)
    layout : str
        ``"random"`` or ``"topographic"``.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (unit,), int

    Raises
    ------
    ValueError
        If `layout` is neither.
    """
    if layout == "random":
        return random_layout(activity.shape[-1], rng)
    if layout == "topographic":
        return topographic_layout(activity, rng)
    raise ValueError(f"layout must be one of {', '.join(LAYOUTS)}; got {layout!r}")
