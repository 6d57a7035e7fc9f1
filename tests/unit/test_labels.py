"""Files by label, whatever their order."""

import re

import numpy as np
import pytest
from conftest import REPOSITORY

from rules.by_hand import job_of, loaded
from rules.study import Study
from storage import files, labels, seed_batches

MADE_FROM = {"stage": "test"}


def test_labels_are_names_of_inputs_and_come_back():
    tree = {
        "paths": {"text/depth-1@bias=0.5/3t": {"00000-00009": "a.nc", "00010-00011": "b.nc"}},
        "others": ["c.nc", "d.nc"],
        "path": "e.nc",
    }
    named = labels.flat(tree)
    assert named["paths:text/depth-1@bias=0.5/3t:00010-00011"] == "b.nc"
    assert all(not isinstance(value, dict) for value in named.values())
    assert labels.nested(named) == tree


@pytest.fixture
def paths(tmp_path):
    """Batches of seeds whose values are their seeds, in the wrong order."""
    found = {}
    for first in (4, 0, 2):
        seeds = range(first, first + 2)
        path = found[f"{seeds[0]:05d}-{seeds[-1]:05d}"] = str(tmp_path / f"{first}.nc")
        values = np.array(seeds, np.float32)[:, None]
        files.write_batch(
            path, {"value": values}, seeds=seeds, long_name="seed", made_from=MADE_FROM
        )
    return found


@pytest.mark.parametrize("seeds", [None, 1, 2, 3, 6, 9])
def test_seeds_are_read_in_their_order(paths, seeds):
    found = seed_batches.read(paths, "value", made_from=MADE_FROM, seeds=seeds)
    assert found.ravel().tolist() == list(range(6 if seeds is None else min(seeds, 6)))


def test_a_batch_with_other_seeds_than_its_label_is_an_error(paths):
    paths["00000-00001"] = paths["00002-00003"]
    with pytest.raises(files.identity.OtherFileError, match="seeds"):
        seed_batches.read(paths, "value", made_from=MADE_FROM)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("similarity_dataset", "results/datasets/similarity.nc"),
        ("hierarchy_dataset", "results/datasets/hierarchy.nc"),
        ("attenuation", "results/tables/attenuation.csv"),
        ("generalisation", "results/tables/generalisation.csv"),
    ],
)
def test_snakemake_hands_over_what_the_study_labels(rule, path):
    with loaded() as workflow:
        job = job_of(workflow, path)
    given = labels.nested(dict(job.input.items()))
    assert given == {name: path for name, path in Study.read().job(rule).inputs.items() if path}
    assert any(isinstance(part, dict) for part in given.values())


def test_no_job_takes_files_by_their_place_in_a_list():
    """Places in lists would hand the file of one code or batch to another without a word."""
    for folder in ("batches", "datasets", "tables"):
        for path in (REPOSITORY / "workflow_scripts" / folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\b(iter|zip|batched)\([^()]*paths\b", text), path
            assert not re.search(r"paths\[[^]]*:", text), path
