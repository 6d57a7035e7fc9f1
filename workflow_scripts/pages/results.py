"""Figures and tables as the templates take them."""

from pathlib import Path

from pages import pages

SHOWN_ROWS = 12


def identifier(path):
    """Where a result is in the page; a table may bear the name of a figure."""
    return f"table-{path.stem}" if path.suffix == ".csv" else path.stem


def result_of(entry, linked=(), chart=None):
    """A figure or a table as the macros of parts.html take it.

    Parameters
    ----------
    entry : dict
        file, title and caption, as in report/sections.yaml.
    linked : sequence of dict
        Claims whose data a figure shows, see `pages.claims`.
    chart : pages.charts.Chart, optional

    Returns
    -------
    dict
        With the key kind: figure, table, or claims.
    """
    path = Path(entry["file"])
    caption = pages.text(entry["caption"])
    title = entry["title"]
    shown = {"id": identifier(path), "title": title, "caption": caption, "name": path.name}
    if path.suffix == ".svg":
        svg = pages.slim(path.read_text(encoding="utf-8"))
        picture = pages.embedded("image/svg+xml", svg)
        alt = f"{title}: {pages.plain(caption)}"
        more = {"picture": picture, "alt": alt, "claims": linked, "chart": chart}
        return shown | {"kind": "figure"} | more
    if path.name == "reproduction.csv":
        return shown | {"kind": "claims"}
    heads, rows, count = pages.first_rows(path, SHOWN_ROWS)
    return shown | {
        "kind": "table",
        "heads": heads,
        "rows": rows,
        "count": count,
        "shown": "all rows" if count <= SHOWN_ROWS else f"the first {SHOWN_ROWS} of {count} rows",
        "link": pages.embedded("text/csv", path.read_text(encoding="utf-8")),
    }
