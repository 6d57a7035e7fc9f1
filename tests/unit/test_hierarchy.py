"""The hierarchy of categories: who shares what, and how similar the exemplars are."""

import numpy as np
import pytest

from neuralcode.networks import hierarchy

CATEGORIES = {"superordinate": 2, "basic_per_superordinate": 3, "subordinate_per_basic": 2}
SD = {"superordinate": 1.0, "basic": 1.0, "subordinate": 1.0, "exemplar": 0.7}


def test_labels_count_on_from_parent_to_parent():
    labels = hierarchy.category_labels(CATEGORIES, 4)
    assert labels.shape == (48, 3)
    assert [len(set(column)) for column in labels.T] == [2, 6, 12]
    assert (labels[:, 1] == labels[:, 2] // 2).all()
    assert (labels[:, 0] == labels[:, 1] // 3).all()
    assert (np.bincount(labels[:, 2]) == 4).all()


def test_shared_levels_of_names():
    rows = [
        ("animate", "bird", "robin"),
        ("animate", "bird", "partridge"),
        ("animate", "mammal", "lion"),
        ("inanimate", "vehicle", "moped"),
    ]
    expected = [[3, 2, 1, 0], [2, 3, 1, 0], [1, 1, 3, 0], [0, 0, 0, 3]]
    assert hierarchy.shared_levels(rows).tolist() == expected


def test_a_name_in_two_branches_is_two_categories():
    rows = [("animate", "bird", "crane"), ("inanimate", "machine", "crane")]
    assert hierarchy.shared_levels(rows)[0, 1] == 0


def test_means_by_relation_against_a_loop():
    labels = hierarchy.category_labels(CATEGORIES, 2)
    similarity = np.random.default_rng(1).normal(size=(3, 24, 24))
    similarity = similarity + similarity.transpose(0, 2, 1)
    ours = hierarchy.mean_by_relation(similarity, labels)
    for seed in range(3):
        values = {relation: [] for relation in hierarchy.RELATIONS}
        for i in range(24):
            for j in range(i):
                one, other = labels[i], labels[j]
                if one[2] == other[2]:
                    relation = "within_subordinate"
                elif one[1] == other[1]:
                    relation = "within_basic"
                elif one[0] == other[0]:
                    relation = "within_superordinate"
                else:
                    relation = "between_superordinate"
                values[relation].append(similarity[seed, i, j])
        expected = [np.mean(values[relation]) for relation in hierarchy.RELATIONS]
        np.testing.assert_allclose(ours[seed], expected)


def test_a_relation_that_no_pair_has_is_nan():
    labels = [("a", "b", "c"), ("a", "b", "c"), ("z", "y", "x")]
    means = hierarchy.mean_by_relation(np.eye(3), labels)
    assert np.isnan(means).tolist() == [False, True, True, False]


def draw(seed, **changes):
    arguments = {"categories": CATEGORIES, "sd": SD, "units": 100, "training": 3, "new": 5}
    arguments["held_out"] = 3
    return hierarchy.make_exemplars(2017, seed, **arguments | changes)


def test_exemplars_correlate_as_the_variances_of_the_tree_say():
    labels = hierarchy.category_labels(CATEGORIES, 5)
    means = np.array(
        [
            hierarchy.mean_by_relation(np.corrcoef(draw(seed)[1].reshape(60, 100)), labels)
            for seed in range(60)
        ]
    )
    expected = np.array([3, 2, 1, 0]) / (3 + SD["exemplar"] ** 2)
    # A sample correlation of n = 100 units is biased by some rho (1 - rho^2) / 2n < 0.002.
    tolerance = 4 * means.std(axis=0, ddof=1) / np.sqrt(60) + 0.003
    assert (np.abs(means.mean(axis=0) - expected) < tolerance).all()


def test_exemplars_are_centred_and_scaled():
    for items in draw(0):
        np.testing.assert_allclose(items.mean(axis=-1), 0, atol=1e-6)
        np.testing.assert_allclose(items.std(axis=-1), 1, atol=1e-5)
        assert items.dtype == np.float32


def test_new_exemplars_do_not_depend_on_how_many_there_are_to_train_on():
    np.testing.assert_array_equal(draw(4)[1], draw(4, training=7)[1])
    assert not np.array_equal(draw(4)[1], draw(5)[1])


def test_training_new_and_held_out_exemplars_differ():
    training, new, held_out = draw(0)
    assert training.shape == (12, 3, 100)
    assert new.shape == (12, 5, 100)
    for one, other in ((training, new), (training, held_out), (new, held_out)):
        assert not np.isclose(one[:, 0], other[:, 0]).all(axis=-1).any()


def test_pairs_leaves_out_the_diagonal():
    assert hierarchy.pairs(np.eye(5)).tolist() == pytest.approx([0] * 10)


def test_pseudo_values_have_the_mean_of_the_pairs_and_its_error():
    """Of items with an effect of their own each, the mean over pairs varies as they say."""
    rng = np.random.default_rng(6)
    labels = hierarchy.category_labels(
        {"superordinate": 2, "basic_per_superordinate": 2, "subordinate_per_basic": 2}, 5
    )
    item = 0.3 * rng.standard_normal((4000, 40))
    similarity = item[:, :, None] + item[:, None, :]
    pseudo = hierarchy.jackknife_by_relation(similarity, labels)
    means = hierarchy.mean_by_relation(similarity, labels)
    np.testing.assert_allclose(pseudo.mean(axis=1), means, atol=1e-9)
    errors = pseudo.std(axis=1, ddof=1) / np.sqrt(40)
    # The jackknife errs to the safe side, more so for the pairs of small categories (Efron & Stein
    # 1981, Annals of Statistics 9:586-596). Known to 1 / sqrt(8000): a standard deviation of 4000.
    ratio = errors.mean(axis=0) / means.std(axis=0)
    assert (ratio > 1 - 4 / np.sqrt(8000)).all()
    assert (ratio < 1.1 + 4 / np.sqrt(8000)).all()
    assert ratio[-1] == pytest.approx(1, abs=4 / np.sqrt(8000))


def test_pseudo_values_of_a_relation_that_no_pair_has_are_missing():
    labels = [(0, 0, 0), (0, 0, 0), (1, 1, 1), (1, 1, 1)]
    pseudo = hierarchy.jackknife_by_relation(np.full((4, 4), 0.5), labels)
    assert np.isnan(pseudo[:, 1:3]).all()
    np.testing.assert_allclose(pseudo[:, [0, 3]], 0.5)
