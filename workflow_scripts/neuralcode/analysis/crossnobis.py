"""Crossnobis distances of many voxels, each normalised by its own noise.

Walther et al. 2016, NeuroImage 137:188-200. The covariance of the noise of thousands of voxels
neither fits in memory nor can be estimated; its diagonal can. `neuralcode.analysis.rdms` has the
distances with a whole covariance, for fewer voxels.
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
