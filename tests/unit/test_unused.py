"""Results that a study no longer names."""

import os
from pathlib import Path

import pytest

from rules import unused

MADE = ("results/a/old.nc", "results/a/named.nc", "results/figures/old.svg")
BY_HAND = ("results/mine.csv", "results/weights/mine.pth")


@pytest.fixture
def records(tmp_path, monkeypatch):
    """Results of jobs that ended just now, with what Snakemake recorded of them."""
    monkeypatch.chdir(tmp_path)
    records = {}
    for name in (*MADE, *BY_HAND):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("values", encoding="utf-8")
        if name in MADE:
            log = Path("results/logs") / path.relative_to("results").with_suffix(".log")
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("1 s", encoding="utf-8")
            records[name] = {"log": [str(log)], "endtime": path.stat().st_mtime}
    return records


def leftovers(records):
    return unused.leftovers(Path("results"), {Path("results/a/named.nc")}, records.get)


def test_what_the_workflow_made_and_the_study_does_not_name_is_left_over(records):
    assert [str(one.path) for one in leftovers(records)] == [
        "results/a/old.nc",
        "results/figures/old.svg",
    ]


def test_it_goes_with_its_log_and_its_folder_and_nothing_else(records):
    unused.remove(leftovers(records), records.pop)
    left = {str(path) for path in Path("results").rglob("*") if path.is_file()}
    assert left == {"results/a/named.nc", "results/logs/a/named.log", *BY_HAND}
    assert not Path("results/figures").exists()
    assert not Path("results/logs/figures").exists()
    assert set(records) == {"results/a/named.nc"}
    assert leftovers(records) == []


def test_what_was_changed_by_hand_stays(records):
    later = records["results/figures/old.svg"]["endtime"] + 2 * unused.CLOCK_DIFFERENCE
    os.utime("results/figures/old.svg", (later, later))
    found = leftovers(records)
    assert "Changed by hand since they were made, so they stay:\nresults/figures/old.svg" in (
        unused.listing(found)
    )
    unused.remove(found, records.pop)
    assert Path("results/figures/old.svg").exists()
    assert Path("results/logs/figures/old.log").exists()
    assert not Path("results/a/old.nc").exists()


def test_of_a_link_into_a_cache_only_the_link_goes(records, tmp_path):
    entry = tmp_path / "entry"
    Path("results/a/old.nc").rename(entry)
    Path("results/a/old.nc").symlink_to(entry)
    unused.remove(leftovers(records), records.pop)
    assert entry.exists()
    assert not Path("results/a/old.nc").is_symlink()


def test_the_list_names_files_and_their_sizes(records):
    lines = unused.listing(leftovers(records)).splitlines()
    assert lines[0].endswith("MB  results/a/old.nc")
    assert lines[-1].endswith("in 2 files that the study no longer names")
    assert "names every result" in unused.listing([])


def test_a_study_that_cannot_be_planned_removes_nothing(tmp_path):
    snakefile = tmp_path / "Snakefile"
    snakefile.write_text("raise ValueError('of the study')\n", encoding="utf-8")
    with pytest.raises(unused.UnusedError, match="of the study"):
        unused.named_files(snakefile, {}, ["all"])
