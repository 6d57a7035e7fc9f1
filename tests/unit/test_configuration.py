"""A wrong configuration ends with one message that says what to write instead."""

import re
from copy import deepcopy
from functools import partial

import pytest
import yaml
from conftest import REPOSITORY
from jsonschema import Draft202012Validator

from neuralcode.scanner.experiments import HOPELESS, QUESTIONABLE, labels_of
from rules import duplicates
from rules.configuration import SCHEMA, check, raise_first
from rules.consistency import recoverability_problems
from rules.designs import quality_of, said
from rules.messages import ConfigurationError
from rules.reference import document

DEFAULT = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8"))


def changed(path, value):
    config = deepcopy(DEFAULT)
    place = config
    for part in path[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    place[path[-1]] = value
    return config


WRONG = [
    (["sedes"], 120, "'sedes'", "seeds: 120"),
    (["stimuli", "level"], 3, "'stimuli.level'", "levels: 3"),
    (["schemes", "matmul", "weight"], 1, "'schemes.matmul.weight'", "weight_sd: 1"),
    (["schemes", "gain"], {"slope": 2}, "'schemes.gain.slope'", "gain: {}"),
    (["studies", 0, "schemes", 1], "gian", "'studies[0].schemes[1]'", "gain"),
    (["studies", 0, "schemes", 3], "depth-0", "'studies[0].schemes[3]'", "depth-2"),
    (["studies", 0, "schemes", 3], "depth", "'studies[0].schemes[3]'", "depth-2"),
    (["studies", 1, "recipe"], "relesed", "'studies[1].recipe'", "recipe: released"),
    (["studies", 1, "scanners", 0], "nine", "'studies[1].scanners[0]'", "scanners: [none, sum"),
    (["studies", 0, "scanners", 1], "3tt", "'studies[0].scanners[1]'", "scanners: [none, 3t"),
    (["scanners", "sum"], {}, "'scanners.sum' is not a key", "7t-topographic:"),
    (["scanners", "My 7T"], {}, "'scanners.My 7T' is not a key", "7t-topographic:"),
    (["scanners", "3t", "voxel"], 2.0, "'scanners.3t.voxel'", "voxel_size: 2.0"),
    (["scanners", "3t", "field_strength"], 5, "'scanners.3t.field_strength'", "field_strength: 3"),
    (["scanners", "3t", "voxel_size"], -3.0, "'scanners.3t.voxel_size'", "voxel_size: 3.0"),
    (["scanners", "3t", "voxel_size"], 16.0, "'scanners.3t.voxel_size'", "voxel_size: 7.5"),
    (["scanners", "7t", "voxel_size"], 14.0, "'scanners.7t.voxel_size'", "voxel_size: 7.5"),
    (["scanners", "3t", "point_spread"], -1, "'scanners.3t.point_spread'", "point_spread: 0.0"),
    (["scanners", "3t", "runs"], 1, "'scanners.3t.runs'", "runs: 2"),
    (["scanners", "3t", "tr"], 900.0, "'scanners.3t.tr'", "tr: 2.0"),
    (["scanners", "3t", "high_pass"], 4.0, "'scanners.3t.high_pass'", "high_pass: 128.0"),
    (["scanners", "3t", "duration"], 3.005, "'scanners.3t.duration'", "duration: 3.0"),
    (["scanners", "3t", "hrf"], "gamma", "'scanners.3t.hrf'", "hrf: spm"),
    (["scanners", "3t", "layout"], "topography", "'scanners.3t.layout'", "layout: topographic"),
    (["rsa", "levels"], 1, "'rsa.levels'", "levels: 2"),
    (["recoverability", "voxel_sizes", 0], 0, "'recoverability.voxel_sizes[0]'", "1.5"),
    (["seeds"], 0, "'seeds'", "seeds: 1"),
    (["seeds"], -3, "'seeds'", "seeds: 1"),
    (["seeds"], 2.6, "'seeds'", "seeds: 3"),
    (["seeds"], "many", "'seeds'", "seeds: 100"),
    (["seeds"], True, "'seeds'", "seeds: 100"),
    (["seeds"], None, "'seeds'", "seeds: 100"),
    (["seeds_per_batch"], 0, "'seeds_per_batch'", "seeds_per_batch: 1"),
    (["stimuli", "levels"], 19.6, "'stimuli.levels'", "levels: 20"),
    (["stimuli", "categories"], -1, "'stimuli.categories'", "categories: 2"),
    (["stimuli", "noise_sd_step"], 0, "'stimuli.noise_sd_step'", "noise_sd_step: 0.001"),
    (["studies"], [], "'studies'", "recipe: text"),
    (["studies", 0, "schemes"], [], "'studies[0].schemes'", "schemes: [vector"),
    (["studies", 0, "schemes"], ["gain", "gain"], "'studies[0].schemes'", "schemes: [vector"),
    (["studies", 0, "scanners"], [], "'studies[0].scanners'", "scanners: [none]"),
    (["studies", 0, "scanners"], ["sum"], "'studies[0].scanners'", "scanners: [none]"),
    (["schemes", "factorial"], {"factors": 13}, "'schemes.factorial.factors'", "factors: 12"),
    (
        ["schemes", "factorial"],
        {"factor_units": [0, 100]},
        "factor_units'",
        "factor_units: [0, 99]",
    ),
    (
        ["schemes", "factorial"],
        {"factors": 3, "factor_units": [0, 1]},
        "'schemes.factorial.factors'",
        "factors: 2",
    ),
    (["schemes", "rate", "trials"], 0, "'schemes.rate.trials'", "trials: 1"),
    (["schemes", "rate", "rates"], [5, 200], "'schemes.rate.rates'", "rates: [5.0, 100.0]"),
    (["schemes", "rate", "duration"], 0.025, "'schemes.rate.duration'", "duration: 0.02"),
    (["schemes", "burstiness", "fano"], [5, 1], "'schemes.burstiness.fano'", "fano: [1.0, 5.0]"),
    (["schemes", "bands", "frequencies"], [10, 60], "'schemes.bands.frequencies'", "[10.0, 49.0]"),
    (["schemes", "bands", "frequencies"], [10, 1.7], "'schemes.bands.frequencies'", "[10.0, 2.0]"),
    (["schemes", "bands", "mean_rate"], 60, "'schemes.bands.mean_rate'", "mean_rate: 50.0"),
    (["sheet", "voxel"], 7, "'sheet.voxel'", "voxel: 6"),
    (["hierarchy", "figure_layers"], [4, 9], "'hierarchy.figure_layers'", "figure_layers: [4, 8]"),
    (["hierarchy", "scanners"], ["3t", "7"], "'hierarchy.scanners[1]'", "scanners: [3t, 7t]"),
    (["hierarchy", "networks"], ["traned"], "'hierarchy.networks[0]'", "networks: [trained]"),
    (["photographs", "device"], "gpu", "'photographs.device'", "device: cpu"),
    (["photographs", "keep_activations"], 1, "'photographs.keep_activations'", "false"),
    (
        ["photographs", "networks"],
        [{"name": "inception_v3_2015"}],
        "'photographs.networks[0].weights'",
        "pt_inception-2015-12-05-6726825d.pth",
    ),
    (
        ["photographs", "networks"],
        [{"name": "alexnet", "weights": "https://example.org/weights.pth"}],
        "'photographs.networks[0].sha256'",
        "sha256:",
    ),
    (
        ["photographs", "networks"],
        [{"name": "alexnet"}, {"name": "alexnet"}],
        "'photographs.networks[1].name'",
        "name: alexnet_1",
    ),
    (
        ["photographs", "networks"],
        [{"name": "alexnet_untrained", "weights": "weights.pth"}],
        "'photographs.networks[0].weights'",
        "weights: ''",
    ),
    (
        ["photographs", "networks"],
        [{"name": "mine", "function": "networks:net", "weights": "IMAGENET1K_V1"}],
        "'photographs.networks[0].weights'",
        "weights: ''",
    ),
    (
        ["photographs", "networks"],
        [{"name": "mine", "function": "networks.net"}],
        "'photographs.networks[0].function'",
        "function: ''",
    ),
    (
        ["photographs", "networks"],
        [
            {
                "name": "alexnet",
                "layers": ["features", "classifier"],
                "figure_layers": ["features", "fc"],
            }
        ],
        "'photographs.networks[0].figure_layers'",
        "figure_layers: [classifier, classifier]",
    ),
    (
        ["photographs", "networks"],
        [{"name": "alexnet", "layers": ["features", "classifier"], "figure_layers": ["features"]}],
        "'photographs.networks[0].figure_layers'",
        "figure_layers: []",
    ),
    (
        ["photographs", "networks"],
        [{"name": "alexnet", "layers": ["features", "features"]}],
        "'photographs.networks[0].layers'",
        "layers: [features]",
    ),
    (
        ["photographs", "networks"],
        [{"name": "hierarchy_mine", "function": "networks:net", "layers": ["fc"]}],
        "'photographs.networks[0].name'",
        "name: mine",
    ),
    (
        ["photographs", "networks"],
        [{"name": "inception_v3_2015", "weights": "IMAGENET1K_V1"}],
        "'photographs.networks[0].weights'",
        "weights: 'https://",
    ),
    (
        ["photographs", "categories"],
        [{"subordinate": "birds/robin", "basic": "bird", "superordinate": "animate"}],
        "'photographs.categories[0].subordinate'",
        "subordinate: birds-robin",
    ),
    (
        ["photographs", "categories"],
        [
            {"subordinate": "robin", "basic": "bird", "superordinate": "animate"},
            {"subordinate": "crane", "basic": "bird", "superordinate": "inanimate"},
        ],
        "'photographs.categories[1]'",
        "subordinate: robin",
    ),
    (["statistics", "confidence"], 95, "'statistics.confidence'", "confidence: 0.95"),
    (["figures", "colormap"], "Green", "'figures.colormap'", "colormap: Greens"),
]


@pytest.mark.parametrize(("path", "value", "key", "paste"), WRONG)
def test_message_names_key_value_what_is_allowed_and_what_to_paste(path, value, key, paste):
    with pytest.raises(ConfigurationError) as caught:
        check(changed(path, value))
    message = str(caught.value)
    head, _, pasted = message.partition("instead:\n\n")
    assert key in head
    assert "allowed: " in head
    if value is not None and not isinstance(value, (dict, list)):
        assert f"given:   {value!r}" in head
    assert paste in " ".join(pasted.split())


@pytest.mark.parametrize(("path", "value", "key", "paste"), WRONG)
def test_what_to_paste_is_right(path, value, key, paste):
    with pytest.raises(ConfigurationError) as caught:
        check(changed(path, value))
    advice = yaml.safe_load(str(caught.value).partition("instead:\n\n")[2])
    check(merged(DEFAULT, advice))


def merged(base, changes):
    """As Snakemake merges a second configuration file into the first."""
    if isinstance(base, dict) and isinstance(changes, dict):
        return base | {key: merged(base.get(key), value) for key, value in changes.items()}
    return changes


def test_a_missing_key_is_named():
    config = changed(["photographs", "networks"], [{"layers": ["fc"]}])
    with pytest.raises(ConfigurationError, match=r"'photographs.networks\[0\]\.name' is missing"):
        check(config)


def test_a_key_like_no_other_is_to_be_removed():
    with pytest.raises(ConfigurationError, match="Remove it"):
        check(changed(["xyzzy"], 1))


def test_the_form_of_a_configuration_does_not_matter():
    reordered = dict(reversed(DEFAULT.items()))
    reordered["stimuli"] = dict(reversed(DEFAULT["stimuli"].items()))
    assert repr(check(reordered)) == repr(check(DEFAULT))
    whole = changed(["schemes", "matmul", "weight_sd"], 1)
    assert repr(check(whole)) == repr(check(DEFAULT))
    decimal = changed(["seeds"], 100.0)
    assert repr(check(decimal)) == repr(check(DEFAULT))


def test_numbers_of_the_command_line_come_as_text():
    assert check(changed(["stimuli", "levels"], "7"))["stimuli"]["levels"] == 7
    assert check(changed(["schemes", "matmul", "weight_sd"], "5e-1"))["schemes"]["matmul"] == {
        "weight_sd": 0.5
    }


def test_parameters_of_schemes_have_defaults():
    config = changed(["schemes"], {})
    assert check(config) == check(DEFAULT)


def places(schema, path=()):
    yield path, schema
    for key, part in schema.get("properties", {}).items():
        yield from places(part, (*path, key))
    if "items" in schema:
        yield from places(schema["items"], (*path, "items"))
    for part in schema.get("patternProperties", {}).values():
        yield from places(part, (*path, "NAME"))


@pytest.mark.parametrize(("path", "schema"), list(places(SCHEMA)))
def test_schema_is_strict_and_described(path, schema):
    if path and path[-1] != "items":
        assert schema.get("description")
    if schema.get("type") == "object":
        # Arguments of the user's own function may have any name.
        is_free = path[-1:] == ("arguments",)
        assert schema["additionalProperties"] == ({} if is_free else False)
    if "default" in schema:
        Draft202012Validator(schema).validate(schema["default"])


def test_defaults_of_the_schema_are_those_of_the_default_study():
    config = check(DEFAULT)
    assert check(DEFAULT | {"stimuli": {}, "rsa": {}, "hierarchy": {}}) == config
    assert config["families"] == {}
    config = check(DEFAULT | {"families": {"mine": {"sigma_w": 1}}})
    blocks, names = (("studies",), ("scanners",), ("families",)), {"scanners": "3t"}
    for path, schema in places(SCHEMA):
        is_leaf = "default" in schema and "properties" not in schema
        if is_leaf and not {"items", "data"} & set(path) and path not in blocks:
            value = config
            for part in path:
                value = value[names.get(path[0], "mine") if part == "NAME" else part]
            assert value == schema["default"], path


def test_the_reference_is_made_from_the_schema():
    assert (REPOSITORY / "config" / "README.md").read_text(encoding="utf-8") == document()


def test_a_scanner_that_no_study_uses_may_be_wrong_for_this_one():
    config = changed(["scanners", "huge"], {"voxel_size": 100.0})
    assert check(config)["scanners"]["huge"]["tr"] == 2.0
    config["studies"][0]["scanners"].append("huge")
    with pytest.raises(ConfigurationError, match=r"'scanners\.huge\.voxel_size'"):
        check(config)


def test_a_scanner_must_have_voxels_enough_on_a_layer_of_the_hierarchy_experiment():
    config = changed(["hierarchy", "network", "units"], 4)
    with pytest.raises(
        ConfigurationError, match=r"(?s)'scanners\.3t\.voxel_size'.*sheet of 4 units"
    ):
        check(config)
    config["hierarchy"]["scanners"] = []
    check(config)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["voxel_sizes", 5], 16.0, "'recoverability.voxel_sizes[5]'"),
        (["scanners", 1], "9t", "'recoverability.scanners[1]'"),
    ],
)
def test_the_grid_of_recoverability_is_checked_when_it_is_wanted(path, value, message):
    config = check(changed(["recoverability", *path], value))
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        raise_first(config, recoverability_problems(config))


def test_a_block_copied_from_a_preset_runs_with_what_it_changes():
    config = changed(["scanners", "mine"], {"voxel_size": 2.0})
    assert check(config)["scanners"]["mine"] == check(DEFAULT)["scanners"]["3t"] | {
        "voxel_size": 2.0
    }


@pytest.mark.parametrize(
    ("key", "value", "named", "paste"),
    [
        ("unit_spacing", 0.25, "voxel_size", 1.25),
        ("tr", 8.0, "interval", 32.0),
        ("interval", 2.8, "interval", 8.0),
    ],
)
def test_keys_of_a_scanner_that_do_not_go_together(key, value, named, paste):
    with pytest.raises(ConfigurationError) as caught:
        check(changed(["scanners", "3t", key], value))
    head, _, pasted = str(caught.value).partition("instead:\n\n")
    assert f"'scanners.3t.{named}'" in head
    advice = yaml.safe_load(pasted)
    assert advice == {"scanners": {"3t": {key: value, named: paste}}}
    check(merged(changed(["scanners", "3t", key], value), advice))


@pytest.mark.parametrize("seeds", [1, 3, 99, 101])
def test_any_number_of_seeds_works_by_itself(seeds):
    config = check(changed(["seeds"], seeds))
    assert config["seeds_per_batch"] == min(seeds, 100)
    config = check(changed(["hierarchy", "seeds"], seeds))
    assert config["hierarchy"]["seeds_per_batch"] == min(seeds, 20)


@pytest.mark.parametrize(
    ("path", "value", "follows", "expected"),
    [
        (["hierarchy", "exemplars", "training"], 3, ["hierarchy", "network", "batch"], 24),
        (["hierarchy", "network", "layers"], 5, ["hierarchy", "figure_layers"], [2, 5]),
        (["hierarchy", "network", "layers"], 1, ["hierarchy", "figure_layers"], [0, 1]),
        (["sheet", "side"], 10, ["sheet", "voxel"], 2),
        (["sheet", "side"], 7, ["sheet", "small_voxel"], 1),
    ],
)
def test_a_single_change_needs_no_second_one(path, value, follows, expected):
    config = check(changed(path, value))
    for part in follows:
        config = config[part]
    assert config == expected


def test_a_configuration_in_its_one_form_is_its_own_form():
    config = check(DEFAULT)
    assert repr(check(config)) == repr(config)


def test_an_empty_configuration_is_complete():
    assert check({})["scanners"]["7t"]["voxel_size"] == 1.5


def test_a_block_of_scanners_starts_from_its_preset():
    scanners = check(
        changed(
            ["scanners"],
            DEFAULT["scanners"]
            | {"7t": {"runs": 8}, "mine": {"preset": "7t", "runs": 9}, "other": {"runs": 10}},
        )
    )["scanners"]
    assert [scanners[name]["voxel_size"] for name in ("7t", "mine", "other")] == [1.5, 1.5, 3.0]
    assert [scanners[name]["runs"] for name in ("3t", "7t", "mine", "other")] == [6, 8, 9, 10]
    assert "preset" not in scanners["mine"]


def test_the_yaml_to_paste_keeps_the_other_keys_and_proposes_a_value_near():
    config = changed(["scanners", "9t"], {"field_strength": 9.4, "voxel_size": 1.0})
    with pytest.raises(ConfigurationError) as caught:
        check(config)
    advice = yaml.safe_load(str(caught.value).partition("instead:\n\n")[2])
    assert advice == {"scanners": {"9t": {"field_strength": 7, "voxel_size": 1.0}}}


@pytest.mark.parametrize("key", ["schemes", "scanners"])
def test_what_to_paste_leaves_no_list_empty(key):
    config = changed(["studies", 0, key], ["xyzzy"])
    with pytest.raises(ConfigurationError) as caught:
        check(config)
    check(merged(config, yaml.safe_load(str(caught.value).partition("instead:\n\n")[2])))


def test_an_unknown_scheme_says_how_to_add_one():
    with pytest.raises(ConfigurationError, match="Add a coding scheme"):
        check(changed(["studies", 0, "schemes"], ["xyzzy"]))


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (["photographs", "keep_activations"], "true", True),
        (["photographs", "keep_activations"], "False", False),
        (["schemes", "matmul", "weight_sd"], "1e-3", 0.001),
        (["hierarchy", "figure_layers"], ["0", "8"], [0, 8]),
        (["hierarchy", "figure_layers"], "null", [4, 8]),
        (["schemes", "factorial"], {"factors": "3"}, {"factors": 3}),
        (["schemes", "factorial"], {"factors": None}, {}),
        (["schemes", "factorial"], None, {}),
        (["scanners", "7t", "field_strength"], "3", 3),
    ],
)
def test_text_of_the_command_line_is_what_it_says(path, text, value):
    config = check(changed(path, text))
    for part in path:
        config = config[part]
    assert config == value
    assert type(config) is type(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), ".inf", "nan"])
def test_a_number_is_finite(number):
    with pytest.raises(ConfigurationError, match=r"(?s)'stimuli.noise_sd_step'.*noise_sd_step: "):
        check(changed(["stimuli", "noise_sd_step"], number))


@pytest.mark.parametrize(
    ("text", "key", "lines"),
    [
        ("seeds: 3\nstimuli: {levels: 3}\nseeds: 4\n", "seeds", "lines 1 and 3"),
        ("scanners:\n  a: {runs: 3}\n  b: {}\n  a: {runs: 4}\n", "scanners.a", "lines 2 and 4"),
        ("studies:\n- {schemes: [gain],\n   schemes: [hash]}\n", "studies[0].schemes", "2 and 3"),
        ('{"seeds": 3,\n "seeds": 4}\n', "seeds", "lines 1 and 2"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_file_and_lines(tmp_path, text, key, lines):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        duplicates.refuse([path])
    for fact in (str(path), f"'{key}'", lines):
        assert fact in str(caught.value)


def test_files_without_repeated_keys_pass():
    duplicates.refuse(sorted((REPOSITORY / "config").glob("*.yaml")))


@pytest.mark.parametrize(
    ("layout", "schemes", "shown"),
    [
        ("random", ["vector"], 6),
        ("topographic", ["vector"], 5),
        ("topographic", ["vector", "rate"], 5),
        ("topographic", ["rate"], 6),
    ],
)
def test_a_topographic_map_has_categories_that_are_not_scanned(layout, schemes, shown):
    config = changed(["scanners", "map"], {"layout": layout, "categories": 50})
    config["stimuli"]["categories"] = 6
    config["studies"] = [{"recipe": "text", "schemes": schemes, "scanners": ["map"]}]
    assert check(config)["scanners"]["map"]["categories"] == shown


def test_few_stimuli_leave_none_to_fit_a_map_to():
    config = changed(["scanners", "map"], {"layout": "topographic"})
    config["stimuli"] |= {"categories": 2, "levels": 2}
    config["studies"] = [{"recipe": "text", "schemes": ["vector"], "scanners": ["map"]}]
    with pytest.raises(ConfigurationError, match=r"'scanners\.map\.layout'") as caught:
        check(config)
    check(merged(config, yaml.safe_load(str(caught.value).partition("instead:\n\n")[2])))


def test_a_design_whose_betas_are_mostly_noise_is_refused():
    config = changed(["scanners", "3t", "interval"], 4.0)
    with pytest.raises(
        ConfigurationError, match=r"(?s)'scanners\.3t\.interval'.*times that of iso"
    ):
        check(config)
    config["scanners"]["3t"]["blanks"] = 0.25
    checked = check(config)
    assert quality_of(checked, "3t", 100)["variance_ratio"] < QUESTIONABLE
    assert not list(said(checked, [("3t", 100)]))


def test_a_questionable_design_is_a_warning_with_the_number_and_the_remedy():
    checked = check(changed(["scanners", "3t", "interval"], 5.0))
    (text,) = said(checked, [("3t", 40), ("3t", 100), ("7t", 100)])
    ratio = quality_of(checked, "3t", 100)["variance_ratio"]
    assert QUESTIONABLE < ratio < HOPELESS
    assert f"{ratio:.3g} times" in text
    assert "scanners.3t.blanks: 0.25" in text


def test_a_table_of_events_that_cannot_be_used_is_refused(tmp_path):
    path = tmp_path / "events.tsv"
    config = changed(["scanners", "mine"], {"events": str(path), "categories": 2})
    config["studies"] = [{"recipe": "text", "schemes": ["vector"], "scanners": ["mine"]}]
    refused = partial(pytest.raises, ConfigurationError)
    with refused(match=r"(?s)'scanners\.mine\.events'.*No such file"):
        check(config)
    path.write_text("onset\tduration\ttrial_type\n", encoding="utf-8")
    with refused(match=r"(?s)'scanners\.mine\.events'.*category-0_level-0 is missing"):
        check(config)

    def write(onset, duration=3.0):
        rows = [f"{onset(n)}\t{duration}\t{label}" for n, label in enumerate(labels)]
        path.write_text("\n".join(["onset\tduration\ttrial_type", *rows]), encoding="utf-8")

    labels = labels_of(40, 20, "level")
    write(lambda number: 3.0 * number)
    with refused(match=r"(?s)'scanners\.mine\.events'.*times that of isolated events"):
        check(config)
    write(lambda number: 1e6 * number)
    with refused(match=r"(?s)'scanners\.mine\.events'.*fit in memory"):
        check(config)
    write(lambda number: 8.0 * number, duration=2.0)
    check(config)
    config["studies"][0]["schemes"] = ["rate"]
    with refused(match=r"(?s)'scanners\.mine\.events'.*every stimulus lasts 3 s"):
        check(config)
    write(lambda number: 8.0 * number)
    check(config)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"order": "optimised"}, "order"),
        ({"jitter": 5.0}, "jitter"),
        ({"events": "events.tsv", "blanks": 0.2}, "blanks"),
        ({"events": "events.tsv", "repeats": 2}, "repeats"),
        ({"blanks": 0.95}, "blanks"),
        ({"drift_kind": "linear"}, "drift_kind"),
    ],
)
def test_parameters_of_events_that_do_not_go_together(changes, key):
    config = changed(["scanners", "3t"], changes)
    with pytest.raises(ConfigurationError, match=rf"'scanners\.3t\.{key}'"):
        check(config)


@pytest.mark.parametrize("preset", ["nsd", "kriegeskorte"])
def test_presets_of_published_experiments_are_good_designs(preset):
    config = changed(["scanners", "mine"], {"preset": preset})
    config["studies"][0]["scanners"].append("mine")
    assert quality_of(check(config), "mine", 100)["variance_ratio"] < QUESTIONABLE


@pytest.mark.parametrize(
    ("changes", "key", "pasted"),
    [
        ({"calibrate": "ncsnr", "calibrate_scheme": "rate"}, "calibrate_scheme", "vector"),
        ({"calibrate": "ncsnr", "calibrate_scheme": "vektor"}, "calibrate_scheme", "vector"),
        ({"calibrate": "reliability", "calibrate_to": 1.5}, "calibrate_to", 0.95),
        (
            {"calibrate": "ncsnr", "calibrate_to": 5.0, "trial_variability": 2.0},
            "calibrate_to",
            0.4,
        ),
    ],
)
def test_a_scanner_that_cannot_be_calibrated_is_refused(changes, key, pasted):
    config = changed(["scanners", "3t"], changes)
    with pytest.raises(ConfigurationError, match=rf"'scanners\.3t\.{key}'") as caught:
        check(config)
    advice = yaml.safe_load(str(caught.value).partition("instead:\n\n")[2])
    found = advice["scanners"]["3t"][key]
    assert found == (pasted if isinstance(pasted, str) else pytest.approx(pasted, rel=0.05))
    check(merged(config, advice))


def test_a_calibrated_scanner_has_its_noise_in_the_configuration():
    given = changed(["scanners", "3t"], {"calibrate": "ncsnr", "calibrate_to": 0.43})
    checked = check(given)
    assert 0.1 < checked["scanners"]["3t"]["noise"] < 1
    assert check(checked) == checked
