"""The street over labelled data: encode, scan and compare patterns of one's own."""

import doctest
import json
import re
import subprocess
import sys
import typing
from dataclasses import asdict
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import REPOSITORY
from PIL import Image

import neuralcode
from neuralcode import (
    Scanner,
    encode,
    functional_smoothness,
    losses,
    measure,
    rdm,
    scan,
    similarity,
)
from neuralcode.coding import encoding
from neuralcode.labelled.patterns import PatternsError
from neuralcode.networks import maps
from neuralcode.settings import Settings
from neuralcode.stimuli import make_items, noise_sd_by_level

NAMES = [f"item-{number}" for number in range(10)]
VALUES = np.random.default_rng(4).normal(3.0, 2.0, size=(10, 100))
TABLE = pd.DataFrame(VALUES, index=NAMES)
# A voxel for each unit, without blur, noise or drift.
PERFECT = {"voxel_size": 1.5, "point_spread": 0.0, "noise": 0.0, "drift": 0.0}

MODULES = ["neuralcode"] + [
    f"neuralcode.{name}"
    for name in (
        "labelled.codes",
        "labelled.comparisons",
        "labelled.files",
        "labelled.rdms",
        "labelled.patterns",
        "labelled.scans",
        "scanner.presets",
    )
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_run(name):
    done = doctest.testmod(import_module(name))
    assert done.failed == 0
    assert done.attempted > 0


@pytest.mark.parametrize("name", sorted(neuralcode.__all__))
def test_public_functions_have_type_hints_and_an_example(name):
    function = getattr(neuralcode, name)
    assert ">>> " in function.__doc__
    if name != "Scanner":
        hints = typing.get_type_hints(function)
        parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
        assert {"return", *parameters, *(function.__kwdefaults__ or {})} <= set(hints)


def test_importing_the_package_loads_nothing_else():
    code = "import neuralcode, sys; print('numpy' in sys.modules, 'xarray' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY / "workflow_scripts",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_the_same_patterns_in_any_form_have_the_same_betas():
    labelled = xr.DataArray(VALUES.T, dims=("unit", "item"), coords={"item": NAMES})
    expected = scan(VALUES, seed=2)
    assert expected.dims == ("run", "item", "voxel")
    assert expected["item"].values.tolist() == list(range(10))
    for given in (VALUES.tolist(), TABLE, labelled):
        np.testing.assert_array_equal(scan(given, seed=2), expected)
    assert scan(TABLE)["item"].values.tolist() == NAMES


def test_labels_of_items_stay_with_them():
    given = xr.DataArray(VALUES, dims=("item", "unit"), coords={"item": NAMES})
    given = given.assign_coords(category=("item", ["a"] * 4 + ["b"] * 6))
    for found in (encode(given, "depth-2"), scan(given), similarity(given)):
        np.testing.assert_array_equal(found["category"], given["category"])
        assert found["item"].values.tolist() == NAMES


def test_seeds_and_scanners_have_layouts_and_noise_of_their_own():
    noise = [
        measure(VALUES, scanner, seed=seed)
        for scanner, seed in ((Scanner(), 0), (Scanner(tr=2.5), 0), (Scanner(), 1))
    ]
    layouts = [measured["noise_free_betas"].values for measured in noise]
    np.testing.assert_allclose(layouts[0], layouts[1])
    assert np.abs(layouts[0] - layouts[2]).max() > 0.1
    errors = [(m["betas"] - m["noise_free_betas"]).values.ravel() for m in noise]
    # 1,470 errors: independent ones correlate by less than four standard errors.
    for one, other in ((0, 1), (0, 2)):
        assert abs(np.corrcoef(errors[one], errors[other])[0, 1]) < 4 / np.sqrt(len(errors[0]))


def test_a_perfect_scanner_gives_the_patterns_back():
    measured = measure(VALUES, Scanner(**PERFECT))
    expected = np.sort((VALUES - VALUES.mean()) / VALUES.std() * 3.0, axis=1)
    for run in measured["betas"]:
        np.testing.assert_allclose(np.sort(run, axis=1), expected, atol=1e-9)
    np.testing.assert_allclose(functional_smoothness(VALUES, measured), 1.0, atol=1e-6)
    np.testing.assert_allclose(losses(VALUES, measured).loc["rank", "noise"], 1.0)


def test_similarity_of_betas_is_that_between_odd_and_even_runs():
    betas = scan(VALUES, Scanner(runs=5))
    odd, even = (betas[start::2].mean("run").values for start in (0, 1))
    across = np.corrcoef(odd, even)[:10, 10:]
    np.testing.assert_allclose(similarity(betas), (across + across.T) / 2, atol=1e-6)
    np.testing.assert_allclose(similarity(VALUES), np.corrcoef(VALUES), atol=1e-6)


def test_functional_smoothness_is_the_correlation_over_all_pairs_of_items():
    code = encode(TABLE, "depth-3", seed=1)
    pairs = np.triu_indices(10, 1)
    expected = np.corrcoef(np.corrcoef(VALUES)[pairs], np.corrcoef(code)[pairs])[0, 1]
    np.testing.assert_allclose(functional_smoothness(TABLE, code), expected, atol=1e-5)


def test_codes_are_those_of_the_workflow():
    sd = noise_sd_by_level(4, 0.3)
    items = make_items(Settings.study_seed, 7, categories=3, units=50, noise_sd=sd)
    expected = items[None]
    for scheme in ("depth-1", "depth-2"):
        expected = encoding.encode(
            expected,
            scheme=scheme,
            recipe="text",
            study_seed=Settings.study_seed,
            seeds=[7],
            parameters={"weight_sd": 0.5},
        )["none"]
    found = encode(items.reshape(12, 50), "depth-2", seed=7, weight_sd=0.5)
    # Centring once more what is centred in single precision.
    np.testing.assert_allclose(found, expected.reshape(12, 50), atol=1e-4)


def test_vector_is_the_data_as_they_are_and_other_schemes_take_them_centred_and_scaled():
    np.testing.assert_allclose(encode(TABLE, "vector"), VALUES, rtol=1e-4)
    shifted = TABLE.mul(np.arange(1, 11), axis=0) + 5
    np.testing.assert_allclose(encode(TABLE, "gain"), encode(shifted, "gain"), atol=1e-5)


def test_dissimilarities_are_those_of_rsatoolbox():
    matrix = rdm(TABLE)
    np.testing.assert_allclose(matrix.get_matrices()[0], 1 - np.corrcoef(VALUES), atol=1e-9)
    assert list(matrix.pattern_descriptors["item"]) == NAMES
    measured = measure(TABLE, Scanner(**PERFECT))
    free = measured["noise_free_betas"].values
    expected = ((free[:, None] - free) ** 2).mean(axis=-1)
    for given in (measured, measured["betas"]):
        np.testing.assert_allclose(rdm(given).get_matrices()[0], expected, atol=1e-8)


def test_residuals_weight_the_voxels():
    measured = measure(TABLE, Scanner("7t", common_noise=0.8))
    weighted, equal = (rdm(given).dissimilarities for given in (measured, measured["betas"]))
    assert not np.allclose(weighted / weighted.mean(), equal / equal.mean(), rtol=0.05)


def test_losses_multiply():
    # Twenty subjects: the mean of each column is known to a few hundredths.
    tables = [losses(TABLE, measure(TABLE, Scanner("7t"), seed=seed)) for seed in range(20)]
    mean, error = (getattr(pd.concat(tables).groupby(level=0), name)() for name in ("mean", "sem"))
    for name in ("rank", "whitened"):
        assert 0 < mean.loc[name, "agreement"] < mean.loc[name, "voxels"] < 1
        difference = mean.loc[name, "agreement"] - mean.loc[name, "predicted"]
        assert abs(difference) < 4 * np.hypot(*error.loc[name, ["agreement", "predicted"]])


def test_a_table_of_events_names_items(tmp_path):
    shuffled = NAMES[::-1]
    lines = [f"{12 * n}\t3\t{name}" for n, name in enumerate(shuffled)]
    path = tmp_path / "events.tsv"
    path.write_text("\n".join(["onset\tduration\ttrial_type", *lines, ""]), encoding="utf-8")
    betas = scan(TABLE, Scanner(**PERFECT, events=str(path)))
    np.testing.assert_allclose(betas[0], measure(TABLE, Scanner(**PERFECT))["noise_free_betas"])
    with pytest.raises(ValueError, match="trial types must name every stimulus; other is missing"):
        scan(TABLE.rename({"item-3": "other"}), Scanner(**PERFECT, events=str(path)))


def test_a_calibrated_scanner_reaches_its_figure_with_these_patterns():
    betas = scan(TABLE, Scanner(calibrate="tsnr", calibrate_to=50.0))
    scanner = Scanner(**json.loads(betas.attrs["scanner"]))
    assert 100 / np.hypot(*scanner.noise_sd()) == pytest.approx(50.0, rel=1e-3)
    assert asdict(scanner)["noise"] != 1.0


def test_a_topographic_layout_is_made_of_other_items():
    tuning = np.random.default_rng(5).normal(size=(6, 100))
    scanner = Scanner(layout="topographic")
    first, other = (scan(TABLE, scanner, tuning=given) for given in (tuning, tuning[::-1] ** 3))
    assert not np.allclose(first, other)
    for given, options in ((scanner, {}), (Scanner(), {"tuning": tuning})):
        with pytest.raises(ValueError, match="tuning"):
            scan(TABLE, given, **options)
    with pytest.raises(ValueError, match="as many units"):
        scan(TABLE, scanner, tuning=tuning[:, :50])


def test_a_retinotopic_layout_puts_units_where_they_lie_in_a_map():
    places = maps.places((1, 20, 20), np.arange(400))
    spot = np.exp(-((places - [0.25, 0.75]) ** 2).sum(axis=1) / 0.02)
    scanner = Scanner("7t", layout="retinotopic")
    order = np.random.default_rng(7).permutation(400)  # of the units in the array
    seen = measure([spot[order], -spot[order], order], scanner, places=places[order].tolist())
    response = seen["noise_free_betas"][0] - seen["noise_free_betas"][1]
    weight = response.clip(min=0) / response.clip(min=0).sum()
    rows, columns = (int(response[name].max()) + 1 for name in ("row", "column"))
    # The middle of the spot, within a voxel.
    assert float((weight * (response["row"] + 0.5)).sum()) / rows == pytest.approx(
        0.25, abs=1 / rows
    )
    assert float((weight * (response["column"] + 0.5)).sum()) / columns == pytest.approx(
        0.75, abs=1 / columns
    )


@pytest.mark.parametrize(
    ("layout", "places", "problem"),
    [
        ("retinotopic", None, "goes with layout='retinotopic'.* and no places"),
        ("random", np.zeros((100, 2)), "got layout='random' and places"),
        ("retinotopic", np.zeros((99, 2)), r"each of the 100 units .* shape \(99, 2\)"),
        ("retinotopic", np.full((100, 2), np.nan), "not all finite"),
    ],
)
def test_places_go_with_a_retinotopic_layout(layout, places, problem):
    with pytest.raises(ValueError, match=problem):
        scan(TABLE, Scanner(layout=layout), places=places)


def test_long_runs_are_a_warning():
    values = np.random.default_rng(6).normal(size=(160, 36))
    with pytest.warns(UserWarning, match="a run takes 22 minutes, and 2 runs take 43"):
        scan(values, Scanner(runs=2))


def changed(place, value):
    table = TABLE.astype(object)
    table.iloc[place] = value
    return table


BAD = {
    "nan": (changed((3, 5), np.nan), ["'item-3'", "unit 5", "nan"]),
    "infinite": (changed((0, 1), np.inf), ["'item-0'", "unit 1", "inf"]),
    "too large": (changed((0, 1), 1e200), ["'item-0'", "unit 1", "1e+200"]),
    "text": (changed((2, 7), "many"), ["'item-2'", "unit 7", "'many'"]),
    "missing": (changed((2, 7), None), ["'item-2'", "unit 7", "None"]),
    "text in a list": ([[1, 2], [3, "x"], [5, 4]], ["item 1", "unit 1", "'x'"]),
    "lengths": ([[1, 2, 3], [3, 1, 2], [5, 4]], ["item 2", "2"]),
    "masked": (np.ma.masked_equal(np.arange(12).reshape(3, 4), 6), ["item 1", "unit 2", "masked"]),
    "constant item": (changed(4, 2.5), ["'item-4'", "2.5", "every unit"]),
    "names": (TABLE.rename({"item-1": "item-2"}), ["item-2"]),
    "few": (TABLE.iloc[:2], ["3 items", "got 2"]),
    "one dimension": (VALUES[0], ["item x unit", "got 1"]),
    "complex": (VALUES + 1j, ["real numbers", "complex"]),
    "dimensions": (xr.DataArray(VALUES, dims=("unit", "trial")), ["item, unit", "unit, trial"]),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize(
    "function", [scan, rdm, similarity, lambda given: encode(given, "depth-1")]
)
def test_what_is_no_pattern_is_said_with_item_and_unit(kind, function):
    given, words = BAD[kind]
    with pytest.raises(PatternsError) as error:
        function(given)
    for word in words:
        assert word in str(error.value)


def test_betas_are_checked_as_patterns_are():
    betas = scan(TABLE)
    with pytest.raises(PatternsError, match="at least two runs"):
        similarity(betas[:1])
    with pytest.raises(PatternsError, match="at least two runs"):
        rdm(betas[:1])
    with pytest.raises(PatternsError, match="run 1, item 'item-2', voxel 3 is nan"):
        similarity(betas.where(betas != betas[1, 2, 3]))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scan(TABLE, "7t"), "Scanner"),
        (lambda: scan(TABLE, Scanner(rest=20.0)), "rest"),
        (lambda: scan(VALUES[:, :4]), "voxel_size .* 3 voxels"),
        (lambda: scan(TABLE, Scanner(voxel_size=0.1)), "voxel_size .* 10000 voxels"),
        (lambda: scan(TABLE, Scanner(interval=2.0, duration=1.0, high_pass=8.0)), "rank deficient"),
        (lambda: scan(TABLE, seed=-1), "non-negative"),
        (lambda: encode(TABLE, "depth-0"), "depth-1"),
        (lambda: encode(TABLE, "unknown"), "unknown"),
        (lambda: encode(TABLE, "depth-2", weight_sd=-1.0), "weight_sd .* got -1"),
        (lambda: encode(TABLE, "depth-2", weights=1.0), "weights"),
        (lambda: encode(TABLE, "rate", rates=(5.0,)), "rates"),
        (lambda: encode(TABLE, "vector", readout="sum"), "readout"),
        (lambda: losses(TABLE, scan(TABLE)), "measure"),
        (lambda: losses(TABLE.iloc[::-1], measure(TABLE)), "item 0 is 'item-9'"),
        (lambda: functional_smoothness(TABLE.iloc[1:], TABLE), "9 and 10"),
    ],
)
def test_what_does_not_go_together_is_an_error(call, words):
    with pytest.raises((ValueError, TypeError, LookupError), match=words):
        call()


def test_the_tutorial_runs_and_draws_its_figure(tmp_path):
    text = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
    code = "import matplotlib\nmatplotlib.use('Agg')\n"
    code += "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(REPOSITORY / "workflow_scripts"), "PATH": "/usr/bin:/bin"},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (said,) = re.findall(r"print\(betas.dims, betas.shape\)  # (.*)", text)
    assert done.stdout.splitlines()[0] == said
    assert Image.open(tmp_path / "dissimilarity.png").size > (1000, 400)
