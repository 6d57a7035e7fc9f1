"""Sums of spikes that are drawn as such have the law of sums over simulated time steps."""

import numpy as np
import pytest

from neuralcode.coding.burstiness import burst_sums, burstiness_activity
from neuralcode.coding.rate import rate_activity, rate_sums

DRAWS = 40_000
# Two distributions of n draws each differ by more than 2.15 sqrt(2 / n) somewhere in 0.02 % of
# cases (Smirnov), and in fewer where values are tied.
FURTHEST = 2.15 * np.sqrt(2 / DRAWS)
CODES = {
    "rate": (rate_sums, rate_activity, {"rates": (5.0, 60.0)}),
    "bursts": (burst_sums, burstiness_activity, {"fano": (1.0, 6.5), "mean_rate": 60.0}),
    # A burst in nearly every step, most of them of one length.
    "many bursts": (burst_sums, burstiness_activity, {"fano": (1.0, 1.2), "mean_rate": 150.0}),
}


def drawn_and_simulated(code, value, steps):
    """Spikes and their squares of many draws, of both kinds: (kind, sum, draw)."""
    sums, activity, parameters = CODES[code]
    rngs = [np.random.default_rng([steps, kind]) for kind in range(2)]
    drawn = sums(np.full(DRAWS, value), rngs[0], steps, time_step=0.01, **parameters)
    spikes = activity(
        value, rngs[1], trials=DRAWS, duration=steps * 0.01, time_step=0.01, **parameters
    ).astype(int)
    return np.array([drawn, (spikes.sum(axis=-1), (spikes**2).sum(axis=-1))], float)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("steps", [2, 30])
@pytest.mark.parametrize("value", [-2.0, 0.1, 2.0])
def test_sums_have_the_law_of_the_activity(code, steps, value):
    drawn, simulated = drawn_and_simulated(code, value, steps)
    # Also of their product, which tells many small bursts from few large ones.
    for one, other in zip([*drawn, drawn.prod(0)], [*simulated, simulated.prod(0)], strict=True):
        values = np.union1d(one, other)
        shares = [np.searchsorted(np.sort(x), values, side="right") / DRAWS for x in (one, other)]
        assert abs(shares[0] - shares[1]).max() < FURTHEST
        for power in (1, 2):  # mean and variance
            moments = [abs(x - other.mean()) ** power if power == 2 else x for x in (one, other)]
            error = np.sqrt(sum(moment.var() for moment in moments) / DRAWS)
            assert abs(moments[0].mean() - moments[1].mean()) < 4.5 * error


@pytest.mark.parametrize("code", CODES)
def test_sums_of_the_largest_drive_are_drawn(code):
    """A probability of one spike or burst in every step is not above 1 by rounding."""
    sums, _, parameters = CODES[code]
    for time_step in np.linspace(0.001, 0.02, 200):
        full = {"rates": (0.0, 1 / time_step)} if "rates" in parameters else parameters
        spikes, _ = sums(
            np.full(3, 30.0), np.random.default_rng(0), 10, time_step=time_step, **full
        )
        assert np.isfinite(spikes).all()
