"""All pairs of items that seeds share: statistics, intervals, and decoding of categories."""

import numpy as np
import pytest

from neuralcode.analysis import intervals, item_pairs
from neuralcode.analysis.item_decoding import named_rightly
from neuralcode.analysis.similarity import similarity_matrix

STUDIES, COVERS = 400, (0.92, 0.99)


def symmetric(rng, seeds, items):
    found = rng.normal(size=(seeds, items, items))
    return (found + found.swapaxes(1, 2)) / 2


def over_pairs(one, other, without=None):
    kept = [item for item in range(len(one)) if item != without]
    pairs = np.triu_indices(len(kept), 1)
    return np.corrcoef(*(matrix[np.ix_(kept, kept)][pairs] for matrix in (one, other)))[0, 1]


def test_functional_smoothness_is_a_correlation_over_pairs_with_and_without_an_item():
    rng = np.random.default_rng(1)
    items, patterns = symmetric(rng, 3, 7), 5 + symmetric(rng, 3, 7)
    values, without = item_pairs.functional_smoothness(items, patterns)
    for seed in range(3):
        assert values[seed] == pytest.approx(over_pairs(items[seed], patterns[seed]))
        for item in range(7):
            expected = over_pairs(items[seed], patterns[seed], item)
            assert without[seed, item] == pytest.approx(expected)


def test_the_diagonal_plays_no_part():
    rng = np.random.default_rng(2)
    items, patterns = symmetric(rng, 2, 6), symmetric(rng, 2, 6)
    changed = patterns + 100 * np.eye(6)
    one, other = (item_pairs.functional_smoothness(items, p) for p in (patterns, changed))
    np.testing.assert_allclose(one[0], other[0])
    np.testing.assert_allclose(one[1], other[1])


def test_a_code_that_is_the_items_has_no_uncertainty():
    items = np.repeat(symmetric(np.random.default_rng(3), 1, 8), 6, axis=0)
    found = item_pairs.with_interval(*item_pairs.functional_smoothness(items, items), 0.95)
    np.testing.assert_allclose(found, 1.0)


@pytest.fixture(scope="module")
def studies():
    """Functional smoothness in studies in which 10 seeds measure the same 20 items with noise."""
    rng = np.random.default_rng(4)
    found = []
    for _ in range(STUDIES):
        items = rng.standard_normal((20, 10)) * rng.gamma(2, 1, (20, 1))
        # What seeds have in common is not what the items are.
        common = items @ rng.standard_normal((10, 10)) / 3 + items
        measured = common + 1.5 * rng.standard_normal((10, 20, 10))
        similar = [similarity_matrix(items)[None].repeat(10, axis=0), similarity_matrix(measured)]
        found.append(item_pairs.functional_smoothness(*similar))
    return found


def test_intervals_over_seeds_and_items_cover(studies):
    truth = np.mean([values.mean() for values, _ in studies])
    ends = np.array([item_pairs.with_interval(*study, 0.95) for study in studies])
    assert COVERS[0] <= np.mean((ends[:, 1] <= truth) & (truth <= ends[:, 2])) <= COVERS[1]


def test_intervals_over_seeds_alone_do_not_cover(studies):
    """Else the test above could not tell the two apart."""
    truth = np.mean([values.mean() for values, _ in studies])
    values = np.array([values for values, _ in studies]).T
    _, low, high = intervals.of_mean(values, 0.95, scale="correlation")
    assert np.mean((low <= truth) & (truth <= high)) < 0.85


def test_few_seeds_have_no_interval():
    values = np.random.default_rng(5).normal(size=(4, 30))
    assert np.isnan(item_pairs.of_crossed(values, values.mean(), 0.95)[1:]).all()


def test_categories_are_decoded_where_items_of_one_are_alike():
    rng = np.random.default_rng(6)
    centres = np.repeat(rng.normal(size=(3, 50)), 4, axis=0)
    items = centres + 0.1 * rng.normal(size=centres.shape)
    runs = items + 0.1 * rng.normal(size=(5, *items.shape))
    assert named_rightly(runs, np.repeat(["a", "b", "c"], 4)).mean() == 1.0


@pytest.mark.parametrize("runs", [1, 4])
def test_items_that_are_not_alike_are_at_chance_although_each_is_the_same_in_all_runs(runs):
    """A decoder that has seen the item itself names all of them."""
    rng = np.random.default_rng(7)
    shares = [
        named_rightly(np.tile(rng.normal(size=(12, 40)), (runs, 1, 1)), np.repeat(range(3), 4))
        for _ in range(200)
    ]
    # Of its own category three are averaged, of others four: a mean with more noise wins less.
    error = np.std([share.mean() for share in shares]) / np.sqrt(200)
    assert abs(np.mean(shares) - 1 / 3) < 4 * error
