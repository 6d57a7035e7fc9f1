"""Values of single seeds for statistics of all of them, and intervals of ratios that cover."""

import numpy as np
import pytest
from scipy.stats import pearsonr

from neuralcode.analysis import intervals, smoothness
from neuralcode.analysis.jackknife import by_seed, of_ratio

STUDIES = 1000
# What the project asks of its 95 % intervals.
COVERS = (0.90, 0.98)


def test_the_mean_of_the_values_is_the_statistic_and_their_spread_the_jackknife_error():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((9, 4, 6))
    y = x + rng.standard_normal((9, 1, 1)) * x + rng.standard_normal(x.shape)
    values = by_seed(smoothness.functional_smoothness, smoothness.pair_sums(x, y))
    assert values.mean() == pytest.approx(pearsonr(x.ravel(), y.ravel())[0])
    without = [
        pearsonr(np.delete(x, seed, 0).ravel(), np.delete(y, seed, 0).ravel())[0]
        for seed in range(9)
    ]
    # Efron & Tibshirani 1993, equation 11.5.
    error = np.sqrt(8 / 9 * np.sum((without - np.mean(without)) ** 2))
    assert values.std(ddof=1) / 3 == pytest.approx(error)


def test_a_single_seed_has_the_statistic_alone():
    sums = np.array([[4.0, 2.0]])
    np.testing.assert_array_equal(by_seed(lambda s: s[..., 1] / s[..., 0], sums), [0.5])


@pytest.mark.parametrize("seeds", [5, 20, 100])
@pytest.mark.parametrize("denominator", [0.05, 0.3, 1.0])
def test_intervals_of_ratios_cover_also_where_the_denominator_may_be_0(seeds, denominator):
    rng = np.random.default_rng(seeds)
    noise = 0.5 * rng.standard_normal((2, seeds, STUDIES))
    below = denominator + noise[0]
    above = 0.7 * denominator + 0.5 * noise[0] + noise[1]
    ratio, low, high = of_ratio(above, below, 0.95)
    defined = np.isfinite(ratio)
    covered = (low <= 0.7) & (high >= 0.7)
    # Exact for normal values. Unbounded intervals, and those of one sign, cover more often.
    assert covered[defined].mean() >= COVERS[0]
    if denominator == 1.0:
        assert covered.mean() <= COVERS[1]
    # An interval is unbounded where that of the denominator includes 0, and only there.
    _, below_low, _ = intervals.of_mean(below, 0.95)
    bounded = np.isfinite(low) & np.isfinite(high)
    np.testing.assert_array_equal(bounded[defined], (below_low > 0)[defined])
    assert np.isnan([low[~defined], high[~defined]]).all()
    assert (below.mean(axis=0)[~defined] <= 0).all()


def test_a_ratio_that_is_above_0_has_a_lower_end_also_without_an_upper_one():
    rng = np.random.default_rng(3)
    above = 1 + 0.1 * rng.standard_normal(20)
    below = 0.2 + 0.6 * rng.standard_normal(20)
    below += 0.2 - below.mean()
    ratio, low, high = of_ratio(above, below, 0.95)
    assert 0 < low < ratio
    assert high == np.inf
    _, low, high = of_ratio(-above, below, 0.95)
    assert low == -np.inf
    assert ratio > -high > 0


def test_a_ratio_without_spread_is_exact_and_few_seeds_have_no_interval():
    np.testing.assert_allclose(of_ratio(np.full(6, 0.3), np.full(6, 0.4), 0.95), 0.75)
    found = of_ratio(np.array([1.0, 2.0]), np.array([2.0, 2.0]), 0.95)
    assert found[0] == 0.75
    assert np.isnan(found[1:]).all()
