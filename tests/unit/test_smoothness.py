import numpy as np
import pytest
from scipy.stats import bootstrap, pearsonr

from neuralcode.analysis import smoothness

RNG = np.random.default_rng(5)
X = RNG.standard_normal((30, 4, 6))
Y = 0.5 * X + RNG.standard_normal(X.shape) + 0.3 * RNG.standard_normal((30, 1, 1))


def pooled(weights=None):
    return smoothness.functional_smoothness(smoothness.pair_sums(X, Y).sum(axis=0))


def test_functional_smoothness_is_the_correlation_over_all_pairs():
    assert pooled() == pytest.approx(pearsonr(X.ravel(), Y.ravel())[0], abs=1e-12)


def test_identical_similarities_are_perfectly_smooth():
    sums = smoothness.pair_sums(X, X).sum(axis=0)
    assert smoothness.functional_smoothness(sums) == pytest.approx(1, abs=1e-12)
    sums = smoothness.pair_sums(X, -X).sum(axis=0)
    assert smoothness.functional_smoothness(sums) == pytest.approx(-1, abs=1e-12)


@pytest.mark.parametrize("constant", [0.0, 1.0, 0.1])
def test_smoothness_of_a_constant_similarity_is_undefined(constant):
    sums = smoothness.pair_sums(X, np.full_like(X, constant)).sum(axis=0)
    assert np.isnan(smoothness.functional_smoothness(sums))


def test_resampling_draws_as_many_seeds_as_there_are():
    weights = smoothness.resampling_weights(12, 4000, np.random.default_rng(0))
    assert weights.shape == (4000, 12)
    np.testing.assert_array_equal(weights.sum(axis=1), 12)
    # Binomial(12, 1/12): mean 1, variance 11/12, each known to its standard error.
    assert weights.mean(axis=0) == pytest.approx(1, abs=5 * np.sqrt(11 / 12 / 4000))
    assert weights.var() == pytest.approx(11 / 12, rel=0.05)


def test_interval_agrees_with_the_bootstrap_of_scipy():
    weights = smoothness.resampling_weights(30, 20_000, np.random.default_rng(1))
    sums = smoothness.pair_sums(X, Y)
    value, low, high = smoothness.estimate(
        smoothness.functional_smoothness, sums, weights, confidence=0.9
    )
    reference = bootstrap(
        (np.arange(30),),
        lambda drawn: pearsonr(X[drawn].ravel(), Y[drawn].ravel())[0],
        n_resamples=4000,
        confidence_level=0.9,
        method="percentile",
        vectorized=False,
        rng=np.random.default_rng(2),
    )
    # A 5 % quantile of 4000 resamples has a standard error of about 2.1 / sqrt(4000) sd.
    tolerance = 5 * 2.1 / np.sqrt(4000) * reference.standard_error
    assert value == pooled()
    assert low == pytest.approx(reference.confidence_interval.low, abs=tolerance)
    assert high == pytest.approx(reference.confidence_interval.high, abs=tolerance)


def test_mean_over_seeds_and_its_interval():
    values = X[:, 0]
    weights = smoothness.resampling_weights(30, 5000, np.random.default_rng(1))
    mean, low, high = smoothness.estimate(
        smoothness.mean_over_seeds, smoothness.with_count(values), weights, confidence=0.95
    )
    np.testing.assert_allclose(mean, values.mean(axis=0))
    # The bootstrap's standard error is that of a mean with n in place of n - 1.
    half_width = 1.96 * values.std(axis=0) / np.sqrt(30)
    np.testing.assert_allclose(high - low, 2 * half_width, rtol=0.15)


def test_one_seed_has_a_value_and_no_interval():
    weights = smoothness.resampling_weights(1, 100, np.random.default_rng(1))
    sums = smoothness.pair_sums(X[:1], Y[:1])
    value, low, high = smoothness.estimate(smoothness.functional_smoothness, sums, weights, 0.95)
    assert value == pytest.approx(pearsonr(X[0].ravel(), Y[0].ravel())[0])
    assert np.isnan(low)
    assert np.isnan(high)
