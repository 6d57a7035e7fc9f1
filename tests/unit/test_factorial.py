from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralcode.coding.factorial import (
    column_names,
    design_matrix,
    factorial,
    unchanged_row_probability,
)


def draw_items(seed, categories=5, levels=4, units=100):
    return np.random.default_rng(seed).standard_normal((categories, levels, units), np.float32)


def correlations(patterns):
    """Pearson correlation between all patterns, shape (pattern, pattern)."""
    return np.corrcoef(patterns.reshape(-1, patterns.shape[-1]))


def test_three_factors_are_table_1():
    names = ["I", "A", "B", "C", "AB", "AC", "BC", "ABC"]
    levels = [(a, b, c) for c, b, a in product((-1, 1), repeat=3)]
    table = [[1, a, b, c, a * b, a * c, b * c, a * b * c] for a, b, c in levels]
    assert column_names(3) == names
    assert design_matrix(3).tolist() == table


@pytest.mark.parametrize("factors", range(1, 11))
def test_design_over_root_n_is_orthogonal_in_rows_and_columns(factors):
    design = design_matrix(factors)
    assert design.dtype == np.int8
    assert set(np.unique(design)) == {-1, 1}
    # Single precision holds every whole number up to 2^24, so these products are exact.
    exact = design.astype(np.float32)
    n = 2**factors
    np.testing.assert_array_equal(exact @ exact.T, n * np.eye(n))
    np.testing.assert_array_equal(exact.T @ exact, n * np.eye(n))


@pytest.mark.parametrize("factors", [1, 2, 4, 5])
def test_columns_are_products_of_the_factors_they_name(factors):
    names = column_names(factors)
    assert len(set(names)) == 2**factors
    assert [len(name.strip("I")) for name in names[1:]] == sorted(map(len, names[1:]))
    for row, levels in zip(design_matrix(factors), product((-1, 1), repeat=factors), strict=True):
        level = dict(zip("ABCDE", reversed(levels), strict=False))  # A changes fastest
        expected = [prod(level[f] for f in name if name != "I") for name in names]
        assert row.tolist() == expected


def test_pattern_is_the_row_of_the_signs_and_its_negative():
    items = np.array([[[0.1, 2.0, -3.0, -5.0, 5.0, -6.0, -6.0, 6.0]]], np.float32)
    row = [1, 1, 1, -1, 1, -1, -1, -1]  # I A B C AB AC BC ABC with A, B high and C low
    pattern = factorial(items, None, factors=3)
    assert pattern.dtype == np.float32
    assert pattern[0, 0].tolist() == row + [-x for x in row]


def test_units_of_the_factors_can_be_chosen():
    items = draw_items(1)
    chosen = [7, 3, 99, 50]
    expected = factorial(items[..., chosen], None, factors=4)
    np.testing.assert_array_equal(factorial(items, None, factor_units=chosen), expected)
    assert (factorial(items, None, factors=4) != expected).any()


@pytest.mark.parametrize(("units", "expected"), [(100, 128), (8, 8), (64, 64), (300, 256)])
def test_there_are_by_default_about_as_many_units_as_before(units, expected):
    assert factorial(draw_items(2, units=units), None).shape == (5, 4, expected)


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_correlation_is_exactly_1_within_a_row_and_0_between_rows(seed, factors):
    items = draw_items(seed)
    patterns = factorial(items, None, factors=factors).reshape(20, -1)
    assert (patterns.mean(axis=-1) == 0).all()
    levels = items.reshape(20, -1)[:, :factors] > 0
    same = (levels[:, None] == levels).all(axis=-1)
    # Patterns of mean 0 and variance 1: the inner product over n is Pearson's correlation.
    np.testing.assert_array_equal(patterns @ patterns.T / patterns.shape[-1], same)
    np.testing.assert_allclose(correlations(patterns), same, atol=1e-12)


def test_the_row_of_all_factors_high_is_no_constant_pattern():
    assert factorial(np.ones((1, 1, 100), np.float32), None).std() == 1


@pytest.mark.parametrize("centred", [False, True])
def test_mean_similarity_follows_the_arc_cosine_law(centred):
    rng = np.random.default_rng(3)
    prototypes = rng.standard_normal((20_000, 1, 100), np.float32)
    spread = np.array([0.05, 0.3, 0.95], np.float32)
    noise = rng.standard_normal((20_000, 3, 100), np.float32)
    items = np.concatenate([prototypes, prototypes + spread[:, None] * noise], axis=1)
    if centred:
        items -= items.mean(axis=-1, keepdims=True)
        items /= items.std(axis=-1, keepdims=True)
    patterns = factorial(items, None)
    similarity = np.einsum("cu,clu->cl", patterns[:, 0], patterns[:, 1:]) / patterns.shape[-1]
    expected = unchanged_row_probability(1 / np.sqrt(1 + spread**2), 6)
    standard_error = np.sqrt(expected * (1 - expected) / len(prototypes))
    # Centring moves the probability by less than 0.002, as 400 000 pairs showed.
    tolerance = 4 * standard_error + 0.002 * centred
    assert (abs(similarity.mean(axis=0) - expected) < tolerance).all()


def test_unchanged_row_probability_has_the_known_values():
    assert unchanged_row_probability(1.0, 6) == 1
    assert unchanged_row_probability(0.0, 6) == pytest.approx(2**-6)
    assert unchanged_row_probability(-1.0, 3) == 0
    assert unchanged_row_probability(0.5, 2) == pytest.approx(4 / 9)
    np.testing.assert_allclose(unchanged_row_probability(np.array([0, 1]), 1), [0.5, 1])


@pytest.mark.parametrize("factors", [0, 13, -1])
def test_number_of_factors_is_checked(factors):
    for function in (design_matrix, column_names):
        with pytest.raises(ValueError, match=f"factors must be from 1 to 12; got {factors}"):
            function(factors)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"factors": 0}, "factors must be from 1 to 8, at most the number of units; got 0"),
        ({"factors": 9}, "factors must be from 1 to 8"),
        (
            {"factors": 3, "factor_units": [0, 1]},
            "factors must be 2, as many as there are factor_units; got 3",
        ),
        ({"factor_units": [0, 0]}, "factor_units must be different units"),
        ({"factor_units": [0, 8]}, "factor_units must be different units from 0 to 7"),
        ({"factor_units": [-1, 2]}, "factor_units must be different units from 0 to 7"),
    ],
)
def test_choice_of_factors_is_checked(parameters, message):
    with pytest.raises(ValueError, match=message):
        factorial(draw_items(4, units=8), None, **parameters)
