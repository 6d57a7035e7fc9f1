"""Dissimilarity matrices for rsatoolbox: correlation and crossnobis distances.

Walther et al. 2016, NeuroImage 137:188-200 (crossnobis).
"""

import numpy as np
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import RDMs, calc_rdm, concat

from neuralcode.analysis import crossnobis
from neuralcode.analysis.precision import noise_precision

# Distances that differ by less, relative to the largest, are the same: double precision and the
# order of a sum, which differs between machines, leave 1e-15.
SAME_DISTANCE = 1e-10


def tied(distances):
    """Give distances that are equal in theory the same value, so that they have the same rank.

    Parameters
    ----------
    distances : ndarray of shape (..., pair)

    Returns
    -------
    ndarray of shape (..., pair), float64
        In the order of their size, a distance that is no more than `SAME_DISTANCE` times the
        largest above the one before has the value of that one.

    Examples
    --------
    >>> len(set(tied(np.array([0.3, 0.1 + 0.2, 0.7])).tolist()))
    2
    """
    distances = np.asarray(distances, np.float64)
    order = np.argsort(distances, axis=-1, kind="stable")
    increasing = np.take_along_axis(distances, order, axis=-1)
    step = SAME_DISTANCE * np.abs(distances).max(axis=-1, keepdims=True, initial=0.0)
    first = np.ones(distances.shape, bool)
    first[..., 1:] = np.diff(increasing, axis=-1) > step
    # Place of the first distance of each group of equal ones.
    place = np.maximum.accumulate(np.where(first, np.arange(distances.shape[-1]), 0), axis=-1)
    together = np.empty_like(distances)
    np.put_along_axis(together, order, np.take_along_axis(increasing, place, axis=-1), axis=-1)
    return together


def _conditions(categories, levels):
    """Category and level of each condition, numbered by category and then level."""
    return {
        "category": np.repeat(np.arange(categories), len(levels)),
        "level": np.tile(levels, categories),
        "stimulus": np.arange(categories * len(levels)),
    }


def _named(distances, measure, categories, levels, descriptors):
    conditions = _conditions(categories, levels)
    return RDMs(
        tied(distances)[None],
        dissimilarity_measure=measure,
        rdm_descriptors={name: [value] for name, value in descriptors.items()},
        pattern_descriptors={name: list(value) for name, value in conditions.items()},
    )


def correlation_rdm(patterns, levels, descriptors):
    """Correlation distances between patterns.

    Parameters
    ----------
    patterns : ndarray of shape (category, level, unit)
    levels : sequence of int
        Their number in the study.
    descriptors : dict
        Of the dissimilarity matrix: recipe, scanner, scheme, seed.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix. Equal distances are equal to the last bit: see `tied`.
    """
    data = Dataset(patterns.reshape(-1, patterns.shape[-1]).astype(np.float64))
    (found,) = calc_rdm(data, method="correlation").dissimilarities
    return _named(found, "correlation", len(patterns), levels, descriptors)


def crossnobis_rdm(betas, levels, descriptors, precision):
    """Crossnobis distances: unbiased by noise, since noise of one run is not that of another.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
        At least two runs; or one without noise, whose squared Mahalanobis distances are what
        crossnobis distances are on average.
    levels : sequence of int
    descriptors : dict
        See `correlation_rdm`.
    precision : ndarray of shape (voxel, voxel)
        Of the noise, from data that are independent of the betas: see `noise_precision`. With one
        from the betas themselves the distances are biased.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix.
    """
    patterns = betas.reshape(len(betas), -1, betas.shape[-1])
    if len(betas) == 1:
        data = Dataset(patterns[0].astype(np.float64))
        (found,) = calc_rdm(data, method="mahalanobis", noise=precision).dissimilarities
    else:
        found = crossnobis.between_runs(patterns, precision)
    return _named(found, "crossnobis", betas.shape[1], levels, descriptors)


def scheme_rdms(patterns, levels, descriptors):
    """Matrices of correlation distances of one scheme.

    Parameters
    ----------
    patterns : iterable of ndarray of shape (category, level, unit)
        Of each seed.
    levels : sequence of int
    descriptors : dict
        Of all seeds alike: recipe, scanner, scheme.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix per seed.
    """
    return together(
        [
            correlation_rdm(pattern, levels, {**descriptors, "seed": seed})
            for seed, pattern in enumerate(patterns)
        ]
    )


def scanned_rdms(betas, noise_free, covariance, dof, levels, descriptors):
    """Crossnobis matrices of what a scanner measures, and of the same voxels without noise.

    Parameters
    ----------
    betas, noise_free : ndarray of shape (run, category, level, voxel)
        See `neuralcode.scanner.measurement.Measurement`.
    covariance : ndarray of shape (voxel, voxel)
        Of the residuals of the GLM.
    dof : float
        Its degrees of freedom.
    levels : sequence of int
    descriptors : dict
        See `correlation_rdm`.

    Returns
    -------
    measured, noise_free : rsatoolbox.rdm.RDMs
        One matrix each.
    precision : ndarray of shape (voxel, voxel)
        `noise_precision`, which weights the voxels of both.
    """
    precision = noise_precision(covariance, dof)
    matrices = [crossnobis_rdm(b, levels, descriptors, precision) for b in (betas, noise_free)]
    return *matrices, precision


def paired_runs(betas, levels, precision):
    """A crossnobis matrix of each pair of runs: independent measurements of the same distances.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
    levels : sequence of int
    precision : ndarray of shape (voxel, voxel)
        See `crossnobis_rdm`.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix per pair.
    """
    pairs = len(betas) // 2
    return concat(
        [
            crossnobis_rdm(betas[2 * pair : 2 * pair + 2], levels, {"pair": pair}, precision)
            for pair in range(pairs)
        ]
    )


def together(rdms):
    """Matrices of one measure as one object, with NaN for conditions that some of them lack.

    Parameters
    ----------
    rdms : list of rsatoolbox.rdm.RDMs
        Of all conditions, or of the first ones, with the same descriptors.

    Returns
    -------
    rsatoolbox.rdm.RDMs

    Raises
    ------
    ValueError
        If they are of more than one measure.
    """
    measures = {rdm.dissimilarity_measure for rdm in rdms}
    if len(measures) > 1:
        raise ValueError(f"matrices of several measures in one: {', '.join(sorted(measures))}")
    largest = max(rdms, key=lambda rdm: rdm.n_cond)
    total = largest.n_cond
    matrices = np.full((sum(rdm.n_rdm for rdm in rdms), total, total), np.nan)
    matrices[:, np.arange(total), np.arange(total)] = 0
    done = 0
    for rdm in rdms:
        matrices[done : done + rdm.n_rdm, : rdm.n_cond, : rdm.n_cond] = rdm.get_matrices()
        done += rdm.n_rdm
    # In one order: rsatoolbox's own concatenation has them in one that differs between runs.
    names = sorted(set(rdms[0].rdm_descriptors) - {"index"})
    return RDMs(
        matrices,
        dissimilarity_measure=measures.pop(),
        rdm_descriptors={
            name: [value for rdm in rdms for value in rdm.rdm_descriptors[name]] for name in names
        },
        pattern_descriptors={
            name: list(largest.pattern_descriptors[name])
            for name in ("category", "level", "stimulus")
        },
    )
