"""From activity to betas: exact without noise, and as noisy as the model implies with it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import yaml
from conftest import REPOSITORY

from neuralcode.analysis.similarity import prototype_similarity, similarity_across_runs
from neuralcode.coding.network import layer
from neuralcode.scanner import attenuation, design, events, layouts, parts, spikes
from neuralcode.scanner.measurement import packed, pairs, unpacked
from neuralcode.scanner.scan import Scanner, add_noise, measure, signal, standardised
from neuralcode.stimuli import make_items, noise_sd_by_level
from rules.configuration import check

SCANNERS = check(
    yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))
)["scanners"]
LEVELS = 10


def scanner(name, **changes):
    return replace(Scanner(**SCANNERS[name]), **changes)


@cache
def experiment(conditions=50, in_time=False):
    own = scanner("3t")
    run = events.run(conditions, duration=own.duration, interval=own.interval)
    bins = design.bins_of(own.duration) if in_time else 0
    return design.experiment([run], tr=own.tr, hrf=own.hrf, high_pass=own.high_pass, bins=bins)


def orders(own, rng, conditions=50):
    return events.orders(conditions, runs=own.runs, order=own.order, rng=rng)


@pytest.mark.parametrize("name", ["3t", "7t"])
@pytest.mark.parametrize("drift", [0.0, 3.0])
def test_without_noise_betas_are_voxel_means_of_the_blurred_sheet(name, drift):
    rng = np.random.default_rng(0)
    own = scanner(name, noise=0.0, drift=drift)
    activity = standardised(rng.standard_normal((50, 100)))
    layout = layouts.random_layout(100, rng)
    betas = measure(
        activity, own, experiment(), layout=layout, places=orders(own, rng), rng=rng
    ).betas
    sheet = np.zeros((50, 100))
    sheet[:, layout] = own.signal_change * activity
    expected = sheet @ own.voxel_matrix(100).T
    assert betas.shape == (own.runs, *expected.shape)
    np.testing.assert_allclose(betas, np.broadcast_to(expected, betas.shape), atol=1e-6)


def measured(own, activity, whole, seed=0):
    rng = np.random.default_rng(seed)
    places = events.orders(activity.shape[-2], runs=own.runs, order=own.order, rng=rng)
    return measure(
        activity, own, whole, layout=np.arange(activity.shape[-1]), places=places, rng=rng
    )


@pytest.mark.parametrize("in_time", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 3.0])
def test_betas_without_noise_are_those_of_a_scanner_without_noise(in_time, smoothing):
    own = scanner("7t", runs=3, smoothing=smoothing)
    whole = experiment(40, in_time=True)
    shape = (own.runs, len(whole.bin_regressors), 40, 30) if in_time else (40, 30)
    activity = np.random.default_rng(1).standard_normal(shape)
    silent = measured(replace(own, noise=0.0, drift=0.0), activity, whole)
    noisy = measured(own, activity, whole)
    assert len(noisy.noise_free) == (own.runs if in_time else 1)
    expected = np.broadcast_to(noisy.noise_free, silent.betas.shape)
    np.testing.assert_allclose(silent.betas, expected, atol=1e-9)
    assert np.abs(noisy.betas - expected).std() > 0.1


def test_covariance_of_the_residuals_is_that_of_an_ordinary_regression():
    own = scanner("7t", runs=3, smoothing=2.0)
    activity = np.random.default_rng(2).standard_normal((50, 30))
    found = measured(own, activity, experiment())
    full = np.hstack([experiment().regressors, experiment().drifts])
    residuals = []
    for run in range(own.runs):
        series = found.series[:, run]
        residuals.append(series - full @ np.linalg.lstsq(full, series, rcond=None)[0])
    residuals = np.concatenate(residuals)
    dof = own.runs * (full.shape[0] - full.shape[1])
    assert experiment().residual_dof(own.runs) == dof
    np.testing.assert_allclose(
        found.residual_covariance(), residuals.T @ residuals / dof, rtol=1e-6, atol=1e-9
    )


def test_a_scanner_without_noise_has_no_covariance_of_residuals():
    activity = np.random.default_rng(3).standard_normal((50, 30))
    found = measured(scanner("7t", noise=0.0), activity, experiment())
    assert not found.residual_covariance().any()


def test_half_a_symmetric_matrix_is_enough():
    matrix = np.random.default_rng(4).standard_normal((2, 7, 7))
    matrix = matrix + matrix.swapaxes(1, 2)
    triangles = np.array([packed(each) for each in matrix])
    assert triangles.shape == (2, pairs(7))
    np.testing.assert_array_equal(unpacked(triangles), matrix)


def test_smoothing_comes_before_the_estimation():
    rng = np.random.default_rng(1)
    own = scanner("7t", noise=0.0, drift=0.0)
    activity = rng.standard_normal((50, 100))
    arguments = {"layout": np.arange(100), "places": orders(own, rng), "rng": rng}
    sharp = measure(activity, own, experiment(), **arguments).betas
    smooth = measure(activity, replace(own, smoothing=3.0), experiment(), **arguments).betas
    kernel = replace(own, smoothing=3.0).smoothing_matrix(100)
    np.testing.assert_allclose(smooth, sharp @ kernel.T, atol=1e-10)
    assert smooth.var() < 0.5 * sharp.var()


def test_activity_that_does_not_change_in_time_gives_the_same_series_either_way():
    rng = np.random.default_rng(2)
    own = scanner("3t")
    whole = experiment(40, in_time=True)
    responses = rng.standard_normal((40, 9))
    places = orders(own, rng, 40)
    bins = len(whole.bin_regressors)
    in_time = np.broadcast_to(responses, (own.runs, bins, *responses.shape))
    np.testing.assert_allclose(
        signal(in_time, whole, places), signal(responses, whole, places), atol=1e-10
    )


@pytest.mark.parametrize(
    ("name", "changes", "tsnr"),
    [
        ("3t", {}, 68),
        ("3t", {"voxel_size": 2.0}, 36),
        ("7t", {"voxel_size": 3.0}, 81),
        ("7t", {"voxel_size": 2.0}, 49),
    ],
)
def test_tsnr_of_what_a_scanner_records(name, changes, tsnr):
    own = scanner(name, drift=0.0, **changes)
    scans, series = len(experiment().regressors), 800
    silent = np.zeros((scans, own.runs, series))
    recorded = add_noise(silent, own, experiment(), np.random.default_rng(3))
    # Around the true mean: that of a run would take some of the slow noise with it.
    measured = recorded.mean() / np.sqrt(np.mean((recorded - 100) ** 2))
    error = tsnr / np.sqrt(2 * recorded.size / 15)  # 15 scans to an independent sample at most
    assert measured == pytest.approx(tsnr, abs=0.5 + 4 * error)


@pytest.mark.parametrize("name", ["3t", "7t"])
def test_noise_of_the_betas_is_what_design_and_noise_model_imply(name):
    rng = np.random.default_rng(4)
    own = scanner(name, runs=200, order="sequential")
    places = np.tile(np.arange(50), (own.runs, 1))
    betas = measure(
        np.zeros((50, 100)), own, experiment(), layout=np.arange(100), places=places, rng=rng
    ).betas
    samples = betas.transpose(1, 0, 2).reshape(50, -1)
    implied = attenuation.noise_covariance(own, experiment(), 100)
    # Relative standard error of a variance, of 50 stimuli at once.
    error = np.sqrt(2 / samples.shape[1])
    np.testing.assert_allclose(samples.var(axis=1), np.diag(implied), rtol=4.5 * error)
    covariance = samples @ samples.T / samples.shape[1]
    scale = np.sqrt(np.outer(np.diag(implied), np.diag(implied)))
    assert (np.abs(covariance - implied) / scale).max() < 5.5 * error


def seeds_of_networks(depth, seeds):
    for seed in range(seeds):
        activity = make_items(
            7, seed, categories=5, units=100, noise_sd=noise_sd_by_level(LEVELS, 0.1)
        )
        for number in range(depth):
            activity = layer(activity, np.random.default_rng([seed, number]), weight_sd=1.0)
        yield activity


@pytest.mark.parametrize("depth", [1, 4, 8])
@pytest.mark.parametrize("factor", [0.3, 1.0, 2.0])
def test_mean_correlation_follows_the_law_of_attenuation(depth, factor):
    own = scanner("7t", noise=factor)
    law = attenuation.attenuation(own, experiment(), units=100, levels=LEVELS)
    assert law.pooled_slope[1] == pytest.approx(1 / (1 + law.noise_variance / law.signal_variance))
    rng = np.random.default_rng([depth, int(10 * factor)])
    differences, heights = [], []
    for activity in seeds_of_networks(depth, 40):
        betas = measure(
            standardised(activity.reshape(50, 100)),
            own,
            experiment(),
            layout=layouts.random_layout(100, rng),
            places=orders(own, rng),
            rng=rng,
        ).betas
        scanned = prototype_similarity(betas.mean(axis=0).reshape(1, 5, LEVELS, -1))[0]
        units = prototype_similarity(activity[None])[0]
        differences.append(
            (scanned - (law.pooled_slope * units + law.pooled_offset)).mean(axis=0)[1:]
        )
        heights.append(units.mean(axis=0)[1:])
    differences = np.array(differences)
    error = differences.std(axis=0, ddof=1) / np.sqrt(len(differences))
    # The sample correlation of n values lies below rho by rho (1 - rho^2) / 2n (Hotelling 1953).
    # Blur ties neighbouring voxels together: they count as (trace C)^2 / trace C^2 values.
    matrix = own.voxel_matrix(100)
    covariance = matrix @ matrix.T
    values = np.trace(covariance) ** 2 / (covariance**2).sum()
    rho = law.pooled_slope[1] * np.mean(heights, axis=0) + law.pooled_offset[1]
    bias = rho * (1 - rho**2) / (2 * values)
    assert (np.abs(differences.mean(axis=0)) < 4 * error + 2 * bias).all()


@pytest.mark.parametrize("runs", [2, 3, 6])
@pytest.mark.parametrize("depth", [1, 4])
def test_across_runs_noise_scales_similarity_and_adds_nothing(depth, runs):
    own = scanner("7t", runs=runs)
    law = attenuation.attenuation(own, experiment(), units=100, levels=LEVELS)
    rng = np.random.default_rng([depth, runs])
    differences, means = [], []
    for activity in seeds_of_networks(depth, 60):
        betas = measure(
            standardised(activity.reshape(50, 100)),
            own,
            experiment(),
            layout=layouts.random_layout(100, rng),
            places=orders(own, rng),
            rng=rng,
        ).betas
        across = similarity_across_runs(betas.reshape(1, runs, 5, LEVELS, -1))[0]
        units = prototype_similarity(activity[None])[0]
        differences.append((across.mean(axis=0) - law.reliability * units).mean(axis=0))
        means.append(units.mean(axis=0))
    differences = np.array(differences)
    error = differences.std(axis=0, ddof=1) / np.sqrt(len(differences))
    rho = law.reliability * np.mean(means, axis=0)
    # See the law of pooled betas for the bias of few voxels.
    matrix = own.voxel_matrix(100)
    covariance = matrix @ matrix.T
    values = np.trace(covariance) ** 2 / (covariance**2).sum()
    bias = rho * (1 - rho**2) / (2 * values)
    assert (np.abs(differences.mean(axis=0)) < 4 * error + 2 * bias).all()
    # At level 0 too, where the noise of pooled betas is compared with itself.
    assert law.reliability < law.pooled_slope[1]


def test_a_single_run_has_no_reliability():
    assert np.isnan(attenuation.reliability(1.0, 3.0, runs=1))
    assert attenuation.reliability(1.0, 3.0, runs=3) == pytest.approx(1 / np.sqrt(2.5 * 4))


def test_a_noisier_scanner_attenuates_more():
    laws = [
        attenuation.attenuation(scanner("7t", noise=factor), experiment(), units=100, levels=LEVELS)
        for factor in (0.0, 0.5, 1.0)
    ]
    assert laws[0].pooled_slope == pytest.approx(1)
    assert laws[0].pooled_offset == pytest.approx(0)
    assert laws[0].reliability == pytest.approx(1)
    assert laws[1].reliability > laws[2].reliability
    assert laws[1].pooled_slope[1] > laws[2].pooled_slope[1]
    assert laws[1].pooled_slope[0] == 1


def test_the_variance_of_the_signal_is_that_of_random_layouts():
    rng = np.random.default_rng(5)
    for name, units in (("3t", 100), ("7t", 100), ("7t", 90)):
        own = scanner(name)
        weights = own.signal_change * own.voxel_matrix(units)
        variances = []
        for _ in range(400):
            layout = layouts.random_layout(units, rng)
            patterns = rng.standard_normal((20, units)) @ weights[:, layout].T
            variances.append(patterns.var(axis=1, ddof=1).mean())
        error = np.std(variances) / np.sqrt(len(variances))
        expected = attenuation.signal_variance(own, units)
        assert np.mean(variances) == pytest.approx(expected, abs=4 * error)


def test_constant_activity_is_an_error():
    with pytest.raises(ValueError, match="constant"):
        standardised(np.full((3, 4), 2.0))


PARAMETERS = {
    "rate": {"rates": [5.0, 35.0]},
    "burstiness": {"mean_rate": 20.0, "fano": [1.0, 5.0]},
    "bands": {"mean_rate": 20.0, "frequencies": [10.0, 40.0], "depth": 0.5},
}


@pytest.mark.parametrize("scheme", PARAMETERS)
def test_spikes_have_the_mean_rate_of_the_code(scheme):
    values = np.repeat([-1.0, 1.0], 200)[None]
    activity = spikes.activity_in_time(
        values,
        scheme,
        PARAMETERS[scheme] | {"time_step": 0.01, "trials": 8, "categories": 2, "duration": 2.0},
        runs=10,
        duration=3.0,
        signal_rate=10.0,
        rng=np.random.default_rng(6),
    )
    assert activity.shape == (10, 12, 1, 400)
    low, high = activity.mean(axis=(0, 1, 2)).reshape(2, 200).mean(axis=1)
    expected = 1.5 * np.tanh(1) if scheme == "rate" else 0.0
    # Spikes of 200 units in 30 s, of a Fano factor of 5 at most, in units of 10 Hz.
    error = np.sqrt(5 * 35 / (200 * 30)) / 10
    assert low == pytest.approx(-expected, abs=4 * error)
    assert high == pytest.approx(expected, abs=4 * error)


def test_too_few_time_steps_for_the_parts_of_a_stimulus_are_an_error():
    with pytest.raises(ValueError, match="fewer than its 12 parts"):
        spikes.activity_in_time(
            np.zeros((1, 3)),
            "rate",
            {"time_step": 0.5, "rates": [0.5, 1.5]},
            runs=2,
            duration=3.0,
            signal_rate=10.0,
            rng=np.random.default_rng(0),
        )


@pytest.mark.parametrize("in_time", [False, True])
def test_large_time_series_are_scanned_a_few_runs_at_a_time(in_time, monkeypatch):
    """Then the random numbers are others; without noise it is the same to rounding."""
    own, whole = scanner("7t", runs=5), experiment(40, in_time=True)
    shape = (own.runs, len(whole.bin_regressors), 40, 30) if in_time else (40, 30)
    activity = np.random.default_rng(5).standard_normal(shape)
    silent = replace(own, noise=0.0, drift=0.0)
    together = [measured(one, activity, whole) for one in (silent, own)]
    scans = whole.regressors.shape[-2]
    monkeypatch.setattr(parts, "MOST_VALUES", 2 * scans * together[0].betas.shape[-1])
    apart = [measured(one, activity, whole) for one in (silent, own)]
    assert not hasattr(apart[0], "series")
    np.testing.assert_allclose(apart[0].betas, together[0].betas, atol=1e-5)
    assert apart[1].noise_free.shape == together[1].noise_free.shape
    np.testing.assert_allclose(apart[1].noise_free, together[1].noise_free, atol=1e-9)
    # Mean variances of the same noise in two draws: of a chi-square over all voxels.
    variances = [np.diag(one[1].residual_covariance()).mean() for one in (together, apart)]
    dof = whole.residual_dof(own.runs) * together[0].betas.shape[-1]
    assert abs(variances[0] / variances[1] - 1) < 6 * np.sqrt(2 * 2 / dof)
    np.testing.assert_allclose(
        apart[1].residual_variance(), np.diag(apart[1].residual_covariance())
    )
