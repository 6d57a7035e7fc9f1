"""The audit as a page to read: plain HTML, in one file."""

import re
from html import escape

from pages import pages

# A word and a symbol for each verdict: colour alone is not for all eyes.
SYMBOLS = {
    "reproduced": "\u2713",
    "not reproduced": "\u2717",
    "undecided": "?",
    "not run": "\u2013",
}
PARTLY = "\u25d0"


def symbol(verdict):
    """Symbol of a verdict."""
    return SYMBOLS.get(verdict, PARTLY)


def page(rows):
    """The whole page.

    Parameters
    ----------
    rows : list of dict
        Of the table of claims, with text for each column.

    Returns
    -------
    str
    """
    return pages.page(
        "Audit of the paper's claims",
        "<p>Guest &amp; Love 2017, eLife 6:e21397. Each claim with what this study measured, and a "
        "verdict computed from a criterion that stands in <code>resources/claims.yaml</code>. "
        "Where a criterion is about many effects, each has to keep it with its own interval, and "
        "the one that is closest to breaking it, or breaks it most, is shown.</p>\n" + table(rows),
    )


def table(rows):
    """How many claims have which verdict, and the table of them; see `page`."""
    verdicts = [row["verdict"] for row in rows]
    counts = "; ".join(
        f"{symbol(name)} {name}: {verdicts.count(name)}"
        for name in sorted(set(verdicts), key=lambda name: (-verdicts.count(name), name))
    )
    heads = ("Claim", "Verdict", "Published", "Measured", "Criterion, and what to know")
    return f"<p>{escape(counts)}</p>\n" + pages.table_of_rows(heads, map(_row, rows))


def _lines(text):
    """Numbered parts one below the other."""
    return re.sub(r" (?=\(\d\) )", "<br>", escape(text))


def _row(row):
    measured = "".join(
        f"<p>{f'<b>{title}:</b><br>' if title else ''}{_lines(row[name])}</p>"
        for name, title in (
            ("measured", ""),
            ("measured_text", "text"),
            ("measured_released", "released"),
        )
        if row[name]
    )
    missing = f"<p><b>Missing:</b> {escape(row['missing'])}</p>" if row["missing"] else ""
    return (
        f'<tr id="{escape(row["id"])}"><td class="claim">{escape(row["claim"])}'
        f'<div class="small">{escape(row["where"])}</div></td>'
        f'<td class="verdict"><span class="symbol">{symbol(row["verdict"])}</span>'
        f"{escape(row['verdict'])}</td>"
        f'<td class="published">{escape(row["published"]) or "&ndash;"}</td>'
        f'<td class="measured">{measured}</td>'
        f'<td>{escape(row["explanation"])}{missing}<p class="small">{_lines(row["criterion"])}</p>'
        "</td></tr>"
    )
