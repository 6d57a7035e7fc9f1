"""Representational similarity analysis by rsatoolbox: dissimilarities, comparisons, ceilings.

Nili et al. 2014, PLoS Computational Biology 10:e1003553; Walther et al. 2016, NeuroImage
137:188-200 (crossnobis); Diedrichsen et al. 2020, arXiv:2007.02789 (whitened comparison); Schuett
et al. 2023, eLife 12:e82566 (bootstrap over subjects and stimuli; rsatoolbox).
"""

import numpy as np
from rsatoolbox.data import Dataset
from rsatoolbox.data.noise import prec_from_measurements
from rsatoolbox.inference import boot_noise_ceiling
from rsatoolbox.rdm import RDMs, calc_rdm, compare, concat

# Names in the field, and what rsatoolbox calls them: rank correlation with random tie-breaking,
# and Pearson correlation after whitening by the covariance of the dissimilarities.
COMPARISONS = {"rank": "rho-a", "whitened": "corr_cov"}


def evenly(levels, count):
    """Levels spread evenly from the first to the last.

    Parameters
    ----------
    levels, count : int
        Number of all and of the chosen levels; all where there are no more.

    Returns
    -------
    list of int
    """
    return np.unique(np.linspace(0, levels - 1, min(count, levels)).round().astype(int)).tolist()


def _descriptors(categories, levels):
    """Category and level of each condition, numbered by category and then level."""
    return {
        "category": np.repeat(np.arange(categories), len(levels)),
        "level": np.tile(levels, categories),
        "stimulus": np.arange(categories * len(levels)),
    }


def correlation_rdm(patterns, levels, descriptors):
    """Correlation distances between patterns.

    Parameters
    ----------
    patterns : ndarray of shape (category, level, unit)
    levels : sequence of int
        Their number in the study.
    descriptors : dict
        Of the dissimilarity matrix, such as scheme and seed.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix.
    """
    conditions = _descriptors(len(patterns), levels)
    data = Dataset(patterns.reshape(-1, patterns.shape[-1]), obs_descriptors=conditions)
    return _named(calc_rdm(data, method="correlation"), conditions, descriptors)


def crossnobis_rdm(betas, levels, descriptors, precision=None):
    """Crossnobis distances: unbiased by noise, for noise of one run is not that of another.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
        At least two runs.
    levels : sequence of int
    descriptors : dict
    precision : ndarray of shape (voxel, voxel), optional
        Of the noise; by default `noise_precision` of these runs.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix.
    """
    data, conditions = _runs(betas, levels)
    if precision is None:
        precision = noise_precision(betas, levels)
    rdm = calc_rdm(
        data, method="crossnobis", descriptor="stimulus", noise=precision, cv_descriptor="run"
    )
    return _named(rdm, conditions, descriptors)


def noise_precision(betas, levels):
    """Inverse covariance over voxels of the betas of a stimulus around their mean over runs.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
    levels : sequence of int

    Returns
    -------
    ndarray of shape (voxel, voxel)
        Of the covariance shrunk to its diagonal; the identity where a scanner has no noise, which
        makes the distances Euclidean.
    """
    if (betas - betas.mean(axis=0)).std() < 1e-5 * betas.std():
        return np.eye(betas.shape[-1])
    return prec_from_measurements(_runs(betas, levels)[0], "stimulus")


def _runs(betas, levels):
    runs, categories = betas.shape[:2]
    conditions = _descriptors(categories, levels)
    observed = {name: np.tile(value, runs) for name, value in conditions.items()}
    observed["run"] = np.repeat(np.arange(runs), len(conditions["stimulus"]))
    patterns = betas.reshape(-1, betas.shape[-1]).astype(float)
    return Dataset(patterns, obs_descriptors=observed), conditions


def _named(rdm, conditions, descriptors):
    return RDMs(
        rdm.dissimilarities,
        dissimilarity_measure=rdm.dissimilarity_measure,
        rdm_descriptors={name: [value] for name, value in descriptors.items()},
        pattern_descriptors={name: list(value) for name, value in conditions.items()},
    )


def paired_runs(betas, levels):
    """A crossnobis matrix of each pair of runs: measurements of the same that are independent.

    Parameters
    ----------
    betas : ndarray of shape (run, category, level, voxel)
    levels : sequence of int

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix a pair.
    """
    pairs = len(betas) // 2
    precision = noise_precision(betas, levels)
    return concat(
        [
            crossnobis_rdm(betas[2 * pair : 2 * pair + 2], levels, {"pair": pair}, precision)
            for pair in range(pairs)
        ]
    )


def agreement(models, rdms, method):
    """Compare each matrix with the model of its own seed.

    Parameters
    ----------
    models : rsatoolbox.rdm.RDMs
        One matrix a seed.
    rdms : rsatoolbox.rdm.RDMs
        The same seeds, in the same order; as often as there are schemes.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    ndarray of shape (scheme, seed)
    """
    seeds = models.n_rdm
    every = compare(models, rdms, COMPARISONS[method]).reshape(seeds, -1, seeds)
    return every[np.arange(seeds), :, np.arange(seeds)].T


def noise_ceiling(pairs, method):
    """Agreement that the best model would have with a matrix measured in two runs.

    Parameters
    ----------
    pairs : rsatoolbox.rdm.RDMs
        Of `paired_runs`.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    low, high : float
        Nili et al. 2014: the mean of the other pairs, and that of all pairs, taken for the model.
    """
    return tuple(float(bound) for bound in boot_noise_ceiling(pairs, COMPARISONS[method]))


def bootstrap(models, rdms, method, *, resamples, rng):
    """Mean agreement in bootstrap resamples of seeds and of categories.

    Each category is drawn with all its levels. Distances of a stimulus to itself, drawn twice, are
    left out; those to the other levels of its category are counted twice, so that resamples agree
    with the model by more than the matrices do. Use their spread and not their mean, as rsatoolbox
    does.

    Parameters
    ----------
    models, rdms, method
        See `agreement`.
    resamples : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (resample, scheme)
    """
    categories = np.unique(models.pattern_descriptors["category"])
    means = []
    for _ in range(resamples):
        drawn = rng.choice(categories, size=len(categories))
        seeds = rng.integers(models.n_rdm, size=models.n_rdm)
        values = agreement(
            models.subsample_pattern("category", drawn),
            rdms.subsample_pattern("category", drawn),
            method,
        )
        means.append(values[:, seeds].mean(axis=1))
    return np.array(means)


def model_rdms(items, levels):
    """Dissimilarity matrices of the stimuli: what those of the representations are compared with.

    Parameters
    ----------
    items : ndarray of shape (seed, category, level, unit)
    levels : sequence of int

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix of correlation distances a seed.
    """
    return scheme_rdms(items, levels, "stimuli")


def scheme_rdms(patterns, levels, scheme):
    """Dissimilarity matrices of one scheme.

    Parameters
    ----------
    patterns : ndarray of shape (seed, category, level, unit) or (seed, run, category, level, voxel)
        Of the units, or betas.
    levels : sequence of int
    scheme : str

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix a seed: of correlation distances, or for betas of crossnobis distances.
    """
    rdm = crossnobis_rdm if patterns.ndim == 5 else correlation_rdm
    return concat(
        [
            rdm(pattern, levels, {"scheme": scheme, "seed": seed})
            for seed, pattern in enumerate(patterns)
        ]
    )


def agreement_two_runs(models, pairs, method):
    """Agreement of what two runs measure with the stimuli, and its noise ceiling.

    Parameters
    ----------
    models : rsatoolbox.rdm.RDMs
        One matrix a seed.
    pairs : list of rsatoolbox.rdm.RDMs
        `paired_runs` of each seed; empty where there are less than four runs, or none.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    value, low, high : float
        Means over seeds; NaN without pairs.
    """
    if not pairs:
        return (np.nan,) * 3
    numbers = [
        (
            compare(models.subset("seed", seed), pair, COMPARISONS[method]).mean(),
            *noise_ceiling(pair, method),
        )
        for seed, pair in enumerate(pairs)
    ]
    return tuple(np.mean(numbers, axis=0).tolist())


def together(rdms):
    """Matrices of several schemes as one object, with NaN for conditions that a scheme lacks.

    Parameters
    ----------
    rdms : list of rsatoolbox.rdm.RDMs
        Of all conditions, or of the first ones.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        With the descriptors scheme, seed and dissimilarity (the measure), and of the conditions
        category, level and stimulus.
    """
    largest = max(rdms, key=lambda rdm: rdm.n_cond).pattern_descriptors
    conditions = {name: largest[name] for name in ("category", "level", "stimulus")}
    return concat([_padded(rdm, conditions) for rdm in rdms])


def _padded(rdms, conditions):
    total = len(conditions["stimulus"])
    full = np.full((rdms.n_rdm, total, total), np.nan)
    full[:, np.arange(total), np.arange(total)] = 0
    full[:, : rdms.n_cond, : rdms.n_cond] = rdms.get_matrices()
    return RDMs(
        full,
        rdm_descriptors={
            "scheme": rdms.rdm_descriptors["scheme"],
            "seed": rdms.rdm_descriptors["seed"],
            "dissimilarity": [rdms.dissimilarity_measure] * rdms.n_rdm,
        },
        pattern_descriptors={name: list(value) for name, value in conditions.items()},
    )
