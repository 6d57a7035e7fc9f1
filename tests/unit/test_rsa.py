"""Ties are ties, intervals cover, and files of matrices describe themselves."""

import os
import subprocess
import sys

import numpy as np
import pytest
from conftest import REPOSITORY
from rsatoolbox.rdm import RDMs, compare, concat, load_rdm
from scipy.stats import rankdata

from batches import item_rsa
from neuralcode.analysis import intervals, rdms, rsa, without_items
from neuralcode.stimuli import make_items, noise_sd_by_level

KEY = {"recipe": "text", "scanner": "7t", "scheme": "vector"}
# 5 categories at 4 levels, as the default study compares them.
CATEGORIES, LEVELS = 5, [0, 6, 13, 19]


def items_of(seed):
    items = make_items(
        2017, seed, categories=CATEGORIES, units=100, noise_sd=noise_sd_by_level(20, 0.05)
    )
    return items[:, LEVELS]


@pytest.mark.parametrize("active", [1, 3, 10, 50])
def test_distances_that_are_equal_in_theory_are_equal(active):
    """Binary patterns of so many active units can overlap in so many ways, and no more."""
    rng = np.random.default_rng(active)
    patterns = np.zeros((CATEGORIES * 4, 100), np.float32)
    for pattern in patterns:
        pattern[rng.choice(100, active, replace=False)] = 0.1
    for order in (np.arange(100), rng.permutation(100), np.arange(100)[::-1]):
        shuffled = patterns[:, order].reshape(CATEGORIES, 4, 100)
        found = rdms.correlation_rdm(shuffled, LEVELS, KEY).dissimilarities[0]
        one, other = np.triu_indices(len(patterns), 1)
        overlap = (patterns[one] * patterns[other] > 0).sum(axis=1)
        assert len(np.unique(found)) == len(np.unique(overlap)) <= active + 1
        np.testing.assert_array_equal(rankdata(found), rankdata(-overlap))


def test_distances_that_differ_in_theory_stay_apart():
    values = np.array([[0.0, 1e-6, 1.0], [5e-9, 6e-9, 1.0]])
    np.testing.assert_array_equal(rdms.tied(values), values)
    third = np.array([0.1 + 0.2, 0.3, 1.0])
    assert len(np.unique(rdms.tied(third))) == 2


def test_the_stimuli_agree_with_themselves_exactly():
    models = rdms.scheme_rdms(np.array([items_of(seed) for seed in range(12)]), LEVELS, KEY)
    for method in rsa.COMPARISONS:
        values = rsa.agreement(models, models, method)
        found = intervals.of_mean(values, 0.95, scale="correlation")
        np.testing.assert_allclose(found, 1, atol=1e-12)


@pytest.fixture(scope="module")
def population():
    """Agreement of 600 seeds that each draw their own stimuli, measured with noise."""
    rng = np.random.default_rng(4)
    items = np.array([items_of(seed) for seed in range(600)])
    models = rdms.scheme_rdms(items, LEVELS, KEY)
    noisy = items + 2.0 * rng.standard_normal(items.shape)
    found = rdms.scheme_rdms(noisy, LEVELS, KEY)
    return {
        method: np.concatenate(
            [
                rsa.agreement(models.subset("seed", own), found.subset("seed", own), method)
                for own in np.arange(600).reshape(-1, 20).tolist()
            ]
        )
        for method in rsa.COMPARISONS
    }


@pytest.mark.parametrize("method", rsa.COMPARISONS)
@pytest.mark.parametrize("seeds", [5, 12])
def test_intervals_of_agreement_cover_in_1000_studies(population, seeds, method):
    """Studies draw their seeds from a population whose mean is known."""
    values = population[method]
    drawn = np.random.default_rng(seeds).choice(values, size=(seeds, 1000))
    _, low, high = intervals.of_mean(drawn, 0.95, scale="correlation")
    covered = np.mean((low <= values.mean()) & (values.mean() <= high))
    assert 0.90 <= covered <= 0.98


def shared_study(rng, seeds=8, stimuli=10):
    """Seeds that see the same stimuli: a model, and a noisy matrix per seed."""
    patterns = rng.standard_normal((stimuli, 1, 8)) * rng.gamma(3, 1 / 3, (stimuli, 1, 1))
    noisy = patterns + 1.2 * rng.standard_normal((seeds, *patterns.shape))
    model = rdms.scheme_rdms(patterns[None], [0], KEY)
    return model, rdms.scheme_rdms(noisy, [0], KEY)


def test_intervals_for_shared_stimuli_resample_both_and_cover():
    """The design that a user's own data have. `test_intervals` has 1,000 studies of the formula."""
    rng = np.random.default_rng(5)
    truth = np.mean(
        [rsa.agreement(*both_seeds(shared_study(rng)), "whitened").mean() for _ in range(400)]
    )
    ends = []
    for _ in range(150):
        model, measured = shared_study(rng)
        ends.append(
            rsa.of_shared_stimuli(
                model, measured, "whitened", resamples=60, confidence=0.95, rng=rng
            )
        )
    mean, low, high = np.array(ends).T
    assert (low < mean).all()
    covered = np.mean((low <= truth) & (truth <= high))
    # Of 150 studies: two standard errors around what 1,000 must keep to.
    assert 0.90 - 0.05 <= covered <= 1


def both_seeds(study):
    model, measured = study
    return concat([model] * measured.n_rdm, target_pdesc="stimulus"), measured


def test_matrices_of_several_measures_are_not_mixed():
    one = rdms.correlation_rdm(items_of(0), LEVELS, KEY)
    other = RDMs(one.dissimilarities, dissimilarity_measure="crossnobis")
    with pytest.raises(ValueError, match="correlation, crossnobis"):
        rdms.together([one, other])


SAVE = """
import sys
sys.path[:0] = ["workflow_scripts", "tests", "tests/unit"]
from test_rsa import KEY, LEVELS, items_of
from neuralcode.analysis import rdms
few, all_of_them = items_of(0)[None, :2], items_of(1)[None]
both = [
    rdms.scheme_rdms(all_of_them, LEVELS, KEY),
    rdms.scheme_rdms(few, LEVELS, {**KEY, "scheme": "rate"}),
]
rdms.together(both).save(sys.argv[1], file_type="hdf5")
"""


def test_files_of_matrices_describe_themselves_and_are_the_same_bytes(tmp_path):
    files = [tmp_path / "one.hdf5", tmp_path / "other.hdf5"]
    for number, path in enumerate(files):
        subprocess.run(
            [sys.executable, "-c", SAVE, str(path)],
            check=True,
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONHASHSEED": str(number)},
        )
    assert files[0].read_bytes() == files[1].read_bytes()
    read = load_rdm(str(files[0]))
    assert read.dissimilarity_measure == "correlation"
    for name, expected in (KEY | {"seed": 0}).items():
        assert read.rdm_descriptors[name][0] == expected
    assert read.rdm_descriptors["scheme"] == ["vector", "rate"]
    assert np.isnan(read.subset("scheme", "rate").dissimilarities).sum() == 190 - 28


@pytest.mark.parametrize("shared", [True, False])
def test_items_of_all_seeds_or_of_each_are_compared_with_and_without_an_item(shared):
    rng = np.random.default_rng(20)
    items = rng.normal(size=(1 if shared else 3, 7, 1, 30))
    patterns = items + rng.normal(size=(3, 7, 1, 30))
    models, found = (
        rdms.scheme_rdms(p, [0], {"recipe": "mine", "scanner": "none", "scheme": "vector"})
        for p in (items, patterns)
    )
    without = item_rsa.without_each([models, found], "rank")[0, 1]
    for seed in range(3):
        own = [models.subset("seed", 0 if shared else seed), found.subset("seed", seed)]
        expected = rsa.agreement(*own, "rank")
        assert item_rsa.agreements(models, found, "rank")[seed] == pytest.approx(expected[0])
        kept = [0, 1, 2, 4, 5, 6]
        fewer = rdms.scheme_rdms(items[0 if shared else seed][None, kept], [0], {"scheme": ""})
        other = rdms.scheme_rdms(patterns[seed][None, kept], [0], {"scheme": ""})
        assert without[seed, 3] == pytest.approx(rsa.agreement(fewer, other, "rank")[0])


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("method", rsa.COMPARISONS)
def test_agreement_without_an_item_is_that_of_rsatoolbox_for_the_others(method, ties):
    rng = np.random.default_rng(21)
    matrices = rng.gamma(2, 1, (4, 9, 9))
    matrices += matrices.swapaxes(1, 2)
    matrices[2:] += 2 * matrices[:1]  # some are alike
    if ties:
        matrices = matrices.round()
    matrices[:, range(9), range(9)] = 0
    found = without_items.agreements(matrices, method)
    for item in range(9):
        kept = np.delete(np.arange(9), item)
        fewer = RDMs(matrices[:, kept[:, None], kept])
        expected = compare(fewer, fewer, rsa.COMPARISONS[method])
        np.testing.assert_allclose(found[:, :, item], expected, atol=1e-12)


@pytest.mark.parametrize("method", rsa.COMPARISONS)
def test_a_diagonal_does_not_enter_the_agreement_without_an_item(method):
    rng = np.random.default_rng(22)
    matrices = rng.random((2, 8, 8))
    matrices += matrices.swapaxes(1, 2)
    expected = without_items.agreements(matrices, method)
    matrices[:, range(8), range(8)] = 7.0
    np.testing.assert_allclose(without_items.agreements(matrices, method), expected, atol=1e-12)
