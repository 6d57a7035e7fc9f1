import numpy as np
import pytest
from scipy.stats import bootstrap, pearsonr

from neuralcode.analysis import smoothness
from neuralcode.analysis.intervals import resampling_weights

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


def test_the_interval_is_that_of_a_correlation_over_seeds():
    weights = resampling_weights(30, 4000, np.random.default_rng(1))
    value, low, high = smoothness.with_interval(smoothness.pair_sums(X, Y), weights, 0.9)
    assert value == pytest.approx(pooled())
    # The bootstrap of scipy, of which a 5 % quantile of 4000 resamples has a standard error of
    # about 2.1 / sqrt(4000) sd; and 30 seeds know their standard error to 13 %.
    reference = bootstrap(
        (np.arange(30),),
        lambda drawn: pearsonr(X[drawn].ravel(), Y[drawn].ravel())[0],
        n_resamples=4000,
        confidence_level=0.9,
        method="percentile",
        vectorized=False,
        rng=np.random.default_rng(2),
    )
    tolerance = (5 * 2.1 / np.sqrt(4000) + 0.2) * reference.standard_error
    assert low == pytest.approx(reference.confidence_interval.low, abs=tolerance)
    assert high == pytest.approx(reference.confidence_interval.high, abs=tolerance)


@pytest.mark.parametrize("seeds", [1, 4])
def test_few_seeds_have_a_value_and_no_interval(seeds):
    weights = resampling_weights(seeds, 100, np.random.default_rng(1))
    sums = smoothness.pair_sums(X[:seeds], Y[:seeds])
    value, low, high = smoothness.with_interval(sums, weights, 0.95)
    assert value == pytest.approx(pearsonr(X[:seeds].ravel(), Y[:seeds].ravel())[0])
    assert np.isnan([low, high]).all()


# Corrected for noise, within prototypes.


def two_measurements(rng, shape, noise, scatter=0.0, gain=0.0):
    """Similarities of items and of two measurements of a code that keeps them but for scatter.

    The gain of each prototype's pattern and the noise are not similarity.
    """
    x = np.linspace(1, 0.5, shape[-1]) + 0.05 * rng.standard_normal(shape)
    true = 0.3 * (1 + gain * rng.standard_normal(shape[:-1]))[..., None] * x
    true = true + scatter * rng.standard_normal(shape)
    return x, *(true + noise * rng.standard_normal(shape) for _ in range(2))


def test_without_noise_the_corrected_value_is_the_correlation_within_prototypes():
    rng = np.random.default_rng(0)
    x, y, _ = two_measurements(rng, (20, 3, 8), noise=0.0, scatter=0.05, gain=0.5)
    sums = smoothness.within_prototype_sums(x, y, y)
    centred = [a - a.mean(axis=-1, keepdims=True) for a in (x, y)]
    expected = pearsonr(*(a.ravel() for a in centred))[0]
    value, low, high = smoothness.corrected(sums, 0.95)
    assert value == pytest.approx(expected)
    assert low < value < high
    assert smoothness.noise_ceiling(sums.sum(axis=0)) == pytest.approx(1)
    # The gain of a pattern makes pairs of different prototypes differ, and the raw value less.
    assert smoothness.functional_smoothness(smoothness.pair_sums(x, y).sum(axis=0)) < value - 0.2


@pytest.mark.parametrize("noise", [0.05, 0.1, 0.2])
def test_noise_lowers_the_ceiling_and_leaves_the_corrected_value_unbiased(noise):
    rng = np.random.default_rng(int(100 * noise))
    shape = (2000, 5, 19)
    arrays = two_measurements(rng, shape, noise=noise, scatter=0.03, gain=0.2)
    sums = smoothness.within_prototype_sums(*arrays)
    free = two_measurements(rng, shape, noise=0.0, scatter=0.03, gain=0.2)
    truth, *_ = smoothness.corrected(smoothness.within_prototype_sums(*free), 0.95)
    value, low, high = smoothness.corrected(sums, 0.95)
    assert value == pytest.approx(truth, abs=3 * (high - low) / (2 * 1.96))
    # The mean of two measurements has half of the variance of the noise of each.
    true = np.var(free[1] - free[1].mean(axis=-1, keepdims=True))
    ceiling = np.sqrt(true / (true + noise**2 / 2 * (1 - 1 / shape[-1])))
    assert smoothness.noise_ceiling(sums.sum(axis=0)) == pytest.approx(ceiling, rel=0.05)
    measured = [a - a.mean(axis=-1, keepdims=True) for a in (arrays[0], sum(arrays[1:]) / 2)]
    raw = pearsonr(*(a.ravel() for a in measured))[0]
    assert raw == pytest.approx(value * smoothness.noise_ceiling(sums.sum(axis=0)))


@pytest.mark.parametrize("seeds", [5, 10, 30])
@pytest.mark.parametrize("scatter", [0.0, 0.05])
def test_intervals_of_corrected_values_cover(seeds, scatter):
    rng = np.random.default_rng(seeds)
    free = two_measurements(rng, (20_000, 5, 19), noise=0.0, scatter=scatter, gain=0.2)
    truth, *_ = smoothness.corrected(smoothness.within_prototype_sums(*free), 0.95)
    covered = []
    for _ in range(1000):
        arrays = two_measurements(rng, (seeds, 5, 19), noise=0.1, scatter=scatter, gain=0.2)
        value, low, high = smoothness.corrected(smoothness.within_prototype_sums(*arrays), 0.95)
        if np.isfinite(value):
            covered.append(low <= truth <= high)
    assert len(covered) > 900
    assert np.mean(covered) >= 0.90


def test_where_no_signal_is_seen_the_corrected_value_is_empty():
    """Noise alone: half of the time the variance of the signal comes out below 0."""
    rng = np.random.default_rng(7)
    values = []
    for _ in range(400):
        x = rng.standard_normal((8, 2, 6))
        arrays = (x, *rng.standard_normal((2, *x.shape)))
        values.append(smoothness.corrected(smoothness.within_prototype_sums(*arrays), 0.95))
    values = np.array(values)
    empty = np.isnan(values[:, 0])
    assert 0.35 < empty.mean() < 0.65
    assert np.isnan(values[empty]).all()
    # What is left has no bound, but for chance: nothing is claimed.
    _, low, high = values[~empty].T
    assert ((low <= 0) & (high >= 0)).mean() > 0.9


def test_what_does_not_vary_has_no_corrected_value():
    x = np.random.default_rng(8).standard_normal((6, 2, 5))
    flat = np.ones_like(x)
    for arrays in ((x, flat, flat), (flat, x, x)):
        sums = smoothness.within_prototype_sums(*arrays)
        assert np.isnan(smoothness.corrected(sums, 0.95)[0])
