"""Design matrices, haemodynamic response, and noise in time series."""

import numpy as np
import pytest
from nilearn.glm.first_level.design_matrix import create_cosine_drift
from nilearn.glm.first_level.hemodynamic_models import compute_regressor
from scipy.stats import gamma

from neuralcode.scanner import design, events, hrf, noise

ANALYSIS = ("tr", "hrf", "high_pass")
TIMING = {"duration": 3.0, "interval": 8.0, "tr": 2.0, "hrf": "spm", "high_pass": 128.0}


def matrix(count, **timing):
    run = events.run(count, duration=timing["duration"], interval=timing["interval"])
    return design.matrix(run, **{key: timing[key] for key in ANALYSIS})


def by_quadrature(time, duration, name):
    """Response at some times to an event from 0 on: the gamma densities of scipy, integrated."""
    shapes = {"spm": (6, 16, 1.0, 0.167), "glover": (6 / 0.9, 12 / 0.9, 0.9, 0.48)}
    peak, undershoot, scale, ratio = shapes[name]
    nodes, weights = np.polynomial.legendre.leggauss(60)

    def density(t):
        return gamma.pdf(t, peak, scale=scale) - ratio * gamma.pdf(t, undershoot, scale=scale)

    low, high = np.maximum(time - duration, 0)[:, None], np.maximum(time, 0)[:, None]
    points = low + (high - low) * (nodes + 1) / 2
    return (density(points) * weights / 2 * (high - low)).sum(axis=1) / (1 - ratio)


DURATIONS, TRS = (0.01, 0.05, 0.5, 3.0, 10.0, 30.0), (0.5, 2.0, 8.0)


@pytest.mark.parametrize("name", hrf.RESPONSES)
@pytest.mark.parametrize("tr", TRS)
@pytest.mark.parametrize("duration", DURATIONS)
def test_the_response_to_an_event_is_the_integral_of_the_hrf(name, tr, duration):
    timing = TIMING | {"duration": duration, "interval": 31.7, "tr": tr, "hrf": name}
    regressors, _ = matrix(2, **timing)
    time = tr * np.arange(len(regressors))
    for place in range(2):
        expected = by_quadrature(time - 31.7 * place, duration, name)
        largest = np.abs(by_quadrature(np.arange(0, 60, 0.1), duration, name)).max()
        np.testing.assert_allclose(regressors[:, place], expected, atol=1e-6 * largest)


@pytest.mark.parametrize("name", hrf.RESPONSES)
@pytest.mark.parametrize("duration", [0.01, 0.5, 3.0, 30.0])
def test_regressors_are_those_of_nilearn_on_a_fine_grid(name, duration):
    tr, onset = 2.0, 4.0
    frame_times = tr * np.arange(40)
    # A step of a tenth of the event or of 10 ms: nilearn's error goes with it.
    step = min(duration / 10, 0.01)
    reference, _ = compute_regressor(
        np.array([[onset], [duration], [1.0]]), name, frame_times, oversampling=round(tr / step)
    )
    ours = hrf.regressors([onset], duration, frame_times, name)
    np.testing.assert_allclose(ours, reference, atol=0.01 * np.abs(ours).max())


def test_the_peak_of_the_spm_response_is_at_five_seconds():
    step = 0.1
    response = matrix(1, **TIMING | {"duration": step, "tr": step, "interval": 20.0})[0]
    assert step * response[:, 0].argmax() == pytest.approx(5.0, abs=step)


def test_an_unknown_response_is_an_error():
    with pytest.raises(ValueError, match="one of spm, glover; got 'gamma'"):
        hrf.step_response(1.0, "gamma")


def test_drift_terms_are_those_of_nilearn():
    for count, tr, high_pass in ((5, 2.0, 128.0), (40, 1.5, 60.0), (11, 2.5, 1000.0)):
        _, drifts = matrix(count, **TIMING | {"tr": tr, "high_pass": high_pass})
        reference = create_cosine_drift(1 / high_pass, tr * np.arange(len(drifts)))
        np.testing.assert_allclose(drifts, reference, atol=1e-12)


def test_a_sustained_stimulus_reaches_one():
    regressors, _ = matrix(1, **TIMING | {"duration": 60.0, "interval": 60.0})
    assert regressors[15:30, 0] == pytest.approx(1.0, abs=0.02)


def test_parts_of_events_add_up_to_the_events():
    run = events.run(6, duration=3.0, interval=8.0)
    bins = design.bins_of(3.0)
    parts = design.bin_regressors(run, bins=bins, tr=2.0, hrf="spm")
    assert len(parts) == bins == 12
    np.testing.assert_allclose(parts.sum(axis=0), matrix(6, **TIMING)[0], atol=1e-12)


def test_numbers_of_scans_and_drift_terms_are_those_of_the_matrix():
    for count, tr in ((5, 2.0), (40, 1.5), (11, 2.5)):
        regressors, drifts = matrix(count, **TIMING | {"tr": tr})
        scans = events.run(count, duration=3.0, interval=8.0).scans(tr)
        assert regressors.shape == (scans, count)
        assert drifts.shape == (scans, design.drift_terms(scans, tr=tr, high_pass=128.0))


def test_a_design_that_is_rank_deficient_is_an_error():
    regressors, drifts = matrix(10, **TIMING)
    with pytest.raises(ValueError, match=r"rank deficient: 13 regressors \(11 events"):
        design.estimator(np.hstack([regressors, regressors[:, :1]]), drifts)
    with pytest.raises(ValueError, match="rank deficient"):
        design.estimator(*matrix(100, **TIMING | {"tr": 8.0}))


def test_the_estimator_inverts_the_design():
    regressors, drifts = matrix(20, **TIMING)
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
    shuffled = events.orders(30, runs=4, order="random", rng=rng)
    assert (np.sort(shuffled, axis=1) == np.arange(30)).all()
    assert len({tuple(places) for places in shuffled.tolist()}) == 4
    in_turn = events.orders(30, runs=4, order="sequential", rng=rng)
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
    measured = 100 / np.sqrt(np.mean(np.square(sum(drawn), dtype=float)))
    # Relative error of a standard deviation: 1 / sqrt(2 n), where correlated noise has fewer
    # independent samples by (1 - phi^2) / (1 + phi^2).
    phi2 = noise.autocorrelation(2.0) ** 2
    error = tsnr / np.sqrt(2 * scans * series * (1 - phi2) / (1 + phi2))
    assert measured == pytest.approx(tsnr, abs=0.5 + 4 * error)


def test_physiological_noise_is_correlated_over_15_seconds_and_thermal_is_white():
    rng = np.random.default_rng(5)
    kwargs = {"scans": 400, "series": 1000, "rng": rng, "tr": 2.0}
    for thermal, physiological, expected in ((0.0, 1.0, np.exp(-2 / 15)), (1.0, 0.0, 0.0)):
        drawn = sum(noise.simulate(**kwargs, thermal=thermal, physiological=physiological))
        for lag in (1, 5):
            measured = (drawn[lag:] * drawn[:-lag]).mean() / (drawn**2).mean()
            # Of some 400 000 products, of which each ten or so are independent.
            assert measured == pytest.approx(expected**lag, abs=4 / np.sqrt(400 * 1000 / 20))
        # Stationary from the first scan on.
        assert drawn[0].var() == pytest.approx(1, abs=4 * np.sqrt(2 / 1000))


def test_drift_has_its_standard_deviation_and_lies_in_the_model():
    _, drifts = matrix(40, **TIMING)
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
