"""Design matrices, haemodynamic response, and noise in time series."""

import numpy as np
import pytest
from nilearn.glm.first_level import glover_hrf, spm_hrf

from neuralcode.scanner import design, noise
from rules import consistency

TIMING = {"duration": 3.0, "interval": 8.0, "tr": 2.0, "hrf": "spm", "high_pass": 128.0}


@pytest.mark.parametrize(("name", "reference"), [("spm", spm_hrf), ("glover", glover_hrf)])
def test_the_response_to_a_short_event_is_the_hrf_of_nilearn(name, reference):
    step = 0.1
    timing = TIMING | {"duration": step, "interval": 20.0, "tr": step, "hrf": name}
    response = design.matrix(1, **timing)[0][:, 0]
    expected = reference(step, oversampling=1, time_length=32.0)
    time = step * np.arange(len(response))
    # nilearn puts the event on a grid of its own, a fiftieth of the TR, within a step of ours.
    assert time[response.argmax()] == pytest.approx(step * expected.argmax(), abs=2 * step)
    assert time[response.argmin()] == pytest.approx(step * expected.argmin(), abs=2 * step)
    undershoot = expected.min() / expected.max()
    assert response.min() / response.max() == pytest.approx(undershoot, abs=0.002)
    # Sustained activity of 1 has a response of 1: the integral over the duration of the event.
    assert response.sum() == pytest.approx(1.0, abs=0.02)
    assert expected.sum() == pytest.approx(1.0)


def test_the_peak_of_the_spm_response_is_at_five_seconds():
    step = 0.1
    response = design.matrix(1, **TIMING | {"duration": step, "tr": step, "interval": 20.0})[0]
    assert step * response[:, 0].argmax() == pytest.approx(5.0, abs=2 * step)


def test_a_sustained_stimulus_reaches_one():
    regressors, _ = design.matrix(1, **TIMING | {"duration": 60.0, "interval": 60.0})
    assert regressors[15:30, 0] == pytest.approx(1.0, abs=0.02)


def test_parts_of_events_add_up_to_the_events():
    regressors, _ = design.matrix(6, **TIMING)
    parts = design.bin_regressors(6, **TIMING)
    assert len(parts) == design.bins_of(3.0) == 12
    np.testing.assert_allclose(parts.sum(axis=0), regressors, atol=1e-12)


def test_numbers_of_scans_and_drift_terms_are_those_of_the_matrix():
    for events, tr in ((5, 2.0), (40, 1.5), (11, 2.5)):
        regressors, drifts = design.matrix(events, **TIMING | {"tr": tr})
        scans = design.scans_of_run(events, interval=8.0, tr=tr)
        assert regressors.shape == (scans, events)
        assert drifts.shape == (scans, design.drift_terms(scans, tr=tr, high_pass=128.0))


def test_the_configuration_counts_as_the_design_does():
    assert consistency.TAIL == design.TAIL
    scanner = {"tr": 8.0, "interval": 8.0, "high_pass": 128.0, "duration": 3.0}
    [(key, allowed, _)] = consistency._design(scanner, [100])
    scans = design.scans_of_run(100, interval=8.0, tr=8.0)
    drifts = design.drift_terms(scans, tr=8.0, high_pass=128.0)
    assert 100 + drifts > scans
    assert key == "interval"
    assert f"{scans} scans for 100 stimuli and {drifts} drift terms" in allowed
    # A run that the configuration lets pass has a matrix of full rank.
    assert not list(consistency._design(scanner | {"tr": 6.0}, [100]))
    design.estimator(*design.matrix(100, **TIMING | {"tr": 6.0}))


def test_a_design_that_is_rank_deficient_is_an_error():
    regressors, drifts = design.matrix(10, **TIMING)
    with pytest.raises(ValueError, match=r"rank deficient: 13 regressors \(11 events"):
        design.estimator(np.hstack([regressors, regressors[:, :1]]), drifts)
    with pytest.raises(ValueError, match="rank deficient"):
        design.estimator(*design.matrix(100, **TIMING | {"tr": 8.0}))


def test_the_estimator_inverts_the_design():
    regressors, drifts = design.matrix(20, **TIMING)
    estimator = design.estimator(regressors, drifts)
    np.testing.assert_allclose(estimator @ regressors, np.eye(20), atol=1e-10)
    np.testing.assert_allclose(estimator @ drifts, 0, atol=1e-10)
    pseudo_inverse = np.linalg.pinv(np.hstack([regressors, drifts]))
    np.testing.assert_allclose(estimator, pseudo_inverse[:20], atol=1e-10)


def test_covariance_of_betas_is_that_of_the_full_correlation_matrix():
    estimator = np.random.default_rng(1).standard_normal((7, 40))
    scans = np.arange(40)
    for phi in (0.0, 0.3, 0.9):
        correlation = phi ** np.abs(scans[:, None] - scans)
        np.testing.assert_allclose(
            design.beta_covariance(estimator, autocorrelation=phi),
            estimator @ correlation @ estimator.T,
            atol=1e-10,
        )


def test_orders():
    rng = np.random.default_rng(0)
    shuffled = design.orders(30, runs=4, order="random", rng=rng)
    assert (np.sort(shuffled, axis=1) == np.arange(30)).all()
    assert len({tuple(places) for places in shuffled.tolist()}) == 4
    in_turn = design.orders(30, runs=4, order="sequential", rng=rng)
    assert (in_turn == np.arange(30)).all()


@pytest.mark.parametrize(
    ("field_strength", "voxel_size", "tsnr"),
    [(3, 2.0, 36), (3, 3.0, 68), (7, 2.0, 49), (7, 3.0, 81)],
)
def test_tsnr_of_the_time_series(field_strength, voxel_size, tsnr):
    thermal, physiological = noise.standard_deviations(field_strength, voxel_size, 2.0)
    scans, series = 300, 2000
    drawn = noise.simulate(
        scans,
        series,
        np.random.default_rng(4),
        thermal=thermal,
        physiological=physiological,
        tr=2.0,
    )
    measured = 100 / np.sqrt(np.mean(np.square(drawn, dtype=float)))
    # Relative error of a standard deviation: 1 / sqrt(2 n), where correlated noise has fewer
    # independent samples by (1 - phi^2) / (1 + phi^2).
    phi2 = noise.autocorrelation(2.0) ** 2
    error = tsnr / np.sqrt(2 * scans * series * (1 - phi2) / (1 + phi2))
    assert measured == pytest.approx(tsnr, abs=0.5 + 4 * error)


def test_physiological_noise_is_correlated_over_15_seconds_and_thermal_is_white():
    rng = np.random.default_rng(5)
    kwargs = {"scans": 400, "series": 1000, "rng": rng, "tr": 2.0}
    for thermal, physiological, expected in ((0.0, 1.0, np.exp(-2 / 15)), (1.0, 0.0, 0.0)):
        drawn = noise.simulate(**kwargs, thermal=thermal, physiological=physiological)
        for lag in (1, 5):
            measured = (drawn[lag:] * drawn[:-lag]).mean() / (drawn**2).mean()
            # Of some 400 000 products, of which each ten or so are independent.
            assert measured == pytest.approx(expected**lag, abs=4 / np.sqrt(400 * 1000 / 20))
        # Stationary from the first scan on.
        assert drawn[0].var() == pytest.approx(1, abs=4 * np.sqrt(2 / 1000))


def test_drift_has_its_standard_deviation_and_lies_in_the_model():
    _, drifts = design.matrix(40, **TIMING)
    slow = noise.drift(drifts[:, :-1], 4000, np.random.default_rng(6), sd=2.0)
    terms = drifts.shape[1] - 1
    error = 2.0 / np.sqrt(2 * terms * 4000)
    assert np.sqrt((slow**2).mean()) == pytest.approx(2.0, abs=4 * error)
    rest = slow - drifts @ np.linalg.lstsq(drifts, slow, rcond=None)[0]
    assert np.abs(rest).max() < 1e-10


def test_noise_of_an_unknown_field_or_a_negative_size_is_an_error():
    with pytest.raises(ValueError, match=r"one of 3, 7 T; got 5"):
        noise.standard_deviations(5, 3.0, 2.0)
    with pytest.raises(ValueError, match="above 0"):
        noise.standard_deviations(3, -3.0, 2.0)
