"""Figures and tables of networks: what is drawn, and how networks and layers are named."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import pearsonr

from figures import figure_4_hierarchy_scanners, figure_4_layers
from neuralcode.networks.hierarchy import LEVELS, category_labels
from storage import tables
from tables import hierarchy_table, layer_similarity


def saved(monkeypatch, figures):
    """The figures that a script saves, in place of their files."""
    kept = []
    monkeypatch.setattr(figures, "save", lambda figure, paths, dpi: kept.append(figure))
    return kept


ODD_NAMES = ["3.1", "3.10", "1", "null"]


def of_photographs(networks):
    """A dataset of some networks, all with the same layers, on four photographs."""
    places = ("network", "layer", "image", "other_image")
    shape = (len(networks), len(ODD_NAMES), 4, 4)
    similarity = np.random.default_rng(0).uniform(size=shape).astype(np.float32)
    numbers = np.arange(1.0, 5.0)
    return xr.Dataset(
        {
            "similarity": (places, similarity),
            "gini": (places[:2], similarity[..., 0, 0]),
            "gini_of_image": (places[:3], similarity[..., 0]),
            "input_similarity": (places[:1] + places[2:], similarity[:, 0]),
            "n_units": (places[:2], np.broadcast_to(numbers, shape[:2])),
            "depth": (places[:2], np.broadcast_to(numbers - 1, shape[:2])),
            "problem": (places[:2], np.full(shape[:2], "")),
        },
        {
            "network": networks,
            "layer": ODD_NAMES,
            "superordinate": ("image", ["animate"] * 4),
            "basic": ("image", ["bird"] * 4),
            "subordinate": ("image", ["robin", "robin", "partridge", "partridge"]),
        },
    )


def test_names_that_look_like_numbers_or_missing_survive_the_table_and_are_drawn(
    tmp_path, monkeypatch
):
    networks = ["1", "1_untrained", "null"]
    of_photographs(networks).to_netcdf(tmp_path / "layers.nc")
    layer_similarity.run(tmp_path / "layers.nc", tmp_path / "table.csv", confidence=0.95)
    table = tables.read(tmp_path / "table.csv")
    assert table["network"].tolist() == np.repeat(networks, 4).tolist()
    assert table["layer"].tolist() == ODD_NAMES * 3
    assert table["within_superordinate"].isna().all()
    assert np.isfinite(table["within_basic"]).all()
    drawn = saved(monkeypatch, figure_4_layers.drawing)
    figure_4_layers.run(tmp_path / "table.csv", [], dpi=50)
    assert [axis.get_title("left") for axis in drawn[0].axes] == ["1", "null"]
    for axis in drawn[0].axes:
        assert [label.get_text() for label in axis.get_xticklabels()] == ODD_NAMES
    trained, untrained = (
        line.get_ydata()
        for line in drawn[0].axes[0].lines
        if line.get_label() in ("within basic", "within basic, untrained")
    )
    expected = table.set_index("network")["within_basic"]
    np.testing.assert_allclose(trained, expected["1"])
    np.testing.assert_allclose(untrained, expected["1_untrained"])


SCANNERS = ["none", "a", "b", "c", "d", "e", "null"]
LABELS = category_labels(
    {"superordinate": 2, "basic_per_superordinate": 2, "subordinate_per_basic": 2}, 2
)


@pytest.fixture(scope="module")
def hierarchy(tmp_path_factory):
    """Dataset of random similarities in the hierarchy experiment, and the table made from it."""
    folder = tmp_path_factory.mktemp("hierarchy")
    rng = np.random.default_rng(1)
    n = len(LABELS)
    places = ("network", "scanner", "seed", "layer", "exemplar", "other_exemplar")
    across = rng.uniform(-1, 1, size=(1, len(SCANNERS), 6, 2, n, n))
    across[:, 0] += across[:, 0].swapaxes(-1, -2)
    similarity = (across + across.swapaxes(-1, -2)) / 2
    measures = {
        name: (("network", "seed", "layer"), rng.uniform(size=(1, 6, 2)))
        for name in ("gini", "accuracy")
    }
    dataset = xr.Dataset(
        {
            "similarity": (places, similarity),
            "similarity_across_runs": (places, across),
            "readout_accuracy": (("network", "seed"), rng.uniform(size=(1, 6))),
            **measures,
        },
        {
            "network": ["trained"],
            "scanner": SCANNERS,
            "layer": ["items", "layer 1"],
            **{level: ("exemplar", LABELS[:, i]) for i, level in enumerate(LEVELS)},
        },
    )
    dataset.to_netcdf(folder / "hierarchy.nc")
    settings = {"study_seed": 1, "bootstrap_resamples": 100, "confidence": 0.95}
    hierarchy_table.run(folder / "hierarchy.nc", folder / "hierarchy.csv", **settings)
    return dataset, folder / "hierarchy.csv"


@pytest.mark.parametrize("scanner", ["none", "null"])
def test_smoothness_of_the_hierarchy_is_the_correlation_with_how_many_levels_are_shared(
    hierarchy, scanner
):
    dataset, path = hierarchy
    table = tables.read(path).set_index(["scanner", "layer", "measure"])["mean"]
    similarity = dataset["similarity"].sel(network="trained", scanner=scanner)
    for layer in ("items", "layer 1"):
        matrices = similarity.sel(layer=layer).values
        levels, values = [], []
        for matrix in matrices:
            for i, one in enumerate(LABELS):
                for j, other in enumerate(LABELS[:i]):
                    # The numbers go on from parent to parent: no child is in two of them.
                    levels.append(sum(one == other))
                    values.append(matrix[i, j])
        expected = pearsonr(levels, values)[0]
        ours = table[scanner, layer, "functional_smoothness_hierarchy"]
        assert ours == pytest.approx(expected, abs=1e-6)


def test_every_scanner_is_drawn_and_looks_different(hierarchy, monkeypatch):
    drawn = saved(monkeypatch, figure_4_hierarchy_scanners.drawing)
    figure_4_hierarchy_scanners.run(hierarchy[1], [], dpi=50)
    recovered = [line for line in drawn[0].axes[-1].lines if not line.get_label().startswith("_")]
    assert [line.get_label() for line in recovered] == SCANNERS[1:]
    assert len({(line.get_color(), line.get_marker()) for line in recovered}) == 6
