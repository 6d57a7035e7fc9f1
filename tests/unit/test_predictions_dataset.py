"""What theory says of each code, as variables of the dataset of similarities."""

import numpy as np
import pytest
import xarray as xr

from neuralcode.randomness import generator
from neuralcode.stimuli import noise_sd_by_level
from neuralcode.theory.predictions import Items, predict
from storage.predictions import predictions

NOISE_SD = {"text": noise_sd_by_level(5, 0.1), "released": noise_sd_by_level(5, 0.1, 1e-4)}
SCHEMES = ["vector", "depth-2", "rate"]
CODES = [("text", scheme) for scheme in SCHEMES] + [("released", "depth-2")]
PARAMETERS = {"vector": {}, "depth": {"weight_sd": 1.0}, "rate": {}}


@pytest.fixture(scope="module")
def dataset():
    given = {"parameters": PARAMETERS, "units": 40, "study_seed": 3}
    found = predictions(NOISE_SD, SCHEMES, set(CODES), **given)
    return xr.Dataset(found, {"recipe": list(NOISE_SD), "scheme": SCHEMES})


@pytest.mark.parametrize(("recipe", "scheme"), CODES)
def test_each_code_has_the_prediction_of_its_recipe(dataset, recipe, scheme):
    items = Items(recipe, NOISE_SD[recipe], 40, generator(3, 0, "theory", "overlap"))
    expected = predict(scheme, items, PARAMETERS[scheme.partition("-")[0]])
    found = dataset.sel(recipe=recipe, scheme=scheme)
    np.testing.assert_allclose(found["predicted_similarity"], expected.similarity, rtol=1e-12)
    np.testing.assert_allclose(
        found["predicted_functional_smoothness"], expected.smoothness, rtol=1e-12
    )


def test_a_code_that_is_not_compared_has_none(dataset):
    missing = dataset.sel(recipe="released", scheme=["vector", "rate"])
    assert missing["predicted_similarity"].isnull().all()
    assert missing["predicted_functional_smoothness"].isnull().all()


def test_a_network_smooths_less_than_its_items(dataset):
    smoothness = dataset["predicted_functional_smoothness"].sel(recipe="text")
    assert smoothness.sel(scheme="vector") > smoothness.sel(scheme="depth-2") > 0
    assert (np.diff(dataset["predicted_similarity"].sel(recipe="text", scheme="depth-2")) < 0).all()
