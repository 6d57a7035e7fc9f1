"""How alike layers are, layer by layer and network by network."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from conftest import REPOSITORY
from scipy.stats import pearsonr, rankdata, t

from figures import layer_comparison_figure
from neuralcode.networks.hierarchy import LEVELS
from storage import photograph_rdms, tables
from tables import hierarchy_comparison, layer_comparison

WHY = "it is NaN or infinite"
SEEDS, ITEMS = 6, 9


def matrices(rng, *shape):
    """Symmetric matrices of similarity."""
    found = rng.uniform(-1, 1, (*shape, ITEMS, ITEMS))
    found = (found + found.swapaxes(-1, -2)) / 2
    found[..., range(ITEMS), range(ITEMS)] = 1
    return found.astype(np.float32)


def photographs(undefined):
    """Two networks of two layers; `undefined` are places of (network, layer)."""
    similarity = matrices(np.random.default_rng(0), 2, 2)
    problem = np.full((2, 2), "", object)
    for place in undefined:
        similarity[place], problem[place] = np.nan, WHY
    places = ("network", "layer")
    return xr.Dataset(
        {
            "similarity": ((*places, "image", "other_image"), similarity),
            "gini": (places, similarity[..., 0, 0]),
            "gini_of_image": ((*places, "image"), similarity[..., 0]),
            "input_similarity": (("network", "image", "other_image"), similarity[:, 0]),
            "n_units": (places, np.full((2, 2), 7.0)),
            "depth": (places, np.broadcast_to([0.0, 1.0], (2, 2))),
            "problem": (places, problem),
        },
        {
            "network": ["net", "2"],
            "layer": ["1", "3"],
            "image": [f"lion/{number}" for number in range(ITEMS)],
            **{level: ("image", ["lion"] * ITEMS) for level in LEVELS},
        },
    )


@pytest.fixture
def drawn(monkeypatch):
    kept = []
    monkeypatch.setattr(
        layer_comparison_figure.drawing, "save", lambda figure, paths, dpi: kept.append(figure)
    )
    return kept


@pytest.mark.parametrize("undefined", [[(1, 0), (1, 1)], [(0, 0), (0, 1), (1, 0), (1, 1)], []])
def test_a_network_without_any_similarity_is_in_the_table_with_the_reason(
    tmp_path, drawn, undefined
):
    dataset = photographs(undefined)
    dataset.to_netcdf(tmp_path / "photographs.nc")
    layer_comparison.run(tmp_path / "photographs.nc", tmp_path / "table.csv", confidence=0.95)
    table = tables.read(tmp_path / "table.csv")
    defined = 4 - len(undefined)
    assert len(table) == defined * (defined + 1) // 2 + len(undefined)
    rows = table[table["correlation"].isna()]
    names = [(("net", "2")[network], ("1", "3")[layer]) for network, layer in undefined]
    assert list(zip(rows["network"], rows["layer"], strict=True)) == names
    assert list(zip(rows["other_network"], rows["other_layer"], strict=True)) == names
    assert (rows["note"] == f"not compared: {WHY}").all()
    layer_comparison_figure.run(tmp_path / "table.csv", [], items="photographs", dpi=50)
    # Names that look like numbers are the same in rows and columns.
    axis = drawn[0].axes[0]
    shown = axis.images[0].get_array() if defined else np.empty((0, 0))
    assert shown.shape == (defined, defined)
    assert np.isfinite(shown).all()
    # Their files of matrices have those that are defined.
    for place, network in enumerate(("net", "2")):
        rdms = photograph_rdms.of_layers(dataset, network)
        assert rdms.n_rdm == 2 - sum(number == place for number, _ in undefined)


DIMENSIONS = ("network", "scanner", "seed", "layer", "exemplar", "other_exemplar")


def hierarchy(similarity, networks):
    coords = {"network": networks, "scanner": ["none", "7t"], "layer": ["items", "layer 1"]}
    return xr.Dataset({"similarity": (DIMENSIONS, similarity)}, coords)


def test_layers_of_the_hierarchy_are_compared_within_each_seed(tmp_path, drawn):
    similarity = matrices(np.random.default_rng(1), 2, 2, SEEDS, 2)
    similarity[1, 0, :, 0] = similarity[0, 0, :, 0]  # the same items
    hierarchy(similarity, ["trained", "chaotic"]).to_netcdf(tmp_path / "hierarchy.nc")
    hierarchy_comparison.run(tmp_path / "hierarchy.nc", tmp_path / "table.csv", confidence=0.9)
    table = tables.read(tmp_path / "table.csv")
    assert len(table) == 4 * 5 // 2
    assert (table["n_seeds"] == SEEDS).all()
    rows = table.set_index(["network", "layer", "other_network", "other_layer"]).sort_index()
    items = rows.loc[("trained", "items", "chaotic", "items")]
    assert items[["correlation", "ci_low", "ci_high"]].tolist() == pytest.approx([1, 1, 1])
    row = rows.loc[("trained", "layer 1", "chaotic", "layer 1")]
    upper = np.triu_indices(ITEMS, 1)
    pairs = similarity[:, 0, :, 1][..., upper[0], upper[1]].astype(float)
    values = np.array([pearsonr(*pairs[:, seed])[0] for seed in range(SEEDS)])
    assert row["correlation"] == pytest.approx(values.mean(), abs=1e-6)
    # On Fisher's scale, with the error of the mean carried there.
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(SEEDS)
    reach = t.ppf(0.95, SEEDS - 1) * error / (1 - mean**2)
    bounds = np.tanh(np.arctanh(mean) + np.array([-reach, reach]))
    assert row[["ci_low", "ci_high"]].tolist() == pytest.approx(bounds, abs=1e-6)
    ranks = [
        pearsonr(*(rankdata(pairs[network, seed]) for network in range(2)))[0]
        for seed in range(SEEDS)
    ]
    assert row["rank"] == pytest.approx(np.mean(ranks), abs=1e-3)
    layer_comparison_figure.run(tmp_path / "table.csv", [], items="exemplars", dpi=50)
    axis = drawn[0].axes[0]
    assert axis.images[0].get_array().shape == (4, 4)
    assert [text.get_text() for text in axis.texts] == ["Trained", "Untrained, gain 10"]


def test_few_seeds_have_no_interval(tmp_path):
    similarity = matrices(np.random.default_rng(1), 1, 2, 3, 2)
    hierarchy(similarity, ["trained"]).to_netcdf(tmp_path / "hierarchy.nc")
    hierarchy_comparison.run(tmp_path / "hierarchy.nc", tmp_path / "table.csv", confidence=0.9)
    table = pd.read_csv(tmp_path / "table.csv")
    assert table["ci_low"].isna().all()
    assert (table["note"] == "fewer than 5 seeds").all()


def test_files_of_matrices_are_the_same_bytes_whoever_writes_them(tmp_path):
    photographs([]).to_netcdf(tmp_path / "photographs.nc")
    code = (
        "import sys\n"
        "from datasets import photograph_rdms\n"
        "paths = dict(zip(('net', '2'), sys.argv[1:3]))\n"
        "photograph_rdms.run('photographs.nc', paths, sys.argv[3], "
        "networks=['net', '2'], scanners=[])\n"
    )
    names = ("net.hdf5", "2.hdf5", "models.hdf5")
    for number in ("1", "2"):
        # Sets have another order with another seed of hashes.
        environment = os.environ | {
            "PYTHONHASHSEED": number,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "workflow_scripts"), str(REPOSITORY)]),
        }
        paths = [f"{number}-{name}" for name in names]
        subprocess.run(
            [sys.executable, "-c", code, *paths], cwd=tmp_path, env=environment, check=True
        )
    for name in names:
        assert (tmp_path / f"1-{name}").read_bytes() == (tmp_path / f"2-{name}").read_bytes(), name
