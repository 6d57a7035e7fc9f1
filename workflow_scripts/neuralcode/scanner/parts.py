"""A measurement in parts: groups of conditions, or runs, of which one at a time is in memory."""

from dataclasses import dataclass

import numpy as np

#: Most values of time series (scan x run x voxel) that are in memory at once; some copies of them
#: are. With more, a few runs at a time are scanned.
MOST_VALUES = 20_000_000


@dataclass(frozen=True)
class Kept:
    """What is kept of the measurement of some runs, without their time series.

    Attributes
    ----------
    betas, noise_free : ndarray
        See `Measurement`.
    covariance : ndarray of shape (voxel, voxel)
        `Measurement.residual_covariance`.
    runs : int
    """

    betas: np.ndarray
    noise_free: np.ndarray
    covariance: np.ndarray
    runs: int

    def residual_covariance(self):
        """See `Measurement`."""
        return self.covariance

    def residual_variance(self):
        """See `Measurement`."""
        return np.diag(self.covariance)


def groups_together(measurements, groups):
    """Put measurements of groups of conditions together, each in runs of its own.

    Parameters
    ----------
    measurements : iterable of Measurement
        Of equal groups, made as they are asked for: the series and covariance of one are in memory.
    groups : int
        Group g has the conditions g, g + groups, g + 2 groups and so on.

    Returns
    -------
    Measurement or Kept
        A run is one repetition of all conditions; betas of several groups are in single precision.
        The covariance is the mean of the groups, which have as many degrees of freedom each.
    """
    if groups == 1:
        return next(iter(measurements))
    betas, free, covariance = None, None, 0.0
    measurements = iter(measurements)
    for group in range(groups):  # enumerate would keep the one before
        one = next(measurements)
        if betas is None:
            betas, free = (_of_all(part, groups) for part in (one.betas, one.noise_free))
        betas[:, group::groups], free[:, group::groups] = one.betas, one.noise_free
        covariance += one.residual_covariance()
        # Not there any more while the next is made.
        del one
    covariance /= groups
    return Kept(betas, free, covariance, len(betas))


def _of_all(part, groups):
    """Room for what all groups have of one kind, in single precision as it is stored."""
    run, count, voxel = part.shape
    return np.empty((run, groups * count, voxel), np.float32)


def runs_at_once(scans, runs, voxels):
    """Number of runs whose time series are in memory at once.

    Parameters
    ----------
    scans, runs, voxels : int

    Returns
    -------
    int
        All where they are small: then the random numbers are those of all runs together.
    """
    if scans * runs * voxels <= MOST_VALUES:
        return runs
    return max(1, min(runs, MOST_VALUES // (scans * voxels)))


def one_after_the_other(measurements, runs, *, each_run):
    """Keep of each measurement what is needed, and put them together.

    Parameters
    ----------
    measurements : iterable of Measurement
        Of some runs each, made as they are asked for.
    runs : int
        Of all of them.
    each_run : bool
        Whether activity differs between runs, so that responses without noise do, too.

    Returns
    -------
    Kept
        Its covariance is that of all runs, each with as many degrees of freedom as another.
    """
    betas, free, covariance, done = None, [], 0.0, 0
    for one in measurements:
        count = len(one.betas)
        if betas is None:
            betas = np.empty((runs, *one.betas.shape[1:]), np.float32)
        betas[done : done + count] = one.betas
        # Of each run where activity differs between runs, else once.
        if each_run or not free:
            free.append(one.noise_free)
        covariance = covariance + one.residual_covariance() * (count / runs)
        done += count
    return Kept(betas, np.concatenate(free), covariance, runs)
