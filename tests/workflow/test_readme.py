"""The examples of the README do what it says."""

import json
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY
from PIL import Image

from pages import findings
from tables import answer

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
# What a reader of the picture sees: run after the example.
LOOK = """
import json

from matplotlib.colors import to_hex

figure, axis = plt.gcf(), plt.gca()
figure.canvas.draw()
legend = axis.get_legend()
texts = [axis.title, axis.xaxis.label, axis.yaxis.label, *legend.get_texts()]
boxes = [text.get_window_extent() for text in texts]
seen = {
    "title": axis.get_title(),
    "labels": [axis.get_xlabel(), axis.get_ylabel()],
    "legend": [text.get_text() for text in legend.get_texts()],
    "colours": [to_hex(handle.get_color()) for handle in legend.legend_handles],
    "lines": {to_hex(line.get_color()): line.get_xydata().tolist() for line in axis.get_lines()},
    "cut off": [
        text.get_text()
        for text, box in zip(texts, boxes)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
    ],
}
with open("seen.json", "w", encoding="utf-8") as file:
    json.dump(seen, file)
"""


def test_ten_lines_draw_the_picture_that_they_promise(default_study, tmp_path):
    (example,) = re.findall(r"```python\n(import matplotlib.*?)```", README, re.S)
    assert len(example.strip().splitlines()) <= 11  # a blank one among them
    (tmp_path / "results").symlink_to(default_study / "results")
    subprocess.run([sys.executable, "-c", example + LOOK], cwd=tmp_path, check=True)
    assert Image.open(tmp_path / "curves.png").size > (300, 300)
    seen = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert seen["legend"] == ["depth-1", "depth-4", "depth-8"]
    # The title is about the networks, and none of the curves' labels stands for all of them.
    assert "deeper networks" in seen["title"]
    assert not any("=" in text for text in (seen["title"], *seen["labels"]))
    assert seen["cut off"] == []
    table = pd.read_csv(default_study / "results/tables/similarity_by_distortion.csv")
    table = table.set_index(["recipe", "scheme", "scanner", "level"])["mean"].sort_index()
    assert len(set(seen["colours"])) == len(seen["lines"]) == 3
    for scheme, colour in zip(seen["legend"], seen["colours"], strict=True):
        levels, drawn = np.transpose(seen["lines"][colour])
        assert abs(drawn - table.loc["text", scheme, "none"].loc[levels]).max() < 1e-5


def test_the_numbers_of_the_readme_are_those_of_the_default_study(default_study):
    text = " ".join(README.partition("## Quick start")[0].split())

    def table(name, *key):
        return pd.read_csv(default_study / f"results/tables/{name}.csv").set_index(list(key))

    smoothness = table("functional_smoothness", "recipe", "scheme", "scanner")
    for key in (
        *(("text", scheme, "none") for scheme in ("depth-1", "depth-8", "burstiness")),
        *(("released", scheme, "none") for scheme in ("depth-8", "depth-9")),
        ("text", "burstiness", "sum"),
    ):
        assert findings.of(smoothness.loc[key], digits=3) in text, key
    width = table("smoothness_by_width", "depth", "units").loc[8]
    for units in (30, 1000):
        assert findings.of(width.loc[units]) in text
    losses = table("losses", "scheme", "scanner", "comparison")
    for scanner in ("3t", "7t"):
        row = losses.loc["vector", scanner, "whitened"]
        assert findings.number(row["agreement"], row["ci_low"], row["ci_high"]) in text
    counts = answer.counts_of(table("answer", "rank").reset_index())
    assert f"{counts['yes']} of {sum(counts.values())} codes" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_are_there(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    for link in links:
        if re.match(r"https?://", link):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.M)
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert heading in anchors, link
