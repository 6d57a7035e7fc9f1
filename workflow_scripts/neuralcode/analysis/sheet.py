"""Patterns of activity on a sheet of cortex, and what voxels make of them.

A sheet is an array of rows and columns of units. Any axes before these two are independent sheets.
"""

import numpy as np


def gradient(rows, columns, *, angle=0.0):
    """Activity that rises evenly across the sheet: smooth at every scale.

    Parameters
    ----------
    rows, columns : int
        Size of the sheet, in units.
    angle : float
        Direction of the rise in degrees; 0 is along a row, 90 down a column.

    Returns
    -------
    array of float, shape (rows, columns)
        Activity from 0 to 1.
    """
    row, column = np.mgrid[:rows, :columns]
    height = column * np.cos(np.deg2rad(angle)) + row * np.sin(np.deg2rad(angle))
    return (height - height.min()) / np.ptp(height)


def checkerboard(rows, columns, *, width=1):
    """Activity that alternates along rows and columns: not smooth below its own scale.

    Parameters
    ----------
    rows, columns : int
        Size of the sheet, in units.
    width : int
        Side of one field, in units.

    Returns
    -------
    array of float, shape (rows, columns)
        Activity 0 and 1; 0 in the first field.
    """
    row, column = np.mgrid[:rows, :columns] // width
    return ((row + column) % 2).astype(float)


def smooth_and_fine(side, *, width):
    """The two patterns of Figure 1 of the paper: what voxels keep, and what they average away.

    Parameters
    ----------
    side : int
        Side of the sheet, in units.
    width : int
        Side of one field of the fine pattern, in units.

    Returns
    -------
    dict of array of float, shape (side, side)
        By name.
    """
    return {
        "Smooth gradient": gradient(side, side),
        "Fine-grained alternation": checkerboard(side, side, width=width),
    }


def voxel_sums(sheet, size):
    """Sum of the activity within each voxel.

    Parameters
    ----------
    sheet : array of float, shape (..., rows, columns)
        Activity of each unit.
    size : int
        Side of a voxel, in units. It must divide rows and columns: voxels at the edge that hold
        fewer units would differ from the others for that reason alone.

    Returns
    -------
    array of float, shape (..., rows / size, columns / size)

    Raises
    ------
    ValueError
        If `size` does not divide both sides of the sheet.
    """
    sheet = np.asarray(sheet)
    *others, rows, columns = sheet.shape
    if size < 1 or rows % size or columns % size:
        common = np.gcd(rows, columns)
        allowed = [n for n in range(1, common + 1) if common % n == 0]
        raise ValueError(
            f"size must divide the {rows} rows and {columns} columns of the sheet, "
            f"and be one of {allowed}; got {size}"
        )
    return sheet.reshape(*others, rows // size, size, columns // size, size).sum(axis=(-3, -1))


def inhomogeneity(sheet, size):
    """Spread between voxels of the mean activity of their units.

    What a scanner can tell apart. The mean and not the sum is compared, so that voxels of
    different size have the same scale.

    Parameters
    ----------
    sheet : array of float, shape (..., rows, columns)
        Activity of each unit.
    size : int
        Side of a voxel, in units; it must divide rows and columns.

    Returns
    -------
    float or array of float, shape (...)
        Standard deviation over the voxels, in the units of the activity.

    Raises
    ------
    ValueError
        If `size` does not divide both sides of the sheet.
    """
    return (voxel_sums(sheet, size) / size**2).std(axis=(-2, -1))


def morans_i(sheet, other=None):
    """Moran's I over neighbouring units: are neighbours alike?

    With z the activity less its mean, n units and m pairs of neighbours that share an edge,

        I = (n / m) * sum over the pairs of z_i z_j / sum over the units of z_i^2

    (Moran 1950, "Notes on continuous stochastic phenomena", Biometrika 37, 17-23, with weight 1
    between neighbours and 0 otherwise). It is near 1 for a smooth sheet, -1 for a checkerboard, and
    -1 / (n - 1) on average where the activity has no order in space.

    Parameters
    ----------
    sheet : array of float, shape (..., rows, columns)
        Activity of each unit; at least two units.
    other : array of float, shape (..., rows, columns), optional
        A second measurement of the same activity: each unit of one is compared with the neighbours
        in the other, so that noise that neighbours share within a measurement has no part in it.

    Returns
    -------
    float or array of float, shape (...)
        With `other` the sum of z_i z_j is over both orders, and halved, and the norms of both
        measurements take the place of the sum of z_i^2.

    Raises
    ------
    ValueError
        If all units of a sheet have the same activity, which leaves I undefined.
    """
    z = _centred(sheet)
    rows, columns = z.shape[-2:]
    pairs = rows * (columns - 1) + (rows - 1) * columns
    if other is None:
        both, square = _neighbours(z, z), (z**2).sum(axis=(-2, -1))
    else:
        w = _centred(other)
        both = (_neighbours(z, w) + _neighbours(w, z)) / 2
        square = np.sqrt((z**2).sum(axis=(-2, -1)) * (w**2).sum(axis=(-2, -1)))
    return rows * columns / pairs * both / square


def _centred(sheet):
    sheet = np.asarray(sheet, dtype=float)
    if (sheet == sheet[..., :1, :1]).all(axis=(-2, -1)).any():
        raise ValueError("sheet must have units of different activity; Moran's I is undefined")
    return sheet - sheet.mean(axis=(-2, -1), keepdims=True)


def _neighbours(z, w):
    """Sum over pairs of neighbours, of a unit of one and the next unit of the other."""
    along = (z[..., :, 1:] * w[..., :, :-1]).sum(axis=(-2, -1))
    across = (z[..., 1:, :] * w[..., :-1, :]).sum(axis=(-2, -1))
    return along + across


def picture(side):
    """A picture to look at: a bright disc and a dark bar on a slope, with soft edges.

    Parameters
    ----------
    side : int
        Side of the picture, in pixels.

    Returns
    -------
    array of float, shape (side, side)
        Mean 0, standard deviation 1.
    """
    y, x = np.mgrid[:side, :side] / (side - 1)
    disc = 1 / (1 + np.exp(30 * (np.hypot(x - 0.35, y - 0.35) - 0.22)))
    bar = 1 / (1 + np.exp(60 * (np.abs(0.6 * x + y - 1.15) - 0.08)))
    drawn = 1.5 * disc - 1.5 * bar + 0.8 * x
    return (drawn - drawn.mean()) / drawn.std()
