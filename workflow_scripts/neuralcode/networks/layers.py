"""What a layer's activity is measured by: similarity, sparseness, and what can be read from it."""

import numpy as np

from neuralcode.analysis.similarity import similarity_matrix


def gini(activity):
    """Gini coefficient of each item's activations, a measure of how sparse they are.

    ``sum_i (2 i - n - 1) a_(i) / (n sum_i a_(i))`` over the n activations sorted upwards (Hurley &
    Rickard 2009, IEEE Transactions on Information Theory 55:4723), shifted to be non-negative
    where any of the item's is negative.

    Parameters
    ----------
    activity : ndarray of shape (..., unit)

    Returns
    -------
    ndarray of shape (...)
        From 0, all units equally active, to 1 - 1 / n, one unit alone. 0 where all are silent.
    """
    ordered = np.sort(activity, axis=-1).astype(np.float64)
    ordered -= np.minimum(ordered[..., :1], 0)
    n = ordered.shape[-1]
    total = ordered.sum(axis=-1)
    weighted = ordered @ (2 * np.arange(1, n + 1) - n - 1)
    return np.divide(weighted, n * total, out=np.zeros_like(total), where=total > 0)


def chance_corrected(accuracy, n_categories):
    """Share of what guessing leaves that is answered right: (p - 1/k) / (1 - 1/k).

    Cohen's kappa (1960, Educational and Psychological Measurement 20:37) for k equally frequent
    categories.

    Parameters
    ----------
    accuracy : ndarray
    n_categories : int

    Returns
    -------
    ndarray
        1 where all answers are right, 0 at chance.
    """
    return (accuracy - 1 / n_categories) / (1 - 1 / n_categories)


def correlation_classifier_accuracy(training, new):
    """How well the category of new exemplars can be read from their patterns.

    Each new pattern is given the category whose mean training pattern it correlates with most
    (Haxby et al. 2001, Science 293:2425).

    Parameters
    ----------
    training, new : ndarray of shape (..., category, exemplar, unit)

    Returns
    -------
    ndarray of shape (...)
        Share of the new exemplars that get their own category.
    """
    n_categories, n_new, units = new.shape[-3:]
    flat = new.reshape(*new.shape[:-3], n_categories * n_new, units)
    answers = similarity_matrix(flat, training.mean(axis=-2)).argmax(axis=-1)
    return (answers == np.repeat(np.arange(n_categories), n_new)).mean(axis=-1)
