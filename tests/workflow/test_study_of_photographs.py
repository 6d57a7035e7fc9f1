"""Layers of pre-trained networks on photographs through the scanners, as a whole workflow."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import SMALL, Workflow
from own_network import CATEGORIES, MINE, NETWORK, paint
from rsatoolbox.rdm import load_rdm
from scipy.stats import pearsonr, spearmanr

from neuralcode.networks import maps

FINE = {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "runs": 2}
# Every unit has a voxel of its own, and there is no noise.
SILENT = {"voxel_size": 1.5, "point_spread": 0.0, "noise": 0.0, "runs": 2}
SCANNERS = {
    "7t": FINE,
    "silent": SILENT,
    "silent-map": SILENT | {"layout": "topographic"},
    "silent-retina": SILENT | {"layout": "retinotopic"},
}
N, UNITS = 5, 300


def configured(place, /, **photographs):
    study = Workflow(place).configure(
        **SMALL
        | {
            "hierarchy": {"networks": []},
            "scanners": SCANNERS,
            "photographs": {
                "categories": CATEGORIES,
                "networks": [MINE],
                "scanners": list(SCANNERS),
                "seeds": 5,
                "seeds_per_batch": 3,
                "units": UNITS,
                "device": "cpu",
            }
            | photographs,
        }
    )
    (study / "my_networks.py").write_text(NETWORK, encoding="utf-8")
    paint(study / "photographs", N)
    return study


def measured_matrices():
    """Of six subjects who see what the photographs of `paint` share."""
    rng = np.random.default_rng(0)
    rdms = rng.uniform(0.5, 1.5, (6, 3 * N, 3 * N))
    rdms = (rdms + rdms.swapaxes(1, 2)) / 2
    return rdms * (1 - np.eye(3 * N))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    place = tmp_path_factory.mktemp("scans")
    np.save(place / "rdms.npy", measured_matrices())
    rdms = str(place / "rdms.npy")
    study = configured(place / "workflow", keep_activations=True, rdms=rdms)
    study.run("photographs")
    return study


@pytest.fixture(scope="module")
def dataset(study):
    with xr.open_dataset(study / "results/datasets/photograph_scans.nc") as dataset:
        yield dataset


@pytest.fixture(scope="module")
def table(study):
    return pd.read_csv(study / "results/tables/photograph_scanners.csv")


def test_the_units_that_are_scanned_are_a_sample_of_the_layer_with_its_places(study):
    with (
        xr.open_dataset(study / "results/photographs/units/mine.nc") as units,
        xr.open_dataset(study / "results/photographs/activations/mine.nc") as kept,
    ):
        layers = json.loads(units.attrs["layers"])
        assert layers == ["input", "1", "3"]
        number = units["layer_number"].values
        assert np.bincount(number).tolist() == [UNITS, 294, 20]
        for place, (layer, shape) in enumerate(
            zip(layers, [(3, 16, 16), (6, 7, 7), (20,)], strict=True)
        ):
            mine = number == place
            chosen = units["unit_number"].values[mine]
            whole = kept[f"activity_{layer}"].values
            np.testing.assert_array_equal(units["activity"].values[:, mine], whole[:, chosen])
            places = np.stack([units["map_row"].values, units["map_column"].values], axis=1)[mine]
            np.testing.assert_array_equal(places, maps.places(shape, chosen))


def test_a_voxel_for_each_unit_and_no_noise_give_the_similarity_of_the_units(dataset, table):
    for scanner in ("silent", "silent-retina"):
        one = dataset.sel(network="mine", scanner=scanner)
        for layer in ("1", "3"):  # all of whose units are scanned
            expected = one["similarity_of_units"].sel(layer=layer)
            for name in ("similarity_across_runs", "noise_free_similarity"):
                found = one[name].sel(layer=layer)
                assert abs(found - expected).max() < 2e-4, (scanner, layer, name)
        rows = table[(table["scanner"] == scanner) & table["layer"].isin(["1", "3"])]
        recovered = rows[rows["measure"].isin(["recovered_similarity", "recovered_without_noise"])]
        np.testing.assert_allclose(recovered["mean"], 1, atol=1e-4)
        assert (recovered["n_photographs"] == 15).all()


def test_a_sample_recovers_what_it_keeps_of_the_layer(dataset, table):
    one = dataset.sel(network="mine", layer="input")
    upper = np.triu_indices(15, 1)
    units, sample = (one[f"similarity_of_{name}"].values[upper] for name in ("units", "sample"))
    kept = pearsonr(units, sample)[0]
    assert 0.3 < kept < 0.99
    rows = table[table["layer"] == "input"].set_index(["scanner", "measure"])["mean"]
    assert rows["none", "similarity_in_sample"] == pytest.approx(kept, abs=1e-5)
    assert rows["silent", "recovered_similarity"] == pytest.approx(kept, abs=1e-3)


def test_a_topographic_map_is_fitted_to_photographs_that_are_not_scanned(study, dataset, table):
    path = study / "results/measurements/photographs/mine/silent-map/00000-00002.nc"
    with xr.open_dataset(path) as measured:
        shown = json.loads(measured.attrs["images"])
    names = dataset["image"].values.tolist()
    assert shown == [name for number, name in enumerate(names) if number % N % 2 == 0]
    one = dataset["similarity_across_runs"].sel(scanner="silent-map", layer="1", network="mine")
    there = np.isfinite(one.isel(seed=0).values.diagonal())
    assert [name for name, is_there in zip(names, there, strict=True) if is_there] == shown
    rows = table[(table["scanner"] == "silent-map") & (table["measure"] == "recovered_similarity")]
    assert (rows["n_photographs"] == 9).all()
    np.testing.assert_allclose(rows[rows["layer"] != "input"]["mean"], 1, atol=1e-4)


def test_a_layer_without_a_map_is_laid_out_at_random(table):
    rows = table[table["scanner"] == "silent-retina"].drop_duplicates("layer").set_index("layer")
    assert rows["layout"].to_dict() == {"input": "retinotopic", "1": "retinotopic", "3": "random"}


def test_the_table_follows_from_the_dataset(dataset, table):
    assert set(table["note"].dropna()) <= {"undefined, or no such pair"}
    one = dataset.sel(network="mine", scanner="7t", layer="1")
    upper = np.triu_indices(15, 1)
    across = one["similarity_across_runs"].values.astype(float)
    units = one["similarity_of_units"].values[upper]
    both = ((across + across.swapaxes(1, 2)) / 2)[:, *upper]
    expected = np.mean([pearsonr(units, own)[0] for own in both])
    rows = table[(table["scanner"] == "7t") & (table["layer"] == "1")].set_index("measure")
    row = rows.loc["recovered_similarity"]
    assert row["mean"] == pytest.approx(expected, abs=1e-5)
    assert row["ci_low"] < row["mean"] < row["ci_high"]
    assert expected < 0.95
    reliability = np.diagonal(across, axis1=1, axis2=2).mean()
    assert rows.loc["reliability", "mean"] == pytest.approx(reliability, abs=1e-5)
    decoded = one["decoding"].sel(level="subordinate").values
    assert rows.loc["decoding_subordinate", "mean"] == pytest.approx(
        (decoded.mean() - 1 / 3) / (1 - 1 / 3), abs=1e-5
    )
    for name in (*dataset.data_vars, *dataset.coords):
        assert dataset[name].attrs["long_name"], name


def test_matrices_are_files_of_rsatoolbox_with_the_names_of_the_photographs(study, dataset):
    folder = study / "results/datasets"
    units = load_rdm(str(folder / "rdms-photographs-mine.hdf5"), file_type="hdf5")
    assert units.dissimilarity_measure == "correlation"
    assert list(units.rdm_descriptors["layer"]) == ["input", "1", "3"]
    assert list(units.pattern_descriptors["item"]) == dataset["image"].values.tolist()
    assert list(units.pattern_descriptors["basic"])[-1] == "vehicle"
    expected = 1 - dataset["similarity_of_units"].sel(network="mine", layer="1").values
    np.testing.assert_allclose(units.get_matrices()[1], expected, atol=1e-5)
    scans = load_rdm(str(folder / "rdms-photographs-mine-in-7t.hdf5"), file_type="hdf5")
    assert (scans.n_rdm, scans.dissimilarity_measure) == (15, "crossnobis")
    one = scans.subset("layer", "3").subset("seed", 2)
    expected = dataset["distance"].sel(network="mine", scanner="7t", layer="3", seed=2).values
    np.testing.assert_allclose(one.get_matrices()[0], expected * (1 - np.eye(15)), atol=1e-5)
    models = load_rdm(str(folder / "model-rdms-photographs.hdf5"), file_type="hdf5")
    assert list(models.rdm_descriptors["model"]) == ["hierarchy", "input of mine"]


def test_nothing_is_lost_without_noise_where_each_unit_has_a_voxel(study):
    rows = pd.read_csv(study / "results/tables/photograph_rsa.csv", dtype={"layer": str})
    assert set(rows["scanner"]) == set(SCANNERS)
    silent = rows[rows["scanner"].isin(["silent", "silent-retina"]) & (rows["layer"] != "input")]
    for name in ("agreement", "voxels", "noise"):
        np.testing.assert_allclose(silent[name], 1, atol=1e-3)
    noisy = rows[(rows["scanner"] == "7t") & (rows["layer"] == "1")]
    assert (noisy["agreement"] < 0.99).all()
    assert (noisy["agreement_ci_low"] < noisy["agreement"]).all()
    assert (noisy["ceiling_low"] < noisy["ceiling_high"]).all()


def test_layers_are_compared_with_one_another_and_with_measured_matrices(study, dataset):
    rows = pd.read_csv(study / "results/tables/layer_comparison.csv", dtype=str)
    pairs = rows[["layer", "other_layer"]].apply(tuple, axis=1).tolist()
    assert pairs == [
        ("input", "input"),
        ("input", "1"),
        ("input", "3"),
        ("1", "1"),
        ("1", "3"),
        ("3", "3"),
    ]
    upper = np.triu_indices(15, 1)
    similarity = dataset["similarity_of_units"].sel(network="mine")
    expected = pearsonr(*(similarity.sel(layer=name).values[upper] for name in ("1", "3")))[0]
    assert float(rows["correlation"][4]) == pytest.approx(expected, abs=1e-5)
    brain = pd.read_csv(study / "results/tables/brain_comparison.csv", dtype={"layer": str})
    assert len(brain) == 3 * 2
    assert (brain["n_subjects"] == 6).all()
    own = brain[(brain["layer"] == "1") & (brain["comparison"] == "rank")]["agreement"].item()
    rdm = (1 - similarity.sel(layer="1").values.astype(float))[upper]
    found = [spearmanr(rdm, own[upper])[0] for own in measured_matrices()]
    assert own == pytest.approx(np.mean(found), abs=1e-4)


def test_photographs_have_intervals_over_photographs(study):
    table = pd.read_csv(study / "results/tables/photographs.csv", dtype={"layer": str})
    assert (table["interval_over"] == "photographs").all()
    assert (table["within_subordinate_ci_low"] < table["within_subordinate"]).all()
    given = table.set_index("layer").loc["input"]
    assert given["functional_smoothness_input"] == pytest.approx(1)
    assert given["functional_smoothness_input_ci_low"] == pytest.approx(1)
    assert table["note"].str.contains("within_superordinate").all()


@pytest.mark.parametrize(
    ("matrix", "problem"),
    [
        (1 - np.eye(4), "must be 15 x 15"),
        (np.triu(np.ones((15, 15)), 1), "must be symmetric"),
    ],
)
def test_wrong_measured_matrices_are_refused_before_any_job(tmp_path, matrix, problem):
    np.save(tmp_path / "wrong.npy", matrix)
    study = configured(tmp_path / "workflow", rdms=str(tmp_path / "wrong.npy"))
    failed = study.run("photographs", "--dry-run", check=False)
    assert failed.returncode != 0
    assert "photographs.rdms" in failed.output
    assert problem in failed.output


def test_subjects_are_the_same_bits_whatever_the_batch(study, tmp_path):
    other = configured(tmp_path / "workflow", scanners=["7t"], seeds_per_batch=2)
    folder = "results/measurements/photographs/mine/7t"
    other.run(f"{folder}/00002-00003.nc")
    with (
        xr.open_dataset(study / folder / "00000-00002.nc") as first,
        xr.open_dataset(study / folder / "00003-00004.nc") as second,
        xr.open_dataset(other / folder / "00002-00003.nc") as one,
    ):
        for name in one.data_vars:
            two = np.concatenate([first[name].values[2:], second[name].values[:1]])
            np.testing.assert_array_equal(one[name], two)


@pytest.mark.parametrize(
    ("changes", "photographs", "problem"),
    [
        ({}, {"scanners": ["9t"]}, "photographs.scanners"),
        ({"layout": "topographic"}, {"units": 2501}, "at most 2500 for the topographic layout"),
        ({"rest": 9.0}, {}, "0.0 for a scanner of photographs"),
        ({"smoothing": 4.0}, {"units": 9000}, "0 with more than 2500 voxels"),
        ({"voxel_size": 0.5}, {"units": 9000}, "10000 voxels on the sheet of 9000 units"),
    ],
)
def test_what_cannot_be_scanned_is_refused_before_any_job(changes, photographs, problem):
    from rules.configuration import check
    from rules.messages import ConfigurationError

    config = {
        "scanners": {"mine": FINE | changes},
        "photographs": {"networks": [MINE | {"function": ""}], "scanners": ["mine"]} | photographs,
    }
    with pytest.raises(ConfigurationError) as error:
        check(config)
    assert problem in str(error.value)


def test_codes_have_no_map():
    from rules.configuration import check
    from rules.messages import ConfigurationError

    study = {"recipe": "text", "schemes": ["vector"], "scanners": ["mine"]}
    config = {"scanners": {"mine": FINE | {"layout": "retinotopic"}}, "studies": [study]}
    with pytest.raises(ConfigurationError, match="no place in a picture"):
        check(config)
