"""Parts of the report, which is one file: pictures and tables are inside."""

import base64
import csv
import re
from html import escape, unescape

from docutils.core import publish_parts

from pages import pages

SHOWN_ROWS = 12

STYLE = """
body { max-width: 68em; margin: 1.5em auto; padding: 0 1em; }
p, figcaption, li { max-width: 46em; }
h2 { margin-top: 2.5em; border-bottom: 2px solid #ccc; }
figure { margin: 2em 0; }
figure img { max-width: 100%; height: auto; background: #fff; }
/* On a phone a figure keeps a width at which it can be read, and scrolls. */
@media (max-width: 40em) {
  figure .frame { overflow-x: auto; }
  figure img { max-width: none; width: 44em; }
}
nav ol { columns: 20em 2; }
details { margin: 1em 0; }
summary { cursor: pointer; }
.wide { overflow-x: auto; }
td { overflow-wrap: break-word; }
.wide td { overflow-wrap: normal; white-space: nowrap; }
.even table { table-layout: fixed; width: 100%; }
.up { position: fixed; right: 1em; bottom: 1em; padding: .3em .6em; background: Canvas;
  border: 1px solid #888; border-radius: .3em; }
@media print { .up { display: none; } }
"""

UP = '<a class="up" href="#contents">Contents</a>'


def text(rst):
    """Text in reStructuredText as HTML.

    Parameters
    ----------
    rst : str

    Returns
    -------
    str

    Raises
    ------
    docutils.utils.SystemMessage
        If the text has an error.
    """
    # The text is ours: neither may it read files nor may an error be passed over.
    settings = {"halt_level": 2, "file_insertion_enabled": False, "raw_enabled": False}
    return publish_parts(rst, writer="html5", settings_overrides=settings)["body"]


def _embedded(kind, content):
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def plain(html):
    """Text of a caption without its tags: what a screen reader says of a figure."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def figure(title, caption, svg):
    """A figure with its caption.

    Parameters
    ----------
    title : str
        Text.
    caption : str
        HTML.
    svg : bytes

    Returns
    -------
    str
    """
    shown = f"{title}: {plain(caption)}"
    return (
        f'<figure>\n<div class="frame"><img src="{_embedded("image/svg+xml", svg)}" '
        f'alt="{escape(shown)}"></div>\n'
        f"<figcaption><b>{escape(title)}</b>\n{caption}</figcaption>\n</figure>"
    )


def table(title, caption, name, content):
    """A table, folded: its caption, its first rows, and all of it as a file.

    Parameters
    ----------
    title : str
        Text.
    caption : str
        HTML.
    name : str
        Of the file that it is saved as.
    content : bytes
        CSV.

    Returns
    -------
    str
    """
    heads, *rows = csv.reader(content.decode().splitlines())
    shown = "all rows" if len(rows) <= SHOWN_ROWS else f"the first {SHOWN_ROWS} of {len(rows)} rows"
    link = (
        f'<a download="{escape(name)}" href="{_embedded("text/csv", content)}">{escape(name)}</a>'
    )
    return (
        f"<details>\n<summary>Table: {escape(title)} ({len(rows)} rows)</summary>\n{caption}\n"
        f"<p>Here {shown}; save the whole table: {link}</p>\n"
        f'<div class="wide">{pages.table(heads, rows[:SHOWN_ROWS])}</div>\n</details>'
    )


def folded(title, heads, rows):
    """A table of text, folded, with columns of the same width.

    Parameters
    ----------
    title, heads, rows
        See `pages.pages.table`.

    Returns
    -------
    str
    """
    table = pages.table(heads, rows)
    return f'<details class="even">\n<summary>{escape(title)}</summary>\n{table}\n</details>'


def page(title, parts):
    """The whole report.

    Parameters
    ----------
    title : str
    parts : list of (str, str)
        Title and HTML of each section.

    Returns
    -------
    str
    """
    contents = "".join(
        f'<li><a href="#section-{number}">{escape(name)}</a></li>'
        for number, (name, _) in enumerate(parts, 1)
    )
    body = "\n".join(
        f'<section id="section-{number}">\n<h2>{escape(name)}</h2>\n{html}\n</section>'
        for number, (name, html) in enumerate(parts, 1)
    )
    return pages.page(title, f'<nav id="contents"><ol>{contents}</ol></nav>\n{body}\n{UP}', STYLE)
