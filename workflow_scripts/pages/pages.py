"""Pages of the report: plain HTML, each in one file that needs no network."""

from html import escape

STYLE = """
/* Colours of the reader's light or dark scheme. */
:root { color-scheme: light dark; color: CanvasText; background: Canvas; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5em; }
table { border-collapse: collapse; }
th, td { border-top: 1px solid #bbb; padding: .5em .7em; text-align: left; vertical-align: top; }
th { border-top: 0; position: sticky; top: 0; background: Canvas; }
td.claim { width: 20%; }
td.verdict { min-width: 8em; font-weight: 600; }
td.measured { width: 26%; }
td p:first-child { margin-top: 0; }
.small { opacity: .8; font-size: 87%; }
.symbol { display: inline-block; width: 1.3em; font-size: 120%; }
/* Where there is no room for columns the cells of a row stand one below the other. */
@media (max-width: 50em) {
  table:not(.wide table) th { display: none; }
  table:not(.wide table) td { display: block; border-top: 0; padding: .2em 0; }
  table:not(.wide table) tr { display: block; border-top: 1px solid #bbb; padding: .6em 0; }
  td.published::before { content: "Published: "; }
}
"""


def page(title, body, style=""):
    """A whole page.

    Parameters
    ----------
    title : str
        Text.
    body : str
        HTML.
    style : str
        CSS beyond that of all pages.

    Returns
    -------
    str
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def table(heads, rows):
    """A table.

    Parameters
    ----------
    heads : sequence of str
    rows : sequence of sequence of str
        Text.

    Returns
    -------
    str
        HTML.
    """
    return table_of_rows(heads, (_row(map(escape, row)) for row in rows))


def table_of_rows(heads, rows):
    """A table of rows that are HTML already."""
    head = _row(heads, "th", ' scope="col"')
    body = "\n".join(rows)
    return f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _row(cells, tag="td", attributes=""):
    return f"<tr>{''.join(f'<{tag}{attributes}>{cell}</{tag}>' for cell in cells)}</tr>"
