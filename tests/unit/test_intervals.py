"""Intervals cover the true value as often as they say, in 1,000 simulated studies each."""

import numpy as np
import pytest

from neuralcode.analysis import intervals
from neuralcode.analysis.intervals import resampling_weights
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums

STUDIES = 1000
# What the project asks of its 95 % intervals; sampling alone gives 0.93 to 0.97.
COVERS = (0.90, 0.98)


def with_count(values):
    """Values of each seed behind a count of 1, so that their mean is a statistic of sums."""
    return np.insert(values, 0, 1.0, axis=1)


def mean_over_seeds(sums):
    return sums[..., 1:] / sums[..., :1]


def coverage(low, high, truth):
    return np.mean((low <= truth) & (truth <= high))


@pytest.mark.parametrize("seeds", [5, 8, 12, 20, 100])
@pytest.mark.parametrize(("centre", "spread"), [(0.0, 0.2), (0.5, 0.3), (1.5, 0.3)])
def test_intervals_of_mean_correlations_cover(seeds, centre, spread):
    rng = np.random.default_rng([seeds, int(10 * centre)])
    truth = np.tanh(rng.normal(centre, spread, 1_000_000)).mean()
    studies = np.tanh(rng.normal(centre, spread, (seeds, STUDIES)))
    mean, low, high = intervals.of_mean(studies, 0.95, scale="correlation")
    assert COVERS[0] <= coverage(low, high, truth) <= COVERS[1]
    assert (np.abs([low, high]) <= 1).all()
    assert ((low <= mean) & (mean <= high)).all()


def code_sums(rng, shape, kind):
    """Sums over 5 x 20 pairs of a made-up code whose similarity falls faster in some seeds."""
    height = 1 / np.sqrt(1 + (0.05 * np.arange(20)) ** 2)
    x = height + 0.1 * (1 - height**2) * rng.standard_normal((*shape, 5, 20))
    gain, noise = {
        "tight": (rng.normal(1, 0.05, shape), 0.02),
        "loose": (rng.gamma(4, 0.25, shape), 0.15),
        "none": (np.zeros(shape), 0.1),
    }[kind]
    y = x**3 * gain[..., None, None] + noise * rng.standard_normal(x.shape)
    sums = pair_sums(x.reshape(-1, 5, 20), y.reshape(-1, 5, 20))
    return sums.reshape(*shape, 6)


@pytest.mark.parametrize("seeds", [5, 8, 20])
@pytest.mark.parametrize("kind", ["tight", "loose", "none"])
def test_intervals_of_functional_smoothness_cover(seeds, kind):
    rng = np.random.default_rng(seeds)
    truth = functional_smoothness(code_sums(rng, (20_000,), kind).sum(axis=0))
    weights = resampling_weights(seeds, 400, rng)
    ends = [
        intervals.of_statistic(functional_smoothness, sums, weights, 0.95, scale="correlation")
        for sums in code_sums(rng, (STUDIES, seeds), kind)
    ]
    _, low, high = np.array(ends).T
    assert COVERS[0] <= coverage(low, high, truth) <= COVERS[1]
    assert (np.abs([low, high]) <= 1).all()


def test_a_contrast_of_two_codes_is_one_statistic():
    """Each code has the seeds' gain in common: the interval of the difference must not pay it."""
    rng = np.random.default_rng(3)
    gain = rng.normal(size=(30, 1))
    values = np.hstack([gain, gain + 0.1 + 0.01 * rng.standard_normal((30, 1))])
    weights = resampling_weights(30, 2000, rng)

    def difference(sums):
        means = mean_over_seeds(sums)
        return means[..., 1] - means[..., 0]

    value, low, high = intervals.of_statistic(difference, with_count(values), weights, 0.95)
    assert low < value < high
    _, low_one, high_one = intervals.of_mean(values[:, 0], 0.95)
    # The difference varies a hundredth as much as either code.
    assert high - low < 0.05 * (high_one - low_one)


def test_the_standard_error_of_a_mean_is_the_textbook_one():
    values = np.random.default_rng(4).normal(size=(9, 3))
    drawn = np.ones((1, 9))
    _, error = intervals._influence(mean_over_seeds, with_count(values), drawn)
    np.testing.assert_allclose(error[0], values.std(axis=0, ddof=1) / 3, rtol=1e-6)


def rdm_correlations(model, measured, counts):
    """Correlation of distances between stimuli drawn so often; pairs of one stimulus left out.

    model: (pair,), measured: (seed, pair), counts: (resample, stimulus); gives (resample, seed).
    """
    one, other = np.triu_indices(counts.shape[1], 1)
    weight = counts[:, one] * counts[:, other]
    weight = weight / weight.sum(axis=1, keepdims=True)
    x, y = weight @ model, weight @ measured.T
    product = weight @ (model * measured).T - x[:, None] * y
    spread = (weight @ model**2 - x**2)[:, None] * (weight @ (measured**2).T - y**2)
    return product / np.sqrt(spread)


def distances(patterns):
    one, other = np.triu_indices(patterns.shape[-2], 1)
    return ((patterns[..., one, :] - patterns[..., other, :]) ** 2).sum(axis=-1)


@pytest.fixture(scope="module")
def shared_stimuli():
    """Studies in which 10 seeds see the same 12 stimuli: agreement with them, and resamples."""
    rng = np.random.default_rng(5)
    seeds, stimuli, resamples = 10, 12, 200
    agreement = np.empty((STUDIES, seeds))
    drawn = np.empty((STUDIES, resamples, seeds))
    for study in range(STUDIES):
        patterns = rng.standard_normal((stimuli, 10)) * rng.gamma(2, 1, (stimuli, 1))
        measured = distances(patterns + 1.5 * rng.standard_normal((seeds, stimuli, 10)))
        model = distances(patterns)
        counts = resampling_weights(stimuli, resamples, rng)
        agreement[study] = rdm_correlations(model, measured, np.ones((1, stimuli)))[0]
        drawn[study] = rdm_correlations(model, measured, counts)
    weights = resampling_weights(seeds, resamples, rng)
    return agreement, drawn, weights, stimuli


def test_intervals_over_seeds_and_shared_stimuli_cover(shared_stimuli):
    agreement, drawn, weights, stimuli = shared_stimuli
    truth = agreement.mean()
    ends = [
        intervals.of_two_factors(
            values, resampled, weights, 0.95, factor=stimuli, scale="correlation"
        )
        for values, resampled in zip(agreement, drawn, strict=True)
    ]
    _, low, high = np.array(ends).T
    assert COVERS[0] <= coverage(low, high, truth) <= COVERS[1]


def test_intervals_over_seeds_alone_do_not_cover_where_stimuli_are_shared(shared_stimuli):
    """Else the test above could not tell the two apart."""
    agreement = shared_stimuli[0]
    _, low, high = intervals.of_mean(agreement.T, 0.95, scale="correlation")
    assert coverage(low, high, agreement.mean()) < 0.85


def test_what_is_particular_to_a_seed_and_a_stimulus_counts_once():
    """A bootstrap over both counts it three times: Schuett et al. 2023."""
    rng = np.random.default_rng(10)
    seeds, stimuli, resamples, studies = 10, 12, 400, 300
    weights = resampling_weights(seeds, resamples, rng)
    corrected, uncorrected = np.empty((2, studies))
    for study in range(studies):
        each = rng.standard_normal((seeds, stimuli))
        drawn = resampling_weights(stimuli, resamples, rng) @ each.T / stimuli
        _, low, high = intervals.of_two_factors(
            each.mean(axis=1), drawn, weights, 0.95, factor=stimuli
        )
        corrected[study] = ((high - low) / 2 / 2.2622) ** 2  # of t with 9 degrees of freedom
        uncorrected[study] = (weights / seeds * drawn).sum(axis=1).var()
    true = 1 / (seeds * stimuli)
    # Not below what seeds or stimuli alone give, each of them right on average: from 1 on.
    error = corrected.std() / true / np.sqrt(studies)
    assert 1 - 4 * error < corrected.mean() / true < 1.5
    assert uncorrected.mean() / true > 2


@pytest.mark.parametrize("seeds", [1, 2, 4])
def test_too_few_seeds_have_no_interval_and_a_reason(seeds):
    values = np.arange(seeds, dtype=float)[:, None]
    weights = np.ones((10, seeds))
    for found in (
        intervals.of_mean(values, 0.95),
        intervals.of_statistic(mean_over_seeds, with_count(values), weights, 0.95),
        intervals.of_two_factors(values, np.ones((10, seeds, 1)), weights, 0.95, factor=9),
    ):
        assert found[0] == values.mean()
        assert np.isnan(found[1:]).all()
    assert intervals.missing(seeds) == "fewer than 5 seeds"
    assert intervals.missing(5) == ""


@pytest.mark.parametrize("value", [1.0, 1 - 1e-16, -1.0, 0.3])
def test_what_is_the_same_in_all_seeds_is_exact(value):
    values = np.full(12, value)
    for scale in ("linear", "correlation"):
        found = intervals.of_mean(values, 0.95, scale=scale)
        np.testing.assert_allclose(found, value, rtol=1e-15)
    items = np.random.default_rng(6).normal(size=(12, 5, 4))
    weights = resampling_weights(12, 100, np.random.default_rng(7))
    found = intervals.of_statistic(
        functional_smoothness, pair_sums(items, items), weights, 0.95, scale="correlation"
    )
    np.testing.assert_allclose(found, 1, atol=1e-9)


def test_an_undefined_statistic_has_no_interval():
    items = np.random.default_rng(8).normal(size=(12, 5, 4))
    weights = resampling_weights(12, 100, np.random.default_rng(9))
    found = intervals.of_statistic(
        functional_smoothness, pair_sums(items, np.ones_like(items)), weights, 0.95
    )
    assert np.isnan(found).all()


def test_resampling_draws_as_many_as_there_are():
    weights = resampling_weights(12, 4000, np.random.default_rng(0))
    assert weights.shape == (4000, 12)
    np.testing.assert_array_equal(weights.sum(axis=1), 12)
    # Binomial(12, 1/12): mean 1, variance 11/12, each known to its standard error.
    assert weights.mean(axis=0) == pytest.approx(1, abs=5 * np.sqrt(11 / 12 / 4000))
    assert weights.var() == pytest.approx(11 / 12, rel=0.05)


def test_other_scales_are_errors():
    with pytest.raises(ValueError, match="one of linear, correlation; got 'log'"):
        intervals.of_mean(np.ones(9), 0.95, scale="log")
