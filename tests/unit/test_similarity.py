import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from neuralcode.analysis.jackknife import by_seed
from neuralcode.analysis.similarity import (
    UndefinedSimilarityError,
    named,
    odd_and_even,
    prototype_similarity,
    similarity_across_runs,
)

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


# Across independent runs.


@pytest.mark.parametrize(("runs", "halves"), [(2, (0, 1)), (3, (1, 1)), (6, (2, 3))])
def test_odd_and_even_runs_are_averaged_apart(runs, halves):
    np.testing.assert_array_equal(odd_and_even(np.arange(runs, dtype=float), axis=0), halves)


def test_similarity_across_runs_is_the_correlation_of_different_runs():
    betas = np.random.default_rng(1).standard_normal((2, 3, 2, 4, 9))
    found = similarity_across_runs(betas)
    assert found.shape == (2, 2, 2, 4)
    odd, even = betas[:, [0, 2]].mean(axis=1), betas[:, 1]
    for seed, category, level in np.ndindex(2, 2, 4):
        for way, (one, other) in enumerate(((odd, even), (even, odd))):
            expected = pearsonr(one[seed, category, 0], other[seed, category, level])[0]
            assert found[seed, way, category, level] == pytest.approx(expected, abs=1e-6)
    np.testing.assert_array_equal(found[:, 0, :, 0], found[:, 1, :, 0])


def test_a_single_run_has_no_other_to_be_compared_with():
    found = similarity_across_runs(np.random.default_rng(2).standard_normal((2, 1, 3, 4, 9)))
    assert found.shape == (2, 2, 3, 4)
    assert np.isnan(found).all()


@pytest.mark.parametrize("runs", [2, 3, 6])
def test_noise_that_the_betas_of_a_run_share_is_no_similarity(runs):
    """Patterns without any similarity: 0 across runs, and far from it where runs are pooled."""
    rng = np.random.default_rng(runs)
    shape = (400, runs, 2, 4, 30)
    shared = rng.standard_normal((*shape[:2], 1, 1, shape[-1]))
    betas = 0.5 * rng.standard_normal((shape[0], 1, *shape[2:]))
    betas = betas + shared + rng.standard_normal(shape)
    across = similarity_across_runs(betas).mean(axis=1)
    by_seed = across[..., 1:].mean(axis=1)
    error = by_seed.std(axis=0, ddof=1) / np.sqrt(len(by_seed))
    assert (np.abs(by_seed.mean(axis=0)) < 3.5 * error).all()
    assert prototype_similarity(betas.mean(axis=1))[..., 1:].mean() > 0.25
    # A pattern of variance 1/4 under noise of variance 2 a run, in halves of the runs.
    halves = [0.25 + 2 / (runs - runs // 2), 0.25 + 2 / (runs // 2)]
    reliability = across[..., 0].mean(axis=1)
    error = reliability.std(ddof=1) / np.sqrt(len(reliability))
    assert reliability.mean() == pytest.approx(0.25 / np.sqrt(np.prod(halves)), abs=4 * error)


def test_over_the_reliability_it_is_the_similarity_without_noise():
    rng = np.random.default_rng(3)
    prototype = rng.standard_normal((500, 1, 2, 1, 60))
    mixed = 0.6 * prototype + 0.8 * rng.standard_normal((500, 1, 2, 1, 60))
    betas = np.concatenate([prototype, mixed], axis=3)
    betas = betas + 1.5 * rng.standard_normal((500, 4, 2, 2, 60))
    found = similarity_across_runs(betas).mean(axis=(1, 2), dtype=float)
    values = by_seed(lambda sums: sums[..., 1] / sums[..., 0], found)
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert values.mean() == pytest.approx(0.6, abs=4 * error)


def test_a_pattern_without_correlation_is_named():
    patterns = np.random.default_rng(0).normal(size=(3, 2, 2, 5))
    patterns[1, 0, 1] = 7
    with (
        pytest.raises(ValueError, match=r"holds 7 .* seed 11, category 0, level 1 \(in a"),
        named("seed", "category", "level", where="in a.nc", seeds=range(10, 13)),
    ):
        prototype_similarity(patterns)
    with named("seed", where="in a.nc"):
        pass
