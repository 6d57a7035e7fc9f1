import os
import shlex
import weakref

import netCDF4
import numpy as np
import pytest

from storage import files, identity
from storage.files import read_batch, read_blocks, read_facts, write_batch, write_blocks
from storage.identity import DamagedFileError, OtherFileError

MADE_FROM = {
    "stage": "stimuli",
    "recipe": "text",
    "stimuli": {"levels": 4, "units": 50},
    "study_seed": 0,
}
ITEMS = np.random.default_rng(0).standard_normal((2, 3, 4, 50)).astype(np.float32)


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / "batch.nc")
    write_batch(
        path,
        {"items": ITEMS},
        seeds=[7, 8],
        long_name="value of the item",
        made_from=MADE_FROM,
        facts={"noise_sd": [0.0, 0.5]},
    )
    return path


def test_what_is_written_is_read(path):
    read = read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, ITEMS)


def test_files_describe_themselves(path):
    with netCDF4.Dataset(path) as file:
        assert file["items"].dimensions == ("seed", "category", "level", "unit")
        assert file["items"].long_name == "value of the item"
        assert file["items"].units == "1"
        assert file.recipe == '"text"'
        assert file["seed"][:].tolist() == [7, 8]
    assert read_facts(path, made_from=MADE_FROM) == MADE_FROM | {"noise_sd": [0.0, 0.5]}


def test_readouts_may_differ_in_their_units(tmp_path):
    path = str(tmp_path / "batch.nc")
    arrays = {"readout_none": ITEMS, "readout_sum": ITEMS[..., :5]}
    write_batch(path, arrays, seeds=[0, 1], long_name="activity", made_from={})
    for name, array in arrays.items():
        np.testing.assert_array_equal(read_batch(path, name, seeds=[0, 1], made_from={}), array)


def test_seeds_are_written_one_at_a_time(tmp_path):
    one, other = str(tmp_path / "batch.nc"), str(tmp_path / "seeds.nc")
    values = ITEMS[..., 0, 0]
    said = {"seeds": [7, 8], "long_name": "value", "made_from": {"recipe": "text"}}
    said |= {"dimensions": {"values": ("seed", "place")}, "units": "percent"}
    write_batch(one, {"items": ITEMS, "values": values}, **said)

    def by_seed():
        before = None
        for place in range(2):
            assert before is None or before() is None  # gone when the next is made
            items = ITEMS[place].copy()
            before, given = weakref.ref(items), [items]
            del items
            yield {"items": given.pop()[None], "values": values[place : place + 1]}

    write_blocks(other, by_seed(), **said)
    with netCDF4.Dataset(one) as whole, netCDF4.Dataset(other) as parts:
        assert vars(parts) == vars(whole)
        assert list(parts.variables) == list(whole.variables)
        for name, variable in whole.variables.items():
            assert vars(parts[name]) == vars(variable)
            assert parts[name].dimensions == variable.dimensions
            assert parts[name].chunking() == variable.chunking()
            assert parts[name].dtype == variable.dtype
            np.testing.assert_array_equal(parts[name][:], variable[:])


def test_variables_may_come_one_after_the_other_and_need_all_seeds(tmp_path):
    path, values = str(tmp_path / "blocks.nc"), np.arange(6.0).reshape(3, 2)
    blocks = [{"a": values[:2]}, {"a": values[2:]}, {"b": values}]
    said = {"seeds": [4, 5, 6], "long_name": "value", "made_from": {}}
    said |= {"dimensions": dict.fromkeys("ab", ("seed", "place"))}
    write_blocks(path, blocks, **said)
    for name in "ab":
        np.testing.assert_array_equal(read_batch(path, name, seeds=[4, 5, 6], made_from={}), values)
    with pytest.raises(ValueError, match="'a': 2"):
        write_blocks(str(tmp_path / "short.nc"), blocks[:1], **said)
    assert not (tmp_path / "short.nc").exists()


@pytest.mark.parametrize(("at_once", "sizes"), [(1, [1, 1, 1]), (32, [2, 1]), (10**6, [3])])
def test_seeds_are_read_in_blocks_that_fit(tmp_path, monkeypatch, at_once, sizes):
    path, values = str(tmp_path / "blocks.nc"), np.arange(6.0).reshape(3, 2)
    monkeypatch.setattr(files, "READ_AT_ONCE", at_once)
    dimensions = {"values": ("seed", "place")}
    said = {"long_name": "value", "made_from": {}, "dimensions": dimensions}
    write_batch(path, {"values": values}, seeds=[4, 5, 6], **said)
    blocks = list(read_blocks(path, ["values"], seeds=[4, 5, 6], made_from={}))
    assert [len(seeds) for seeds, _ in blocks] == sizes
    assert [seed for seeds, _ in blocks for seed in seeds] == [4, 5, 6]
    np.testing.assert_array_equal(np.concatenate([array for _, (array,) in blocks]), values)


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
        made_from={},
    )
    first = {"seeds": [7, 8], "made_from": {}, "only": {"seed": slice(1)}}
    np.testing.assert_array_equal(read_batch(path, "items", **first), items[:1])
    with netCDF4.Dataset(path) as file:
        assert (file["items"].long_name, file["items"].units) == ("value of the item", "percent")
    data = path.read_bytes()
    place = data.index(items[1].tobytes()[:64])
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    np.testing.assert_array_equal(read_batch(path, "items", **first), items[:1])
    with pytest.raises(DamagedFileError):
        read_batch(path, "items", seeds=[7, 8], made_from={})


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
        read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM)
    assert f"{path} is damaged" in str(caught.value)
    assert f"snakemake --cores all --force {path}" in str(caught.value)


def test_a_part_is_read_as_it_is_in_the_whole(tmp_path):
    path = str(tmp_path / "batch.nc")
    items = np.random.default_rng(1).standard_normal((3, 23, 6, 7)).astype(np.float32)
    write_batch(path, {"items": items}, seeds=range(3), long_name="value", made_from={})

    def part(**only):
        return read_batch(path, "items", seeds=range(3), made_from={}, only=only)

    np.testing.assert_array_equal(part(category=slice(7)), items[:, :7])
    np.testing.assert_array_equal(part(category=slice(99)), items)
    np.testing.assert_array_equal(
        part(seed=slice(2), category=slice(3, 9), level=[0, 2, 5]), items[:2, 3:9, [0, 2, 5]]
    )


def test_a_part_is_read_without_the_rest(tmp_path):
    # A damage in the last categories is not met by those who read the first.
    path = tmp_path / "batch.nc"
    items = np.random.default_rng(1).standard_normal((1, 20, 6, 50)).astype(np.float32)
    write_batch(str(path), {"items": items}, seeds=[0], long_name="value", made_from={})
    data = path.read_bytes()
    place = data.index(items[0, 17].tobytes()[:64])
    path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    read = {"seeds": [0], "made_from": {}}
    first = read_batch(str(path), "items", **read, only={"category": slice(5)})
    np.testing.assert_array_equal(first, items[:, :5])
    with pytest.raises(DamagedFileError):
        read_batch(str(path), "items", **read)


def test_a_file_without_the_variable_is_damaged(path):
    with pytest.raises(DamagedFileError, match="readout_none"):
        read_batch(path, "readout_none", seeds=[7, 8], made_from=MADE_FROM)


OTHERS = {
    "recipe": ({"recipe": "released"}, 'recipe: it has "text", expected is "released"'),
    "seed of the study": ({"study_seed": 1}, "study_seed: it has 0, expected is 1"),
    "stage": ({"stage": "similarity"}, 'stage: it has "stimuli", expected is "similarity"'),
    "a parameter": (
        {"stimuli": {"levels": 5, "units": 50}},
        "stimuli.levels: it has 4, expected is 5",
    ),
    "a parameter less": (
        {"stimuli": {"levels": 4}},
        "stimuli.units: it has 50, expected is nothing",
    ),
    "a fact more": ({"scheme": "vector"}, 'scheme: it has nothing, expected is "vector"'),
    "a number that is nearly the same": (
        {"stimuli": {"levels": 4.5, "units": 50}},
        "stimuli.levels: it has 4, expected is 4.5",
    ),
}


@pytest.mark.parametrize(("changes", "said"), OTHERS.values(), ids=OTHERS)
def test_a_file_made_from_something_else_says_what_it_has_and_what_is_expected(path, changes, said):
    with pytest.raises(OtherFileError) as caught:
        read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM | changes)
    assert f"{path} is not the file that belongs there" in str(caught.value)
    assert f"\n  {said}\n" in str(caught.value)
    assert str(caught.value).count("expected is") == 1
    assert f"snakemake --cores all --force {path}" in str(caught.value)


def test_all_differences_are_listed_at_once(path):
    with pytest.raises(OtherFileError) as caught:
        read_facts(path, made_from=MADE_FROM | {"recipe": "released", "study_seed": 3})
    assert str(caught.value).count("expected is") == 2


def test_a_file_of_other_seeds_is_refused(path):
    with pytest.raises(OtherFileError, match=r"seeds: it has \[7, 8\], expected is \[7, 9\]"):
        read_batch(path, "items", seeds=[7, 9], made_from=MADE_FROM)


def test_a_file_without_facts_is_refused(tmp_path):
    path = str(tmp_path / "old.nc")
    write_batch(path, {"items": ITEMS}, seeds=[7, 8], long_name="value", made_from={})
    with pytest.raises(OtherFileError, match="recipe: it has nothing, expected is"):
        read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM)


def test_tuples_and_lists_are_the_same_fact(tmp_path):
    path = str(tmp_path / "batch.nc")
    made_from = {"rates": (1.0, 2.0), "grids": {"fine": [(3, 4)]}}
    write_batch(path, {"items": ITEMS}, seeds=[7, 8], long_name="value", made_from=made_from)
    read_batch(path, "items", seeds=[7, 8], made_from=made_from)
    read_batch(path, "items", seeds=[7, 8], made_from={"rates": [1.0, 2.0]})


def test_a_link_into_a_cache_names_the_cached_file_to_remove(path, tmp_path):
    entry = tmp_path / "cache of all" / "0123abcd.nc"
    entry.parent.mkdir()
    os.rename(path, entry)
    os.symlink(entry, path)
    entry.write_bytes(b"")
    with pytest.raises(DamagedFileError) as caught:
        read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM)
    command = str(caught.value).splitlines()[-1]
    assert shlex.split(command)[:4] == ["rm", "-f", str(entry), "&&"]
    assert command.endswith(f"--force {path}")


def test_the_command_is_that_of_the_users_own_run(path, monkeypatch):
    monkeypatch.setenv(identity.COMMAND, "snakemake --cores 3 --configfile mine.yaml")
    with pytest.raises(OtherFileError) as caught:
        read_facts(path, made_from={"recipe": "released"})
    assert f"\n  snakemake --cores 3 --configfile mine.yaml --force {path}\n" in str(caught.value)


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_batch(str(tmp_path / "none.nc"), "items", seeds=[7, 8], made_from={})


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_not_called_damaged(path):
    os.chmod(path, 0)
    with pytest.raises(PermissionError):
        read_batch(path, "items", seeds=[7, 8], made_from=MADE_FROM)


def test_a_write_that_fails_leaves_no_file(tmp_path):
    path = tmp_path / "batch.nc"
    facts = {"a": {1}}
    with pytest.raises(TypeError):
        write_batch(str(path), {"x": ITEMS}, seeds=[7, 8], long_name="x", made_from=facts)
    assert list(tmp_path.iterdir()) == []
