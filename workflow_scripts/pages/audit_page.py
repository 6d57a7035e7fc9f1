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
    "cited": "\u201d",
    "in the published means": "\u2713",
    "not in the published means": "\u2717",
}
PARTLY = "\u25d0"


def symbol(verdict):
    """Symbol of a verdict."""
    return SYMBOLS.get(verdict, PARTLY)


def page(rows, not_tested=()):
    """The whole page.

    Parameters
    ----------
    rows : list of dict
        Of the table of claims, with text for each column.
    not_tested : list of dict
        Sentences of the paper without a test: sentence, where and reason.

    Returns
    -------
    str
    """
    return pages.page(
        "Audit of the paper's claims",
        "<p>Guest &amp; Love 2017, eLife 6:e21397. Each claim stands beside what this study "
        "measured. The verdict is computed from a criterion in <code>resources/claims/</code>. "
        "Where a criterion is about many effects, each must keep it with its own interval. The "
        "effect that is closest to breaking it, or breaks it most, is shown.</p>\n"
        + table(rows)
        + sentences(not_tested),
    )


def table(rows):
    """Claims of the paper and our own, each with the number of verdicts; see `page`."""
    heads = ("Claim", "Verdict", "Published", "Measured", "Criterion, and what to know")
    parts = []
    for title, ours in (("The paper's claims", ""), ("What we add", "yes")):
        part = [row for row in rows if row["ours"] == ours]
        if part:
            parts.append(
                f"<h3>{escape(title)}</h3>\n<p>{escape(counts(part))}</p>\n"
                + pages.table_of_rows(heads, map(_row, part))
            )
    return "\n".join(parts)


def counts(rows):
    """How many claims have which verdict, in words."""
    verdicts = [row["verdict"] for row in rows]
    return f"{len(rows)} claims. " + "; ".join(
        f"{symbol(name)} {name}: {verdicts.count(name)}"
        for name in sorted(set(verdicts), key=lambda name: (-verdicts.count(name), name))
    )


def sentences(not_tested):
    """Sentences of the paper that have no test, folded."""
    if not not_tested:
        return ""
    rows = [(one["sentence"], one["where"], one["reason"]) for one in not_tested]
    return (
        f"\n<details><summary>{len(rows)} statements without a test, and why</summary>\n"
        + pages.table(("Statement", "Where", "Why there is no test"), rows)
        + "\n</details>"
    )


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
    missing = ""
    if row["missing"]:
        # What is missing in one recipe alone does not change the verdict.
        open_verdict = row["verdict"] in ("not run", "undecided")
        title = "<b>Missing:</b>" if open_verdict else "Not judged:"
        missing = f"<p>{title} {escape(row['missing'])}</p>"
    over = row["intervals_over"]
    if over:
        measured += f'<p class="small">Intervals over: {escape(over)}</p>'
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
