"""What a configuration asks for, in plain Python."""

import json
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

from rules.configuration import check
from rules.designs import timing_of
from rules.study import STAGES, Study, memory
from rules.study.spikes import drawn
from storage.labels import batch_names, digest, seeds_of

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


def test_a_scanner_shows_what_the_scheme_takes_and_a_code_in_time_scans_its_spikes(study):
    place = {"recipe": "text", "batch": "00000-00003"}
    rate = study.job("measure", scheme="rate", scanner="fine", **place)
    assert rate.settings["stimuli"] == [2, 5]
    assert rate.inputs["design_path"].endswith("/10-in-time.nc")
    (path,) = rate.inputs["activity_path"].values()
    *_, drawn, _ = Path(path).parts
    spikes = study.job("spikes", scheme="rate", drawn=drawn, **place)
    assert spikes.inputs == {"items_path": "results/stimuli/text/00000-00003.nc"}
    assert spikes.settings["made_from"] == rate.settings["expected"]["activity"]["shown"]
    assert spikes.modules
    assert not rate.modules
    depth = study.job("measure", scheme="depth-1", scanner="fine", **place)
    assert depth.settings["activity"]["categories"] == 3
    assert depth.inputs["design_path"].endswith("/15.nc")


def test_scanners_share_designs_and_spikes_of_the_same_experiment():
    place = {"recipe": "text", "scheme": "rate", "batch": "00000-00099"}
    changes = {"smooth": {"preset": "3t", "smoothing": 4.0}, "long": {"preset": "3t", "runs": 9}}
    changes |= {"slow": {"preset": "3t", "tr": 1.0}, "map": {"layout": "topographic"}}
    study = Study(check({"scanners": changes}))
    inputs = {
        scanner: study.job("measure", scanner=scanner, **place).inputs
        for scanner in ("3t", "7t", *changes)
    }
    shown = {scanner: own["activity_path"]["shown"] for scanner, own in inputs.items()}
    assert shown["3t"] == shown["7t"] == shown["smooth"] == shown["slow"] == shown["map"]
    assert shown["long"] != shown["3t"]
    assert [scanner for scanner, own in inputs.items() if "map" in own["activity_path"]] == ["map"]
    designs = {scanner: own["design_path"] for scanner, own in inputs.items()}
    assert designs["3t"] == designs["7t"] == designs["smooth"] == designs["long"] == designs["map"]
    assert designs["slow"] != designs["3t"]


def test_a_scanner_that_nothing_uses_does_not_matter_even_without_its_table():
    scanners = {"absent": {"events": "nowhere.tsv"}, "own": {"tr": 1.0, "runs": 3}}
    studies = [{"recipe": "text", "schemes": ["rate"], "scanners": ["own"]}]
    study = Study(check({"scanners": scanners, "studies": studies}))
    place = {"recipe": "text", "scheme": "rate", "batch": "00000-00099"}
    scan = study.job("measure", scanner="own", **place)
    *_, timing, stimuli = Path(scan.inputs["design_path"].removesuffix("-in-time.nc")).parts
    design = study.job("design", timing=timing, stimuli=stimuli, in_time="-in-time")
    assert design.settings["made_from"] == scan.settings["expected"]["design"]
    *_, drawn, _ = Path(scan.inputs["activity_path"]["shown"]).parts
    spikes = study.job("spikes", drawn=drawn, **place)
    assert spikes.settings["runs"] == 3
    with pytest.raises(KeyError, match="no scanner"):
        Study.read().job("design", timing="0" * 16, stimuli="100", in_time="")


def test_a_scan_of_a_code_in_time_needs_the_memory_of_its_spikes():
    study = Study.read()
    place = {"recipe": "text", "scanner": "7t", "batch": "00000-00099"}
    scan = study.job("measure", scheme="rate", **place)
    one = drawn(study, "rate", "7t", of_map=False)
    # Numbers of spikes of 40 stimuli and 100 units in four parts a second.
    spikes = 4 * 40 * 100 * one["runs"] * 4 * one["duration"] / 1e6
    assert scan.memory_mb >= memory.scan(study, "rate", "7t") + round(3 * spikes)


WILDCARDS = {
    "recipe": "text",
    "scheme": "depth-1",
    "scanner": "fine",
    "batch": "00000-00003",
    "task": "trained",
    "stimuli": "15",
    "in_time": "",
    "network": "mine",
}
# They need more than this study has.
OTHERS = {"time_course_figure", "recoverability_dataset"}
OF_DATA = {name for name in STAGES if name.startswith("item")}


@pytest.mark.parametrize("name", sorted(STAGES.keys() - OTHERS))
def test_settings_are_plain_and_the_function_of_the_job_takes_them(name, study):
    stage = STAGES[name]
    wanted = list(signature(stage.function).parameters)[1:]
    wildcards = WILDCARDS | ({"recipe": "digits"} if name in OF_DATA else {})
    if name == "spikes":
        wildcards["scheme"] = "rate"
    wildcards |= {
        "timing": digest(timing_of(study.config, "fine", 15)),
        "drawn": digest(drawn(study, wildcards["scheme"], "fine", of_map=False)),
    }
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
