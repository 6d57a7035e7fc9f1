"""Data sets of a configuration: read and refused before any job, and what they make of a study."""

import os
from pathlib import Path

import numpy as np
import pytest

from rules import own_data, planning
from rules.configuration import check
from rules.messages import ConfigurationError
from rules.study import Study, items

NAMES = [f"thing {place}" for place in range(8)]
VALUES = np.random.default_rng(1).normal(size=(8, 40)).round(3)
MODEL = (1 - np.corrcoef(VALUES)).round(9)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a data set that is right."""
    monkeypatch.chdir(tmp_path)
    write("patterns.csv", VALUES, NAMES)
    write(
        "items.csv", [[name, place % 2] for place, name in enumerate(NAMES)], head="name,category"
    )
    write("rdms.csv", MODEL)
    return tmp_path


def write(path, rows, names=None, head=""):
    lines = [head] if head else []
    for place, row in enumerate(rows):
        lines.append(",".join(map(str, [*([names[place]] if names else []), *row])))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def config(**block):
    keys = {"patterns": "patterns.csv", "items": "items.csv", "rdms": "rdms.csv"}
    return {
        "seeds": 6,
        "seeds_per_batch": 4,
        "data": {"mine": keys | block},
        "studies": [
            {"recipe": "mine", "schemes": ["vector", "depth-2"], "scanners": ["none", "7t"]}
        ],
        "rsa": {"seeds": 3},
        "hierarchy": {"networks": []},
        "width": {"units": []},
    }


def refused(**block):
    with pytest.raises(ConfigurationError) as error:
        check(config(**block))
    return str(error.value)


def test_a_data_set_is_a_study_of_its_items(folder):
    study = Study(check(config()))
    own = study.data_sets["mine"]
    assert study.combinations == []
    assert own.shown_stimuli("vector", "7t") == 8
    assert own.units("depth-2") == 40
    assert own.data.decoded_categories == 2
    encode = study.job("encode", recipe="mine", scheme="vector", batch="00000-00003").settings
    assert (encode["categories"], encode["variable"]) == (8, "values")
    encode = study.job("encode", recipe="mine", scheme="depth-1", batch="00000-00003").settings
    assert encode["variable"] == "items"


def test_the_same_content_is_the_same_study_and_another_is_not(folder):
    def settings():
        study = Study(check(config()))
        return study.job("items", recipe="mine", batch="00000-00003").settings

    first = settings()
    os.utime("patterns.csv", (1, 1))
    assert settings() == first
    write("patterns.csv", VALUES + 1, NAMES)
    assert settings() != first


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.where(VALUES[2, 3] == VALUES, np.nan, VALUES), "thing 2"),
        (np.where(VALUES[2, 3] == VALUES, "text", VALUES.astype(object)), "text"),
        (np.where(np.arange(8)[:, None] == 4, 1.0, VALUES), "'thing 4' has 1 in every unit"),
        (VALUES[:2], "at least 3 items"),
    ],
)
def test_bad_patterns_are_refused_with_file_and_key(folder, values, words):
    write("bad.csv", values, NAMES)
    text = refused(patterns="bad.csv", items="", rdms="")
    assert text.endswith("Correct the file, or name another one.\n")
    assert "data.mine.patterns" in text
    assert "bad.csv" in text
    assert words in text


def test_constant_units_are_fine(folder):
    write("patterns.csv", np.where(np.arange(40) == 5, 0.0, VALUES), NAMES)
    check(config(rdms=""))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (NAMES[:-1], "a row for each item"),
        ([NAMES[1], NAMES[0], *NAMES[2:]], "in their order"),
        ([NAMES[0], NAMES[0], *NAMES[2:]], "each item once"),
    ],
)
def test_bad_tables_of_items_are_refused_with_file_and_key(folder, names, words):
    write("bad.csv", [[name] for name in names], head="name")
    text = refused(items="bad.csv")
    assert "data.mine.items" in text
    assert "bad.csv" in text
    assert words in text


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (MODEL[:5], "8 x 8"),
        (MODEL + np.triu(np.ones((8, 8)), 1), "symmetric"),
    ],
)
def test_bad_models_are_refused_with_file_and_key(folder, matrix, words):
    write("bad.csv", matrix)
    text = refused(rdms="bad.csv")
    assert "data.mine.rdms" in text
    assert "bad.csv" in text
    assert words in text


@pytest.mark.parametrize("key", ["patterns", "items", "rdms"])
def test_a_missing_file_is_named_with_its_key(folder, key):
    text = refused(**{key: "nowhere.csv"})
    assert f"data.mine.{key}" in text
    assert "there is no file nowhere.csv" in text


def test_a_recipe_that_is_not_there_is_refused_with_those_that_are(folder):
    wrong = config()
    wrong["studies"][0]["recipe"] = "mind"
    with pytest.raises(ConfigurationError, match="recipe: mine"):
        check(wrong)


def test_more_seeds_than_subjects_are_refused(folder):
    np.save("subjects.npy", np.random.default_rng(2).normal(size=(5, 8, 40)))
    assert "5, the number of subjects in subjects.npy" in refused(patterns="subjects.npy", rdms="")
    fewer = config(patterns="subjects.npy", rdms="") | {"seeds": 5}
    assert Study(check(fewer)).data_sets["mine"].data.subjects == 5


def test_items_are_spread_over_runs_of_equal_size(folder):
    text = refused(items_per_run=3)
    assert "2, 4, 8" in text
    # What is pasted replaces the whole block.
    assert "patterns: patterns.csv" in text
    study = Study(check(config(items_per_run=4)))
    job = study.job("measure", recipe="mine", scheme="vector", scanner="7t", batch="00000-00003")
    assert job.settings["groups"] == 2
    assert job.inputs["design_path"].endswith("/4.nc")


def test_long_runs_are_said_with_minutes_and_what_helps(folder):
    long = config() | {"scanners": {"7t": {"interval": 300.0}}}
    (text,) = own_data.long_runs(check(long), "mine")
    assert "a run takes 40 minutes, and 6 runs take 240" in text
    assert "items_per_run" in text
    assert not list(own_data.long_runs(check(config()), "mine"))


def test_a_topographic_layout_is_refused(folder):
    wrong = config() | {"scanners": {"7t": {"layout": "topographic"}}}
    with pytest.raises(ConfigurationError, match="random for the data set mine"):
        check(wrong)


def test_a_plan_takes_the_items_and_tests_what_needs_no_categories(folder):
    study = Study(check(config() | {"plan": {"levels": [2, 4]}}))
    paths = list(study.job("plan_table").inputs["paths"].values())
    assert paths == [f"results/plan/mine/{scheme}/7t.csv" for scheme in ("vector", "depth-2")]
    place = {"recipe": "mine", "scanner": "7t"}
    job = study.job("plan_power", scheme="vector", **place)
    assert job.inputs == {"stimuli_path": "results/stimuli/mine/00000-00003.nc"}
    assert job.settings["given"]["taken"] == "values"
    assert job.settings["tests"] == ["agreement", "structure"]
    assert {tuple(design["levels"]) for design in job.settings["designs"]} == {(0,)}
    assert study.job("plan_power", scheme="depth-2", **place).settings["given"]["taken"] == "items"


def test_items_that_are_spread_over_runs_have_no_plan_and_say_why(folder):
    study = Study(check(config(items_per_run=4)))
    assert "spread" in planning.left_out(study.config, "mine", "vector", "7t")


def test_much_memory_is_said_with_the_batch_that_needs_less(folder):
    write("patterns.csv", np.random.default_rng(3).normal(size=(300, 2000)).round(2))
    large = config(items="", rdms="") | {"seeds": 200, "seeds_per_batch": 200}
    large["rsa"] = large.get("rsa", {}) | {"seeds": 1}
    (text,) = items.large_jobs(Study(check(large)))
    size = int(text.partition("seeds_per_batch: ")[2].split()[0])
    assert 1 <= size < 200
    assert not list(items.large_jobs(Study(check(large | {"seeds_per_batch": size}))))


def test_much_memory_for_many_voxels_is_said_with_what_helps(folder):
    np.save(folder / "large.npy", np.random.default_rng(3).normal(size=(100, 5000)))
    large = config(patterns="large.npy", items="", rdms="") | {"seeds_per_batch": 1}
    assert not list(items.large_jobs(Study(check(large))))
    large["scanners"] = {"7t": {"voxel_size": 1.2}}
    (text,) = items.large_jobs(Study(check(large)))
    assert "larger voxels" in text


def test_a_thousand_items_of_five_thousand_units_need_less_than_2_gb(folder):
    np.save(folder / "large.npy", np.random.default_rng(3).normal(size=(1000, 5000)))
    own = config(patterns="large.npy", items="", rdms="", items_per_run=100)
    large = own | {"seeds": 5, "seeds_per_batch": 5}
    assert not list(items.large_jobs(Study(check(large))))


def test_a_table_of_events_has_the_names_of_the_items(folder):
    rows = [f"{8 * place}\t3\t{name}" for place, name in enumerate(NAMES)]
    table = "\n".join(["onset\tduration\ttrial_type", *rows])
    (folder / "events.tsv").write_text(table, encoding="utf-8")
    own = config() | {"scanners": {"7t": {"events": "events.tsv"}}}
    study = Study(check(own))
    place = {"recipe": "mine", "scheme": "vector", "scanner": "7t", "batch": "00000-00003"}
    measure = study.job("measure", **place)
    *_, timing, stimuli = Path(measure.inputs["design_path"]).with_suffix("").parts
    design = study.job("design", timing=timing, stimuli=stimuli, in_time="").settings
    assert design["timing"]["labels"] == NAMES
    assert design["made_from"] == measure.settings["expected"]["design"]
    (folder / "events.tsv").write_text(table.replace(NAMES[3], "other"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="thing 3"):
        check(own)
