"""Representational similarity analysis by rsatoolbox: comparisons of matrices, and ceilings.

Nili et al. 2014, PLoS Computational Biology 10:e1003553; Diedrichsen et al. 2020,
arXiv:2007.02789 (whitened comparison); Schuett et al. 2023, eLife 12:e82566 (inference over
subjects and stimuli; rsatoolbox).
"""

import numpy as np
from rsatoolbox.inference import boot_noise_ceiling
from rsatoolbox.rdm import compare

from neuralcode.analysis import intervals

# Names in the field, and what rsatoolbox calls them: rank correlation with random tie-breaking,
# and Pearson correlation after whitening by the covariance of the dissimilarities.
COMPARISONS = {"rank": "rho-a", "whitened": "corr_cov"}


def agreement(models, rdms, method):
    """Compare the matrix of each seed with the model of that seed.

    Parameters
    ----------
    models, rdms : rsatoolbox.rdm.RDMs
        One matrix per seed, of the same seeds in the same order.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    ndarray of shape (seed,)
    """
    return np.diag(compare(models, rdms, COMPARISONS[method])).clip(-1, 1)


def losses(models, noise_free, measured, method):
    """What is left of the structure of the stimuli: in voxels without noise, then in noise.

    Parameters
    ----------
    models, noise_free, measured : rsatoolbox.rdm.RDMs
        Matrices of the stimuli, of the responses of voxels without noise, and of what a scanner
        measures; one per seed, of the same seeds in the same order.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    dict of str to ndarray of shape (seed,)
        ``voxels``: agreement of stimuli and voxels without noise. ``noise``: agreement of these
        voxels and what is measured. ``agreement``: of the stimuli and what is measured. It is
        about the product of the other two where noise is independent of the structure.
    """
    return {
        "voxels": agreement(models, noise_free, method),
        "noise": agreement(noise_free, measured, method),
        "agreement": agreement(models, measured, method),
    }


def agreement_of_pairs(models, pairs, method):
    """Agreement of what two runs measure with the stimuli, and the noise ceiling of two runs.

    Parameters
    ----------
    models : rsatoolbox.rdm.RDMs
        One matrix per seed.
    pairs : list of rsatoolbox.rdm.RDMs
        `neuralcode.analysis.rdms.paired_runs` of each seed; empty where there are fewer than four
        runs, or none.
    method : str
        A key of `COMPARISONS`.

    Returns
    -------
    value, low, high : float
        Means over seeds; NaN without pairs. The ceiling is that of Nili et al. 2014: agreement of
        a pair with the mean of the other pairs, and with that of all pairs.
    """
    if not pairs:
        return (np.nan,) * 3
    numbers = [
        (
            compare(models.subset("seed", seed), pair, COMPARISONS[method]).mean(),
            *boot_noise_ceiling(pair, COMPARISONS[method]),
        )
        for seed, pair in enumerate(pairs)
    ]
    return tuple(np.mean(numbers, axis=0).tolist())


def of_shared_stimuli(model, rdms, method, *, resamples, confidence, rng, factor="category"):
    """Mean agreement with a model, and its interval, where all seeds see the same stimuli.

    Seeds and stimuli are both samples: see `neuralcode.analysis.intervals.of_two_factors`. Where
    each seed draws its own stimuli, seeds alone are independent
    (`neuralcode.analysis.intervals.of_mean`); stimuli resampled as if they were shared would make
    the interval several times too wide.

    Parameters
    ----------
    model : rsatoolbox.rdm.RDMs
        One matrix for all seeds, or one per seed.
    rdms : rsatoolbox.rdm.RDMs
        One matrix per seed.
    method : str
        A key of `COMPARISONS`.
    resamples : int
        Number of bootstrap resamples.
    confidence : float
    rng : numpy.random.Generator
    factor : str
        Descriptor of the stimuli by which they are drawn: ``"category"`` draws a category with all
        its levels, ``"stimulus"`` each stimulus alone. A distance of a stimulus to itself, drawn
        twice, is left out.

    Returns
    -------
    mean, low, high : float
    """
    names = np.unique(model.pattern_descriptors[factor])

    def agreements(models, matrices):
        compared = compare(models, matrices, COMPARISONS[method]).clip(-1, 1)
        return compared[0] if models.n_rdm == 1 else np.diag(compared)

    drawn = []
    for _ in range(resamples):
        chosen = rng.choice(names, size=len(names))
        drawn.append(
            agreements(
                model.subsample_pattern(factor, chosen), rdms.subsample_pattern(factor, chosen)
            )
        )
    weights = intervals.resampling_weights(rdms.n_rdm, resamples, rng)
    found = intervals.of_two_factors(
        agreements(model, rdms),
        np.array(drawn),
        weights,
        confidence,
        factor=len(names),
        scale="correlation",
    )
    return tuple(float(number) for number in found)
