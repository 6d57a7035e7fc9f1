import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from neuralcode.analysis.similarity import UndefinedSimilarityError, prototype_similarity

PATTERNS = np.random.default_rng(0).standard_normal((2, 3, 4, 10)).astype(np.float32)


def test_similarity_is_the_correlation_of_each_pair():
    similarity = prototype_similarity(PATTERNS)
    for seed in range(2):
        for category in range(3):
            for level in range(4):
                expected = pearsonr(
                    PATTERNS[seed, category, 0].astype(float),
                    PATTERNS[seed, category, level].astype(float),
                )[0]
                assert similarity[seed, category, level] == pytest.approx(expected, abs=1e-6)
    np.testing.assert_array_equal(similarity[..., 0], 1)


@settings(max_examples=50)
@given(
    seed=st.integers(0, 10_000),
    offset=st.floats(-3, 3),
    scale=st.floats(0.1, 10),
)
def test_similarity_ignores_offset_and_scale(seed, offset, scale):
    patterns = np.random.default_rng(seed).standard_normal((1, 2, 3, 8))
    moved = patterns.copy()
    moved[:, :, 1] = offset + scale * moved[:, :, 1]
    np.testing.assert_allclose(
        prototype_similarity(patterns), prototype_similarity(moved), atol=1e-5
    )
    moved[:, :, 1] *= -1
    np.testing.assert_allclose(
        prototype_similarity(patterns)[..., 1], -prototype_similarity(moved)[..., 1], atol=1e-5
    )


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, np.nan, np.inf])
def test_a_constant_or_infinite_pattern_is_an_error_that_says_where(value):
    patterns = PATTERNS.copy()
    patterns[1, 2, 3] = value
    with pytest.raises(UndefinedSimilarityError) as caught:
        prototype_similarity(patterns)
    assert caught.value.position == (1, 2, 3)
    np.testing.assert_equal(caught.value.value, np.float32(value))


def test_one_value_that_is_not_finite_is_enough():
    patterns = PATTERNS.copy()
    patterns[0, 1, 2, 5] = np.nan
    with pytest.raises(UndefinedSimilarityError) as caught:
        prototype_similarity(patterns)
    assert caught.value.position == (0, 1, 2)
