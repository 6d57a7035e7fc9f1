"""Point spread and voxels: from the squares of the sheet to the boxes of the scanner.

The first voxel starts at the corner of the sheet. Beyond the sheet lies tissue that does not
respond, so that blur carries signal over the edge, and a voxel that sticks out has the mean over
its whole box, the silent part included. A row or column of voxels with less than half of its width
on the sheet is left out, as it would be from a region of interest.
"""

from functools import lru_cache
from math import erf, prod, sqrt

import numpy as np

from neuralcode.scanner import layouts

# FWHM of a Gaussian over its standard deviation.
FWHM = np.sqrt(8 * np.log(2))
# What is kept in memory at once.
MOST_VOXELS = 10_000
# Voxels up to which matrices over pairs of them (common noise, smoothing) fit in memory.
MOST_PAIRED = 2_500
# Weights of a matrix (voxel, square) up to which one is made; beyond it, one for each side.
MOST_WEIGHTS = 4_000_000


def count(length, voxel_size):
    """Number of voxels along a side of the sheet.

    Parameters
    ----------
    length, voxel_size : float
        In mm.

    Returns
    -------
    int
        With at least half of their width on the sheet.

    Raises
    ------
    ValueError
        If the voxel is larger than the sheet.
    """
    if voxel_size > length * (1 + 1e-9):
        raise ValueError(f"a voxel of {voxel_size:g} mm is larger than the sheet, {length:g} mm")
    return int(np.floor(length / voxel_size + 0.5 + 1e-9))


@lru_cache(maxsize=64)
def along_a_side(squares, *, spacing, voxel_size, point_spread, offset=0.0):
    """Weight of each square in each voxel, along one side of the sheet.

    The mean over the box of a voxel of the square's indicator, blurred by a Gaussian: with
    H(t) = t Phi(t / s) + s phi(t / s), the integral of the normal distribution function, it is a
    second difference of H over the edges of both, divided by the voxel size. No grid is involved.

    Parameters
    ----------
    squares : int
        Number of squares along the side.
    spacing : float
        Side of a square in mm.
    voxel_size : float
        In mm.
    point_spread : float
        Full width at half maximum of the Gaussian in mm; 0 is no blur.
    offset : float
        Of the first voxel from the edge of the sheet, in mm.

    Returns
    -------
    ndarray of shape (voxel, square)
        Read-only: it is the same whenever a sheet like it is scanned, and made once.
    """
    voxel_edges = offset + voxel_size * np.arange(count(squares * spacing, voxel_size) + 1)
    square_edges = spacing * np.arange(squares + 1)
    t = voxel_edges[:, None] - square_edges
    sd = point_spread / FWHM
    if sd > 0:
        z = t / sd
        phi = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        cumulative = np.vectorize(lambda value: (1 + erf(value / np.sqrt(2))) / 2)(z)
        integral = t * cumulative + sd * phi
    else:
        integral = np.maximum(t, 0)
    weights = -np.diff(np.diff(integral, axis=0), axis=1) / voxel_size
    weights.flags.writeable = False
    return weights


def grid(sheet_shape, *, spacing, voxel_size):
    """Rows and columns of voxels over a sheet.

    Parameters
    ----------
    sheet_shape : (int, int)
        Rows and columns of squares.
    spacing, voxel_size : float
        In mm.

    Returns
    -------
    rows, columns : int
    """
    return tuple(count(squares * spacing, voxel_size) for squares in sheet_shape)


def problems(voxel_size, spacing, units):
    """Whether three voxels or more lie on the sheet of so many units: two correlate by 1 or -1.

    Parameters
    ----------
    voxel_size, spacing : float
        In mm.
    units : int

    Yields
    ------
    allowed : str
        What is allowed for the size.
    better : float
        A size that is.
    """
    shape = layouts.shape(units)
    sides = [squares * spacing for squares in shape]
    sheet = " x ".join(f"{side:g}" for side in sides)
    try:
        rows, columns = grid(shape, spacing=spacing, voxel_size=voxel_size)
    except ValueError:  # larger than the sheet
        rows = columns = 0
    if rows * columns < 3:
        allowed = f"above 0, small enough for 3 voxels on the sheet of {units} units, {sheet} mm"
        yield allowed, min(sides) / 2
    if rows * columns > MOST_VOXELS:
        better = 1.01 * sqrt(prod(sides) / MOST_VOXELS)
        allowed = (
            f"at least {better:.3g} mm, for {MOST_VOXELS} voxels on the sheet of {units} units, "
            f"{sheet} mm"
        )
        yield allowed, float(f"{1.01 * better:.3g}")


def matrix(sheet_shape, *, spacing, voxel_size, point_spread, offset=(0.0, 0.0)):
    """What each square of the sheet adds to each voxel.

    Parameters
    ----------
    sheet_shape : (int, int)
        Rows and columns of squares.
    spacing, voxel_size, point_spread : float
        In mm; the last is a full width at half maximum.
    offset : (float, float)
        Of the grid of voxels from the corner of the sheet, in mm, down and to the right. The number
        of voxels stays; those that come to lie beyond the sheet have the silent tissue there.

    Returns
    -------
    ndarray of shape (voxel, square)
        Both row by row. A Gaussian and a box are products over the two directions, and so is it.
    """
    return np.kron(
        *sides(
            sheet_shape,
            spacing=spacing,
            voxel_size=voxel_size,
            point_spread=point_spread,
            offset=offset,
        )
    )


def sides(sheet_shape, *, spacing, voxel_size, point_spread, offset=(0.0, 0.0)):
    """What each row of squares adds to each row of voxels, and the same of columns.

    Parameters
    ----------
    sheet_shape, spacing, voxel_size, point_spread, offset
        See `matrix`, which is the Kronecker product of the two.

    Returns
    -------
    rows, columns : ndarray of shape (voxel of a side, square of a side)
    """
    return [
        along_a_side(
            n, spacing=spacing, voxel_size=voxel_size, point_spread=point_spread, offset=start
        )
        for n, start in zip(sheet_shape, offset, strict=True)
    ]


def through_sides(activity, layout, rows, columns):
    """Responses of the voxels of a large sheet, without the matrix of all voxels and squares.

    Parameters
    ----------
    activity : ndarray of shape (..., unit)
    layout : ndarray of shape (unit,), int
        Square of each unit.
    rows, columns : ndarray
        Of `sides`.

    Returns
    -------
    ndarray of shape (..., voxel)
        ``activity @ matrix[:, layout].T`` but for rounding.
    """
    before = activity.shape[:-1]
    sheet = np.zeros((*before, rows.shape[1] * columns.shape[1]))
    sheet[..., layout] = activity
    sheet = sheet.reshape(*before, rows.shape[1], columns.shape[1])
    return (rows @ sheet @ columns.T).reshape(*before, -1)


def smoothing(grid_shape, *, voxel_size, fwhm):
    """Gaussian smoothing of the voxels, as analyses do before they estimate.

    Parameters
    ----------
    grid_shape : (int, int)
        Rows and columns of voxels.
    voxel_size : float
        In mm.
    fwhm : float
        Full width at half maximum in mm; 0 is none.

    Returns
    -------
    ndarray of shape (voxel, voxel)
        Weights of each row add up to 1 within the grid, as in smoothing within a mask.
    """
    if fwhm == 0:
        return np.eye(grid_shape[0] * grid_shape[1])
    sides = []
    for n in grid_shape:
        z = (np.arange(n)[:, None] - np.arange(n)) * voxel_size / (fwhm / FWHM)
        kernel = np.exp(-(z**2) / 2)
        sides.append(kernel / kernel.sum(axis=1, keepdims=True))
    return np.kron(*sides)
