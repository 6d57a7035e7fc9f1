"""Pages of results: templates filled with what a study found. Each is one file without network."""

import csv
import html
import re
from pathlib import Path
from urllib.parse import quote

from docutils.core import publish_parts
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,  # a misspelt name is an error, not an empty place
    trim_blocks=True,
    lstrip_blocks=True,
)
# What a data URL in double quotes may hold as it is: shorter than base64, for pictures and tables.
AS_IT_IS = " =:/;,.()!*'-_~@$?+[]{}|<>"


def render(template, **content):
    """A page.

    Parameters
    ----------
    template : str
        File in ``templates/``.
    **content : dict
        Text is escaped; HTML is what `text` and `markupsafe.Markup` give.

    Returns
    -------
    str
    """
    return TEMPLATES.get_template(template).render(**content)


def text(rst):
    """Text in reStructuredText as HTML.

    Parameters
    ----------
    rst : str

    Returns
    -------
    markupsafe.Markup

    Raises
    ------
    docutils.utils.SystemMessage
        If the text has an error.
    """
    # The text is ours: neither may it read files nor may an error be passed over.
    settings = {"halt_level": 2, "file_insertion_enabled": False, "raw_enabled": False}
    return Markup(publish_parts(rst, writer="html5", settings_overrides=settings)["body"])


def plain(markup):
    """Text of a caption without its tags: what a screen reader says of a figure.

    Examples
    --------
    >>> plain("<p>A &amp; <b>B</b></p>")
    'A & B'
    """
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def embedded(kind, content):
    """A file inside a page.

    Parameters
    ----------
    kind : str
        MIME type.
    content : str

    Returns
    -------
    markupsafe.Markup
        A data URL, for an attribute in double quotes.
    """
    return Markup(f"data:{kind},{quote(content, safe=AS_IT_IS)}")


def slim(svg):
    """A picture without what is not seen: comments, line breaks, more than two decimals.

    Parameters
    ----------
    svg : str

    Returns
    -------
    str
        In single quotes, which a data URL may hold as they are.

    Examples
    --------
    >>> print(slim('<path d="M 1.234567 -2.5 \\nL 3.999999 4"/> <use x="0.123456" id="m0.1234"/>'))
    <path d='M 1.23 -2.5 L 4.00 4'/><use x='0.12' id='m0.1234'/>
    """

    def rounded(match):
        numbers = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", match[0])
        return " ".join(numbers.split())

    svg = re.sub(r"<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    # Glyphs are in units of a font, scaled down where they are used: they have no decimals.
    svg = re.sub(r'\b(d|x|y|points)="[^"]*"', rounded, svg)
    svg = re.sub(r">\s+<", "><", svg)
    return svg if "'" in svg else svg.replace('"', "'")


def read_rows(path):
    """Rows of a table as dicts of text.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    list of dict of str
    """
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def first_rows(path, count):
    """Heads, the first rows, and the number of all rows of a table, as text.

    Parameters
    ----------
    path : str or pathlib.Path
    count : int

    Returns
    -------
    heads : list of str
    rows : list of list of str
    total : int
    """
    with open(path, newline="", encoding="utf-8") as file:
        heads, *rows = csv.reader(file)
    return heads, rows[:count], len(rows)
