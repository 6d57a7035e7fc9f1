"""Every scan fits a topographic map to stimuli that it does not show."""

import numpy as np
import pytest

from batches import measure, spikes
from neuralcode.scanner import experiments
from neuralcode.scanner.presets import Scanner
from neuralcode.scanner.scan import scan
from storage import designs, files

CATEGORIES, SHOWN, LEVELS, UNITS = 6, 2, 4, 16
OWN = Scanner("7t", layout="topographic", categories=SHOWN, runs=2, voxel_size=1.5)
EXPECTED = {"activity": {}, "design": {}}


@pytest.fixture
def seen(monkeypatch):
    """Tuning that the scans are given, and what they show."""
    calls = []

    def recorded(activity, *arguments, tuning, **keywords):
        calls.append((tuning, activity))
        return scan(activity, *arguments, tuning=tuning, **keywords)

    monkeypatch.setattr(measure, "scan", recorded)
    return calls


def design_of(path, stimuli, in_time=False):
    given = experiments.timing(vars(OWN), name="map", study_seed=1, group=LEVELS, kind="level")
    designs.write(path, experiments.make(given, stimuli, in_time=in_time), {})


def written(path, **arrays):
    dimensions = dict.fromkeys(arrays, ("seed", "category", "level", "unit"))
    files.write_batch(
        path, arrays, seeds=range(1), long_name="activity", made_from={}, dimensions=dimensions
    )


def random(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


COMMON = {
    "name": "map",
    "scanner": vars(OWN),
    "study_seed": 1,
    "seeds": [0, 1],
    "draw": "measure",
    "kept": "betas",
    "of": "scheme",
    "stimuli": [SHOWN, LEVELS],
    "voxel_sizes": [],
    "expected": EXPECTED,
    "made_from": {},
}
ACTIVITY = {"recipe": "text", "categories": SHOWN}


def test_measure_and_recover(tmp_path, seen):
    activity, design, output = (str(tmp_path / f"{name}.nc") for name in ("in", "design", "out"))
    patterns = random(1, CATEGORIES, LEVELS, UNITS)
    written(activity, readout_none=patterns)
    design_of(design, SHOWN * LEVELS)
    own = COMMON | {"activity": ACTIVITY | {"scheme": "vector"}}
    measure.run(activity, design, output, **own)
    own |= {"draw": "recover", "kept": "similarity", "voxel_sizes": [1.5, 2.0]}
    measure.run(activity, design, output, **own)
    assert len(seen) == 3
    for tuning, shown in seen:
        assert shown.shape == (SHOWN * LEVELS, UNITS)
        np.testing.assert_array_equal(tuning, patterns[0, SHOWN:].reshape(-1, UNITS))


def test_a_temporal_code_is_fitted_to_prototypes_that_are_not_scanned(tmp_path, seen, monkeypatch):
    names = ("items", "shown", "map", "design", "out")
    paths = {name: str(tmp_path / f"{name}.nc") for name in names}
    items = random(1, CATEGORIES, LEVELS, UNITS)
    written(paths["items"], items=items)
    design_of(paths["design"], SHOWN * LEVELS, in_time=True)
    drawn, draw = [], spikes.spikes_in_time

    def recorded(items, *arguments, rng, **keywords):
        drawn.append((rng.bit_generator.state["state"], items))
        return draw(items, *arguments, rng=rng, **keywords)

    monkeypatch.setattr(spikes, "spikes_in_time", recorded)
    parameters = {"categories": 2, "trials": 8, "duration": 2.0, "time_step": 0.01}
    own = {"scheme": "rate", "recipe": "text", "parameters": parameters | {"rates": [5.0, 35.0]}}
    own |= {"categories": SHOWN, "duration": OWN.duration, "runs": OWN.runs, "seeds": [0, 1]}
    own |= {"groups": 1, "repeats": 1, "study_seed": 1, "expected": {}, "made_from": {}}
    spikes.run(paths["items"], paths["shown"], of_map=False, **own)
    spikes.run(paths["items"], paths["map"], of_map=True, **own)
    (state, shown), (other_state, others) = drawn
    np.testing.assert_array_equal(shown, items[0, :SHOWN].reshape(-1, UNITS))
    np.testing.assert_array_equal(others, items[0, SHOWN:, 0])
    assert state != other_state
    activity = {"recipe": "text", "scheme": "rate", "mean_rate": 20.0}
    made_from = {"activity": {"shown": {}, "map": {}}, "design": {}}
    own = COMMON | {"of": "spikes", "activity": activity, "expected": made_from}
    by_role = {role: paths[role] for role in ("shown", "map")}
    measure.run(by_role, paths["design"], paths["out"], **own)
    assert seen[0][0].shape == (CATEGORIES - SHOWN, UNITS)


def test_layers_are_fitted_to_training_exemplars(tmp_path, seen):
    activity, design, output = (str(tmp_path / f"{name}.nc") for name in ("in", "design", "out"))
    shown, trained = random(1, 2, 8, UNITS), random(1, 2, 6, UNITS)
    files.write_batch(
        activity,
        {"activity": shown, "training_activity": trained},
        seeds=range(1),
        long_name="activity",
        made_from={},
        dimensions={
            "activity": ("seed", "layer", "exemplar", "unit"),
            "training_activity": ("seed", "layer", "training_exemplar", "unit"),
        },
    )
    design_of(design, 8)
    own = COMMON | {"activity": {"network": "trained"}, "kept": "halves", "of": "network"}
    own |= {"stimuli": [8]}
    measure.run(activity, design, output, **own)
    assert len(seen) == 2
    for layer, (tuning, _) in enumerate(seen):
        np.testing.assert_array_equal(tuning, trained[0, layer])
