"""Inverse of the noise covariance over voxels, by which distances are weighted."""

import numpy as np


def noise_precision(covariance, dof):
    """Inverse of the noise covariance over voxels, shrunk to its diagonal.

    The correlations between voxels are shrunk by the share of their mean square that is sampling
    error: Schaefer & Strimmer 2005, Statistical Applications in Genetics and Molecular Biology
    4:32, as in rsatoolbox, with the sampling variance of a correlation of normal variables, which
    needs no more than the covariance.

    Parameters
    ----------
    covariance : ndarray of shape (voxel, voxel)
        Sample covariance of noise that is independent of the betas: see
        `neuralcode.scanner.measurement.Measurement.residual_covariance`.
    dof : float
        Its degrees of freedom.

    Returns
    -------
    ndarray of shape (voxel, voxel)
        The identity where there is no noise, which makes the distances Euclidean.
    """
    if not covariance.any():
        return np.eye(len(covariance))
    sd = np.sqrt(np.diag(covariance))
    # In place: each matrix over thousands of voxels is large.
    correlation = np.outer(sd, sd)
    np.divide(covariance, correlation, out=correlation)
    between = correlation[~np.eye(len(sd), dtype=bool)]
    del correlation
    np.square(between, out=between)
    found = between.sum()
    np.subtract(1, between, out=between)
    error = np.square(between, out=between).sum() / dof
    del between
    kept = 1 - error / found if error < found else 0.0
    shrunk = kept * covariance
    np.fill_diagonal(shrunk, np.diag(covariance))
    return np.linalg.inv(shrunk)
