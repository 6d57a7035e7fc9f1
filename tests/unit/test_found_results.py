import os
import shutil
import struct
from base64 import urlsafe_b64encode
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib import pyplot as plt

from rules import found_results
from storage import records

h5py = pytest.importorskip("h5py")

RESULTS = Path("results")
RECORDS = Path(".snakemake")


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    """A folder of results with a file of each format, each of them complete."""
    results = tmp_path_factory.mktemp("complete") / RESULTS
    for folder in (*found_results.LAST_RESULTS, "logs", "similarity/text"):
        (results / folder).mkdir(parents=True)
    xr.Dataset({"a": ("x", np.arange(1000.0))}).to_netcdf(results / "datasets/a.nc")
    with h5py.File(results / "datasets/b.hdf5", "w") as file:
        file["a"] = np.arange(1000.0)
    with h5py.File(results / "datasets/c.hdf5", "w", libver="latest") as file:
        file["a"] = np.arange(1000.0)
    pd.DataFrame({"a": range(100)}).to_csv(results / "tables/a.csv", index=False)
    (results / "tables/summary.txt").write_text("text", encoding="utf-8")
    figure, axis = plt.subplots(figsize=(1, 1))
    axis.plot([1, 2])
    for ending in ("svg", "pdf", "png"):
        figure.savefig(results / f"figures/a.{ending}")
    plt.close(figure)
    return results


@pytest.fixture
def results(complete, tmp_path, monkeypatch):
    """A copy of these results, in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(complete, RESULTS)
    return RESULTS


def files(results):
    return sorted(path for path in results.rglob("*") if path.is_file())


def test_complete_results_are_not_called_damaged(results):
    assert len(files(results)) == 8
    assert found_results.damaged(results) == []


@pytest.mark.parametrize("size", [0, 1, 40, 0.5, 0.9, -1])
@pytest.mark.parametrize(
    "name",
    [
        *("datasets/a.nc", "datasets/b.hdf5", "datasets/c.hdf5", "tables/a.csv"),
        *("figures/a.svg", "figures/a.pdf", "figures/a.png"),
    ],
)
def test_what_is_cut_off_is_damaged(results, name, size):
    path = results / name
    whole = path.stat().st_size
    keep = int(size * whole) if 0 < size < 1 else size if size >= 0 else whole + size
    if name.endswith((".csv", ".svg", ".pdf")) and size == -1:
        keep -= 1  # not the last line break alone
    with open(path, "r+b") as file:
        file.truncate(keep)
    if name.endswith(".csv") and keep and path.read_bytes().endswith(b"\n"):
        pytest.skip("a table cut at the end of a line: its reader notices")
    assert found_results.damaged(results) == [path]
    (text,) = found_results.warnings(results, RECORDS, "snakemake -c 2")[:1]
    assert text.startswith(f"{path}: empty, cut off, or changed after they were made.")
    assert f"\n  snakemake -c 2 --force {path}\n" in text


def test_a_table_cut_at_the_end_of_a_line_is_damaged_where_it_has_a_record(results):
    table = results / "tables/a.csv"
    records.write(str(table), {})
    assert found_results.damaged(results) == []
    table.write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[:50]))
    assert found_results.damaged(results) == [table]


@pytest.mark.parametrize("name", ["datasets/b.hdf5", "figures/a.png", "figures/a.pdf"])
def test_a_changed_byte_is_damage_where_a_record_tells(results, name):
    path = results / name
    records.write(str(path), {})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert found_results.damaged(results) == [path]


def test_another_file_is_no_hdf5(results):
    (results / "datasets/a.nc").write_bytes(b"CDF\x01" + bytes(1000))
    assert found_results.damaged(results) == [results / "datasets/a.nc"]


def record(path, state="metadata"):
    name = urlsafe_b64encode(str(path).encode()).decode()
    parts = [name[i : i + 254] for i in range(0, len(name), 254)]
    folder = RECORDS.joinpath(state, *(f"@{part}" for part in parts[:-1]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / parts[-1]).write_text("{}", encoding="utf-8")


def test_files_without_a_record_are_named_once(results):
    long = results / "similarity" / "text" / ("depth-" + "1" * 200) / "00000-00009.nc"
    long.parent.mkdir()
    long.touch()
    assert found_results.unrecorded(results, RECORDS) == files(results)
    for path in files(results):
        record(path)
    assert found_results.unrecorded(results, RECORDS) == []
    copied = results / "similarity/text/00000-00009.nc"
    copied.touch()
    (text,) = found_results.warnings(results, RECORDS, "snakemake")
    assert f"no record of {copied}. " in text
    record(copied, "incomplete")
    assert found_results.warnings(results, RECORDS, "snakemake") == []


def test_logs_weights_and_parts_need_no_record(results):
    (results / "weights").mkdir()
    for name in ("logs/encode.log", "weights/mine.pth", "datasets/a.nc.partial", "logs/a.part"):
        (results / name).touch()
    for path in files(results):
        if path.suffix not in (".log", ".pth", ".partial", ".part"):
            record(path)
    assert found_results.unrecorded(results, RECORDS) == []


def test_many_files_are_counted(results):
    for number in range(20):
        (results / f"similarity/text/{number:02d}.nc").touch()
    (text,) = found_results.warnings(results, RECORDS, "snakemake")
    assert "and 23 more files" in text
    assert len(text) < 600


def test_the_size_in_a_superblock_is_that_of_the_file(results):
    for name in ("a.nc", "b.hdf5", "c.hdf5"):
        start = (results / "datasets" / name).read_bytes()[:64]
        assert found_results._hdf5_size(start) == os.path.getsize(results / "datasets" / name)
    # Version 1 has two more fields in front of it.
    start = b"\x89HDF\r\n\x1a\n\x01" + bytes(35) + struct.pack("<Q", 1234) + bytes(12)
    assert found_results._hdf5_size(start) == 1234
