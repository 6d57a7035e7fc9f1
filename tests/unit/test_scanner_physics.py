"""Physics that can be switched on: each against a closed form, and the exact law of the betas."""

from dataclasses import replace

import numpy as np
import pytest

from neuralcode.scanner import attenuation, events, experiments, law, layouts, noise, voxels
from neuralcode.scanner.scan import Scanner, add_noise, measure, scan, standardised

UNITS = 36
SMALL = {"unit_spacing": 1.5, "voxel_size": 3.0}


def experiment(scanner, stimuli=8):
    given = experiments.timing(vars(scanner), name="mine", study_seed=1, group=4, kind="level")
    return experiments.make(given, stimuli)


# Voxels.


def test_a_voxel_larger_than_the_cortex_has_the_share_of_its_response():
    cube = Scanner(voxel_size=5.0)
    thick = replace(cube, cortical_thickness=2.5)
    np.testing.assert_allclose(thick.voxel_matrix(100), 0.5 * cube.voxel_matrix(100))
    # The voxel itself is as large as before, and so is its noise.
    assert thick.noise_sd() == cube.noise_sd()


def test_a_voxel_smaller_than_the_cortex_is_as_deep_as_the_cortex():
    cube = Scanner(voxel_size=1.0)
    deep = replace(cube, cortical_thickness=2.5)
    np.testing.assert_array_equal(deep.voxel_matrix(100), cube.voxel_matrix(100))
    (thermal, physiological), (of_cube, same) = deep.noise_sd(), cube.noise_sd()
    assert thermal == pytest.approx(of_cube / 2.5)
    assert physiological == same


def test_an_offset_of_the_grid_moves_voxels_over_the_sheet():
    kwargs = {"spacing": 1.5, "voxel_size": 3.0, "point_spread": 1.0}
    wide = voxels.along_a_side(30, **kwargs)
    moved = voxels.along_a_side(30, **kwargs, offset=1.5)
    # By one square: away from the edges the same weights, one square further.
    np.testing.assert_allclose(moved[2:-2, 1:], wide[2:-2, :-1], atol=1e-12)
    # Against means over points of the blurred squares.
    points = 0.7 + 3.0 * 4 + 3.0 * (np.arange(4000) + 0.5) / 4000
    sd = 1.0 / np.sqrt(8 * np.log(2))
    grid = np.linspace(-5 * sd, 5 * sd, 2001)
    kernel = np.exp(-(grid**2) / 2 / sd**2)
    blurred = [
        np.average(((points[::40, None] - grid) // 1.5) == square, axis=1, weights=kernel).mean()
        for square in range(30)
    ]
    found = voxels.along_a_side(30, **kwargs, offset=0.7)[4]
    np.testing.assert_allclose(found, blurred, atol=0.005)


def test_a_random_grid_differs_between_seeds_and_is_the_same_for_all_codes_of_a_seed():
    own = Scanner(noise=0.0, drift=0.0, grid="random", **SMALL)
    whole = experiment(own)
    activity = standardised(np.random.default_rng(1).standard_normal((8, UNITS)))

    def betas(grid, rng=2):
        generators = {"squares": np.random.default_rng(3), "rng": np.random.default_rng(rng)}
        measured = scan(activity, own, whole, grid=np.random.default_rng(grid), **generators)
        return measured.noise_free

    assert not np.allclose(betas(4), betas(5))
    np.testing.assert_array_equal(betas(4), betas(4, rng=6))


def test_the_signal_variance_of_a_random_grid_is_the_mean_over_offsets():
    own = Scanner("7t", grid="random", unit_spacing=1.5, voxel_size=1.5)
    rng = np.random.default_rng(7)
    found = []
    for _ in range(300):
        layout = layouts.random_layout(100, rng)
        offset = own.voxel_size * (rng.random(2) - 0.5)
        weights = own.signal_change * own.voxel_matrix(100, offset)[:, layout]
        found.append((rng.standard_normal((20, 100)) @ weights.T).var(axis=1, ddof=1).mean())
    error = np.std(found) / np.sqrt(len(found))
    assert attenuation.signal_variance(own, 100) == pytest.approx(np.mean(found), abs=4 * error)
    # Voxels in register with the units see more than voxels at random.
    assert attenuation.signal_variance(replace(own, grid="fixed"), 100) > np.mean(found) + 4 * error


# Noise.


def test_common_noise_has_its_correlation_over_voxels_and_leaves_variances_alone():
    own = Scanner(drift=0.0, common_noise=0.6, common_noise_fwhm=4.0, runs=1000, **SMALL)
    whole = experiment(own)
    silent = np.zeros((len(whole.drifts), own.runs, 9))
    matrix = own.common_noise_matrix(UNITS)
    recorded = add_noise(silent, own, whole, np.random.default_rng(8), common=matrix) - 100
    samples = recorded.reshape(-1, 9)
    thermal, physiological = own.noise_sd()
    row, column = np.divmod(np.arange(9), 3)
    distance = 3.0 * np.hypot(row[:, None] - row, column[:, None] - column)
    # Two voxels share white noise that a Gaussian of FWHM 4 mm has smoothed.
    sd = 4.0 / np.sqrt(8 * np.log(2))
    expected = physiological**2 * 0.6 * np.exp(-(distance**2) / (4 * sd**2))
    np.fill_diagonal(expected, thermal**2 + physiological**2)
    total = thermal**2 + physiological**2
    error = total / np.sqrt(len(samples) / 15)  # 15 scans to an independent sample at most
    np.testing.assert_allclose(samples.T @ samples / len(samples), expected, atol=5 * error)


@pytest.mark.parametrize("kind", noise.DRIFTS[1:])
def test_drift_that_is_not_in_the_model_has_its_standard_deviation(kind):
    root = noise.drift_root(200, kind, sd=2.0)
    drawn = root @ np.random.default_rng(9).standard_normal((root.shape[1], 3000))
    around_mean = drawn - drawn.mean(axis=0)
    squares = (around_mean**2).mean(axis=0)
    error = squares.std() / np.sqrt(len(squares))
    assert squares.mean() == pytest.approx(4.0, abs=4 * error)


def test_a_random_walk_has_independent_steps_of_one_size():
    root = noise.drift_root(50, "random walk", sd=1.0)
    steps = np.diff(root @ root.T, axis=0)[:, 1:] - np.diff(root @ root.T, axis=0)[:, :-1]
    np.testing.assert_allclose(steps, steps[0, 0] * np.eye(49), atol=1e-10)


def test_the_spectrum_of_1_over_f_falls_with_the_frequency():
    root = noise.drift_root(256, "1/f", sd=1.0)
    drawn = root @ np.random.default_rng(10).standard_normal((root.shape[1], 2000))
    window = np.hanning(256)[:, None]
    power = (np.abs(np.fft.rfft(drawn * window, axis=0)) ** 2).mean(axis=1)
    frequency = np.arange(4, 100)
    slope = np.polyfit(np.log(frequency), np.log(power[frequency]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.1)


def test_an_unknown_drift_is_an_error():
    with pytest.raises(ValueError, match="one of random walk, 1/f; got 'linear'"):
        noise.drift_root(10, "linear", sd=1.0)


def test_only_drift_that_is_not_in_the_model_reaches_the_betas():
    found = {}
    for kind in noise.DRIFTS:
        own = Scanner(noise=0.0, drift=2.0, drift_kind=kind, **SMALL)
        whole = experiment(own)
        places = np.tile(np.arange(8), (own.runs, 1))
        silent = np.zeros((8, UNITS))
        arguments = {"layout": np.arange(UNITS), "places": places, "rng": np.random.default_rng(11)}
        found[kind] = np.abs(measure(silent, own, whole, **arguments).betas).max()
    assert found["cosines"] < 1e-9
    assert min(found["random walk"], found["1/f"]) > 0.1


# The law of the betas.

KINDS = {
    "thermal and physiological": {},
    "smoothing": {"smoothing": 4.0},
    "common noise": {"common_noise": 0.7},
    "random walk": {"drift": 3.0, "drift_kind": "random walk"},
    "1/f": {"drift": 3.0, "drift_kind": "1/f"},
    "trials": {"trial_variability": 1.6, "noise": 0.0},
    "all": {
        "common_noise": 0.7,
        "drift": 2.0,
        "drift_kind": "random walk",
        "trial_variability": 0.8,
        "smoothing": 3.0,
        "cortical_thickness": 2.5,
        "repeats": 2,
    },
}


def check_covariance(errors, found, places):
    """Compare errors of the betas, (run, stimulus, voxel), with their law in random directions."""
    runs, stimuli, count = errors.shape
    rng = np.random.default_rng(12)
    repeats = places.shape[1] // stimuli
    for _ in range(30):
        over_stimuli, over_voxels = rng.standard_normal(stimuli), rng.standard_normal(count)
        seen = over_stimuli @ errors @ over_voxels
        direction = np.zeros(places.shape[1])
        direction[places[0]] = np.tile(over_stimuli, repeats) / repeats
        expected = sum(
            (direction @ part.over_places @ direction)
            * (over_voxels @ part.over_voxels @ over_voxels)
            for part in found.values()
        )
        # A relative variance of 2 / runs, 30 directions.
        assert (seen**2).mean() == pytest.approx(expected, rel=4.5 * np.sqrt(2 / runs))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("drawn", [False, True])
def test_betas_of_scans_and_betas_drawn_from_the_law_have_its_covariance(kind, drawn):
    own = Scanner("7t", voxel_size=2.5, runs=1000, order="sequential", **KINDS[kind])
    whole = experiment(own)
    rng = np.random.default_rng(13)
    activity = standardised(rng.standard_normal((8, UNITS)))
    layout = layouts.random_layout(UNITS, rng)
    places = events.orders(8, runs=1000, order="sequential", rng=rng, repeats=own.repeats)
    found = law.components(own, whole, UNITS, layout=layout)
    if drawn:
        responses = own.signal_change * activity @ own.voxel_matrix(UNITS)[:, layout].T
        betas = law.draw(responses, found, places, rng)
    else:
        measured = measure(activity, own, whole, layout=layout, places=places, rng=rng)
        betas, responses = measured.betas, measured.noise_free[0]
    check_covariance(betas - responses, found, places)


@pytest.mark.parametrize(
    "changes", [{}, {"repeats": 3}, {"rest": 8.0}, {"rest": 8.0, "repeats": 2}]
)
def test_covariance_over_stimuli_is_the_mean_over_orders(changes):
    own = Scanner(interval=5.0, **changes)
    whole = experiment(own)
    covariance = law.over_places(own, whole)["physiological"]
    rng = np.random.default_rng(14)
    places = events.orders(
        8, runs=4000, order="random", rng=rng, repeats=own.repeats, block=whole.block
    )
    drawn = covariance[places[:, :, None], places[:, None, :]]
    drawn = drawn.reshape(4000, own.repeats, 8, own.repeats, 8).mean(axis=(1, 3))
    error = drawn.std(axis=0) / np.sqrt(len(drawn))
    found = law.over_stimuli(covariance, own, whole)
    assert (np.abs(found - drawn.mean(axis=0)) < 4.5 * error + 1e-12).all()


def test_layouts_average_to_the_law_without_a_layout():
    own = Scanner(trial_variability=1.0, **SMALL)
    whole = experiment(own)
    rng = np.random.default_rng(15)
    drawn = [
        law.components(own, whole, 30, layout=layouts.random_layout(30, rng))["trials"].over_voxels
        for _ in range(500)
    ]
    expected = law.components(own, whole, 30)["trials"].over_voxels
    error = np.std(drawn, axis=0) / np.sqrt(500)
    assert (np.abs(np.mean(drawn, axis=0) - expected) < 4.5 * error + 1e-12).all()
