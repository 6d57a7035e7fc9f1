import numpy as np
import pytest

from neuralcode.analysis import width
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums

NOISE_SD = 0.05 * np.arange(20)


@pytest.mark.parametrize(
    ("units", "share"), [(100, {1: 0.147, 4: 0.420, 8: 0.887}), (300, {}), (1000, {})]
)
def test_theory_says_what_an_independent_program_has_measured(units, share):
    """Functional smoothness at depth 8 is 0.26, 0.39 and 0.57 at the gain of the paper's."""
    networks = {"sigma_w": 10.0, "noise_sd": NOISE_SD}
    expected = {100: 0.262, 300: 0.390, 1000: 0.567}[units]
    found = width.predicted(units, depth=8, **networks)
    assert found["functional_smoothness"] == pytest.approx(expected, abs=0.0015)
    for depth, scatter in share.items():
        found = width.predicted(units, depth=depth, **networks)
        assert found["scatter"] == pytest.approx(scatter, abs=0.002)


def test_simulated_networks_agree_with_theory():
    networks = {"depth": 4, "sigma_w": 10.0, "noise_sd": NOISE_SD}
    sums = np.array(
        [
            width.simulated_sums(60, **networks, categories=30, study_seed=1, seed=seed)
            for seed in range(20)
        ]
    )
    for depth in (1, 4):
        own = sums[:, depth - 1]
        theory = width.predicted(60, **(networks | {"depth": depth}))
        total = own.sum(axis=(0, 1))
        left_out = functional_smoothness(total - own.sum(axis=1))
        error = np.sqrt(19 / 20 * ((left_out - left_out.mean()) ** 2).sum())
        simulated = functional_smoothness(total)
        assert theory["functional_smoothness"] == pytest.approx(simulated, abs=0.004 + 4 * error)
        left_out = width.scatter_share(own.sum(axis=0) - own)
        error = np.sqrt(19 / 20 * ((left_out - left_out.mean()) ** 2).sum())
        scatter = width.scatter_share(own.sum(axis=0))
        assert theory["scatter"] == pytest.approx(scatter, abs=0.005 + 4 * error)


def test_scatter_is_the_residual_of_a_regression_within_levels():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 5000)) + np.arange(3)[:, None]
    noise = rng.normal(size=x.shape)
    y = 2 * x + np.array([[5.0], [0.0], [-3.0]]) + noise
    share = width.scatter_share(pair_sums(x, y))
    assert share == pytest.approx(noise.var() / y.var(), rel=0.02)
    assert width.scatter_share(pair_sums(x, 2 * x)) == pytest.approx(0, abs=1e-9)
