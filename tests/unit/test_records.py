import json
import os
from pathlib import Path

import pytest

from storage import records
from storage.identity import DamagedFileError, OtherFileError, UnusableFileError

TABLE = "results/tables/rsa.csv"
SETTINGS = {"study_seed": 0, "scanner": {"tr": 2.0, "runs": 4}, "claims": ["text"] * 500}
FACTS = records.made_from("rsa_table", SETTINGS, {"results/rsa/text/3t.csv": {"rule": "rsa"}})


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.makedirs("results/tables")
    path = Path(TABLE)
    path.write_text("scheme,value\nvector,1.0\nmatmul,0.9\n", encoding="utf-8")
    records.write(TABLE, FACTS)
    return path


def test_a_file_as_it_was_made_is_accepted(table):
    records.check(TABLE, FACTS)
    assert (
        json.loads(Path("results/records/tables/rsa.csv.json").read_text(encoding="utf-8"))["size"]
        == 35
    )


DAMAGES = {
    "empty": lambda data: b"",
    "half, in the middle of a line": lambda data: data[:20],
    "half, at the end of a line": lambda data: data[:24],
    "without its last line break": lambda data: data[:-1],
    "another number": lambda data: data.replace(b"0.9", b"0.8"),
    "a line twice": lambda data: data + b"matmul,0.9\n",
    "lines exchanged": lambda data: b"scheme,value\nmatmul,0.9\nvector,1.0\n",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_has_changed_is_named_with_the_command_that_mends_it(table, damage):
    table.write_bytes(damage(table.read_bytes()))
    with pytest.raises(DamagedFileError) as caught:
        records.check(TABLE, FACTS)
    assert f"{TABLE} is damaged" in str(caught.value)
    assert f"--force {TABLE}" in str(caught.value)


OTHERS = {
    "seed of the study": (
        {"study_seed": 1},
        "settings.study_seed: it has 0, expected is 1",
    ),
    "nested": (
        {"scanner": {"tr": 1.0, "runs": 4}},
        "settings.scanner.tr: it has 2.0, expected is 1.0",
    ),
    "long": ({"claims": ["text"] * 501}, 'settings.claims: it has "hash '),
}


@pytest.mark.parametrize(("changes", "said"), OTHERS.values(), ids=OTHERS)
def test_a_file_made_from_something_else_is_named(table, changes, said):
    expected = records.made_from(
        "rsa_table", SETTINGS | changes, {"results/rsa/text/3t.csv": {"rule": "rsa"}}
    )
    with pytest.raises(OtherFileError) as caught:
        records.check(TABLE, expected)
    assert said in str(caught.value)
    assert str(caught.value).count("expected is") == 1


def test_a_file_made_from_another_input_is_named(table):
    expected = records.made_from(
        "rsa_table", SETTINGS, {"results/rsa/text/3t.csv": {"rule": "rsa", "settings": {"a": 1}}}
    )
    with pytest.raises(OtherFileError, match=r"inputs\.results/rsa/text/3t\.csv: it has"):
        records.check(TABLE, expected)


def test_a_file_of_another_rule_is_named(table):
    with pytest.raises(OtherFileError, match='rule: it has "rsa_table", expected is "summary"'):
        records.check(TABLE, FACTS | {"rule": "summary"})


def test_a_file_without_a_record_is_named(table):
    os.rename(TABLE, "results/tables/other.csv")
    with pytest.raises(UnusableFileError) as caught:
        records.check("results/tables/other.csv", FACTS)
    assert "results/tables/other.csv has no record" in str(caught.value)
    assert "--force results/tables/other.csv" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"text"'])
def test_a_damaged_record_is_named(table, text):
    Path("results/records/tables/rsa.csv.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableFileError, match=r"a record that cannot be read"):
        records.check(TABLE, FACTS)


def test_files_of_batches_and_from_elsewhere_have_no_record(tmp_path):
    for path in (
        "results/measurements/text/vector/3t/00000-00009.nc",
        "results/weights/mine.pth",
        "resources/claims/6-ours.yaml",
        "mine/photographs/cat.jpg",
    ):
        assert records.record_of(path) is None
        records.write(path, FACTS)


def test_records_lie_beside_the_results_of_their_workflow():
    path = records.record_of("theirs/results/datasets/rdms-text-3t.hdf5")
    assert path.as_posix() == "theirs/results/records/datasets/rdms-text-3t.hdf5.json"
    path = records.record_of("/home/results/mine/results/report.html")
    assert path.as_posix() == "/home/results/mine/results/records/report.html.json"
