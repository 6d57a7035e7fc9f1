import tracemalloc

import numpy as np
import pytest

from neuralcode.coding import temporal
from neuralcode.coding.bands import bands_activity
from neuralcode.coding.burstiness import burstiness_activity
from neuralcode.coding.rate import rate_activity
from neuralcode.coding.registry import find
from neuralcode.coding.temporal import drive

rate, burstiness, bands = (find(name).function for name in ("rate", "burstiness", "bands"))
SCHEMES = [rate, burstiness, bands]
VALUES = np.linspace(-2.5, 2.5, 11)


class EvenDraws:
    """Random numbers that are spread evenly over the trials, so that means over trials are exact.

    A probability p is then met in the share p of n trials to within 1 / n, whatever p is.
    """

    def random(self, shape, dtype):
        *_, trials, _ = shape
        even = (np.arange(trials, dtype=dtype) + dtype(0.5)) / dtype(trials)
        return np.broadcast_to(even[:, None], shape)

    def uniform(self, low, high, size):
        *values, _, waves = size
        phases = np.random.default_rng(0).uniform(low, high, (*values, 1, waves))
        return np.broadcast_to(phases, size)  # one phase for all trials of a value


def draw_items(seed, categories=2, levels=20, units=100):
    """Prototypes and their distortions, centred and scaled."""
    rng = np.random.default_rng([1, seed])
    spread = 0.05 * np.arange(levels)[:, None]
    noise = rng.standard_normal((categories, levels, units))
    items = rng.standard_normal((categories, 1, units)) + spread * noise
    items -= items.mean(axis=-1, keepdims=True)
    return (items / items.std(axis=-1, keepdims=True)).astype(np.float32)


def similarity(patterns):
    """Pearson correlation of level 0 with each other level, flat."""
    centred = patterns - patterns.mean(axis=-1, keepdims=True, dtype=float)
    centred /= np.linalg.norm(centred, axis=-1, keepdims=True)
    return (centred[:, :1] * centred[:, 1:]).sum(axis=-1).ravel()


def smoothness(scheme, readout, seeds=20):
    """Functional smoothness of each of 2000 bootstrap samples of seeds."""
    found, of_items = np.empty((2, seeds, 2 * 19))
    for seed in range(seeds):
        items = draw_items(seed)
        found[seed] = similarity(scheme(items, np.random.default_rng([2, seed]))[readout])
        of_items[seed] = similarity(items)
    rng = np.random.default_rng(3)
    samples = rng.integers(0, seeds, (2000, seeds))
    return np.array([np.corrcoef(found[s].ravel(), of_items[s].ravel())[0, 1] for s in samples])


@pytest.mark.parametrize(
    ("scheme", "readout"), [(rate, "none"), (rate, "sum"), (burstiness, "none"), (bands, "none")]
)
def test_similarity_is_recovered(scheme, readout):
    assert np.quantile(smoothness(scheme, readout), 0.025) > 0.9


@pytest.mark.parametrize("scheme", [burstiness, bands])
def test_similarity_does_not_survive_summation(scheme):
    low, high = np.quantile(smoothness(scheme, "sum"), [0.025, 0.975])
    assert low < 0 < high
    assert high - low < 0.25  # the interval is narrow enough to mean something


@pytest.mark.parametrize("activity", [burstiness_activity, bands_activity])
def test_mean_count_does_not_depend_on_the_value(activity):
    trials = 20_000
    spikes = activity(VALUES, EvenDraws(), trials=trials, duration=0.2)
    mean = spikes.mean(axis=(-2, -1))
    # Each step's mean is within two roundings of even draws, of at most one spike per burst size.
    np.testing.assert_allclose(mean, 20.0 * 0.01, rtol=0, atol=6 / trials)


@pytest.mark.parametrize("scheme", [burstiness, bands])
def test_sums_of_extreme_values_have_the_same_mean(scheme):
    items = np.repeat([[[-3.0], [-1.0], [0.0], [1.0], [3.0]]], 2000, axis=-1)
    total = scheme(items, np.random.default_rng(4))["sum"]
    standard_error = total.std(axis=-1) / np.sqrt(2000)
    assert (abs(total.mean(axis=-1) - 20.0 * 2.0) < 4 * standard_error).all()
    assert (standard_error < 0.12).all()


def test_rate_is_what_the_drive_says():
    spikes = rate_activity(VALUES, EvenDraws(), trials=20_000, duration=0.05, rates=(2, 60))
    expected = 2 + 58 * drive(VALUES)
    np.testing.assert_allclose(spikes.mean(axis=(-2, -1)) / 0.01, expected, atol=100 / 20_000)


def test_rate_readouts_count_the_spikes():
    items = np.broadcast_to(VALUES.astype(np.float32), (1, 200, 11))
    found = rate(items, np.random.default_rng(5), trials=3, duration=0.5, time_step=0.005)
    np.testing.assert_allclose(found["sum"], found["none"] * 0.5, rtol=1e-6)
    np.testing.assert_allclose(found["sum"] * 3, np.round(found["sum"] * 3), atol=1e-4)
    expected = 5 + 30 * drive(VALUES)
    standard_error = np.sqrt(expected / (3 * 0.5 * 200))
    assert (abs(found["none"].mean(axis=(0, 1)) - expected) < 4 * standard_error).all()


@pytest.mark.parametrize("mean_rate", [7.0, 20.0, 130.0])
def test_burst_process_has_its_fano_factor(mean_rate):
    parameters = dict(fano=(1.0, 6.5), mean_rate=mean_rate)
    spikes = burstiness_activity(
        VALUES, EvenDraws(), trials=100_000, duration=0.02, **parameters
    ).astype(float)
    mean, variance = spikes.mean(axis=(-2, -1)), spikes.var(axis=(-2, -1))
    np.testing.assert_allclose(mean, mean_rate * 0.01, rtol=2e-3)
    np.testing.assert_allclose(variance / mean, 1 + 5.5 * drive(VALUES), rtol=2e-3)


def test_bursts_have_one_of_two_neighbouring_sizes():
    values = np.array([-1.0, 0.0, 1.0])
    spikes = burstiness_activity(values, np.random.default_rng(6), trials=50)
    for value, of_unit in zip(values, spikes, strict=True):
        size = 1 + 4 * drive(value) + 0.2
        assert set(np.unique(of_unit)) == {0, int(size), int(size) + 1}


def test_fano_factor_holds_in_longer_windows():
    spikes = burstiness_activity(np.zeros(200), np.random.default_rng(7), trials=500, duration=1.0)
    counts = spikes.reshape(200, 500, 10, 10).sum(axis=-1).reshape(200, -1)
    fano = counts.var(axis=-1, ddof=1) / counts.mean(axis=-1)
    assert abs(fano.mean() - 3) < 4 * fano.std() / np.sqrt(200)
    assert fano.std() < 0.1


def test_burst_readout_estimates_the_fano_factor():
    items = np.broadcast_to(VALUES.astype(np.float32), (1, 500, 11))
    found = burstiness(items, np.random.default_rng(8))["none"]
    expected = 1 + 4 * drive(VALUES)
    standard_error = found.std(axis=(0, 1)) / np.sqrt(500)
    assert (abs(found.mean(axis=(0, 1)) - expected) < 4 * standard_error + 0.002).all()


def test_band_power_is_shared_out_and_its_sum_is_equal():
    trials, steps, mean, depth = 20_000, 100, 0.3, 0.4
    spikes = bands_activity(
        VALUES,
        EvenDraws(),
        trials=trials,
        duration=0.5,
        time_step=0.005,
        mean_rate=60.0,
        depth=depth,
        frequencies=(4.0, 30.0),
    )
    probability = spikes.mean(axis=-2)
    power = abs(np.fft.rfft(probability) / steps) ** 2 * 2  # of a cosine: half amplitude squared
    total = (mean * depth) ** 2
    np.testing.assert_allclose(power[:, 2], total * (1 - drive(VALUES)), atol=1e-5)
    np.testing.assert_allclose(power[:, 15], total * drive(VALUES), atol=1e-5)
    np.testing.assert_allclose(probability.var(axis=-1), total, atol=2e-5)


def test_phases_are_drawn_for_each_unit_and_trial():
    spikes = bands_activity(np.full(300, 3.0), np.random.default_rng(9), trials=30, mean_rate=50.0)
    cycles = spikes.reshape(300, 30, 40, 5).sum(axis=-1)  # too coarse for 40 Hz
    assert cycles.mean() == pytest.approx(2.5, rel=0.01)
    amplitude = np.fft.fft(spikes)[..., 80]
    locking = abs(np.exp(1j * np.angle(amplitude)).mean(axis=(0, 1)))
    assert locking < 4 / np.sqrt(300 * 30)


def test_band_readout_rises_with_the_value():
    items = np.broadcast_to(VALUES.astype(np.float32), (1, 300, 11))
    found = bands(items, np.random.default_rng(10), trials=20)["none"].mean(axis=(0, 1))
    # Power at a frequency: of the oscillation (m depth sqrt(share / 2) steps)^2, and of the noise
    # the number of steps times the mean variance of a step.
    m, steps = 0.2, 200
    share = np.array([1 - drive(VALUES), drive(VALUES)])
    noise = steps * (m - m**2 - (m * 0.5) ** 2)
    power = (m * 0.5 * steps) ** 2 * share / 2 + noise
    expected = (power[1] - power[0]) / (power[1] + power[0])
    # The mean of a ratio is the ratio of the means but for the variance over 20 trials.
    np.testing.assert_allclose(found, expected, atol=0.03)
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_readouts_have_the_shape_of_the_items_whatever_the_block(scheme, monkeypatch):
    monkeypatch.setattr(temporal, "_DRAWS_AT_A_TIME", 1)
    items = draw_items(0, categories=2, levels=3, units=7)
    found = scheme(items, np.random.default_rng(11), trials=40)
    for readout in ("none", "sum"):
        assert found[readout].shape == items.shape
        assert found[readout].dtype == np.float32
    own = np.corrcoef(found["none"].ravel(), items.ravel())[0, 1]
    assert own > 0.9  # each value is read out in its own place


@pytest.mark.parametrize("scheme", SCHEMES)
def test_same_generator_same_numbers(scheme):
    items = draw_items(0, categories=1, levels=2)
    one, two, other = (scheme(items, np.random.default_rng(seed)) for seed in (1, 1, 2))
    for readout in ("none", "sum"):
        np.testing.assert_array_equal(one[readout], two[readout])
        assert (one[readout] != other[readout]).any()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_memory_does_not_grow_with_the_activity(scheme):
    items = draw_items(0, categories=3)
    tracemalloc.start()
    scheme(items, np.random.default_rng(12), trials=16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6  # all random numbers at once would be 77 MB


@pytest.mark.parametrize("activity", [rate_activity, burstiness_activity, bands_activity])
def test_activity_has_trials_and_time_as_last_axes(activity):
    spikes = activity(np.zeros((2, 3)), np.random.default_rng(13), trials=4, duration=0.5)
    assert spikes.shape == (2, 3, 4, 50)
    assert spikes.dtype == np.uint8
    assert activity(0.0, np.random.default_rng(13), trials=4, duration=0.5).shape == (4, 50)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"trials": 0}, "trials must be at least 1; got 0"),
        ({"time_step": 0.0}, "time_step must be above 0 and below the duration, 2 s; got 0"),
        ({"time_step": 2.0}, "time_step must be above 0 and below the duration, 2 s; got 2"),
        (
            {"duration": 2.003},
            "duration must be a whole number, above 1, of time steps of 0.01 s; got 2.003",
        ),
    ],
)
def test_timing_is_checked(scheme, parameters, message):
    with pytest.raises(ValueError, match=message):
        scheme(draw_items(0, 1, 2), np.random.default_rng(0), **parameters)


@pytest.mark.parametrize(
    ("scheme", "parameters", "message"),
    [
        (rate, {"rates": (-1, 5)}, "rates must be two that rise, to at most .* 100 Hz"),
        (rate, {"rates": (5, 5)}, "rates must be two that rise"),
        (rate, {"rates": (5, 101)}, r"rates must be two that rise.* got \(5, 101\)"),
        (burstiness, {"mean_rate": 0}, "mean_rate must be above 0 .* got 0"),
        (burstiness, {"fano": (0.9, 2)}, "fano must be two that rise, from at least 1"),
        (burstiness, {"fano": (2, 2)}, "fano must be two that rise"),
        (burstiness, {"fano": (1, 254)}, r"fano must .* at most 253.8; got \(1, 254\)"),
        (burstiness, {"mean_rate": 0.01}, "units have no spike in any trial; raise trials"),
        (bands, {"mean_rate": 0.01}, "units have no spike in any trial; raise trials"),
        (bands, {"mean_rate": 51}, "mean_rate must be above 0, at most 50 Hz"),
        (bands, {"depth": 0.51}, "depth must be above 0 and at most 0.5; got 0.51"),
        (bands, {"depth": 0}, "depth must be above 0"),
        (bands, {"frequencies": (10, 10)}, "frequencies must be two"),
        (bands, {"frequencies": (10.2, 40)}, "each with whole cycles in 2 s"),
        (bands, {"frequencies": (0, 40)}, "frequencies must be two.* below 50 Hz"),
        (bands, {"frequencies": (10, 50)}, "frequencies must be two.* below 50 Hz"),
    ],
)
def test_parameters_are_checked(scheme, parameters, message):
    with pytest.raises(ValueError, match=message):
        scheme(draw_items(0, 1, 2), np.random.default_rng(0), **parameters)


def test_drive_rises_from_0_to_1():
    assert drive(0.0) == 0.5
    np.testing.assert_allclose(drive([-20, 20]), [0, 1], atol=1e-12)
    np.testing.assert_allclose(drive(VALUES), 1 / (1 + np.exp(-2 * VALUES)))
