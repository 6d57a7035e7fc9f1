"""Which layers Figure 4 shows, and what stands beside its matrices."""

import numpy as np
import xarray as xr

from figures import figure_4, figure_4_hierarchy_training
from figures.figure_4 import default_layers, label_of, runs_of, shown_layers
from neuralcode.networks.hierarchy import LEVELS, category_labels, mean_by_relation

PAPER = ["Mul", "mixed_6", "mixed_7", "mixed_8", "pool_3"]


def test_runs_of_names():
    assert runs_of(np.array(["a", "a", "b", "a"], object)) == [(0, 1), (2, 2), (3, 3)]
    assert runs_of(np.array([4])) == [(0, 0)]


def test_names_stay_and_numbers_get_the_word_of_their_level():
    assert label_of("robin", "subordinate") == "robin"
    assert [label_of(0, level) for level in ("superordinate", "basic", "subordinate")] == [
        "superordinate\N{NO-BREAK SPACE}1",
        "basic\N{NO-BREAK SPACE}1",
        "sub.\N{NO-BREAK SPACE}1",
    ]


def test_the_layers_of_the_paper_or_the_middle_and_the_last():
    assert default_layers(PAPER) == ["mixed_7", "pool_3"]
    assert default_layers(PAPER[:4]) == ["mixed_6", "mixed_8"]
    assert default_layers(["input", "fc"]) == ["input", "fc"]


def test_an_untrained_twin_shows_the_layers_of_the_trained_one():
    there = {"net": PAPER[:4], "net_untrained": PAPER, "other_untrained": PAPER}
    assert shown_layers("net", there, {}) == ["mixed_6", "mixed_8"]
    assert shown_layers("net_untrained", there, {}) == ["mixed_6", "mixed_8"]
    assert shown_layers("other_untrained", there, {}) == ["mixed_7", "pool_3"]
    asked = {"net": ["Mul", "mixed_8"], "net_untrained": ["Mul", "pool_3"]}
    assert shown_layers("net_untrained", there, asked) == ["Mul", "pool_3"]
    assert shown_layers("net_untrained", there, {"net": ["Mul", "mixed_8"]}) == ["Mul", "mixed_8"]
    assert shown_layers("net_untrained", there | {"net_untrained": PAPER[3:]}, {}) == [
        "mixed_8",
        "pool_3",
    ]


def hierarchy_dataset(networks):
    rng = np.random.default_rng(0)
    similarity = rng.uniform(-1, 1, (len(networks), 2, 16, 16))
    similarity = (similarity + similarity.swapaxes(-1, -2)) / 2
    labels = category_labels(
        {"superordinate": 2, "basic_per_superordinate": 2, "subordinate_per_basic": 2}, 2
    )
    places = ("hierarchy_network", "hierarchy_layer")
    return xr.Dataset(
        {
            "hierarchy_similarity": ((*places, "exemplar", "other_exemplar"), similarity),
            "hierarchy_gini": (places, similarity[..., 0, 1]),
            "hierarchy_n_units": (places, np.full((len(networks), 2), 9.0)),
            "hierarchy_depth": (places, np.broadcast_to([0.0, 1.0], (len(networks), 2))),
        },
        {
            "hierarchy_network": networks,
            "hierarchy_layer": ["items", "layer 1"],
            **{
                f"hierarchy_{level}": ("exemplar", labels[:, number])
                for number, level in enumerate(LEVELS)
            },
        },
    ), labels


def test_networks_of_the_hierarchy_stand_side_by_side_with_what_was_found(tmp_path, monkeypatch):
    networks = ["trained", "untrained", "autoencoder", "chaotic"]
    dataset, labels = hierarchy_dataset(networks)
    dataset.to_netcdf(tmp_path / "layers.nc")
    drawn = []
    monkeypatch.setattr(figure_4.drawing, "save", lambda figure, paths, dpi: drawn.append(figure))
    names = {network: ["items", "layer 1"] for network in networks}
    figure_4.run(tmp_path / "layers.nc", [], experiment="hierarchy", figure_layers=names, dpi=50)
    (figure,) = drawn
    panels = [axis for axis in figure.axes if axis.images]
    assert len(panels) == 8
    # A row per layer and a column per network: wider than high, as a screen is.
    assert len({round(axis.get_position().x0, 2) for axis in panels}) == 4
    assert figure.get_figwidth() > 1.5 * figure.get_figheight()
    basic = mean_by_relation(dataset["hierarchy_similarity"].values[:, 1], labels)[:, 1]
    title = figure.get_suptitle()
    for value, name in zip(basic, ("trained", "untrained", "autoencoder"), strict=False):
        assert f"{value:.2f} ({name})" in title
    # No category's name is cut at the edge or runs into another.
    figure.canvas.draw()
    texts = [text.get_window_extent() for text in panels[0].texts if text.get_text()]
    assert all(box.x0 >= 0 for box in texts)
    assert not any(one.overlaps(other) for n, one in enumerate(texts) for other in texts[:n])


def test_the_figure_of_training_names_its_lines_and_says_what_was_found(tmp_path, monkeypatch):
    steps, relations = [0, 100, 200, 300], 4
    similarity = np.full((1, 2, 4, 1, relations), 0.5)
    similarity[..., 0] = np.array([0.8, 0.99, 0.9, 0.85])[:, None]
    similarity[0, 0, 3] = np.nan  # a seed that has ended keeps its last value
    xr.Dataset(
        {
            "loss": (("network", "seed", "step", "loss_of"), np.full((1, 2, 4, 2), 0.1)),
            "similarity_by_step": (
                ("network", "seed", "step", "layer", "relation"),
                similarity,
            ),
            "trained_steps": (("network", "seed"), [[100, 200]]),
        },
        {"network": ["autoencoder"], "step": steps},
    ).to_netcdf(tmp_path / "hierarchy.nc")
    drawn = []
    save = figure_4_hierarchy_training.drawing
    monkeypatch.setattr(save, "save", lambda figure, paths, dpi: drawn.append(figure))
    figure_4_hierarchy_training.run(tmp_path / "hierarchy.nc", [], dpi=50)
    loss, shown = drawn[0].axes
    named = [text.get_text() for text in loss.get_legend().get_texts()]
    assert named == ["training", "held-out", "weights of a seed kept"]
    assert [text.get_text() for text in shown.texts] == ["1", "1"]
    assert loss.get_title("left") == (
        "Autoencoder\nwithin subordinate: 0.80, at most 0.99 at step\n100, at the end 0.88"
    )
