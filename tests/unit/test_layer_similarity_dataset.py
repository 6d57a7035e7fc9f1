"""Networks with layers of different names, in one dataset and out of it again."""

import numpy as np
import pytest
import xarray as xr

from datasets import layer_similarity_dataset, photograph_dataset
from storage import datasets, layers

LAYERS = {"short": ["in", "a"], "long": ["input", "features.12", "a"]}


@pytest.fixture
def dataset(tmp_path):
    rng = np.random.default_rng(0)
    paths = []
    for network, names in LAYERS.items():
        n = len(names)
        activity = rng.random((n, 4, 30))
        part = xr.Dataset(
            {
                "similarity": (
                    ("layer", "image", "other_image"),
                    np.stack([np.corrcoef(own) for own in activity]),
                ),
                "input_similarity": (("image", "other_image"), np.corrcoef(activity[0])),
                "activity": (("layer", "image", "unit"), activity),
                "gini": (("layer", "image"), rng.random((n, 4))),
                "mean": (("layer", "image"), activity.mean(axis=-1)),
                "norm": (("layer", "image"), activity.std(axis=-1) * np.sqrt(30)),
                "n_units": ("layer", np.full(n, 30)),
                "problem": ("layer", ["it is NaN" if name == "in" else "" for name in names]),
            },
            {
                "layer": names,
                "image": ["r/1", "r/2", "p/1", "m/1"],
                "superordinate": ("image", ["animate"] * 3 + ["inanimate"]),
                "basic": ("image", ["bird"] * 3 + ["vehicle"]),
                "subordinate": ("image", ["robin", "robin", "partridge", "moped"]),
            },
            {"network": network},
        )
        paths.append(str(tmp_path / f"{network}.nc"))
        datasets.write(part, paths[-1])
    path = str(tmp_path / "all.nc")
    photographs = str(tmp_path / "photographs.nc")
    photograph_dataset.run(paths, photographs, configuration={})
    layer_similarity_dataset.run(path, photographs_path=photographs, configuration={})
    return datasets.read(path), [datasets.read(part) for part in paths]


def test_every_layer_comes_out_under_its_name_and_in_its_order(dataset):
    gathered, parts = dataset
    found = layers.layers_of(gathered, "photographs")
    for (network, names), part in zip(LAYERS.items(), parts, strict=True):
        ours = [layer for layer in found if layer.network == network]
        assert [layer.name for layer in ours] == names
        assert [layer.depth for layer in ours] == list(range(len(names)))
        for layer in ours:
            there = part.sel(layer=layer.name)
            np.testing.assert_allclose(layer.similarity, there["similarity"], rtol=1e-6)
            assert layer.gini == pytest.approx(float(there["gini"].mean()), abs=1e-6)
            assert layer.n_units == int(there["n_units"])
            assert layer.problem == ("it is NaN" if layer.name == "in" else "")


def test_distances_follow_from_correlations_norms_and_means(dataset):
    gathered, parts = dataset
    for (network, names), part in zip(LAYERS.items(), parts, strict=True):
        for name in names:
            activity = part["activity"].sel(layer=name).values
            expected = ((activity[:, None] - activity) ** 2).mean(axis=-1)
            found = gathered["distance"].sel(network=network, layer=name)
            np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_layer_that_a_network_lacks_is_missing_not_zero(dataset):
    gathered = dataset[0]["similarity"]
    assert np.isnan(gathered.sel(network="short", layer="features.12")).all()
    assert np.isfinite(gathered.sel(network="long", layer="features.12")).all()


def test_labels_stay_and_the_other_experiment_is_absent(dataset):
    labels = layers.labels_of(dataset[0], "photographs")
    assert labels[:, 2].tolist() == ["robin", "robin", "partridge", "moped"]
    assert layers.layers_of(dataset[0], "hierarchy") == []
