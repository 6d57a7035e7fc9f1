"""A parameter with a list of values: one scheme for each value."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from datasets import item_dataset, similarity_dataset
from neuralcode.coding.encoding import encode
from neuralcode.stimuli import make_items
from rules import schemes
from rules.configuration import SCHEMA, check, default_study
from rules.messages import ConfigurationError
from rules.study import Study
from storage import datasets
from tables import sweep


def with_blocks(*studied, families=None, **blocks):
    config = default_study()
    config["schemes"] = blocks
    config["families"] = families or {}
    config["studies"] = [{"recipe": "text", "schemes": list(studied), "scanners": ["none"]}]
    config["hierarchy"]["networks"] = []
    return config


def test_each_value_is_a_scheme_with_its_own_parameters():
    given = with_blocks("vector", "depth-2", "depth-3", depth={"weight_sd": [0.5, 2]})
    study = Study(check(given))
    names = ["depth-2@weight_sd=0.5", "depth-2@weight_sd=2"]
    assert study.schemes[:3] == ["vector", *names]
    assert study.parameters(names[1]) == {"weight_sd": 2.0}
    job = study.job("encode", recipe="text", scheme="depth-3@weight_sd=2", batch="00000-00099")
    assert job.inputs["items_path"].endswith("/depth-2@weight_sd=2/00000-00099.nc")
    assert job.settings["parameters"] == {"weight_sd": 2.0}
    assert check(study.config) == study.config
    # What has no value of its own takes the first.
    assert study.job("code_properties").settings["parameters"]["depth"] == {"weight_sd": 0.5}


def test_whole_numbers_and_widths_can_be_swept():
    families = {"relu": {"activation": "relu", "sigma_w": 1.4, "width": [50, 80]}}
    config = check(with_blocks("relu-1", families=families))
    names = config["studies"][0]["schemes"]
    assert [schemes.units_of(config, name) for name in names] == [50, 80]
    config = check(with_blocks("factorial", factorial={"factors": ["2", "3"]}))
    names = config["studies"][0]["schemes"]
    assert [schemes.units_of(config, name) for name in names] == [8, 16]


def test_a_list_that_is_one_value_is_not_swept():
    config = check(with_blocks("rate", rate={"rates": [2.0, 30.0]}))
    assert config["studies"][0]["schemes"] == ["rate"]
    assert schemes.parameters_of(config, "rate")["rates"] == [2.0, 30.0]


def test_all_values_draw_the_same_weights():
    items = make_items(1, 0, categories=2, units=20, noise_sd=np.array([0.0, 0.5]))[None]
    settings = dict(recipe="text", study_seed=1, seeds=[0])
    one = encode(items, scheme="depth-1", parameters={"weight_sd": 0.7}, **settings)
    name = "depth-1@weight_sd=0.7"
    other = encode(items, scheme=name, parameters={"weight_sd": 0.7}, **settings)
    np.testing.assert_array_equal(one["none"], other["none"])
    # And the exception of the released recipe is for a code with a value as for the code itself.
    settings["recipe"] = "released"
    one, other = (
        encode(items, scheme=name, parameters={}, **settings)["none"]
        for name in ("gain", "gain@factor=1")
    )
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ({"depth": {"weight_sd": []}}, r"'schemes.depth.weight_sd'(.*\n)*.*list of such numbers"),
        ({"depth": {"weight_sd": [1, 1.0]}}, r"'schemes.depth.weight_sd'(.*\n)*.*repetition"),
        ({"depth": {"weight_sd": [1, -1]}}, r"'schemes.depth.weight_sd'(.*\n)*.*at least 1e-06"),
        ({"depth": {"weight_sd": [1, "x"]}}, r"'schemes.depth.weight_sd'(.*\n)*.*each a number"),
        ({"depth": {"weight_sd": [1, [2]]}}, r"'schemes.depth.weight_sd'(.*\n)*.*each a number"),
        ({"depth": {"weight_sd": [1, 1e-5]}}, r"'schemes.depth.weight_sd\[1\]'(.*\n)*.*vanishes"),
        (
            {"matmul": {"weight_sd": [1, 2]}, "factorial": {"factors": [2, 3]}},
            r"'schemes.factorial.factors'(.*\n)*.*one key at a time",
        ),
        (
            {"rate": {"trials": [2, 3], "duration": [1, 2]}},
            r"'schemes.rate.duration'(.*\n)*.*one key at a time",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused(blocks, message):
    with pytest.raises(ConfigurationError, match=message):
        check(with_blocks("depth-9", **blocks))


@pytest.mark.parametrize("name", ["depth-1@weight_sd=3", "depth-1@sd=1", "vector@weight_sd=1"])
def test_a_value_that_is_not_in_the_list_is_no_scheme(name):
    with pytest.raises(ConfigurationError, match="schemes"):
        check(with_blocks(name, depth={"weight_sd": [1, 2]}))


def test_the_parameter_is_a_dimension_and_a_column(tmp_path):
    rows = [
        ("text", "depth-1@weight_sd=0.5", "none", 0.9),
        ("text", "depth-1@weight_sd=2", "none", 0.8),
        ("text", "depth-4@weight_sd=2", "none", 0.5),
        ("text", "vector", "none", 1.0),
    ]
    table = pd.DataFrame(rows, columns=["recipe", "scheme", "scanner", "functional_smoothness"])
    table[["ci_low", "ci_high", "predicted"]] = 0.4
    table.to_csv(tmp_path / "fs.csv", index=False)
    paths = [str(tmp_path / name) for name in ("fs.csv", "sweep.csv", "sweep.nc")]
    sweep.run(*paths, key="weight_sd")
    assert pd.read_csv(paths[1])["weight_sd"].tolist() == [0.5, 2.0, 2.0]
    with xr.open_dataset(paths[2]) as dataset:
        found = dataset["functional_smoothness"].sel(recipe="text", code="depth", scanner="none")
        assert float(found.sel(depth=4, weight_sd=2)) == 0.5
        assert np.isnan(found.sel(depth=4, weight_sd=0.5))


SWEPT = ["vector", "tanh-1@sigma_w=0.5", "tanh-1@sigma_w=2", "relu-1"]


@pytest.mark.parametrize(
    "frame",
    [
        lambda schemes: similarity_dataset.frame(
            {"recipe": ["text"], "scheme": schemes, "scanner": ["none"]},
            (2, 3, 4),
            {"noise_sd_step": 0.1},
            {},
        ),
        lambda schemes: item_dataset.frame(
            {"scheme": schemes, "scanner": ["none"]}, 2, ["a", "b", "c"], None, {}
        ),
    ],
)
def test_datasets_have_the_values_of_a_swept_parameter_by_scheme(tmp_path, frame):
    datasets.write(frame(SWEPT), tmp_path / "swept.nc")
    with xr.open_dataset(tmp_path / "swept.nc") as dataset:
        found = dataset.coords["sigma_w"]
        assert found.dims == ("scheme",)
        np.testing.assert_array_equal(found, [np.nan, 0.5, 2.0, np.nan])
        assert dataset["scheme"].values[found.values == 2.0].tolist() == ["tanh-1@sigma_w=2"]
    # Without several values there is no such coordinate.
    assert not datasets.swept_coordinates(["vector", "depth-3"])
    assert set(frame(SWEPT).coords) - set(frame(SWEPT[:1]).coords) == {"sigma_w"}


def test_no_parameter_has_the_name_of_a_coordinate():
    taken = {"recipe", "scheme", "scanner", "seed", "category", "level", "item", "noise_sd"}
    blocks = [*SCHEMA["properties"]["schemes"]["properties"].values()]
    blocks += SCHEMA["properties"]["families"]["patternProperties"].values()
    keys = {key for block in blocks for key in block["properties"]}
    assert "sigma_w" in keys
    assert not taken & keys
