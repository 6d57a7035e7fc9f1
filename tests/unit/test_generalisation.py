"""Decoders and clusters of voxels, against cases whose outcome is known."""

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from neuralcode.analysis.generalisation import clusters, decode, halves, named_rightly, separate

LEVELS, TRAIN = 9, 4


def prototypes_with_noise(rng, sd, categories=6, units=40):
    """One run: (1, category, level, unit)."""
    prototypes = rng.standard_normal((categories, 1, units))
    return (prototypes + sd * rng.standard_normal((categories, LEVELS, units)))[None]


def test_halves_share_no_run():
    runs = np.arange(5.0)[:, None] ** 2
    (seen, new), (new_again, seen_again) = halves(runs)
    assert (seen, new) == (0.5, (4 + 9 + 16) / 3)
    assert (seen_again, new_again) == (seen, new)
    ((seen, new),) = halves(runs[:1])
    assert seen == new == 0


def test_prototypes_far_apart_are_all_decoded():
    patterns = prototypes_with_noise(np.random.default_rng(0), 0.05)
    accuracy = decode(patterns, TRAIN)
    assert np.isnan(accuracy[:TRAIN]).all()
    np.testing.assert_array_equal(accuracy[TRAIN:], 1)


def test_permuted_labels_are_decoded_at_chance():
    rng = np.random.default_rng(1)
    right = []
    for _ in range(200):
        patterns = prototypes_with_noise(rng, 0.05)
        # The name of each tested pattern is drawn anew.
        shuffled = [rng.permutation(6) for _ in range(LEVELS - TRAIN)]
        for number, order in enumerate(shuffled, TRAIN):
            patterns[0, :, number] = patterns[0, order, number]
        right.append(decode(patterns, TRAIN)[TRAIN:])
    # 1000 permutations of 6, each with a mean of 1 and a variance of 1 in place.
    assert np.mean(right) == pytest.approx(1 / 6, abs=4 / 6 / np.sqrt(1000))


def test_noise_that_a_run_shares_tells_no_prototypes_apart():
    """Betas without any signal; stimuli of a category have the noise of a run in common."""
    rng = np.random.default_rng(11)
    found = []
    for _ in range(200):
        shared = rng.standard_normal((4, 5, 1, 10))
        found.append(decode(shared + 0.5 * rng.standard_normal((4, 5, LEVELS, 10)), TRAIN)[TRAIN:])
    # With the same runs in training and test nearly all would be right. The levels of a category
    # stand or fall together.
    assert np.mean(found) == pytest.approx(1 / 5, abs=4 * np.sqrt(0.2 * 0.8 / (200 * 5)))


def test_decoding_falls_with_noise():
    rng = np.random.default_rng(2)
    means = [
        np.mean([decode(prototypes_with_noise(rng, sd), TRAIN)[TRAIN:] for _ in range(30)])
        for sd in (1.0, 4.0, 12.0)
    ]
    assert means[0] > means[1] > means[2] > 1 / 6


def test_patterns_that_are_the_same_for_all_examples_are_decoded():
    rng = np.random.default_rng(3)
    patterns = np.repeat(rng.choice([-1.0, 1.0], (1, 5, 1, 32)), LEVELS, axis=2)
    patterns[..., 0] = 1.0
    np.testing.assert_array_equal(decode(patterns, TRAIN)[TRAIN:], 1)
    np.testing.assert_array_equal(decode(patterns, 1)[1:], 1)


def test_where_all_examples_are_the_same_there_is_nothing_to_learn():
    accuracy = decode(np.ones((1, 4, LEVELS, 8)), TRAIN)
    np.testing.assert_array_equal(accuracy[TRAIN:], 1 / 4)
    assert np.isnan(accuracy[:TRAIN]).all()


@pytest.mark.parametrize("runs", [1, 4])
def test_without_ties_decoding_is_the_nearest_centroid_of_scikit_learn(runs):
    rng = np.random.default_rng(12)
    prototypes = rng.standard_normal((7, 1, 30))
    patterns = (prototypes + 3 * rng.standard_normal((runs, 7, LEVELS, 30))).astype(np.float32)
    expected = []
    for seen, new in halves(patterns):
        classifier = NearestCentroid().fit(
            seen[:, :TRAIN].reshape(-1, 30), np.arange(7).repeat(TRAIN)
        )
        named = classifier.predict(new[:, TRAIN:].reshape(-1, 30)).reshape(7, -1)
        expected.append((named == np.arange(7)[:, None]).mean(axis=0))
    np.testing.assert_allclose(decode(patterns, TRAIN)[TRAIN:], np.mean(expected, axis=0))


def test_equally_near_centroids_share_the_credit():
    rng = np.random.default_rng(13)
    values = rng.standard_normal(50).astype(np.float32)
    centroids = np.array([values, rng.permutation(values), rng.permutation(values), 9 + values])
    # The first is as far from three centroids, its own among them; the last is right, others wrong.
    patterns = np.array([0 * values, centroids[3], centroids[3], centroids[3]])[:, None]
    # Columns in any order: sums are rounded in different ways, and the ties stay.
    for _ in range(50):
        order = rng.permutation(50)
        found = named_rightly(centroids[:, order], patterns[..., order])
        np.testing.assert_array_equal(found, (1 / 3 + 1) / 4)
    # A tie of two others is not right.
    patterns[0] = (centroids[1] + centroids[2]) / 2
    np.testing.assert_array_equal(named_rightly(centroids, patterns), 1 / 4)


def test_prototypes_that_a_code_does_not_tell_apart_are_decoded_at_chance_between_them():
    rng = np.random.default_rng(14)
    one, other = rng.choice([-1.0, 1.0], (2, 16)).astype(np.float32)
    patterns = np.repeat(np.array([one, one, other])[None, :, None], LEVELS, axis=2)
    np.testing.assert_allclose(decode(patterns, TRAIN)[TRAIN:], (1 / 2 + 1 / 2 + 1) / 3)


def test_patterns_with_a_large_mean_are_still_told_apart():
    patterns = prototypes_with_noise(np.random.default_rng(15), 0.05) + 1e4
    np.testing.assert_array_equal(decode(patterns, TRAIN)[TRAIN:], 1)


def test_patterns_that_are_not_finite_are_an_error():
    patterns = prototypes_with_noise(np.random.default_rng(16), 0.05)
    patterns[0, 0, -1, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        decode(patterns, TRAIN)


def test_a_cluster_is_what_hangs_together_with_the_peak():
    contrast = np.zeros((4, 5))
    contrast[1, 1:4] = [-3.0, -4.0, -2.1]
    contrast[2, 3] = -1.9  # below half of the peak
    contrast[0, 2] = 3.9  # of the other sign
    contrast[3, 0] = -3.5  # apart
    other = np.zeros((4, 5))
    other[1:3, 3] = other[0, 0] = 1.0  # next to the first map's, if maps were neighbours
    weights = clusters(np.array([contrast.ravel(), other.ravel()]), (4, 5)).reshape(2, 4, 5)
    expected = np.zeros((2, 4, 5))
    expected[0, 1, 1:4] = -1 / 3
    expected[1, 0, 0] = 1.0
    np.testing.assert_allclose(weights, expected)


def planted(rng, effect, *, noise, runs=6, categories=2, grid=(5, 6)):
    """Betas with a square of voxels that prefers the first category, by so much at each level."""
    betas = noise * rng.standard_normal((runs, categories, LEVELS, grid[0] * grid[1]))
    square = np.zeros(grid)
    square[1:3, 2:4] = 1
    betas[:, 0] += np.asarray(effect)[:, None] * square.ravel()
    return betas


def test_a_planted_difference_is_measured_at_every_level():
    effect = np.linspace(3.0, 1.0, LEVELS)
    rng = np.random.default_rng(4)
    found = [separate(planted(rng, effect, noise=0.2), (5, 6), TRAIN) for _ in range(40)]
    difference, same_sign = np.mean(found, axis=0)
    # Mean of 6 runs (3 in each half) and 4 voxels, of two categories, over 40 seeds.
    error = 0.2 * np.sqrt(2 / (6 * 4 * 40))
    np.testing.assert_allclose(difference, effect, atol=4 * error)
    assert (same_sign == 1).all()


def test_the_sign_of_the_difference_is_that_of_the_chosen_cluster():
    betas = planted(np.random.default_rng(5), -np.ones(LEVELS), noise=0.01)
    difference, same_sign = separate(betas, (5, 6), TRAIN)
    np.testing.assert_allclose(difference, 1, atol=0.05)
    assert (same_sign == 1).all()
    # One that turns round is not the same difference any more.
    turning = np.where(np.arange(LEVELS) < TRAIN, 1.0, -1.0)
    difference, same_sign = separate(
        planted(np.random.default_rng(6), turning, noise=0.01), (5, 6), TRAIN
    )
    assert (difference[TRAIN:] < 0).all()
    assert (same_sign[TRAIN:] == 0).all()


def test_noise_alone_separates_nothing_not_even_where_clusters_were_found():
    rng = np.random.default_rng(7)
    nothing = np.zeros(LEVELS)
    found = np.array(
        [
            separate(planted(rng, nothing, noise=1.0, categories=3), (5, 6), TRAIN)
            for _ in range(300)
        ]
    )
    mean, error = found.mean(axis=0), found.std(axis=0) / np.sqrt(len(found))
    # The levels of training too, where voxels chosen in the same runs would differ by 1 or more.
    assert (np.abs(mean[0]) < 4 * error[0]).all()
    assert (np.abs(mean[1] - 0.5) < 4 * error[1]).all()
    assert error[0].max() < 0.1


def test_two_runs_are_enough():
    betas = planted(np.random.default_rng(8), np.ones(LEVELS), noise=0.0, runs=2)
    difference, _ = separate(betas, (5, 6), 1)
    np.testing.assert_allclose(difference, 1)
