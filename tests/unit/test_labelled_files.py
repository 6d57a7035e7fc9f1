"""Files of a user's data: what is read, and what is refused with the name of the file."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rsatoolbox.rdm import RDMs

from neuralcode import rdm, read_patterns, read_rdms, scan
from neuralcode.labelled.patterns import PatternsError, as_patterns

NAMES = ["cat", "dog", "car", "bus"]
VALUES = np.random.default_rng(3).normal(size=(4, 30))
TABLE = pd.DataFrame(VALUES, NAMES)
MODEL = 1 - np.corrcoef(VALUES)


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("named_items", [True, False])
@pytest.mark.parametrize("header", ["texts", "numbers", False])
def test_tables_are_read_with_and_without_names(tmp_path, suffix, named_items, header):
    table = TABLE.rename(columns=lambda unit: f"u{unit}") if header == "texts" else TABLE
    path = tmp_path / f"patterns{suffix}"
    separator = "," if suffix == ".csv" else "\t"
    table.to_csv(path, sep=separator, index=named_items, header=bool(header))
    found = read_patterns(path)
    np.testing.assert_allclose(found, VALUES, rtol=1e-12)
    assert found["item"].values.tolist() == (NAMES if named_items else [0, 1, 2, 3])
    if header == "texts":
        assert found["unit"].values.tolist() == [f"u{unit}" for unit in range(30)]


def test_items_with_numbers_as_names_are_no_unit(tmp_path):
    path = tmp_path / "patterns.csv"
    TABLE.set_axis([7, 3, 9, 4]).rename_axis("id").to_csv(path)
    found = read_patterns(path)
    np.testing.assert_allclose(found, VALUES, rtol=1e-12)
    assert found["item"].values.tolist() == [7, 3, 9, 4]


def test_arrays_are_read(tmp_path):
    np.save(tmp_path / "a.npy", VALUES)
    np.savez(tmp_path / "b.npz", VALUES)
    np.savez(tmp_path / "c.npz", patterns=VALUES, items=np.array(NAMES), other=[1])
    array = xr.DataArray(VALUES.T, {"item": NAMES}, ("unit", "item"), name="anything")
    array.to_netcdf(tmp_path / "d.nc")
    for name, items in (
        ("a.npy", range(4)),
        ("b.npz", range(4)),
        ("c.npz", NAMES),
        ("d.nc", NAMES),
    ):
        found = read_patterns(tmp_path / name)
        np.testing.assert_allclose(found, VALUES, rtol=1e-12)
        assert found["item"].values.tolist() == list(items)
    assert scan(read_patterns(tmp_path / "d.nc")).sizes["item"] == 4


def test_subjects_are_an_axis(tmp_path):
    np.save(tmp_path / "a.npy", np.stack([VALUES, VALUES + 1]))
    assert dict(read_patterns(tmp_path / "a.npy").sizes) == {"subject": 2, "item": 4, "unit": 30}


def test_a_table_of_items_gives_names_and_labels(tmp_path):
    np.save(tmp_path / "a.npy", VALUES)
    TABLE.to_csv(tmp_path / "named.csv")
    items = written(
        tmp_path, "items.csv", "name,category\ncat,animal\ndog,animal\ncar,tool\nbus,tool\n"
    )
    for name in ("a.npy", "named.csv"):
        found = read_patterns(tmp_path / name, items)
        assert found["item"].values.tolist() == NAMES
        assert found["category"].values.tolist() == ["animal", "animal", "tool", "tool"]


BAD_ITEMS = {
    "length": ("name\ncat\ndog\ncar\n", ["items.csv", "it has 3", "4 items"]),
    "order": ("name\ncat\ncar\ndog\nbus\n", ["items.csv", "item 1", "'car'", "'dog'"]),
    "twice": ("name\ncat\ncat\ncar\nbus\n", ["items.csv", "'cat'", "twice"]),
    "no name": ("name,b\ncat,1\n,1\ncar,1\nbus,1\n", ["items.csv", "row 1"]),
    "column": ("name,unit\ncat,1\ndog,1\ncar,1\nbus,1\n", ["items.csv", "'unit'"]),
    "empty": ("", ["items.csv"]),
    "lengths": ("name\ncat,1\ndog,1\ncar,1\nbus,1\n", ["items.csv", "cannot be read"]),
}


@pytest.mark.parametrize("kind", BAD_ITEMS)
def test_a_table_of_other_items_is_refused(tmp_path, kind):
    text, words = BAD_ITEMS[kind]
    TABLE.to_csv(tmp_path / "patterns.csv")
    with pytest.raises(PatternsError) as error:
        read_patterns(tmp_path / "patterns.csv", written(tmp_path, "items.csv", text))
    assert all(word in str(error.value) for word in words), error.value


BAD_PATTERNS = {
    "text": ("item,a,b\ncat,1,2\ndog,3,many\ncar,4,1\n", ["'dog'", "unit 'b'", "'many'"]),
    "empty cell": ("item,a,b\ncat,1,2\ndog,,2\ncar,4,1\n", ["'dog'", "unit 'a'", "nan"]),
    "constant": ("item,a,b\ncat,1,2\ndog,3,3\ncar,4,1\n", ["'dog'", "3 in every unit"]),
    "few": ("item,a,b\ncat,1,2\ndog,3,4\n", ["3 items", "got 2"]),
    "twice": ("item,a,b\ncat,1,2\ncat,3,4\ncar,4,1\n", ["'cat'"]),
    "no corner": ("a,b\ncat,1,2\ndog,3,4\ncar,4,1\n", ["cannot be read"]),
    "text in the first row": ("cat,1,many\ndog,3,2\ncar,4,1\n", ["'1'", "'many'"]),
    "semicolons": ("item;a;b\ncat;1;2\ndog;3;4\ncar;4;1\n", ["no values"]),
    "empty": ("", ["empty"]),
    "lengths": ("item,a,b\ncat,1,2\ndog,3,4,5\ncar,4,1\n", ["cannot be read"]),
}


@pytest.mark.parametrize("kind", BAD_PATTERNS)
def test_what_is_no_pattern_is_refused_with_the_name_of_the_file(tmp_path, kind):
    text, words = BAD_PATTERNS[kind]
    with pytest.raises(PatternsError) as error:
        read_patterns(written(tmp_path, "mine.csv", text))
    assert all(word in str(error.value) for word in ["mine.csv", *words]), error.value


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*mine.npy"):
        read_patterns(tmp_path / "mine.npy")
    with pytest.raises(PatternsError, match=r"mine.xlsx must be a file of .npy"):
        read_patterns(written(tmp_path, "mine.xlsx", ""))
    for suffix in (".npy", ".npz", ".nc"):
        with pytest.raises(PatternsError, match=f"mine{suffix} cannot be read"):
            read_patterns(written(tmp_path, f"mine{suffix}", "no such thing"))
    np.savez(tmp_path / "two.npz", a=VALUES, b=VALUES)
    with pytest.raises(PatternsError, match=r"two.npz .* a, b"):
        read_patterns(tmp_path / "two.npz")
    np.save(tmp_path / "objects.npy", np.array([["a", 1], [2, 3]], object))
    with pytest.raises(PatternsError, match=r"objects.npy cannot be read"):
        read_patterns(tmp_path / "objects.npy")


def test_model_matrices_are_read(tmp_path):
    patterns = as_patterns(TABLE)
    np.save(tmp_path / "a.npy", MODEL)
    np.savetxt(tmp_path / "b.csv", MODEL, delimiter=",")
    pd.DataFrame(MODEL, NAMES, NAMES).to_csv(tmp_path / "c.csv")
    pd.DataFrame(MODEL, columns=NAMES).to_csv(tmp_path / "d.csv", index=False)
    rdm(patterns).save(tmp_path / "e.hdf5", file_type="hdf5")
    pd.DataFrame(MODEL).to_csv(tmp_path / "f.csv")
    for name in ("a.npy", "b.csv", "c.csv", "d.csv", "e.hdf5", "f.csv"):
        found = read_rdms(tmp_path / name, patterns)
        np.testing.assert_allclose(found.get_matrices(), MODEL[None], atol=1e-6)
        assert list(found.pattern_descriptors["item"]) == NAMES
    np.save(tmp_path / "several.npy", np.stack([MODEL, 2 * MODEL]))
    assert read_rdms(tmp_path / "several.npy", patterns).n_rdm == 2
    # Its first row counts, and is no header.
    np.savetxt(tmp_path / "line.csv", np.abs(np.arange(4)[:, None] - np.arange(4)), "%d", ",")
    assert read_rdms(tmp_path / "line.csv", patterns).dissimilarities[0].tolist() == [
        1,
        2,
        3,
        1,
        2,
        1,
    ]


def changed(row, column, value):
    model = MODEL.copy()
    model[row, column] = value
    return model


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (MODEL[:3], ["4 x 4", "3 x 4"]),
        (MODEL[:3, :3], ["4 x 4", "3 x 3"]),
        (MODEL[0], ["4 x 4"]),
        (changed(1, 2, 5.0), ["symmetric", "'dog'", "'car'", "5"]),
        (changed(1, 2, np.nan), ["finite", "'dog'", "'car'", "nan"]),
        (changed(1, 1, 1.0), ["0 on the diagonal", "'dog'"]),
    ],
)
def test_model_matrices_that_are_none_are_refused(tmp_path, model, words):
    np.save(tmp_path / "model.npy", model)
    with pytest.raises(PatternsError) as error:
        read_rdms(tmp_path / "model.npy", as_patterns(TABLE))
    assert all(word in str(error.value) for word in ["model.npy", *words]), error.value


def test_model_matrices_of_other_items_are_refused(tmp_path):
    patterns, other = as_patterns(TABLE), ["dog", "cat", "car", "bus"]
    pd.DataFrame(MODEL, other, NAMES).to_csv(tmp_path / "rows.csv")
    pd.DataFrame(MODEL, NAMES, other).to_csv(tmp_path / "columns.csv")
    pd.DataFrame(MODEL, columns=other).to_csv(tmp_path / "header.csv", index=False)
    RDMs(MODEL[None], pattern_descriptors={"item": other}).save(tmp_path / "m.hdf5", "hdf5")
    for name in ("rows.csv", "columns.csv", "header.csv", "m.hdf5"):
        with pytest.raises(PatternsError, match=f"{name} must have the items of the patterns"):
            read_rdms(tmp_path / name, patterns)
    text = pd.DataFrame(MODEL).astype(object)
    text.iloc[1, 2] = "far"
    text.to_csv(tmp_path / "text.csv", header=False, index=False)
    with pytest.raises(PatternsError, match=r"text.csv must have numbers in it; got 'far'"):
        read_rdms(tmp_path / "text.csv", patterns)
