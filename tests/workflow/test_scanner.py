"""A small study through scanners: rules, tables, matrices, figures, and the errors before jobs."""

import json
import re

import netCDF4
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import REPOSITORY, SCANNED, Workflow
from rsatoolbox.rdm import load_rdm

ENDINGS = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    study = Workflow(tmp_path_factory.mktemp("scanned") / "workflow").configure(**SCANNED)
    study.run("all", "recoverability")
    return study


def table(study, name):
    return pd.read_csv(study / f"results/tables/{name}.csv")


def curve(study, scheme, scanner):
    name = "similarity_by_distortion" if scanner == "none" else "similarity_by_scanner"
    rows = table(study, name)
    return rows.query("scheme == @scheme and scanner == @scanner").sort_values("level")


def test_measurements_have_units_and_say_what_made_them(scanned):
    path = scanned / "results/measurements/text/depth-1/fine/00000-00024.nc"
    with netCDF4.Dataset(path) as file:
        betas = file["betas"]
        assert betas.dimensions == ("seed", "run", "category", "level", "voxel")
        # 30 units lie on 5 x 6 squares of 1.5 mm, and so do as many voxels.
        assert betas.shape == (25, 4, 4, 5, 30)
        assert betas.units == "percent"
        # Without noise all runs are alike.
        assert file["noise_free_betas"].shape == (25, 1, 4, 5, 30)
        assert file["residual_covariance"].shape == (25, 30 * 31 / 2)
        assert file["residual_covariance"].units == "percent2"
        assert (file["residual_dof"][:] > 0).all()
        assert json.loads(file.scanner_parameters)["voxel_size"] == 1.5
        assert json.loads(file.voxel_grid) == [5, 6]


@pytest.mark.parametrize("scheme", ["depth-1", "burstiness"])
def test_a_seed_is_scanned_alike_in_any_batch(scanned, workflow, scheme):
    path = f"results/measurements/text/{scheme}/fine/00010-00019.nc"
    workflow.configure(**SCANNED | {"seeds_per_batch": 10}).run(path)
    whole = scanned / f"results/measurements/text/{scheme}/fine/00000-00024.nc"
    with netCDF4.Dataset(workflow / path) as file, netCDF4.Dataset(whole) as other:
        np.testing.assert_array_equal(file["betas"][:], other["betas"][10:20])


def test_a_scanner_without_noise_and_blur_gives_back_the_similarity_of_the_units(scanned):
    """A voxel for each unit: the drift, the order and the estimation must leave no trace."""
    with xr.open_dataset(scanned / "results/datasets/similarity.nc") as dataset:
        units = dataset["similarity"].sel(scheme="depth-1", scanner="none")
        voxels = dataset["similarity"].sel(scheme="depth-1", scanner="silent")
        shown = slice(SCANNED["scanners"]["silent"]["categories"])
        np.testing.assert_allclose(voxels[..., shown, :], units[..., shown, :], atol=1e-5)
        assert voxels[..., shown.stop :, :].isnull().all()
        assert "fine" in json.loads(dataset.attrs["configuration"])["scanners"]


@pytest.mark.parametrize("scheme", ["depth-1", "hash-item"])
def test_curves_stand_beside_their_predictions(scanned, scheme):
    rows = curve(scanned, scheme, "fine")
    law = table(scanned, "attenuation").query("scheme == @scheme and scanner == 'fine'")
    slope = 1 / (1 + law["noise_variance"] / law["signal_variance"])
    np.testing.assert_allclose(law["pooled_slope"].iloc[1:], slope.iloc[1:], atol=1e-5)
    # Halves of 2 of the 4 runs have twice the noise of their mean.
    half = 1 / (1 + 2 * law["noise_variance"] / law["signal_variance"])
    np.testing.assert_allclose(law["reliability"], half, atol=1e-5)
    # The categories that the scanner shows.
    with xr.open_dataset(scanned / "results/datasets/similarity.nc") as dataset:
        units = dataset["similarity"].sel(recipe="text", scheme=scheme, scanner="none")
        shown = units[:, : SCANNED["scanners"]["fine"]["categories"]]
        units = shown.values.mean(axis=(0, 1), dtype=float)
    pooled = law["pooled_slope"].to_numpy() * units + law["pooled_offset"].to_numpy()
    for prefix, name, expected in (
        ("", "mean", half.to_numpy() * units),
        ("pooled_", "pooled", pooled),
    ):
        np.testing.assert_allclose(rows[f"{prefix}predicted_from_units"], expected, atol=1e-5)
        error = (rows[f"{prefix}ci_high"] - rows[f"{prefix}ci_low"]) / (2 * 2.06)
        # Of 30 voxels, blurred: see test_scanner_measure for the bias of so few.
        bias = expected * (1 - expected**2) / 20
        assert ((rows[name] - expected).abs() <= 4 * error + 2 * np.abs(bias) + 1e-6).all()


def test_similarity_of_a_scanner_is_that_across_runs(scanned):
    with xr.open_dataset(scanned / "results/datasets/similarity.nc") as dataset:
        assert dataset["prototype_runs"].values.tolist() == ["odd", "even"]
        own = dataset.sel(scheme="depth-1", scanner="fine", recipe="text")
        across = own["similarity_across_runs"].mean("prototype_runs")
        np.testing.assert_allclose(own["similarity"], across, atol=1e-6)
        path = scanned / "results/measurements/text/depth-1/fine/00000-00024.nc"
        with netCDF4.Dataset(path) as file:
            betas = file["betas"][3, :, 2].astype(float)
        odd, even = betas[0::2].mean(axis=0), betas[1::2].mean(axis=0)
        one = own["similarity_across_runs"].isel(seed=3, category=2)
        expected = np.corrcoef(odd[0], even[4])[0, 1], np.corrcoef(even[0], odd[4])[0, 1]
        np.testing.assert_allclose(one.isel(level=4), expected, atol=1e-5)
        pooled = np.corrcoef(betas.mean(axis=0)[[0, 4]])[0, 1]
        assert own["pooled_similarity"].values[3, 2, 4] == pytest.approx(pooled, abs=1e-5)
        units = dataset.sel(scheme="depth-1", scanner="none")
        assert units["similarity_across_runs"].isnull().all()


def test_a_code_without_similarity_lies_at_0_across_runs_and_not_where_they_are_pooled(scanned):
    rows = curve(scanned, "hash-item", "fine").query("level > 0")
    error = (rows["ci_high"] - rows["ci_low"]) / (2 * 2.06)
    assert (rows["mean"].abs() < 4 * error).all()
    assert (rows["pooled_ci_low"] > 0).all()


def test_without_noise_the_corrected_smoothness_is_that_of_the_units(scanned):
    rows = table(scanned, "functional_smoothness").set_index(["scheme", "scanner"])
    units, silent = rows.loc[("depth-1", "none")], rows.loc[("depth-1", "silent")]
    with xr.open_dataset(scanned / "results/datasets/similarity.nc") as dataset:
        own = dataset["similarity"].sel(recipe="text", scheme="depth-1", scanner="none")
        # The categories that the scanner shows, without level 0.
        shown = np.s_[:, : SCANNED["scanners"]["silent"]["categories"], 1:]
        items = dataset["stimulus_similarity"].sel(recipe="text").values[shown]
        x, y = (a - a.mean(axis=-1, keepdims=True) for a in (items, own.values[shown]))
        expected = (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())
    assert silent["corrected"] == pytest.approx(expected, abs=1e-4)
    assert (units["ceiling"], silent["ceiling"]) == pytest.approx((1, 1), abs=1e-4)
    noisy = rows.loc[("depth-1", "fine")]
    assert not noisy["ceiling"] >= 0.9
    assert noisy["pooled"] != noisy["functional_smoothness"]
    assert np.isnan(units["pooled"])
    # What is empty says why.
    empty = rows["corrected_ci_low"].isna() | rows["corrected_ci_high"].isna()
    assert rows.loc[empty, "note"].notna().all()
    assert rows.loc[~empty, "note"].isna().all()


def test_there_is_no_prediction_for_codes_in_time_or_a_topographic_layout(scanned):
    for scheme, scanner in (("rate", "fine"), ("burstiness", "fine"), ("depth-1", "fine-map")):
        assert curve(scanned, scheme, scanner)["predicted_from_units"].isna().all()


def test_a_scanner_sees_rates_and_no_bursts(scanned):
    rate, bursts = (
        curve(scanned, scheme, "fine")["mean"].iloc[1] for scheme in ("rate", "burstiness")
    )
    rows = curve(scanned, "burstiness", "fine")
    error = ((rows["ci_high"] - rows["ci_low"]) / (2 * 1.96)).iloc[1]
    assert rate > bursts + 4 * error
    assert curve(scanned, "burstiness", "none")["mean"].iloc[1] > bursts + 4 * error


def test_matrices_load_in_rsatoolbox_by_the_lines_of_the_readme(scanned, monkeypatch):
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    lines = re.search(r"```python\n(from rsatoolbox.*?)```", readme, re.DOTALL)[1]
    names = {}
    monkeypatch.chdir(scanned.folder)
    # The scanners of this study, of which one shows all schemes and the other just one.
    for there, here in (("text-3t", "text-fine"), ("text-7t", "text-fine-map")):
        assert there in lines
        lines = lines.replace(there, here)
    exec(lines, names)
    assert names["both"].n_rdm == 4 * 4 + 4
    assert names["both"].dissimilarity_measure == "crossnobis"
    assert set(names["both"].rdm_descriptors["scanner"]) == {"fine", "fine-map"}
    # 2 of 4 categories at 3 levels.
    assert names["rate"].n_cond == 6
    assert np.isfinite(names["rate"].dissimilarities).all()
    assert names["agreement"].shape == (4, 4)
    own = load_rdm("results/datasets/rdms-text-fine.hdf5").subset("scheme", "depth-1")
    assert own.n_cond == 12
    assert np.isfinite(own.dissimilarities).all()
    assert own.pattern_descriptors["level"][:3] == [0, 2, 4]
    assert own.rdm_descriptors["seed"] == [0, 1, 2, 3]
    assert set(own.rdm_descriptors["recipe"]) == {"text"}
    models = load_rdm("results/datasets/model-rdms-text-fine.hdf5")
    assert models.dissimilarity_measure == "correlation"
    assert set(models.rdm_descriptors["scheme"]) == {"stimuli"}


def test_table_of_rsa(scanned):
    rows = table(scanned, "rsa").set_index(["scheme", "scanner", "comparison"])
    assert set(rows["dissimilarity"]) == {"correlation", "crossnobis"}
    depth = rows.loc["depth-1"]
    assert depth.loc[("none", "whitened"), "agreement"] > 0.5
    assert (
        depth.loc[("fine", "whitened"), "agreement"]
        > rows.loc["hash-item"].loc[("fine", "whitened"), "agreement"]
    )
    # 4 seeds are too few for an interval, and the table says so.
    assert rows[["ci_low", "ci_high"]].isna().all(axis=None)
    assert set(rows["note"]) == {"fewer than 5 seeds"}
    fine = rows.xs("fine", level="scanner")
    assert set(fine["runs"]) == {4}
    assert fine["ceiling"].between(-1, 1).all()
    assert (fine["ceiling_two_runs_low"] <= fine["ceiling_two_runs_high"]).all()
    assert rows.xs("none", level="scanner")["ceiling"].isna().all()
    # Two runs make one pair: no other to compare it with. Without noise nothing is lost in it.
    silent = rows.xs("silent", level="scanner")
    assert silent["ceiling_two_runs_low"].isna().all()
    np.testing.assert_allclose(silent["ceiling"], 1, atol=1e-6)


def test_table_of_losses(scanned):
    rows = table(scanned, "losses")
    assert set(rows["scanner"]) == {"brisk", "fine", "fine-map", "silent"}
    np.testing.assert_allclose(rows["predicted"], rows["voxels"] * rows["noise"], atol=1e-6)
    both = rows.merge(table(scanned, "rsa"), on=["recipe", "scheme", "scanner", "comparison"])
    np.testing.assert_array_equal(both["agreement_x"], both["agreement_y"])
    np.testing.assert_array_equal(both["noise"], both["ceiling"])
    # A voxel per unit, neither blur nor noise: what the voxels keep is what the units have, and
    # the correlation and the Euclidean distance of standardised patterns nearly agree.
    silent = rows.query("scanner == 'silent'").set_index("comparison")
    units = table(scanned, "rsa").query("scanner == 'none' and scheme == 'depth-1'")
    np.testing.assert_allclose(
        silent["voxels"], units.set_index("comparison")["agreement"][silent.index], atol=0.02
    )


def test_table_of_layouts(scanned):
    rows = table(scanned, "layouts").set_index("layout")
    assert rows["scheme"].tolist() == ["depth-1", "depth-1"]
    # One category that is not scanned makes no map that others would be smooth in.
    assert (rows["morans_i_low"] <= rows["morans_i"]).all()
    assert (rows["morans_i"] <= rows["morans_i_high"]).all()
    smoothness = table(scanned, "functional_smoothness").set_index(["scheme", "scanner"])
    expected = smoothness.loc[("depth-1", "fine-map"), "functional_smoothness"]
    assert rows.loc["topographic", "functional_smoothness"] == expected


def test_recoverability(scanned):
    rows = table(scanned, "recoverability")
    assert len(rows) == 4
    assert rows["functional_smoothness"].between(-1, 1).all()
    with xr.open_dataset(scanned / "results/datasets/recoverability.nc") as dataset:
        assert dataset["voxel_size"].attrs["units"] == "mm"
        found = dataset["functional_smoothness"].sel(scanner="fine", depth=2, voxel_size=3.0)
    row = rows.query("depth == 2 and voxel_size == 3.0").iloc[0]
    assert row["functional_smoothness"] == pytest.approx(float(found), abs=1e-6)
    assert row["ci_low"] <= row["functional_smoothness"] <= row["ci_high"]
    seen = rows["corrected"].notna()
    assert seen.any()
    product = rows["corrected"] * rows["reliability"]
    np.testing.assert_allclose(rows["recovered"][seen], product[seen], atol=1e-5)


@pytest.mark.parametrize(
    "name", ["scanners", "rsa", "losses", "layouts", "time-course", "recoverability"]
)
def test_figures_come_in_three_formats(scanned, name):
    for ending, start in ENDINGS.items():
        data = (scanned / f"results/figures/{name}.{ending}").read_bytes()
        assert data.startswith(start)
        assert len(data) > 5000


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"voxel_size": 8.0}, "small enough for 3 voxels on the sheet of 30 units, 7.5 x 9 mm"),
        ({"tr": 500.0}, "at most the interval between stimuli, 8 s"),
        ({"tr": 8.0}, "rank deficient"),
        ({"voxel_size": -1.0}, "above 0"),
        ({"field_strength": 5}, "one of 3, 7"),
    ],
)
def test_a_scanner_that_cannot_be_stops_before_any_job(workflow, changes, message):
    scanner = {"fine": SCANNED["scanners"]["fine"] | changes}
    failed = workflow.configure(**SCANNED | {"scanners": SCANNED["scanners"] | scanner}).run(
        check=False
    )
    assert failed.returncode != 0
    assert "The configuration is wrong: 'scanners.fine." in failed.output
    assert message in failed.output
    assert not (workflow / "results").exists()


def test_the_grid_is_checked_before_any_job_of_its_target(workflow):
    grid = {"recoverability": SCANNED["recoverability"] | {"voxel_sizes": [1.5, 30.0]}}
    failed = workflow.configure(**SCANNED | grid).run("recoverability", check=False)
    assert failed.returncode != 0
    assert "'recoverability.voxel_sizes[1]'" in failed.output
    assert not (workflow / "results").exists()


def test_another_scanner_leaves_the_others_as_they_are(scanned):
    other = SCANNED["scanners"] | {"fine": SCANNED["scanners"]["fine"] | {"smoothing": 2.0}}
    try:
        planned = scanned.configure(**SCANNED | {"scanners": other}).run("--dry-run").output
    finally:
        scanned.configure(**SCANNED)
    made = set(re.findall(r"output: ([^\s,]+)", planned))
    measured = {path for path in made if "results/measurements" in path}
    assert "results/measurements/text/depth-1/fine/00000-00024.nc" in measured
    assert all("/fine/" in path for path in measured)
    assert not any("results/representations" in path or "results/designs" in path for path in made)


def test_table_of_designs(scanned):
    rows = table(scanned, "designs")
    assert set(zip(rows["scanner"], rows["stimuli"], strict=True)) == {
        *(("fine", 20), ("fine", 10), ("fine-map", 20), ("silent", 20), ("brisk", 10))
    }
    brisk = rows[rows["scanner"] == "brisk"].iloc[0]
    # Two presentations of each stimulus in a run, 17 % blanks, trials of 4 s and 20 s at the end.
    assert brisk.trials == 20
    assert brisk.minutes == pytest.approx((24 * 4 + 20) / 60, abs=1.6 / 60)
    assert brisk.minutes_of_all_runs == pytest.approx(2 * brisk.minutes, rel=1e-4)
    assert brisk.tsnr == pytest.approx(40, rel=1e-3)
    np.testing.assert_allclose(rows["efficiency"], 1 / rows["variance_ratio"], rtol=1e-3)
    assert (rows["variance_ratio"] < 3).all()


def test_a_preset_with_repeats_and_blanks_is_scanned(scanned):
    path = scanned / "results/measurements/text/rate/brisk/00000-00024.nc"
    with xr.open_dataset(path) as measurement:
        assert measurement["betas"].sizes["run"] == 2
        assert measurement["betas"].sizes["category"] == 2
        assert np.isfinite(measurement["betas"]).all()
