import netCDF4
import numpy as np
import pytest

from storage.files import DamagedFileError, read_batch, write_batch

ITEMS = np.random.default_rng(0).standard_normal((2, 3, 4, 50)).astype(np.float32)


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "batch.nc")
    write_batch(
        path,
        {"items": ITEMS},
        seeds=[7, 8],
        long_name="value of the item",
        attributes={"recipe": "text", "noise_sd": [0.0, 0.5]},
    )
    return path


def test_what_is_written_is_read(path):
    read = read_batch(path, "items", seeds=[7, 8])
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, ITEMS)


def test_files_describe_themselves(path):
    with netCDF4.Dataset(path) as file:
        assert file["items"].dimensions == ("seed", "category", "level", "unit")
        assert file["items"].long_name == "value of the item"
        assert file["items"].units == "1"
        assert file.recipe == '"text"'
        assert file["seed"][:].tolist() == [7, 8]


def test_readouts_may_differ_in_their_units(tmp_path):
    path = str(tmp_path / "batch.nc")
    arrays = {"readout_none": ITEMS, "readout_sum": ITEMS[..., :5]}
    write_batch(path, arrays, seeds=[0, 1], long_name="activity", attributes={})
    for name, array in arrays.items():
        np.testing.assert_array_equal(read_batch(path, name, seeds=[0, 1]), array)


def test_the_first_seeds_are_read_without_the_others(tmp_path):
    path = tmp_path / "batch.nc"
    shape = (2, 300)  # large enough for a damage in the second seed alone
    items = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    write_batch(
        str(path),
        {"items": items},
        seeds=[7, 8],
        long_name={"items": "value of the item"},
        units={"items": "percent"},
        attributes={},
    )
    np.testing.assert_array_equal(read_batch(path, "items", seeds=[7, 8], first=1), items[:1])
    with netCDF4.Dataset(path) as file:
        assert (file["items"].long_name, file["items"].units) == ("value of the item", "percent")
    data = path.read_bytes()
    place = data.index(items[1].tobytes()[:64])
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    np.testing.assert_array_equal(read_batch(path, "items", seeds=[7, 8], first=1), items[:1])
    with pytest.raises(DamagedFileError):
        read_batch(path, "items", seeds=[7, 8])


def flip_a_bit(data):
    place = data.index(ITEMS[1, 1].tobytes()[:64])
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[: len(data) // 2], lambda data: b"", flip_a_bit],
    ids=["truncated", "empty", "a flipped bit"],
)
def test_a_damaged_file_is_named_with_the_command_that_makes_it_anew(path, damage):
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(damage(data))
    with pytest.raises(DamagedFileError) as caught:
        read_batch(path, "items", seeds=[7, 8])
    assert f"{path} is damaged" in str(caught.value)
    assert f"snakemake --cores all --force {path}" in str(caught.value)


@pytest.mark.parametrize(("name", "seeds"), [("readout_none", [7, 8]), ("items", [7, 9])])
def test_a_file_that_holds_something_else_is_damaged(path, name, seeds):
    with pytest.raises(DamagedFileError):
        read_batch(path, name, seeds=seeds)


def test_a_write_that_fails_leaves_no_file(tmp_path):
    path = tmp_path / "batch.nc"
    with pytest.raises(TypeError):
        write_batch(str(path), {"items": ITEMS}, seeds=[7, 8], long_name="x", attributes={"a": {1}})
    assert not path.exists()
