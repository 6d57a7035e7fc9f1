"""What a configuration asks for, in plain Python."""

import json

import pytest

from rules.configuration import check
from rules.study import STAGES, Study
from rules.study.study import batch_names, seeds_of

STUDY = {
    "seeds": 10,
    "seeds_per_batch": 4,
    "stimuli": {"categories": 6, "levels": 5, "units": 40},
    "scanners": {"fine": {"categories": 3}},
    "studies": [
        {"recipe": "text", "schemes": ["depth-1", "depth-3", "rate"], "scanners": ["none", "fine"]},
        {"recipe": "released", "schemes": ["vector", "depth-3"], "scanners": ["none"]},
    ],
    "schemes": {"rate": {"categories": 2, "duration": 0.5}},
}


@pytest.fixture(scope="module")
def study():
    return Study(check(STUDY))


def test_batches_hold_every_seed_once():
    assert batch_names(10, 4) == ["00000-00003", "00004-00007", "00008-00009"]
    seeds = [seed for batch in batch_names(10, 4) for seed in range(*seeds_of(batch))]
    assert seeds == list(range(10))


def test_a_study_knows_what_it_compares(study):
    assert len(study.combinations) == 8
    assert study.recipes == ["text", "released"]
    assert study.schemes == ["depth-1", "depth-3", "rate", "vector"]
    assert study.scanners == ["fine"]
    assert study.schemes_in("text", "fine") == ["depth-1", "depth-3", "rate"]
    assert study.first_batches(5) == ["00000-00003", "00004-00007"]


def test_a_deeper_network_takes_the_layer_below_and_the_first_one_the_stimuli(study):
    place = {"recipe": "text", "batch": "00004-00007"}
    deep = study.job("encode", scheme="depth-3", **place)
    assert deep.inputs == {"items_path": "results/representations/text/depth-2/00004-00007.nc"}
    assert deep.settings["variable"] == "readout_none"
    assert deep.settings["seeds"] == [4, 8]
    first = study.job("encode", scheme="depth-1", **place)
    assert first.inputs == {"items_path": "results/stimuli/text/00004-00007.nc"}


def test_a_scanner_shows_what_the_scheme_takes_and_a_code_in_time_scans_the_stimuli(study):
    place = {"recipe": "text", "scanner": "fine", "batch": "00000-00003"}
    rate = study.job("measure", scheme="rate", **place)
    assert rate.settings["activity"]["categories"] == 2
    assert rate.inputs == {
        "activity_path": "results/stimuli/text/00000-00003.nc",
        "design_path": "results/designs/fine/10-in-time.nc",
    }
    depth = study.job("measure", scheme="depth-1", **place)
    assert depth.settings["activity"]["categories"] == 3
    assert depth.inputs["design_path"] == "results/designs/fine/15.nc"
    assert not depth.modules
    assert STAGES["measure"].code(rate) != STAGES["measure"].code(depth)


def test_settings_have_sorted_keys_and_plain_types(study):
    wildcards = {
        "recipe": "text",
        "scheme": "depth-1",
        "scanner": "fine",
        "batch": "00000-00003",
        "task": "trained",
        "stimuli": "15",
        "in_time": "",
    }
    tried = 0
    for name, stage in STAGES.items():
        names = stage.function.__code__.co_varnames[1 : stage.function.__code__.co_argcount]
        if "network" in names or name in ("time_course_figure", "recoverability_dataset"):
            continue
        settings = study.job(name, **{key: wildcards[key] for key in names}).settings
        assert list(settings) == sorted(settings), name
        assert json.loads(json.dumps(settings)) == settings, name
        tried += 1
    assert tried > 30


def test_more_seeds_in_a_batch_take_more_memory():
    memory = [
        Study(check(STUDY | {"seeds": 400, "seeds_per_batch": size}))
        .job("encode", recipe="text", scheme="depth-1", batch="00000-00003")
        .memory_mb
        for size in (4, 400)
    ]
    assert memory[1] > memory[0]
