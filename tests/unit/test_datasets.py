import netCDF4
import numpy as np
import pytest
import xarray as xr

from storage import datasets
from storage.identity import DamagedFileError, OtherFileError

NAMES = ["vector", "matmul", "naïve Bayes 網", ""]
DATASET = xr.Dataset(
    {
        "similarity": (("code", "seed"), np.arange(8, dtype=np.float32).reshape(4, 2)),
        "n_units": ("code", np.array([30, 30, 4, 160])),
        "one": 1.5,
    },
    coords={
        "code": ("code", NAMES),
        "layer": ("code", np.array(["a", None, "b/c", "d"], object)),
        "seed": ("seed", [0, 1]),
    },
    attrs={"title": "A dataset", **datasets.provenance("a_rule", {"seeds": 2, "study_seed": 0})},
).drop_vars("layer")


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "dataset.nc")
    datasets.write(DATASET, path)
    return path


def test_what_is_written_is_read(path):
    read = datasets.read(path)
    xr.testing.assert_identical(read, DATASET)
    assert read["code"].values.tolist() == NAMES


def test_a_part_is_read_without_the_rest(path):
    read = datasets.read(path, only=["similarity"], at={"code": "matmul"})
    xr.testing.assert_identical(read, DATASET[["similarity"]].sel(code="matmul"))


def test_names_that_are_objects_are_read_as_text(tmp_path):
    path = str(tmp_path / "dataset.nc")
    datasets.write(DATASET.assign_coords(code=DATASET["code"].astype(object)), path)
    assert datasets.read(path)["code"].values.tolist() == NAMES


def test_all_arrays_have_checksums(path):
    with netCDF4.Dataset(path) as file:
        arrays = [variable for variable in file.variables.values() if variable.ndim > 0]
        assert len(arrays) == 4
        assert all(variable.filters()["fletcher32"] for variable in arrays)


def test_missing_values_are_declared_and_coordinates_have_none(path):
    with netCDF4.Dataset(path) as file:
        assert np.isnan(file["similarity"]._FillValue)
        for name in ("code", "seed", "n_units"):
            assert "_FillValue" not in file[name].ncattrs(), name


def test_the_history_has_commit_rule_and_parameters_and_no_time(path, tmp_path):
    history = datasets.read(path).attrs["history"]
    commit = datasets.read(path).attrs["commit"]
    assert (
        history
        == f'rule a_rule at commit {commit} with the parameters {{"seeds": 2, "study_seed": 0}}'
    )
    again = str(tmp_path / "again.nc")
    datasets.write(DATASET, again)
    with open(path, "rb") as first, open(again, "rb") as second:
        assert first.read() == second.read()


def test_a_flipped_bit_is_found_in_numbers_and_in_names(path):
    with open(path, "rb") as file:
        data = file.read()
    found = 0
    for place in range(0, len(data), len(data) // 150):
        with open(path, "wb") as file:
            file.write(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        try:
            read = datasets.read(path)
        except DamagedFileError:
            found += 1
            continue
        # The headers of HDF5 have no checksums of their own: a name may have changed, no array.
        for name in DATASET.variables:
            if name in read and read[name].shape == DATASET[name].shape and DATASET[name].ndim:
                np.testing.assert_array_equal(read[name].values, DATASET[name].values)
    assert found > 0


def test_a_dataset_of_another_configuration_is_refused(path):
    datasets.read(path, made_from={"configuration": {"seeds": 2, "study_seed": 0}})
    with pytest.raises(OtherFileError, match=r"configuration\.study_seed: it has 0, expected is 1"):
        datasets.read(path, made_from={"configuration": {"seeds": 2, "study_seed": 1}})


def test_a_dataset_of_other_seeds_is_refused(path):
    datasets.read(path, seeds=[0, 1])
    with pytest.raises(OtherFileError, match="seeds: it has"):
        datasets.read(path, seeds=[1, 2])


def test_only_what_gets_much_smaller_is_compressed():
    values = np.random.default_rng(2).standard_normal((4, 50)).astype(np.float32)
    missing = values.copy()
    missing[:3] = np.nan
    stored = datasets.encoding(
        xr.Dataset(
            {"dense": (("a", "b"), values), "missing": (("a", "b"), missing)},
            coords={"name": ("a", ["one", "two", "three", "four"])},
        )
    )
    assert {name: how["zlib"] for name, how in stored.items()} == {
        "dense": False,
        "missing": True,
        "name": True,
    }
    assert all(how["fletcher32"] for how in stored.values())
