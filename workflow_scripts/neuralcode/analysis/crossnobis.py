"""Crossnobis distances: Walther et al. 2016, NeuroImage 137:188-200.

The covariance of the noise of some thousand voxels fits in memory, and `between_runs` takes its
inverse. That of more voxels neither fits in memory nor can be estimated; its diagonal can, and
`distances` takes that.
"""

import numpy as np


def distances(betas, variance):
    """Squared distances between patterns, unbiased by noise where there are two runs or more.

    Parameters
    ----------
    betas : ndarray of shape (run, item, voxel)
    variance : ndarray of shape (voxel,)
        Of the noise of each voxel, independent of the betas: see
        `neuralcode.scanner.measurement.Measurement.residual_variance`. All 0 is no noise, which
        makes the distances Euclidean.

    Returns
    -------
    ndarray of shape (item, item)
        Mean over voxels. With two runs or more it is the mean over pairs of different runs, and may
        be below 0; with one run it is the squared distance itself.

    Examples
    --------
    >>> distances(np.array([[[0.0, 0.0], [1.0, 1.0]]]), np.zeros(2)).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    runs, _, voxels = np.shape(betas)
    scale = np.sqrt(variance) if np.any(variance) else np.ones(voxels)
    whitened = np.asarray(betas, np.float64) / scale
    total = whitened.sum(axis=0)
    products = total @ total.T
    if runs > 1:
        products -= sum(run @ run.T for run in whitened)
        products /= runs * (runs - 1)
    own = np.diag(products)
    return (own[:, None] + own - products - products.T) / voxels


def between_runs(betas, precision):
    """Squared distances between patterns of different runs, voxels weighted by a precision.

    The mean, over runs, of the product of the difference in a run with the mean difference in all
    others. The steps and their order are those of rsatoolbox, so that the bits are the same.
    rsatoolbox searches the runs of every item again, which is slow with a thousand items.

    Parameters
    ----------
    betas : ndarray of shape (run, item, voxel)
        At least two runs.
    precision : ndarray of shape (voxel, voxel)
        Inverse of the covariance of the noise: see `neuralcode.analysis.precision`.

    Returns
    -------
    ndarray of shape (pair,)
        Mean over voxels, of each pair of items, row by row.

    Examples
    --------
    >>> betas = np.array([[[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [3.0, 1.0]]])
    >>> between_runs(betas, np.eye(2)).tolist()
    [2.0]
    """
    runs, items, voxels = betas.shape
    pairs = np.triu(np.ones((items, items), bool), 1)
    folds = np.empty((runs, np.count_nonzero(pairs)))
    for run in range(runs):
        first, *rest = (other for other in range(runs) if other != run)
        others = betas[first].astype(np.float64)
        for other in rest:
            others += betas[other]
        others /= runs - 1
        products = others @ precision @ betas[run].astype(np.float64).T
        own = np.diag(products)
        folds[run] = (own[None] + own[:, None] - products - products.T)[pairs] / voxels
    return np.einsum("rp->p", folds) / runs
