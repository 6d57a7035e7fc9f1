"""The page on where similarity structure can be recovered."""

from pathlib import Path

import pandas as pd

from figures import estimates
from figures.names import place_title
from pages import charts, pages, study_charts
from pages.findings import layers, listed
from pages.results import result_of


def sentences(table):
    """For each scanner, the voxels that recover most of the shallowest and the deepest network."""
    found = []
    depths = sorted({table["depth"].min(), table["depth"].max()})
    for scanner, rows in table[table["recovered"].notna()].groupby("scanner", sort=False):
        parts = []
        for depth in depths:
            own = rows[rows["depth"] == depth]
            if len(own):
                best = own.loc[own["recovered"].idxmax()]
                size, value = best["voxel_size"], best["recovered"]
                parts.append(f"{value:.2f} with {layers(depth)} (voxels of {size:g} mm)")
        if parts:
            found.append(f"{place_title(scanner)} recovers at best {listed(parts)}.")
    return found


def run(table_path, figure_path, page_path, *, command, entries):
    table = estimates.shown(pd.read_csv(table_path))
    chart = study_charts.recoverability(
        table, "recoverability", "What is recovered, by voxel size and depth of the network"
    )
    figure, data = (
        result_of(entries[Path(path).name] | {"file": path}, chart=chart)
        for path in (figure_path, table_path)
    )
    page = pages.render(
        "recoverability.html",
        title="Where similarity structure can be recovered",
        command=command,
        sentences=sentences(table),
        figure_shown=figure,
        data_shown=data,
        library=charts.library(),
    )
    Path(page_path).write_text(page, encoding="utf-8")
