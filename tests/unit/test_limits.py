"""Every value that the schema allows works, or is refused before any job: none fails in a job."""

from copy import deepcopy

import numpy as np
import pytest

from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.coding.encoding import encode
from neuralcode.coding.registry import family, schemes
from neuralcode.randomness import generator
from neuralcode.scanner import experiments
from neuralcode.scanner.scan import Scanner, scan, standardised
from neuralcode.stimuli import make_items, noise_sd_by_level
from rules.configuration import SCHEMA, check
from rules.designs import timing_of
from rules.messages import ConfigurationError

STUDY = {
    "seeds": 20,
    "stimuli": {"categories": 4, "levels": 4, "units": 30},
    "hierarchy": {"networks": []},
}
BLOCKS = SCHEMA["properties"]["schemes"]["properties"]
(SCANNER,) = SCHEMA["properties"]["scanners"]["patternProperties"].values()


def ends(place):
    """The least and the largest value that the schema allows, or what is beyond reason."""
    if place["type"] == "array":
        return [[value, 2 * value + 1] for value in ends(place["items"])]
    least = place.get("minimum", place.get("exclusiveMinimum", 0) + 1e-9)
    most = place.get("maximum", place.get("exclusiveMaximum", 1e9 + 1e-9) - 1e-9)
    return [int(end) for end in (least, most)] if place["type"] == "integer" else [least, most]


def numbers(block):
    for key, place in block["properties"].items():
        kind = place.get("items", place).get("type")
        if kind in ("integer", "number") and "enum" not in place:
            for value in ends(place):
                yield key, value


def with_scheme(scheme, **changes):
    studies = [{"recipe": "text", "schemes": [scheme], "scanners": ["none"]}]
    return deepcopy(STUDY) | {"studies": studies} | changes


def checked(config):
    """The configuration in its one form, or None and why it is refused."""
    try:
        return check(config), ""
    except ConfigurationError as error:
        return None, str(error)


def items_of(stimuli, categories):
    noise_sd = noise_sd_by_level(stimuli["levels"], stimuli["noise_sd_step"])
    return make_items(1, 0, categories=categories, units=stimuli["units"], noise_sd=noise_sd)


def encode_and_compare(config, scheme):
    """The similarity of every item of one seed in every readout; an error if one has none."""
    parameters = dict(config["schemes"][family(scheme)])
    taken = min(parameters.pop("categories", 4), config["stimuli"]["categories"])
    code = {"none": items_of(config["stimuli"], taken)[None]}
    depth = int(scheme.removeprefix("depth-")) if family(scheme) == "depth" else 1
    for layer in range(1, depth + 1):
        name = f"depth-{layer}" if family(scheme) == "depth" else scheme
        settings = dict(recipe="text", study_seed=1, seeds=[0], parameters=parameters)
        code = encode(code["none"], scheme=name, **settings)
    for patterns in code.values():
        assert np.isfinite(prototype_similarity(patterns)).all()


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        (name, key, value)
        for name, block in BLOCKS.items()
        for key, value in numbers(block)
        # Hours of activity take minutes, and are no other numbers.
        if not (key in ("trials", "duration") and value > 1000)
    ],
)
def test_parameters_of_schemes_work_or_are_refused(name, key, value):
    scheme = "depth-9" if name == "depth" else name
    config, refused = checked(with_scheme(scheme, schemes={name: {key: value}}))
    if refused:
        assert f"'schemes.{name}." in refused or "'stimuli.units'" in refused
    else:
        encode_and_compare(config, scheme)


@pytest.mark.parametrize("units", [3, 4, 8])
@pytest.mark.parametrize("name", sorted(schemes()))
def test_few_units_work_or_are_refused(name, units):
    scheme = "depth-9" if name == "depth" else name
    config = with_scheme(scheme)
    config["stimuli"]["units"] = units
    config, refused = checked(config)
    if refused:
        assert f"for {name}: at least" in refused
    else:
        encode_and_compare(config, scheme)


@pytest.mark.parametrize(
    ("scheme", "block", "key"),
    [
        ("rate", {"rates": [0, 0.001]}, "'stimuli.units'"),
        ("burstiness", {"mean_rate": 0.01}, "'schemes.burstiness.mean_rate'"),
        ("bands", {"mean_rate": 0.01}, "'schemes.bands.mean_rate'"),
        ("bands", {"trials": 1, "mean_rate": 1}, "'schemes.bands.mean_rate'"),
        ("depth-9", {"weight_sd": 1e-5}, "'schemes.depth.weight_sd'"),
        ("depth-40", {"weight_sd": 0.02}, "'schemes.depth.weight_sd'"),
    ],
)
def test_a_value_that_can_only_fail_in_a_job_fails_before_it(scheme, block, key):
    config = with_scheme(scheme, schemes={family(scheme): block})
    with pytest.raises(ConfigurationError, match=key):
        check(config)


def test_a_rate_just_high_enough_leaves_no_unit_silent():
    for name in ("burstiness", "bands"):
        given = with_scheme(name, schemes={name: {"mean_rate": 0.01}})
        with pytest.raises(ConfigurationError) as caught:
            check(given)
        proposed = float(str(caught.value).rpartition("mean_rate: ")[2].rstrip(" }\n"))
        config = check(with_scheme(name, schemes={name: {"mean_rate": proposed}}))
        encode_and_compare(config, name)


@pytest.mark.parametrize("quiet", [{}, {"noise": 0.0, "drift": 0.0}])
@pytest.mark.parametrize(
    ("key", "value"), [end for end in numbers(SCANNER) if end != ("interval", 3600)]
)
def test_parameters_of_scanners_work_or_are_refused(key, value, quiet):
    # Few stimuli: the time for a design grows with the cube of the events.
    block = {"preset": "7t", "runs": 3, "categories": 2} | quiet | {key: value}
    config = deepcopy(STUDY) | {"scanners": {"mine": block}}
    config["studies"] = [{"recipe": "text", "schemes": ["vector"], "scanners": ["mine"]}]
    config, refused = checked(config)
    if refused:
        assert "'scanners.mine." in refused
    else:
        scan_and_compare(config)


def scan_and_compare(config):
    """The similarity of every stimulus of one seed, as a scanner measures it."""
    scanner, stimuli = Scanner(**config["scanners"]["mine"]), config["stimuli"]
    events = scanner.categories * stimuli["levels"]
    experiment = experiments.make(timing_of(config, "mine", events), events)
    items = items_of(stimuli, scanner.categories).reshape(events, -1)
    measured = scan(
        standardised(items),
        scanner,
        experiment,
        tuning=None,
        squares=generator(1, 0, "layout", "limits"),
        rng=generator(1, 0, "measure", "limits"),
        grid=generator(1, 0, "grid", "limits"),
    )
    patterns = measured.betas.mean(axis=0).astype(np.float32)
    shape = (1, scanner.categories, stimuli["levels"], -1)
    assert np.isfinite(prototype_similarity(patterns.reshape(shape))).all()


def test_timings_that_are_let_pass_have_a_design_of_full_rank():
    rng = np.random.default_rng(0)
    passed = 0
    for _ in range(150):
        interval = float(np.round(10 ** rng.uniform(-1, 1.8), 2))
        block = {
            "interval": interval,
            "duration": interval * float(rng.choice([0.01, 0.5, 1.0])),
            "tr": interval / float(rng.choice([0.9, 1.0, 1.3, 2.0, 7.0])),
            "high_pass": float(np.round(10 ** rng.uniform(0.5, 3), 1)),
            "categories": 2,
        }
        config = deepcopy(STUDY) | {"scanners": {"mine": block}}
        config["studies"] = [{"recipe": "text", "schemes": ["vector"], "scanners": ["mine"]}]
        config, refused = checked(config)
        if not refused:
            experiments.make(timing_of(config, "mine", 8), 8)
            passed += 1
    assert passed > 20
