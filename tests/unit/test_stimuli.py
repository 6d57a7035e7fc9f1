import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES, map_to_range
from neuralcode.stimuli import make_items, noise_sd_by_level


def items_of(seed, **changes):
    settings = {"categories": 5, "units": 40, "noise_sd": noise_sd_by_level(6, 0.2)}
    return make_items(7, seed, **(settings | changes))


def test_noise_grows_by_the_step_from_level_to_level():
    np.testing.assert_allclose(noise_sd_by_level(4, 0.05), [0, 0.05, 0.10, 0.15])
    np.testing.assert_allclose(noise_sd_by_level(3, 0.5, 0.0001), [0.0001, 0.5, 1.0])


def test_items_have_mean_0_and_sd_1():
    items = items_of(3)
    assert items.shape == (5, 6, 40)
    assert items.dtype == np.float32
    np.testing.assert_allclose(items.mean(axis=-1), 0, atol=1e-6)
    np.testing.assert_allclose(items.std(axis=-1), 1, atol=1e-6)


def test_items_are_prototypes_with_noise_of_the_level():
    # The definition, item by item.
    sd = noise_sd_by_level(6, 0.2)
    prototypes = generator(7, 3, "stimuli", "prototypes").standard_normal((5, 1, 40))
    noise = generator(7, 3, "stimuli", "noise").standard_normal((5, 6, 40))
    items = items_of(3)
    for category in range(5):
        for level in range(6):
            raw = prototypes[category, 0] + sd[level] * noise[category, level]
            expected = (raw - raw.mean()) / raw.std()
            np.testing.assert_allclose(items[category, level], expected, atol=1e-5)


def test_noise_attenuates_the_correlation_as_its_variance_says():
    sd = np.array([0.0, 0.5, 1.0])
    items = make_items(1, 0, categories=400, units=100, noise_sd=sd)
    correlation = (items * items[:, :1]).mean(axis=-1)
    expected = 1 / np.sqrt(1 + sd**2)
    # Standard error of a mean of sample correlations, and their bias, of order 1 / units.
    tolerance = 4 * (1 - expected**2) / np.sqrt(400 * 100) + expected * (1 - expected**2) / 198
    assert (np.abs(correlation.mean(axis=0) - expected) <= tolerance + 1e-6).all()


@pytest.mark.parametrize(
    "other",
    [
        (8, 3, "stimuli", "noise"),
        (7, 4, "stimuli", "noise"),
        (7, 3, "encode", "noise"),
        (7, 3, "stimuli", "prototypes"),
    ],
)
def test_random_numbers_depend_on_each_of_their_keys(other):
    first = generator(7, 3, "stimuli", "noise").standard_normal(4)
    np.testing.assert_array_equal(first, generator(7, 3, "stimuli", "noise").standard_normal(4))
    assert (first != generator(*other).standard_normal(4)).all()


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20, unique=True))
def test_mapping_reaches_both_ends_and_keeps_the_correlation(values):
    item = np.array(values)
    mapped = map_to_range(item)
    assert mapped.min() == pytest.approx(-1)
    assert mapped.max() == pytest.approx(1)
    if item.std() > 1e-6:
        assert np.corrcoef(item, mapped)[0, 1] == pytest.approx(1)


def test_recipes_differ_as_documented():
    items = items_of(0)
    text, released = RECIPES["text"], RECIPES["released"]
    assert text.prototype_noise_sd == 0
    assert released.prototype_noise_sd == 0.0001
    for scheme in ("vector", "matmul", "depth-1", "gain"):
        assert text.prepare(items, scheme) is items
    for scheme in ("vector", "matmul", "depth-1"):
        assert np.abs(released.prepare(items, scheme)).max() == pytest.approx(1)
    assert released.prepare(items, "gain") is items
