"""The workflow against a plain program that loops over items and pairs, as its oracle."""

import sys

import numpy as np
import pytest
import xarray as xr
from conftest import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "benchmarks"))

import plain_loop


@pytest.fixture(scope="module")
def oracle():
    stimuli = {"categories": 4, "levels": 5, "units": 30, "step": 0.2}
    return plain_loop.run(2017, range(50), **stimuli, depth=2)


@pytest.fixture(scope="module")
def dataset(small_study):
    with xr.open_dataset(small_study / "results/datasets/similarity.nc") as dataset:
        yield dataset


# Single precision (2^-24) through `depth` chaotic layers, each of which stretches a difference at
# most tenfold (the gain, weight_sd * sqrt(units), is 5.5 here).
@pytest.mark.parametrize(("scheme", "tolerance"), [("gain", 1e-6), ("depth-2", 1e-4)])
def test_similarity_of_every_pair(dataset, oracle, scheme, tolerance):
    ours = dataset["similarity"].sel(recipe="released", scheme=scheme, scanner="none")
    np.testing.assert_allclose(ours, oracle[0][scheme], atol=tolerance)


def test_similarity_of_the_stimuli(dataset, oracle):
    ours = dataset["stimulus_similarity"].sel(recipe="released")
    np.testing.assert_allclose(ours, oracle[0]["stimuli"], atol=1e-6)


def test_functional_smoothness(small_study, oracle):
    table = (small_study / "results/tables/functional_smoothness.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in table.splitlines()]
    ours = {row[1]: float(row[3]) for row in rows if row[0] == "released"}
    assert set(ours) == {"gain", "depth-2"}
    for scheme, value in ours.items():
        assert value == pytest.approx(oracle[1][scheme], abs=1e-5)
