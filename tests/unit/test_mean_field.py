import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.coding.encoding import encode
from neuralcode.stimuli import make_items
from neuralcode.theory import mean_field

NOISE_SD = 0.05 * np.arange(20)


def predict(depth, noise_sd=NOISE_SD, units=100, weight_sd=1.0):
    variance = units * weight_sd**2
    return mean_field.network_correlation(
        1 / np.sqrt(1 + noise_sd**2), depth=depth, input_variance=variance, weight_variance=variance
    )


@pytest.mark.parametrize("q", [0.01, 1.0, 18.0, 100.0, 400.0, 1200.0, 4000.0])
def test_mean_square_activity_agrees_with_adaptive_integration(q):
    expected, _ = quad(
        lambda z: np.tanh(np.sqrt(q) * z) ** 2 * norm.pdf(z), -9, 9, points=[0], epsabs=1e-11
    )
    assert mean_field.mean_square_activity(q) == pytest.approx(expected, abs=1e-6)


def test_length_map_reaches_the_known_fixed_point():
    lengths = [100.0]
    for _ in range(20):
        lengths.append(100 * mean_field.mean_square_activity(lengths[-1]))
    assert lengths[1] == pytest.approx(92.05, abs=0.005)
    assert lengths[2] == pytest.approx(91.72, abs=0.005)
    assert lengths[-1] == pytest.approx(91.705, abs=0.005)


@pytest.mark.parametrize("q", [0.5, 20.0, 100.0])
def test_correlation_map_is_odd_and_keeps_its_ends(q):
    c = np.array([-1, -0.6, 0, 0.6, 1])
    mapped = mean_field.correlation_map(c, q)
    np.testing.assert_allclose(mapped[[0, 2, 4]], [-1, 0, 1], atol=1e-6)
    np.testing.assert_allclose(mapped, -mapped[::-1], atol=1e-9)


def test_correlation_map_is_linear_for_small_gain_and_close_to_the_closed_form():
    c = np.linspace(-0.99, 0.99, 21)
    np.testing.assert_allclose(mean_field.correlation_map(c, 1e-6), c, atol=1e-5)
    # The closed form of an error function in place of tanh: good to 0.004 (rounded).
    for q in (91.7, 100.0):
        k = (np.pi / 2) * q / (1 + (np.pi / 2) * q)
        closed = np.arcsin(k * c) / np.arcsin(k)
        np.testing.assert_allclose(mean_field.correlation_map(c, q), closed, atol=0.0045)


def test_depth_applies_the_map_again_and_again():
    c, q = 1 / np.sqrt(1 + NOISE_SD**2), 100.0
    for depth in range(1, 5):
        c, q = mean_field.correlation_map(c, q), 100 * mean_field.mean_square_activity(q)
        np.testing.assert_allclose(predict(depth), c, atol=1e-12)


@pytest.mark.parametrize("q", [0.25, 20.0, 100.0, 1200.0, 4000.0])
@pytest.mark.parametrize("c", [0.2, 0.9, 0.99875])
def test_correlation_map_agrees_with_adaptive_integration(q, c):
    fine = np.linspace(-9, 9, 40001)
    density = norm.pdf(fine) * (fine[1] - fine[0])

    # The inner integral on a fine grid, the outer one adaptively.
    def along(z):
        second = np.tanh(np.sqrt(q) * (c * z + np.sqrt(1 - c**2) * fine)) @ density
        return np.tanh(np.sqrt(q) * z) * second * norm.pdf(z)

    expected, _ = quad(along, -9, 9, points=[0], epsabs=1e-9, limit=500)
    ours = mean_field.correlation_map(c, q) * mean_field.mean_square_activity(q)
    assert ours == pytest.approx(expected, abs=1e-6)


def test_depth_leaves_similarity_alone_below_the_critical_gain():
    # sigma_w = 0.1 and, as in the paper, 10: only the second is chaotic.
    calm = [predict(d, weight_sd=0.01)[10] for d in (1, 8)]
    chaotic = [predict(d)[10] for d in (1, 8)]
    assert calm[0] - calm[1] < 1e-4
    assert calm[1] == pytest.approx((1 / np.sqrt(1 + NOISE_SD**2))[10], abs=0.005)
    assert chaotic[0] - chaotic[1] > 0.5


@pytest.mark.parametrize(("units", "lift"), [(100, 0.034), (300, 0.009), (1000, 0.002)])
def test_wide_networks_come_close_to_the_prediction(units, lift):
    """Depth 8, noise of 0.05: the lift that a finite width gives, as measured independently."""
    noise_sd = np.array([0.0, 0.05])
    n_seeds, categories = (400, 10) if units == 100 else (40, 20) if units == 300 else (6, 40)
    means = []
    for seed in range(n_seeds):
        h = make_items(3, seed, categories=categories, units=units, noise_sd=noise_sd)[None]
        for depth in range(1, 9):
            h = encode(
                h,
                scheme=f"depth-{depth}",
                recipe="text",
                study_seed=3,
                seeds=[seed],
                parameters={"weight_sd": 1.0 * np.sqrt(100 / units)},
            )["none"]
        means.append(prototype_similarity(h)[0, :, 1].mean())
    predicted = predict(8, noise_sd=noise_sd, units=units, weight_sd=np.sqrt(100 / units))[1]
    standard_error = np.std(means, ddof=1) / np.sqrt(n_seeds)
    # The lift is known to its last digit.
    assert np.mean(means) - predicted == pytest.approx(lift, abs=0.0005 + 4 * standard_error)
