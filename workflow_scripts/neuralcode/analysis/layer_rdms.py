"""Dissimilarity matrices of layers, and how alike the layers of networks are.

Nili et al. 2014, PLoS Computational Biology 10:e1003553; Schuett et al. 2023, eLife 12:e82566.
"""

import numpy as np
from rsatoolbox.inference import boot_noise_ceiling
from rsatoolbox.rdm import RDMs, compare

from neuralcode.analysis import intervals, rsa
from neuralcode.analysis.rdms import tied


def of_matrices(dissimilarities, measure, items, descriptors):
    """Matrices with the names of their items.

    Parameters
    ----------
    dissimilarities : ndarray of shape (matrix, item, item)
        Symmetric; the diagonal does not count.
    measure : str
        ``"correlation"`` or ``"crossnobis"``.
    items : dict of list
        Names of the items, ``item``, and their categories.
    descriptors : dict of list
        Of each matrix: network, layer, scanner, seed.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        Equal distances are equal to the last bit: see `neuralcode.analysis.rdms.tied`.
    """
    upper = np.triu_indices(np.shape(dissimilarities)[-1], 1)
    pairs = np.asarray(dissimilarities, np.float64)[:, upper[0], upper[1]]
    return RDMs(
        tied(pairs),
        dissimilarity_measure=measure,
        rdm_descriptors={name: list(values) for name, values in descriptors.items()},
        pattern_descriptors={name: list(values) for name, values in items.items()},
    )


def correlations(similarity, confidence):
    """How alike all layers are: correlation of their similarities over pairs of items.

    Parameters
    ----------
    similarity : ndarray of shape (layer, item, item)
    confidence : float

    Returns
    -------
    value, low, high : ndarray of shape (layer, layer)
        Intervals over the items, by the jackknife of `neuralcode.analysis.jackknife.by_item`.
    """
    similarity = np.asarray(similarity, np.float64)
    items = similarity.shape[-1]
    one, other = np.triu_indices(items, 1)
    pairs = similarity[:, one, other]
    value = _correlation(pairs)
    without = np.stack(
        [_correlation(pairs[:, (one != item) & (other != item)]) for item in range(items)]
    )
    values = value + (items - 1) * (without.mean(axis=0) - without)
    # Rounding would let the interval of a layer with itself be other than exact.
    values[:, np.arange(len(value)), np.arange(len(value))] = 1.0
    return intervals.of_mean(values, confidence, scale="correlation")


def correlations_by_seed(similarity, confidence):
    """The same where each seed has its own items: mean correlation over the seeds.

    Parameters
    ----------
    similarity : ndarray of shape (seed, layer, item, item)
        All layers of a seed are of the same items.
    confidence : float

    Returns
    -------
    value, low, high : ndarray of shape (layer, layer)
        Intervals over the seeds: see `neuralcode.analysis.intervals.of_mean`.
    """
    one, other = np.triu_indices(np.shape(similarity)[-1], 1)
    pairs = np.asarray(similarity, np.float64)[..., one, other]
    values = np.stack([_correlation(own) for own in pairs])
    values[:, np.arange(values.shape[-1]), np.arange(values.shape[-1])] = 1.0
    return intervals.of_mean(values, confidence, scale="correlation")


def compared(matrices):
    """How alike matrices are by each method that compares dissimilarities.

    Parameters
    ----------
    matrices : rsatoolbox.rdm.RDMs

    Returns
    -------
    dict of ndarray of shape (matrix, matrix)
        By the keys of `neuralcode.analysis.rsa.COMPARISONS`.
    """
    return {
        method: compare(matrices, matrices, measure).clip(-1, 1)
        for method, measure in rsa.COMPARISONS.items()
    }


def _correlation(pairs):
    with np.errstate(invalid="ignore", divide="ignore"):
        # A single layer has one correlation, which numpy gives without axes.
        return np.clip(np.atleast_2d(np.corrcoef(pairs)), -1, 1)


def agreement_with(model, rdms, method, *, resamples, confidence, rng):
    """Agreement of a layer with subjects' matrices, its interval, and their noise ceiling.

    Parameters
    ----------
    model : rsatoolbox.rdm.RDMs
        One matrix.
    rdms : rsatoolbox.rdm.RDMs
        One matrix per subject, of the same items.
    method : str
        A key of `neuralcode.analysis.rsa.COMPARISONS`.
    resamples : int
    confidence : float
    rng : numpy.random.Generator

    Returns
    -------
    dict
        ``agreement``, ``ci_low`` and ``ci_high``; ``ceiling_low`` and ``ceiling_high``, NaN of a
        single subject; ``interval_over``: subjects and items, or items alone where there are fewer
        than five subjects, by the jackknife.
    """
    kept = {"resamples": resamples, "confidence": confidence, "rng": rng, "factor": "item"}
    if intervals.missing(rdms.n_rdm):
        numbers = _over_items(model, rdms, method, confidence)
        over = "items"
    else:
        numbers = rsa.of_shared_stimuli(model, rdms, method, **kept)
        over = "subjects and items"
    ceiling = (np.nan, np.nan)
    if rdms.n_rdm > 1:
        ceiling = boot_noise_ceiling(rdms, rsa.COMPARISONS[method])
    names = ("agreement", "ci_low", "ci_high", "ceiling_low", "ceiling_high")
    found = dict(zip(names, map(float, (*numbers, *ceiling)), strict=True))
    return found | {"interval_over": over}


def _over_items(model, rdms, method, confidence):
    """Mean over subjects, with an interval over the items: an item is left out at a time."""
    names = list(model.pattern_descriptors["item"])

    def mean(kept):
        both = [part.subset_pattern("item", kept) for part in (model, rdms)]
        return compare(*both, rsa.COMPARISONS[method]).mean()

    value = compare(model, rdms, rsa.COMPARISONS[method]).mean()
    without = np.array([mean([name for name in names if name != left]) for left in names])
    values = value + (len(names) - 1) * (without.mean() - without)
    return intervals.of_mean(values, confidence, scale="correlation")
