"""A hierarchy of categories: exemplars drawn from it, and the similarity of its members.

Three levels, as in Figure 4 of Guest & Love 2017: superordinate (animate), basic (bird) and
subordinate (robin).
"""

import numpy as np

from neuralcode.randomness import generator

LEVELS = ("superordinate", "basic", "subordinate")

#: What two different items share, from all three levels down to none.
RELATIONS = (
    "within_subordinate",
    "within_basic",
    "within_superordinate",
    "between_superordinate",
)


def category_labels(categories, exemplars):
    """Number of the category of each exemplar, at each level.

    Parameters
    ----------
    categories : dict of str to int
        ``superordinate``, and then ``basic_per_superordinate`` and ``subordinate_per_basic``.
    exemplars : int
        Number of exemplars of each subordinate category.

    Returns
    -------
    ndarray of shape (item, 3)
        Columns in the order of `LEVELS`; numbers go on from parent to parent.
    """
    per_basic = categories["subordinate_per_basic"]
    per_superordinate = per_basic * categories["basic_per_superordinate"]
    subordinate = np.repeat(np.arange(categories["superordinate"] * per_superordinate), exemplars)
    return np.stack(
        [subordinate // per_superordinate, subordinate // per_basic, subordinate], axis=1
    )


def make_exemplars(study_seed, seed, *, categories, sd, units, training, new, held_out=0):
    """Draw the exemplars of one seed from a tree of Gaussian prototypes.

    A superordinate prototype is drawn around 0, a basic one around its superordinate prototype, a
    subordinate one around its basic prototype and an exemplar around its subordinate prototype.
    Each exemplar is then centred and scaled, as the other stimuli are.

    Parameters
    ----------
    study_seed, seed : int
        See `neuralcode.randomness.generator`.
    categories : dict of str to int
        See `category_labels`.
    sd : dict of str to float
        Standard deviation, around the parent, of a value of a ``superordinate``, ``basic`` and
        ``subordinate`` prototype, and of an ``exemplar``.
    units : int
        Number of values in an exemplar.
    training, new, held_out : int
        Number of exemplars of each subordinate category to train on, to measure layers with, and
        to tell when training ends.

    Returns
    -------
    training, new, held_out : ndarray of shape (subordinate, exemplar, unit), float32
        Every exemplar has mean 0 and standard deviation 1 over its units.
    """
    shape = [
        categories["superordinate"],
        categories["basic_per_superordinate"],
        categories["subordinate_per_basic"],
    ]
    prototypes = np.zeros((1, units))
    for depth, level in enumerate(LEVELS, 1):
        noise = generator(study_seed, seed, "hierarchy", level).standard_normal(
            (*shape[:depth], units)
        )
        prototypes = np.expand_dims(prototypes.reshape(*shape[: depth - 1], units), -2)
        prototypes = prototypes + sd[level] * noise
    prototypes = prototypes.reshape(-1, 1, units)

    def draw(n, what):
        noise = generator(study_seed, seed, "hierarchy", what).standard_normal(
            (len(prototypes), n, units)
        )
        items = prototypes + sd["exemplar"] * noise
        items -= items.mean(axis=-1, keepdims=True)
        items /= items.std(axis=-1, keepdims=True)
        return items.astype(np.float32)

    return (
        draw(training, "training exemplars"),
        draw(new, "new exemplars"),
        draw(held_out, "held-out exemplars"),
    )


def shared_levels(labels):
    """How many levels of the hierarchy two items share, counted from the top.

    Parameters
    ----------
    labels : array_like of shape (item, 3)
        Category at each level, in the order of `LEVELS`, as numbers or names.

    Returns
    -------
    ndarray of int, of shape (item, item)
        3 within a subordinate category, 0 between superordinate ones. The similarity of the
        hierarchy itself.
    """
    labels = np.asarray(labels)
    same = labels[:, None, :] == labels[None, :, :]
    return np.cumprod(same, axis=-1).sum(axis=-1)


def pairs(matrices):
    """Values of each pair of different items, once.

    Parameters
    ----------
    matrices : ndarray of shape (..., item, item)
        Symmetric.

    Returns
    -------
    ndarray of shape (..., pair)
    """
    upper = np.triu_indices(matrices.shape[-1], 1)
    return matrices[..., upper[0], upper[1]]


def mean_by_relation(similarity, labels):
    """Mean similarity of two different items, by what they share in the hierarchy.

    Parameters
    ----------
    similarity : ndarray of shape (..., item, item)
    labels : array_like of shape (item, 3)

    Returns
    -------
    ndarray of shape (..., 4)
        In the order of `RELATIONS`; NaN where no two items have that relation.
    """
    shared = pairs(shared_levels(labels))
    values = pairs(np.asarray(similarity, np.float64))
    means = [
        values[..., shared == n].mean(axis=-1)
        if (shared == n).any()
        else np.full(values.shape[:-1], np.nan)
        for n in range(len(LEVELS), -1, -1)
    ]
    return np.stack(means, axis=-1)


def jackknife_by_relation(similarity, labels):
    """Pseudo-values, one an item, of the means of `mean_by_relation`.

    A pair counts for two items, so the spread of the items' own means would make the error of the
    mean of all pairs half of what it is. Pseudo-values of the jackknife, n times the mean less
    (n - 1) times the mean without the item, are to be taken for independent values instead
    (Arvesen 1969, "Jackknifing U-statistics", Annals of Mathematical Statistics 40:2076-2100).

    Parameters
    ----------
    similarity : ndarray of shape (..., item, item)
        Symmetric.
    labels : array_like of shape (item, 3)

    Returns
    -------
    ndarray of shape (..., item, 4)
        In the order of `RELATIONS`. NaN where no two items have that relation, or none would have
        it without one of the items.
    """
    shared = shared_levels(labels)
    different = ~np.eye(len(shared), dtype=bool)
    similarity = np.where(different, np.asarray(similarity, np.float64), 0.0)
    n = len(shared)
    values = []
    for level in range(len(LEVELS), -1, -1):
        related = (shared == level) & different
        sums, counts = (similarity * related).sum(axis=-1), related.sum(axis=-1)
        total, pairs_in_all = sums.sum(axis=-1, keepdims=True) / 2, counts.sum() / 2
        left = np.where(pairs_in_all > counts, pairs_in_all - counts, np.nan)
        mean = total / (pairs_in_all or np.nan)
        values.append(n * mean - (n - 1) * (total - sums) / left)
    return np.stack(values, axis=-1)
