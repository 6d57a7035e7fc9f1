"""Distances and decoders through noise are unbiased."""

from functools import cache

import numpy as np
import pytest
from rsatoolbox.data import Dataset
from rsatoolbox.data.noise import cov_from_residuals, prec_from_measurements
from rsatoolbox.rdm import calc_rdm
from scanners_0_1_0 import experiment, scanner
from test_rsa import CATEGORIES, KEY, LEVELS, items_of

from neuralcode.analysis import crossnobis, generalisation, rdms, rsa
from neuralcode.scanner import events, layouts
from neuralcode.scanner.scan import measure

EVENTS = CATEGORIES * len(LEVELS)


@cache
def the_experiment():
    return experiment(EVENTS)


def scanned(activity, own, seed):
    """One scan of the conditions, units laid out at random."""
    rng = np.random.default_rng(seed)
    places = events.orders(len(activity), runs=own.runs, order=own.order, rng=rng)
    layout = layouts.random_layout(activity.shape[-1], rng)
    return measure(activity, own, the_experiment(), layout=layout, places=places, rng=rng)


def precision_of(measured):
    dof = measured.experiment.residual_dof(len(measured.betas))
    return rdms.noise_precision(measured.residual_covariance(), dof)


def distances(betas, precision):
    shape = (len(betas), CATEGORIES, len(LEVELS), -1)
    return rdms.crossnobis_rdm(betas.reshape(shape), LEVELS, KEY, precision).dissimilarities[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("runs", [2, 3, 6])
def test_crossnobis_distances_are_those_of_rsatoolbox(runs, dtype):
    rng = np.random.default_rng(runs)
    betas = rng.standard_normal((runs, 12, 30)).astype(dtype)
    mixed = rng.standard_normal((30, 30))
    precision = mixed @ mixed.T
    observed = {
        "item": np.tile(np.arange(12.0), runs),
        "run": np.repeat(np.arange(float(runs)), 12),
    }
    data = Dataset(betas.reshape(-1, 30).astype(float), obs_descriptors=observed)
    theirs = calc_rdm(data, "crossnobis", "item", noise=precision, cv_descriptor="run")
    found = crossnobis.between_runs(betas, precision)
    # Sums of some hundred products, whose order may differ.
    scale = np.abs(theirs.dissimilarities).max()
    np.testing.assert_allclose(found, theirs.dissimilarities[0], rtol=0, atol=1e-13 * scale)


def mean_and_error(values):
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize("runs", [2, 3, 6, 9])
@pytest.mark.parametrize("name", ["3t", "7t"])
def test_crossnobis_distances_of_noise_are_0(name, runs):
    """25 voxels at 3t and 100 at 7t; the noise is correlated in time, most of all at 3t."""
    own = scanner(name, runs=runs)
    silence = np.zeros((EVENTS, 100))
    means = []
    for seed in range(40):
        measured = scanned(silence, own, seed)
        means.append(distances(measured.betas, precision_of(measured)).mean())
    mean, error = mean_and_error(means)
    assert abs(mean) < 3 * error


@pytest.mark.parametrize(
    "changes",
    [
        {"smoothing": 3.0},
        {"common_noise": 0.5},
        {"trial_variability": 2.0},
        {"drift_kind": "random walk"},
    ],
)
def test_crossnobis_distances_of_other_noise_are_0(changes):
    """Of noise that voxels share, that the model lacks, or that is no part of the residuals."""
    own = scanner("7t", runs=3, **changes)
    means = []
    for seed in range(40):
        measured = scanned(np.zeros((EVENTS, 100)), own, seed)
        means.append(distances(measured.betas, precision_of(measured)).mean())
    mean, error = mean_and_error(means)
    assert abs(mean) < 3 * error


@pytest.mark.parametrize("runs", [2, 3])
def test_a_precision_from_the_betas_themselves_would_be_seen(runs):
    """As up to version 0.1.0: else the test above could not fail."""
    own = scanner("7t", runs=runs)
    means = []
    for seed in range(20):
        betas = scanned(np.zeros((EVENTS, 100)), own, seed).betas
        observed = {"stimulus": np.tile(np.arange(EVENTS), runs)}
        data = Dataset(betas.reshape(-1, betas.shape[-1]), obs_descriptors=observed)
        means.append(distances(betas, prec_from_measurements(data, "stimulus")).mean())
    mean, error = mean_and_error(means)
    assert mean > 10 * error


@pytest.mark.parametrize("smoothing", [0.0, 3.0])
@pytest.mark.parametrize("runs", [2, 6])
@pytest.mark.parametrize("name", ["3t", "7t"])
def test_crossnobis_distances_of_a_signal_are_the_true_ones(name, runs, smoothing):
    """In units of percent, and in units of noise: of the noise estimated, and of the true noise."""
    own = scanner(name, runs=runs, smoothing=smoothing)
    kernel = own.smoothing_matrix(100)
    activity = np.random.default_rng(1).standard_normal((EVENTS, 100))
    # The true covariance but for a factor, which the residuals tell: noise is alike in all voxels.
    shape = kernel @ kernel.T
    ratios = {"percent": [], "estimated": [], "true": []}
    for seed in range(30):
        measured = scanned(activity, own, seed)
        covariance = measured.residual_covariance()
        identity = np.eye(len(covariance))
        true = np.linalg.inv(shape * (np.trace(covariance) / np.trace(shape)))
        estimated = precision_of(measured)
        for kind, precision in (("percent", identity), ("estimated", estimated), ("true", true)):
            free = distances(measured.noise_free, true if kind == "true" else precision)
            own_precision = estimated if kind == "true" else precision
            found = distances(measured.betas, own_precision)
            ratios[kind].append(found.sum() / free.sum())
    for kind in ("percent", "estimated"):
        mean, error = mean_and_error(ratios[kind])
        assert abs(mean - 1) < 3 * error
    # The inverse of an estimated covariance is too large on average, by at most this factor.
    mean, error = mean_and_error(ratios["true"])
    voxels, dof = len(kernel), the_experiment().residual_dof(runs)
    if smoothing == 0:
        assert abs(mean - 1) < 3 * error + 0.02
    assert mean < dof / (dof - voxels - 1) + 3 * error


def test_the_covariance_is_shrunk_as_rsatoolbox_shrinks_it():
    rng = np.random.default_rng(2)
    mixed = rng.standard_normal((60, 60)) * (0.2 / np.sqrt(60)) + np.eye(60)
    residuals = rng.standard_normal((150, 60)) @ mixed
    residuals -= residuals.mean(axis=0)
    sample = residuals.T @ residuals / 149
    theirs = np.linalg.inv(cov_from_residuals(residuals, dof=149, method="shrinkage_diag"))
    ours = rdms.noise_precision(sample, 149)
    # Both estimate the share that is sampling error, from other moments.
    off = ~np.eye(60, dtype=bool)
    ours, theirs = np.linalg.inv(ours), np.linalg.inv(theirs)
    np.testing.assert_allclose(np.diag(ours), np.diag(theirs))
    kept = [(each[off] * sample[off]).sum() / (sample[off] ** 2).sum() for each in (ours, theirs)]
    assert 0.05 < kept[1] < 0.95
    # A sum over 60 x 59 / 2 variances of correlations, each from 150 values.
    assert kept[0] == pytest.approx(kept[1], abs=0.05)


def test_without_noise_distances_are_euclidean():
    assert (rdms.noise_precision(np.zeros((4, 4)), 10) == np.eye(4)).all()
    own = scanner("7t", noise=0.0, runs=2)
    activity = np.random.default_rng(3).standard_normal((EVENTS, 100))
    measured = scanned(activity, own, 0)
    found = distances(measured.betas, precision_of(measured))
    patterns = measured.noise_free[0]
    one, other = np.triu_indices(EVENTS, 1)
    expected = ((patterns[one] - patterns[other]) ** 2).mean(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_allclose(distances(measured.noise_free, np.eye(100)), expected, rtol=1e-9)


def noise_betas(seed, name="7t", runs=6):
    measured = scanned(np.zeros((EVENTS, 100)), scanner(name, runs=runs), seed)
    return measured.betas.reshape(runs, CATEGORIES, len(LEVELS), -1)


@pytest.mark.parametrize("runs", [2, 3, 6])
def test_decoders_and_clusters_find_nothing_in_noise(runs):
    """Centroids and clusters come from other runs than those they are tried on."""
    accuracy, difference, same_sign = [], [], []
    for seed in range(80):
        betas = noise_betas(seed, runs=runs)
        accuracy.append(np.nanmean(generalisation.decode(betas, 2)))
        separated = generalisation.separate(betas, (10, 10), 2)
        difference.append(separated[0].mean())
        same_sign.append(separated[1].mean())
    for values, chance in ((accuracy, 1 / CATEGORIES), (difference, 0.0), (same_sign, 0.5)):
        mean, error = mean_and_error(values)
        assert abs(mean - chance) < 3 * error


@pytest.mark.parametrize("method", rsa.COMPARISONS)
def test_agreement_and_the_lower_ceiling_of_noise_are_0(method):
    """The precision of all runs is common to the pairs: it must not make them alike."""
    agreement, low = [], []
    for seed in range(40):
        measured = scanned(np.zeros((EVENTS, 100)), scanner("7t"), seed)
        betas = measured.betas.reshape(6, CATEGORIES, len(LEVELS), -1)
        pairs = rdms.paired_runs(betas, LEVELS, precision_of(measured))
        model = rdms.scheme_rdms(items_of(seed)[None], LEVELS, KEY)
        value, ceiling_low, _ = rsa.agreement_of_pairs(model, [pairs], method)
        agreement.append(value)
        low.append(ceiling_low)
    mean, error = mean_and_error(agreement)
    assert abs(mean) < 3 * error
    mean, error = mean_and_error(low)
    assert abs(mean) < 3 * error
