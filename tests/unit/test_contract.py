"""What a coding scheme may return, and how what it may not return is named."""

import numpy as np
import pytest
import xarray as xr

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.coding import registry
from neuralcode.coding.contract import ActivityError, SchemeError, checked, checked_spikes
from neuralcode.coding.encoding import encode, probe
from neuralcode.stimuli import make_items, noise_sd_by_level

SHAPE = (3, 4, 20)
SEEDS = (4, 9, 11)
ITEMS = np.stack(
    [
        make_items(1, seed, categories=3, units=20, noise_sd=noise_sd_by_level(4, 0.3))
        for seed in SEEDS
    ]
)
STIMULI = {"categories": 6, "levels": 4, "noise_sd_step": 0.3, "units": 20}


@pytest.fixture
def register(monkeypatch):
    """Registers a function as the scheme `mine`, for the time of a test."""

    def register(function, **facts):
        known = registry.schemes() | {"mine": registry.Scheme("mine", function, **facts)}
        monkeypatch.setattr(registry, "_SCHEMES", known)

    return register


def encoded(items=ITEMS, seeds=SEEDS, **parameters):
    return encode(
        items, scheme="mine", recipe="text", study_seed=1, seeds=seeds, parameters=parameters
    )


def with_value(value, place=(1, 2, 5)):
    """A scheme that gives the items with one other value, in the seed 9."""

    def function(items, rng):
        code = items.astype(float)
        if np.array_equal(items, ITEMS[1]):
            code[place] = value
        return code

    return function


def masked(items, rng):
    return np.ma.masked_where(items > 1.5, items)


def ragged(items, rng):
    code = np.empty(3, object)
    code[:] = [list(part) for part in items]
    return code


# A function, and what is said of what it returned.
REFUSED = {
    "complex": (lambda items, rng: np.exp(1j * items), "complex numbers (dtype complex64)"),
    "complex without an imaginary part": (
        lambda items, rng: items.astype(complex),
        "complex numbers (dtype complex128)",
    ),
    "masked": (masked, "is masked"),
    "objects": (lambda items, rng: items.astype(object), "Python objects (dtype object)"),
    "ragged": (ragged, "Python objects (dtype object)"),
    "text": (lambda items, rng: items.astype(str), "text (dtype <U"),
    "bytes": (lambda items, rng: items.astype("S8"), "bytes (dtype |S8)"),
    "dates": (lambda items, rng: (10 * items).astype("M8[s]"), "no numbers (dtype datetime64[s])"),
    "nothing": (lambda items, rng: None, "None (is a return missing"),
    "a number": (lambda items, rng: 1.0, "an object of type builtins.float"),
    "a list": (lambda items, rng: items.tolist(), "an object of type builtins.list"),
    "a tuple": (lambda items, rng: (items, items), "an object of type builtins.tuple"),
    "a DataArray": (lambda items, rng: xr.DataArray(items), "DataArray, not a numpy array"),
    "flattened": (lambda items, rng: items.reshape(12, 20), "an array of shape (12, 20)"),
    "one category": (lambda items, rng: items[0], "an array of shape (4, 20)"),
    "transposed": (lambda items, rng: items.transpose(2, 0, 1), "an array of shape (20, 3, 4)"),
    "levels first": (lambda items, rng: items.transpose(1, 0, 2), "an array of shape (4, 3, 20)"),
    "an axis more": (lambda items, rng: items[..., None], "an array of shape (3, 4, 20, 1)"),
    "without level 0": (lambda items, rng: items[:, 1:], "an array of shape (3, 3, 20)"),
    "summed over units": (lambda items, rng: items.sum(axis=-1), "an array of shape (3, 4)"),
    "few units": (lambda items, rng: items[..., :4], "shape (3, 4, 4): 4 units, while the scheme"),
    "no units": (lambda items, rng: items[..., :0], "shape (3, 4, 0): 0 units, while the scheme"),
    "unnamed readouts": (lambda items, rng: {"sum": items}, "readouts sum; registered are none"),
    "no readout": (lambda items, rng: {}, "readouts none at all; registered are none"),
    "NaN": (with_value(np.nan), "NaN in category 1, level 2, unit 5; 1 of 240 values"),
    "infinity": (with_value(np.inf), "inf in category 1, level 2, unit 5"),
    "negative infinity": (with_value(-np.inf), "-inf in category 1, level 2, unit 5"),
    "too large": (with_value(1e101), "1e+101 in category 1, level 2, unit 5, beyond 1e+100"),
    "infinity in single precision": (
        lambda items, rng: np.where(items > 2, np.float32(np.inf), items),
        "inf in category",
    ),
    "NaN in half precision": (
        lambda items, rng: np.sqrt(items.astype(np.float16)),
        "NaN in category 0, level 0, unit",
    ),
    "a vanishing spread": (
        lambda items, rng: items.astype(float) * 1e-150,
        "values that differ by",
    ),
}


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize(("function", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_pattern_is_named_with_its_scheme_and_seed(register, function, said):
    register(function)
    with pytest.raises(SchemeError) as caught:
        encoded()
    message = str(caught.value)
    assert said in message
    assert "coding scheme mine" in message
    assert f"in seed {9 if 'unit 5' in said else 4}." in message
    assert "expected: a numpy array of real, finite, unmasked numbers" in message
    assert "(category, level, unit) = (3, 4, 20)" in message


def test_a_tensor_is_no_array(register):
    torch = pytest.importorskip("torch")
    register(lambda items, rng: torch.from_numpy(items))
    with pytest.raises(SchemeError, match=r"torch.Tensor, not a numpy array"):
        encoded()


def test_a_data_frame_is_no_array(register):
    pd = pytest.importorskip("pandas")
    register(lambda items, rng: pd.DataFrame(items.reshape(12, 20)))
    with pytest.raises(SchemeError, match=r"DataFrame, not a numpy array"):
        encoded()


def test_another_number_of_units_in_another_seed_is_named(register):
    others = iter([20, 20, 19])
    register(lambda items, rng: items[..., : next(others)])
    with pytest.raises(SchemeError, match="19 units, while the scheme is registered with 20"):
        encoded()


ACCEPTED = {
    "truth values": lambda items, rng: items > 0,
    "whole numbers": lambda items, rng: (10 * items).astype(int),
    "bytes without a sign": lambda items, rng: (items > 0).astype(np.uint8),
    "half precision": lambda items, rng: items.astype(np.float16),
    "extended precision": lambda items, rng: items.astype(np.longdouble),
    "a view": lambda items, rng: items[..., ::-1],
    "a read-only view": lambda items, rng: np.broadcast_to(items[:, :1], items.shape),
    "column-major": lambda items, rng: np.asfortranarray(items),
    "big-endian": lambda items, rng: items.astype(">f8"),
    "masked, with nothing masked": lambda items, rng: np.ma.masked_array(items),
}


@pytest.mark.parametrize("function", ACCEPTED.values(), ids=ACCEPTED)
def test_all_that_holds_real_numbers_is_accepted_as_it_is(register, function):
    register(function)
    code = encoded()["none"]
    assert code.dtype == np.float32
    for index in range(len(SEEDS)):
        expected = np.asarray(function(ITEMS[index], None), float)
        np.testing.assert_allclose(code[index], expected, rtol=1e-6)


def in_place(items, rng, *, factors):
    items *= factors.pop()
    items[items < 0] = 0
    return items


def test_a_scheme_cannot_damage_items_or_parameters(register):
    register(in_place)
    items, factors = ITEMS.copy(), [2.0]
    code = encoded(items, factors=factors)["none"]
    np.testing.assert_array_equal(items, ITEMS)
    assert factors == [2.0]
    np.testing.assert_array_equal(code, np.maximum(2 * ITEMS, 0))


def test_a_scheme_may_return_the_same_memory_for_each_seed(register):
    memory = np.empty(SHAPE, np.float32)

    def function(items, rng):
        memory[:] = items
        return memory

    register(function)
    np.testing.assert_array_equal(encoded()["none"], ITEMS)


# Patterns that single precision would round away: their similarity is that of the items.
WIDE = {
    "a small spread on a large offset": lambda items, rng: 1e6 + 1e-3 * items.astype(float),
    "an offset of its own for each pattern": lambda items, rng: (
        1e5 * np.arange(12.0).reshape(3, 4, 1) + 1e-3 * items
    ),
    "beyond single precision": lambda items, rng: 1e60 * items.astype(float),
    "below single precision": lambda items, rng: 1e-60 * items.astype(float),
    "large whole numbers": lambda items, rng: 2**50 + np.round(1e4 * items).astype(np.int64),
}


@pytest.mark.parametrize("function", WIDE.values(), ids=WIDE)
def test_what_single_precision_would_damage_is_kept(register, function):
    register(function)
    code = encoded()["none"]
    assert code.dtype == np.float64
    # Rounding changes a value by less than 1e-4 of its pattern's spread, and so does it a
    # correlation, to first order.
    np.testing.assert_allclose(prototype_similarity(code), prototype_similarity(ITEMS), atol=2e-4)
    np.testing.assert_array_equal(code, [function(items, None) for items in ITEMS])


def test_what_single_precision_keeps_is_stored_in_it():
    exact = np.random.default_rng(0).standard_normal(SHAPE)
    facts = {"scheme": "mine", "seed": 0, "readouts": ["none"], "shape": SHAPE}
    # Rounding is by at most 2^-24 of a value: 6e-8 of 100 is 6e-6 of a spread of about 1.
    for offset, dtype in ((0, np.float32), (100, np.float32), (1e5, np.float64)):
        assert checked(exact + offset, **facts)["none"].dtype == dtype


def test_a_seed_gives_the_same_numbers_whatever_the_others_take(register):
    def function(items, rng):
        return items.astype(float) / 3 + (1e9 if np.array_equal(items, ITEMS[1]) else 0)

    register(function)
    batch, alone = encoded()["none"], encoded(ITEMS[:1], SEEDS[:1])["none"]
    assert (batch.dtype, alone.dtype) == (np.float64, np.float32)
    np.testing.assert_array_equal(batch[:1], alone)


def test_readouts_are_those_that_are_registered(register):
    register(lambda items, rng: {"none": items, "sum": abs(items)}, readouts=("none", "sum"))
    code = encoded()
    np.testing.assert_array_equal(code["sum"], abs(ITEMS))
    register(lambda items, rng: items, readouts=("none", "sum"))
    with pytest.raises(SchemeError, match="readouts none; registered are none, sum"):
        encoded()
    register(
        lambda items, rng: {"none": items, "sum": np.full(items.shape, np.nan)},
        readouts=("none", "sum"),
    )
    with pytest.raises(SchemeError, match=r"seed 4, readout sum\.\n  returned: NaN"):
        encoded()


# Activity in time.

SPIKES = np.ones((3, 2, 5), np.uint8)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "None"),
        ([1, 2], "an object of type builtins.list"),
        (SPIKES[:, :1], r"an array of shape \(3, 1, 5\)"),
        (SPIKES[..., :4], r"an array of shape \(3, 2, 4\)"),
        (SPIKES * 1j, "complex numbers"),
        (np.ma.masked_equal(SPIKES, 1), "value 0, trial 0, time step 0 is masked"),
        (np.where(SPIKES, np.nan, 0), "NaN in value 0, trial 0, time step 0"),
        (np.where(SPIKES, np.inf, 0), "inf in value 0"),
        (SPIKES - 2.0, "-1.0 in value 0"),
        (SPIKES.astype(int) - 2, "-1 in value 0"),
    ],
)
def test_activity_that_is_no_spikes_is_an_error_with_the_scheme(result, said):
    with pytest.raises(ActivityError, match=said) as caught:
        checked_spikes(result, scheme="mine", shape=(3, 2, 5))
    assert "coding scheme mine" in str(caught.value)
    assert "(3, 2, 5)" in str(caught.value)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64, np.float32])
def test_spikes_are_passed_on(kind):
    assert checked_spikes(SPIKES.astype(kind), scheme="mine", shape=(3, 2, 5)).sum() == 30


# Before any job: the first seed of a study.


def probed(**parameters):
    probe("mine", recipe="text", study_seed=1, stimuli=STIMULI, parameters=parameters)


def test_a_wrong_number_of_units_is_found_before_any_job(register):
    register(lambda items, rng: items[..., :4])
    with pytest.raises(SchemeError, match="4 units, while the scheme is registered with 20"):
        probed()
    register(lambda items, rng: items[..., :4], units=lambda units, **parameters: 4)
    probed()


def test_a_scheme_that_needs_more_than_a_few_items_is_probed_with_all(register):
    calls = []

    def components(items, rng):
        # As many principal components as there are units, at most as many as items.
        calls.append(items.shape)
        flat = items.reshape(-1, items.shape[-1])
        left, values, _ = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
        return (left * values).reshape(*items.shape[:2], -1)

    register(components)
    probed()
    assert calls == [(2, 2, 20), (6, 4, 20)]


def test_a_probe_takes_as_many_categories_as_the_scheme(register):
    calls = []

    def function(items, rng, *, power):
        calls.append(items.shape)
        return items**power if len(items) < 3 else items[:1]

    register(function)
    probed(categories=1, power=2)
    assert calls == [(1, 2, 20)]
    with pytest.raises(TypeError):
        probed(categories=1)
