"""What a study leaves behind: datasets, tables, figures, and the words in the terminal."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import SMALL
from scipy.stats import pearsonr

COMBINATIONS = [
    [study["recipe"], scheme, scanner]
    for study in SMALL["studies"]
    for scheme in study["schemes"]
    for scanner in study["scanners"]
]


@pytest.fixture(scope="module")
def dataset(small_study):
    with xr.open_dataset(small_study / "results/datasets/similarity.nc") as dataset:
        yield dataset


def categories_of(scheme):
    return 2 if scheme == "burstiness" else 4


def table(study, name):
    return pd.read_csv(study / f"results/tables/{name}.csv")


def test_dataset_has_each_combination_and_no_other(dataset):
    similarity = dataset["similarity"]
    assert similarity.dims == ("recipe", "scheme", "scanner", "seed", "category", "level")
    assert json.loads(dataset.attrs["combinations"]) == COMBINATIONS
    for recipe in dataset["recipe"].values:
        for scheme in dataset["scheme"].values:
            for scanner in dataset["scanner"].values:
                values = similarity.sel(recipe=recipe, scheme=scheme, scanner=scanner).values
                if [recipe, scheme, scanner] in COMBINATIONS:
                    # The temporal codes take the first two prototypes of a seed.
                    values = values[:, : categories_of(scheme)]
                    assert np.isfinite(values).all()
                    np.testing.assert_allclose(values[..., 0], 1, atol=1e-6)
                else:
                    assert np.isnan(values).all()


def test_dataset_describes_itself(dataset):
    for name in [*dataset.data_vars, *dataset.coords]:
        assert dataset[name].attrs["long_name"], name
    for name in ("similarity", "stimulus_similarity", "noise_sd", "seed", "category", "level"):
        assert dataset[name].attrs["units"] == "1", name
    configuration = json.loads(dataset.attrs["configuration"])
    assert configuration["stimuli"] == SMALL["stimuli"]
    assert configuration["seeds"] == 50
    assert dataset.attrs["commit"]
    assert "10.7554/eLife.21397" in dataset.attrs["source"]
    np.testing.assert_allclose(dataset["noise_sd"].sel(recipe="text"), 0.2 * np.arange(5))
    assert dataset["noise_sd"].sel(recipe="released", level=0) == 0.0001


def test_similarity_of_the_vector_code_is_that_of_the_stimuli(dataset):
    vector = dataset["similarity"].sel(recipe="text", scheme="vector", scanner="none")
    np.testing.assert_array_equal(vector, dataset["stimulus_similarity"].sel(recipe="text"))


def test_table_of_functional_smoothness_follows_from_the_dataset(small_study, dataset):
    rows = table(small_study, "functional_smoothness")
    assert ",".join(rows.columns) == (
        "recipe,scheme,scanner,functional_smoothness,ci_low,ci_high,predicted,ceiling,corrected,"
        "corrected_ci_low,corrected_ci_high,pooled,n_seeds,n_pairs,note"
    )
    assert rows[["recipe", "scheme", "scanner"]].values.tolist() == COMBINATIONS
    for row in rows.itertuples():
        ours = dataset["similarity"].sel(recipe=row.recipe, scheme=row.scheme, scanner=row.scanner)
        items = dataset["stimulus_similarity"].sel(recipe=row.recipe)
        used = np.s_[:, : categories_of(row.scheme), 1:]
        expected = pearsonr(items.values[used].ravel(), ours.values[used].ravel())[0]
        assert row.functional_smoothness == pytest.approx(expected, abs=1e-6)
        assert row.ci_low <= row.functional_smoothness <= row.ci_high
        assert (row.n_seeds, row.n_pairs) == (50, 50 * categories_of(row.scheme) * 4)


def test_table_of_the_curves_follows_from_the_dataset(small_study, dataset):
    rows = table(small_study, "similarity_by_distortion")
    assert ",".join(rows.columns) == "recipe,scheme,scanner,level,mean,ci_low,ci_high,predicted"
    assert len(rows) == len(COMBINATIONS) * 5
    for key, curve in rows.groupby(["recipe", "scheme", "scanner"]):
        names = dict(zip(("recipe", "scheme", "scanner"), key, strict=True))
        expected = dataset["similarity"].sel(names).mean(["seed", "category"])
        np.testing.assert_allclose(curve["mean"], expected, atol=2e-6)
        assert curve["level"].tolist() == list(range(5))
        assert curve["predicted"].between(-1, 1).all() or key[1] == "burstiness"


@pytest.mark.parametrize("name", ["figure-1", "figure-2", "figure-3", "smoothness-by-depth"])
def test_figures_come_in_three_formats(small_study, name):
    for ending, start in {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}.items():
        data = (small_study / f"results/figures/{name}.{ending}").read_bytes()
        assert data.startswith(start)
        assert len(data) > 5000


def test_the_terminal_shows_progress_the_published_numbers_and_the_report(small_study):
    printed = small_study.printed
    jobs, rules = map(int, re.search(r"(\d+) jobs of (\d+) rules", printed).groups())
    # A line per rule, and one more per rule where the machine is slow.
    assert rules - 1 <= len(re.findall(rf"^\[ *\d+ of {jobs}\] \w+", printed, re.M)) < jobs
    assert "jobid" not in printed
    # The small study has depth 1 in the recipe of the text alone.
    assert re.search(r"depth-1 +0\.\d{3} \[0\.\d{3}, 0\.\d{3}\] +not in the study +0\.86", printed)
    assert f"The report: {small_study / 'results/report.html'}" in printed


def test_the_terminal_shows_them_also_where_there_is_nothing_to_do(small_study):
    printed = small_study.run().output
    assert "Nothing to be done" in printed
    assert re.search(r"depth-1 +0\.\d{3}", printed)
    assert f"The report: {small_study / 'results/report.html'}" in printed
    assert "The report:" not in small_study.run("--dry-run").output


def test_each_job_logs_its_time_and_peak_memory(small_study):
    logs = list((small_study / "results/logs").rglob("*.log"))
    assert len(logs) > 20
    for log in logs:
        assert re.search(
            r"[\d.]+ s, [\d.]+ core s, peak memory \d+ MB", log.read_text(encoding="utf-8")
        ), log


def test_table_1_is_the_full_factorial_design_of_three_factors(small_study):
    design = table(small_study, "table-1")
    assert list(design.columns) == ["I", "A", "B", "C", "AB", "AC", "BC", "ABC"]
    assert len(design.drop_duplicates()) == 8
    assert set(design.to_numpy().ravel()) == {-1, 1}
    assert (design["ABC"] == design["A"] * design["B"] * design["C"]).all()
    assert (design["AC"] == design["A"] * design["C"]).all()


def test_designs_of_1_to_10_factors_are_orthogonal(small_study):
    shown = table(small_study, "design-orthogonality")
    assert shown["factors"].tolist() == list(range(1, 11))
    assert shown["rows"].tolist() == [2**k for k in range(1, 11)]
    assert (shown[["largest_row_product", "largest_column_product"]] == 0).all(axis=None)


def test_figure_1_shows_homogeneous_voxels_for_the_fine_pattern_alone(small_study):
    rows = table(small_study, "inhomogeneity").set_index(["pattern", "voxel_side"])
    spread = rows["inhomogeneity"]
    assert spread["Fine-grained alternation", 12] == 0
    assert spread["Fine-grained alternation", 2] == 0.5
    assert spread["Smooth gradient", 12] > 0.9 * spread["Smooth gradient", 2]


def test_figure_3_tells_the_two_smoothnesses_apart(small_study):
    rows = table(small_study, "figure-3").set_index(["map", "level"])
    # 144 units without order in space: mean -1 / 143, standard deviation about 1 / sqrt(264).
    assert rows.loc["picture", "morans_i"].iloc[0] > 8 / np.sqrt(264)
    for name in ("matmul", "perceptron"):
        assert (rows.loc[name, "morans_i"].abs() < 4 / np.sqrt(264)).all()
        assert (rows.loc[name, "functional_smoothness"] > 0.8).all()
