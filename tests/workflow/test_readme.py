"""The examples of the README do what it says."""

import re
import subprocess
import sys

import pandas as pd
import xarray as xr
from conftest import REPOSITORY, Workflow
from PIL import Image

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_ten_lines_open_the_results_and_draw_a_curve(default_study, tmp_path):
    (example,) = re.findall(r"```python\n(import matplotlib.*?)```", README, re.S)
    assert len(example.strip().splitlines()) <= 11  # a blank one among them
    (tmp_path / "results").symlink_to(default_study / "results")
    show = "\ncurves.to_netcdf('curves.nc')\n"
    subprocess.run([sys.executable, "-c", example + show], cwd=tmp_path, check=True)
    assert Image.open(tmp_path / "curves.png").size > (300, 300)
    table = pd.read_csv(default_study / "results/tables/similarity_by_distortion.csv")
    table = table.set_index(["recipe", "scheme", "scanner", "level"])["mean"].sort_index()
    with xr.open_dataset(tmp_path / "curves.nc") as curves:
        for scheme in ("depth-1", "depth-8"):
            drawn = curves["similarity"].sel(scheme=scheme).to_series()
            expected = table.loc["text", scheme, "none"]
            assert abs(drawn - expected.loc[drawn.index]).max() < 1e-5


def test_the_graph_of_the_rules_is_that_of_the_workflow(tmp_path):
    printed = Workflow(tmp_path / "workflow").run("--rulegraph", "mermaid-js").stdout
    names = dict(re.findall(r"^\s*(id\d+)\[(\w+)\]$", printed, re.M))
    edges = re.findall(r"^\s*(id\d+) --> (id\d+)$", printed, re.M)
    lines = sorted(
        f"    {names[start]} --> {names[end]}"
        for start, end in edges
        if names[end] not in ("all", "report") and start != end
    )
    graph = "\n".join(["```mermaid", "flowchart LR", *lines, "```"])
    assert graph in README, f"Put this into README.md:\n\n{graph}"
