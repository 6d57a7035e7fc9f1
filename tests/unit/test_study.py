"""What a configuration asks for, in plain Python."""

import json
from importlib import import_module
from inspect import signature

import pytest

from rules.configuration import check
from rules.study import STAGES, Study
from rules.study.study import batch_names, seeds_of

STUDY = {
    "seeds": 10,
    "seeds_per_batch": 4,
    "stimuli": {"categories": 6, "levels": 5, "units": 40},
    "scanners": {"fine": {"categories": 3}},
    "data": {"digits": {"patterns": "resources/digits.csv", "items": "resources/digits-items.csv"}},
    "studies": [
        {"recipe": "digits", "schemes": ["depth-1"], "scanners": ["none", "fine"]},
        {"recipe": "text", "schemes": ["depth-1", "depth-3", "rate"], "scanners": ["none", "fine"]},
        {"recipe": "released", "schemes": ["vector", "depth-3"], "scanners": ["none"]},
    ],
    "schemes": {"rate": {"categories": 2, "duration": 0.5}},
    "photographs": {
        "networks": [
            {
                "name": "mine",
                "weights": "https://example.org/w.pth",
                "sha256": "0" * 8,
                "function": "mine:net",
                "transforms": "mine:shown",
                "layers": ["1"],
            }
        ]
    },
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


WILDCARDS = {
    "recipe": "text",
    "scheme": "depth-1",
    "scanner": "fine",
    "batch": "00000-00003",
    "task": "trained",
    "stimuli": "15",
    "in_time": "",
    "of": "",
    "network": "mine",
}
# They need more than this study has.
OTHERS = {"time_course_figure", "recoverability_dataset"}
OF_DATA = {name for name in STAGES if name.startswith(("item", "stimulus_item"))}


@pytest.mark.parametrize("name", sorted(STAGES.keys() - OTHERS))
def test_settings_are_plain_and_the_function_of_the_job_takes_them(name, study):
    stage = STAGES[name]
    wanted = list(signature(stage.function).parameters)[1:]
    wildcards = WILDCARDS | ({"recipe": "digits"} if name in OF_DATA else {})
    job = study.job(name, **{key: wildcards[key] for key in wanted})
    assert list(job.settings) == sorted(job.settings)
    assert json.loads(json.dumps(job.settings)) == job.settings
    parameters = signature(import_module(stage.module).run).parameters
    given = {*job.inputs, *job.settings}
    rest = {key for key, part in parameters.items() if part.kind is part.VAR_KEYWORD}
    assert rest or given <= set(parameters)
    needed = {key for key, part in parameters.items() if part.default is part.empty} - rest
    files = {key for key in needed - given if key.endswith(("_path", "_paths", "path", "_table"))}
    assert needed - given - files <= {"threads"}


def test_more_seeds_in_a_batch_take_more_memory():
    memory = [
        Study(check(STUDY | {"seeds": 400, "seeds_per_batch": size}))
        .job("encode", recipe="text", scheme="depth-1", batch="00000-00003")
        .memory_mb
        for size in (4, 400)
    ]
    assert memory[1] > memory[0]
