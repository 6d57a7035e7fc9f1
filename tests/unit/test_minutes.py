"""Run time limits follow the work of a job."""

import doctest
from copy import deepcopy

import pytest

from rules.study import Study, minutes
from rules.study.spikes import drawn

DEFAULT = Study.read()
BATCH = "00000-00099"
CODE = {"recipe": "text", "scheme": "depth-2", "batch": BATCH}
SCAN = CODE | {"scanner": "7t"}
# Jobs, and keys of which more makes them longer.
GROWS = [
    ("stimuli", {"recipe": "text", "batch": BATCH}, {"stimuli.units": 1000}),
    ("encode", CODE, {"stimuli.units": 1000}),
    ("encode", CODE | {"scheme": "hash"}, {"stimuli.categories": 1000}),
    ("encode", CODE | {"scheme": "bands"}, {"schemes.bands.trials": 100}),
    ("similarity", CODE, {"stimuli.units": 20_000}),
    ("measure", SCAN, {"scanners.7t.categories": 50}),
    ("measure", SCAN, {"scanners.7t.runs": 100}),
    ("measure", SCAN | {"scanner": "7t-topographic"}, {"stimuli.units": 1000}),
    ("rsa", {"recipe": "text", "scanner": "7t"}, {"seeds": 1000, "rsa.seeds": 1000}),
    ("decode", {"recipe": "text", "scanner": "none"}, {"decoding.categories": 50}),
    ("separate", {"recipe": "text", "scanner": "7t"}, {"stimuli.units": 1000}),
    ("functional_smoothness", {}, {"statistics.bootstrap_resamples": 10**6}),
    ("similarity_dataset", {}, {"seeds": 10_000}),
    ("similarity_by_distortion", {}, {"seeds": 10_000}),
    ("hierarchy_layers", {"task": "trained", "batch": BATCH}, {"hierarchy.network.steps": 30_000}),
    ("hierarchy_layers", {"task": "trained", "batch": BATCH}, {"hierarchy.network.units": 2000}),
    ("hierarchy_dataset", {}, {"hierarchy.exemplars.new": 300}),
    (
        "measure_layers",
        {"task": "trained", "scanner": "7t", "batch": BATCH},
        {"hierarchy.network.units": 20_000},
    ),
    ("recover", SCAN, {"recoverability.voxel_sizes": [1.0] * 300}),
]


def changed(changes, factor=1):
    """The default study with other values of some keys, numbers times a factor."""
    config = deepcopy(DEFAULT.config)
    for path, value in changes.items():
        *places, key = path.split(".")
        block = config
        for place in places:
            block = block[place]
        block[key] = value * factor
    return Study(config)


@pytest.mark.parametrize(("name", "wildcards", "changes"), GROWS)
def test_more_work_gets_more_time(name, wildcards, changes):
    before, one, ten = (
        study.job(name, **wildcards).minutes
        for study in (DEFAULT, changed(changes), changed(changes, 10))
    )
    assert before <= one < ten


def test_longer_stimuli_take_more_time_to_draw_and_longer_runs_to_design():
    longer = changed({"scanners.7t.duration": 300.0})
    spikes = [
        minutes.spikes(study, "bands", drawn(study, "bands", "7t", of_map=False), BATCH)
        for study in (DEFAULT, longer)
    ]
    designs = [
        minutes.design(changed({"scanners.7t.interval": seconds}), "7t", 1000)
        for seconds in (8.0, 80.0)
    ]
    for shorter, more in (spikes, designs):
        assert shorter < more


def test_a_batch_of_more_seeds_gets_more_time():
    study = changed({"stimuli.units": 1000, "stimuli.categories": 1000})
    small, large = (
        study.job("encode", **CODE | {"batch": batch}).minutes
        for batch in ("00000-00099", "00000-00999")
    )
    assert large == pytest.approx(10 * small, rel=0.1)


def test_jobs_of_the_default_study_keep_the_least_limit():
    """Measured: the longest takes 7 s. A scheduler starts short jobs sooner."""
    for name, wildcards, _ in GROWS:
        assert DEFAULT.job(name, **wildcards).minutes <= 20, name


def test_examples():
    assert doctest.testmod(minutes).failed == 0
