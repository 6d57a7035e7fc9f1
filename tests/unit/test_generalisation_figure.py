"""Generalisation against functional smoothness, drawn: names, and many values of a parameter."""

import numpy as np
import pandas as pd
import pytest

from figures import generalisation_figure
from figures.generalisation_by_value import lines_of

SCHEMES = ["vector", "hash", "depth-1", "depth-3"]
VALUES = (0.5, 1, 1.5, 2, 4, 10)
SWEPT = [f"tanh-{depth}@sigma_w={value:g}" for depth in (1, 2, 4, 6, 8) for value in VALUES]


def table_of(schemes):
    """Codes that all lie near each other, in the units and in a scanner."""
    rng = np.random.default_rng(0)
    rows = []
    for scanner in ("none", "7t"):
        for scheme in schemes:
            smoothness, decoding, univariate = rng.uniform([0.9, 0.9, 3.0], [1.0, 1.0, 3.2])
            if scheme == "hash":
                smoothness = decoding = univariate = 0.0
            row = {"recipe": "text", "scheme": scheme, "scanner": scanner}
            for name, value in {
                "functional_smoothness": smoothness,
                "corrected": smoothness,
                "decoding": decoding,
                "univariate": univariate if scanner == "7t" else np.nan,
            }.items():
                row |= {
                    name: value,
                    f"{name}_ci_low": value - 0.05,
                    f"{name}_ci_high": value + 0.05,
                }
            rows.append(row)
    return pd.DataFrame(rows)


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    def draw(schemes):
        table_of(schemes).to_csv(tmp_path / "table.csv", index=False)
        kept = []
        drawing = generalisation_figure.drawing
        monkeypatch.setattr(drawing, "save", lambda figure, paths, dpi: kept.append(figure))
        generalisation_figure.run(tmp_path / "table.csv", [], dpi=50)
        kept[0].canvas.draw()
        return kept[0]

    return draw


def test_many_values_are_colours_and_lines_and_not_names(drawn):
    figure = drawn([*SCHEMES, *SWEPT])
    panels = [axis for axis in figure.axes if axis.lines]
    # Units: decoding. Scanner: decoding and clusters.
    assert len(panels) == 3
    for axis in panels:
        texts = [text.get_text() for text in axis.texts]
        assert not any("@" in text or "(" in text for text in texts)
        # In each marker its depth; beside others their letters.
        assert sum(text.isdigit() for text in texts) >= len(SWEPT)
        assert all(text.isdigit() for text in texts if len(text) == 1 and text not in "vh")
        # No name leaves its panel.
        box = axis.get_window_extent()
        for text in axis.texts:
            middle = text.get_window_extent()
            assert box.x0 < (middle.x0 + middle.x1) / 2 < box.x1 + 20
    (legend,) = figure.legends
    named = [text.get_text() for text in legend.get_texts()]
    assert named[: len(VALUES)] == [f"sigma_w = {value:g}" for value in VALUES]
    colours = [tuple(line.get_color()) for line in legend.get_lines()[: len(VALUES)]]
    assert len(set(colours)) == len(VALUES)


def test_a_line_has_the_layers_of_one_network_by_depth():
    table = generalisation_figure.with_smoothness(table_of(SWEPT[::-1]))
    found = {
        (name, value): rows["depth"].tolist()
        for name, value, rows in lines_of(table[table["scanner"] == "none"])
    }
    assert found == {("tanh", float(value)): [1, 2, 4, 6, 8] for value in VALUES}


def test_without_several_values_all_scanners_share_a_panel(drawn):
    figure = drawn(SCHEMES)
    assert len(figure.axes) == 2
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "units, text",
        "7 T, text",
        "interval of smoothness includes 0",
    ]
