"""Measures of a layer: similarity, the Gini coefficient and what can be read from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import pearsonr

from neuralcode.analysis.similarity import UndefinedSimilarityError, similarity_matrix
from neuralcode.networks import layers


def test_similarity_matrix_is_that_of_scipy():
    patterns = np.random.default_rng(0).normal(2, 3, size=(2, 4, 30)).astype(np.float32)
    ours = similarity_matrix(patterns)
    for seed in range(2):
        for i in range(4):
            for j in range(4):
                expected = pearsonr(patterns[seed, i], patterns[seed, j])[0]
                assert ours[seed, i, j] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("value", [0.0, 0.7, np.nan, np.inf])
def test_a_constant_or_infinite_pattern_has_its_position_in_the_error(value):
    patterns = np.random.default_rng(0).normal(size=(2, 3, 5))
    patterns[1, 2] = value
    with pytest.raises(UndefinedSimilarityError) as caught:
        similarity_matrix(patterns)
    assert caught.value.position == (1, 2)


def slow_gini(activations):
    """Half the mean difference of two activations, over their mean: another definition."""
    differences = np.abs(activations[:, None] - activations[None, :])
    return differences.mean() / (2 * activations.mean())


def test_gini_is_half_the_relative_mean_difference():
    activity = np.random.default_rng(0).exponential(size=(6, 50)).astype(np.float32)
    expected = [slow_gini(row.astype(float)) for row in activity]
    np.testing.assert_allclose(layers.gini(activity), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("activations", "expected"),
    [
        ([1, 1, 1, 1], 0),
        ([0, 0, 0, 5], 0.75),
        ([0, 0, 0, 0], 0),
        ([1, 2, 3, 4], 0.25),
        # Negative ones are shifted: as [0, 1, 2, 3].
        ([-1, 0, 1, 2], 10 / 24),
    ],
)
def test_gini_of_known_activations(activations, expected):
    assert layers.gini(np.array(activations, float)) == pytest.approx(expected)


def test_only_the_items_with_a_negative_activation_are_shifted():
    activity = np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 2.0]])
    np.testing.assert_allclose(layers.gini(activity), [0.25, 10 / 24])


# Without the numbers next to 0 that have fewer digits: half of the smallest is 0.
ACTIVATIONS = st.floats(0, 1e3, allow_subnormal=False).map(lambda x: x if x > 1e-9 else 0.0)


@given(arrays(np.float64, st.integers(2, 30), elements=ACTIVATIONS), st.floats(0.1, 10))
def test_gini_is_in_range_and_knows_no_order_and_no_scale(activity, scale):
    value = layers.gini(activity)
    assert -1e-12 <= value <= 1 - 1 / len(activity) + 1e-12
    assert layers.gini(scale * activity[::-1]) == pytest.approx(value, abs=1e-9)


def test_accuracy_of_the_correlation_classifier():
    rng = np.random.default_rng(0)
    prototypes = rng.normal(size=(2, 6, 1, 40))
    training = prototypes + 0.1 * rng.normal(size=(2, 6, 4, 40))
    new = prototypes + 0.1 * rng.normal(size=(2, 6, 3, 40))
    new[1, 2, 0] = prototypes[1, 3, 0]
    accuracy = layers.correlation_classifier_accuracy(training, new)
    np.testing.assert_allclose(accuracy, [1, 17 / 18])


def test_the_classifier_is_at_chance_without_categories():
    rng = np.random.default_rng(0)
    accuracy = layers.correlation_classifier_accuracy(
        rng.normal(size=(50, 4, 5, 30)), rng.normal(size=(50, 4, 10, 30))
    )
    standard_error = accuracy.std(ddof=1) / np.sqrt(50)
    assert abs(accuracy.mean() - 0.25) < 4 * standard_error


def test_chance_corrected():
    np.testing.assert_allclose(layers.chance_corrected(np.array([1, 0.125]), 8), [1, 0], atol=1e-12)
