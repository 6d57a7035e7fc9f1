"""Which layers Figure 4 shows, and what stands beside its matrices."""

import numpy as np

from figures.figure_4 import default_layers, label_of, runs_of, shown_layers

PAPER = ["Mul", "mixed_6", "mixed_7", "mixed_8", "pool_3"]


def test_runs_of_names():
    assert runs_of(np.array(["a", "a", "b", "a"], object)) == [(0, 1), (2, 2), (3, 3)]
    assert runs_of(np.array([4])) == [(0, 0)]


def test_names_stay_and_numbers_get_a_letter():
    assert label_of("robin", "subordinate") == "robin"
    assert [label_of(0, level) for level in ("superordinate", "basic", "subordinate")] == [
        "S1",
        "B1",
        "s1",
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
