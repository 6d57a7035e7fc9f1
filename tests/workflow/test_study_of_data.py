"""A data set goes through the whole workflow and ends in the same tables, figures and report."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import Workflow
from rsatoolbox.rdm import load_rdm

NAMES = [f"thing {place}" for place in range(10)]
CATEGORIES = ["tool"] * 5 + ["toy"] * 5
SEEDS = 5


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Two categories, which are in the model and in the patterns, spread over two runs."""
    rng = np.random.default_rng(1)
    centres = np.repeat(rng.normal(size=(2, 60)), 5, axis=0)
    patterns = pd.DataFrame(centres + 0.7 * rng.normal(size=centres.shape), NAMES)
    study = Workflow(tmp_path_factory.mktemp("data") / "workflow")
    patterns.to_csv(study / "patterns.csv")
    items = pd.DataFrame({"name": NAMES, "category": CATEGORIES})
    items.to_csv(study / "items.csv", index=False)
    own = np.array(CATEGORIES)
    np.save(study / "category.npy", (own[:, None] != own).astype(float))
    study.configure(
        seeds=SEEDS,
        seeds_per_batch=3,
        data={
            "mine": {
                "patterns": "patterns.csv",
                "items": "items.csv",
                "rdms": "category.npy",
                "items_per_run": 5,
            }
        },
        studies=[
            {"recipe": "mine", "schemes": ["vector", "depth-2"], "scanners": ["none", "quiet"]}
        ],
        scanners={"quiet": {"preset": "7t", "noise": 0.1, "runs": 4}},
        rsa={"seeds": SEEDS},
        hierarchy={"networks": []},
        width={"units": []},
        figures={"dpi": 50},
    )
    study.run()
    return study


def table(study, name):
    return pd.read_csv(study / f"results/tables/{name}.csv").set_index(["scheme", "scanner"])


def test_functional_smoothness_is_over_all_pairs(study):
    rows = table(study, "functional_smoothness")
    assert (rows["n_pairs"] == 45).all()
    assert rows.loc[("vector", "none"), "functional_smoothness"] == pytest.approx(1, abs=1e-6)
    with xr.open_dataset(study / "results/datasets/items-mine.nc") as dataset:
        assert dataset["item"].values.tolist() == NAMES
        assert dataset["category"].values.tolist() == CATEGORIES
        own = dataset["similarity"].sel(scheme="depth-2", scanner="quiet").values
        items = dataset["stimulus_similarity"].values
    pairs = np.triu_indices(10, 1)
    expected = [np.corrcoef(a[pairs], b[pairs])[0, 1] for a, b in zip(own, items, strict=True)]
    found = rows.loc[("depth-2", "quiet"), "functional_smoothness"]
    assert found == pytest.approx(np.mean(expected), abs=1e-5)


def test_vector_is_the_data_as_they_are(study):
    own = pd.read_csv(study / "patterns.csv", index_col=0).to_numpy()
    path = study / "results/representations/mine/vector/00000-00002.nc"
    with xr.open_dataset(path) as dataset:
        found = dataset["readout_none"].values
    np.testing.assert_allclose(found[:, :, 0], np.broadcast_to(own, (3, *own.shape)), rtol=1e-6)


def test_a_good_scanner_shows_the_categories_and_the_model(study):
    """With a tenth of the noise of 7 T."""
    decoding = table(study, "item_decoding").loc[("vector", "quiet")]
    assert decoding["accuracy"] > 0.9
    assert decoding["chance"] == 0.5
    models = table(study, "model_rdms").loc[("vector", "quiet")]
    assert set(models["model"]) == {"category"}
    assert (models["agreement"] > 0.3).all()
    assert (models["ceiling_high"] >= models["ceiling_low"]).all()
    assert (table(study, "losses").loc[("vector", "quiet"), "agreement"] > 0.5).all()


def test_matrices_have_the_names_and_categories_of_the_items(study):
    matrices = load_rdm(str(study / "results/datasets/rdms-mine-quiet.hdf5"))
    assert list(matrices.pattern_descriptors["item"]) == NAMES
    assert list(matrices.pattern_descriptors["category"]) == CATEGORIES
    assert matrices.n_rdm == 2 * SEEDS


def test_items_in_runs_of_their_own_have_betas_in_their_order(study):
    """Without much noise the betas of a repetition are the responses without noise."""
    path = study / "results/measurements/mine/vector/quiet/00000-00002.nc"
    with xr.open_dataset(path) as dataset:
        betas = dataset["betas"].mean("run").values[0, :, 0]
        free = dataset["noise_free_betas"].values[0, 0, :, 0]
        dof = dataset["residual_dof"].values
    match = np.corrcoef(betas, free)[:10, 10:]
    assert (match.argmax(axis=1) == np.arange(10)).all()
    assert (dof > 0).all()


def test_the_report_has_the_data_and_nothing_of_the_paper(study):
    page = (study / "results/report.html").read_text(encoding="utf-8")
    assert 'id="item-rdms"' in page
    assert "reproduction" not in (study / "results/tables/summary.txt").read_text(encoding="utf-8")
    assert not (study / "results/tables/reproduction.csv").exists()
    assert not (study / "results/datasets/similarity.nc").exists()


def test_a_touched_file_makes_no_job_run_again_and_an_edited_one_does(study):
    path = study / "patterns.csv"
    path.touch()
    assert "Nothing to be done" in study.run("--dry-run").output
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("thing 0,", "thing 0,1", 1), encoding="utf-8")
        assert "rule items:" in study.run("--dry-run").output
    finally:
        path.write_text(text, encoding="utf-8")
