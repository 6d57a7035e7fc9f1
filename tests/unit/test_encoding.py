import numpy as np
import pytest

from batches import encode as stage
from neuralcode.coding.encoding import encode
from neuralcode.coding.registry import family, schemes
from neuralcode.randomness import generator
from neuralcode.recipes import map_to_range
from neuralcode.stimuli import make_items, noise_sd_by_level
from storage import files

SEEDS = (4, 9)
ITEMS = np.stack(
    [
        make_items(1, seed, categories=3, units=20, noise_sd=noise_sd_by_level(4, 0.3))
        for seed in SEEDS
    ]
)


def encoded(scheme, items=ITEMS, recipe="text", seeds=SEEDS, **parameters):
    patterns = encode(
        items, scheme=scheme, recipe=recipe, study_seed=1, seeds=seeds, parameters=parameters
    )
    return patterns["none"]


def weights(seed, scheme):
    return generator(1, seed, "encode", scheme).standard_normal((20, 20))


def test_vector_is_the_item():
    np.testing.assert_array_equal(encoded("vector"), ITEMS)


def test_gain_is_the_hyperbolic_tangent_also_in_the_released_recipe():
    np.testing.assert_allclose(encoded("gain"), np.tanh(ITEMS), rtol=1e-5)
    np.testing.assert_allclose(encoded("gain", recipe="released"), np.tanh(ITEMS), rtol=1e-5)


@pytest.mark.parametrize(("recipe", "prepare"), [("text", np.array), ("released", map_to_range)])
@pytest.mark.parametrize(("scheme", "squash"), [("matmul", np.array), ("depth-1", np.tanh)])
def test_each_item_is_multiplied_by_the_matrix_of_its_seed(recipe, prepare, scheme, squash):
    patterns = encoded(scheme, recipe=recipe, weight_sd=0.5)
    for index, seed in enumerate(SEEDS):
        matrix = 0.5 * weights(seed, scheme)
        for category in range(3):
            for level in range(4):
                expected = squash(prepare(ITEMS[index, category, level]) @ matrix)
                np.testing.assert_allclose(
                    patterns[index, category, level], expected, atol=1e-5, rtol=1e-4
                )


def test_an_upper_layer_takes_the_layer_below_as_it_is():
    below = encoded("depth-1", recipe="released", weight_sd=1.0)
    above = encoded("depth-2", items=below, recipe="released", weight_sd=1.0)
    expected = np.tanh(below[0] @ weights(SEEDS[0], "depth-2"))
    np.testing.assert_allclose(above[0], expected, atol=1e-5)


def test_layers_and_seeds_have_weights_of_their_own():
    same = np.stack([ITEMS[0], ITEMS[0]])
    first = encoded("depth-1", items=same, weight_sd=1.0)
    assert np.abs(first[0] - first[1]).max() > 0.1
    second = encoded("depth-2", items=same, weight_sd=1.0)
    assert np.abs(first[0] - second[0]).max() > 0.1


@pytest.mark.parametrize("scheme", ["vector", "gain", "matmul", "depth-1"])
def test_a_seed_alone_gives_the_same_bits_as_in_a_batch(scheme):
    parameters = {"weight_sd": 1.0} if scheme in ("matmul", "depth-1") else {}
    alone = encoded(scheme, items=ITEMS[1:], seeds=SEEDS[1:], **parameters)
    np.testing.assert_array_equal(encoded(scheme, **parameters)[1:], alone)


def test_families():
    assert family("depth-12") == "depth"
    assert family("matmul") == "matmul"
    assert {"vector", "gain", "matmul", "depth"} <= set(schemes())


def test_a_seed_that_needs_double_precision_is_not_rounded_where_others_come_first(
    tmp_path, monkeypatch
):
    """Seeds are encoded a few at a time, and stored in one array."""
    paths = [str(tmp_path / name) for name in ("items.nc", "codes.nc")]
    said = {"seeds": range(2), "long_name": "item", "made_from": {}}
    files.write_batch(paths[0], {"items": ITEMS}, **said)
    exact = 1e8 + np.arange(float(ITEMS[0].size)).reshape(1, *ITEMS[0].shape)

    def encoded(items, *, seeds, **given):
        return {"none": items if 0 in seeds else exact}

    monkeypatch.setattr(files, "READ_AT_ONCE", 1)
    monkeypatch.setattr(stage, "encode", encoded)
    given = {"variable": "items", "categories": 3, "scheme": "mine", "recipe": "text"}
    given |= {"study_seed": 1, "parameters": {}, "expected": {}, "made_from": {}}
    stage.run(*paths, seeds=[0, 2], **given)
    found = files.read_batch(paths[1], "readout_none", seeds=range(2), made_from={})
    np.testing.assert_array_equal(found, np.concatenate([ITEMS[:1], exact]))
