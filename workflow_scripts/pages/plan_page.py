"""The page of the plan: what it takes to see each structure, and how that was found."""

import csv
from html import escape
from pathlib import Path

from figures.names import place_title
from pages import pages, report_page


def read(path):
    """Rows of a table, by column."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sentences(rows):
    """One sentence per code and scanner, of the first test; then a table of all tests."""
    first = {}
    for row in rows:
        if row["test"]:
            first.setdefault((row["recipe"], row["scheme"], row["scanner"]), row["sentence"])
    several = len({key[0] for key in first}) > 1
    items = "\n".join(
        f"<li>{escape(f'{recipe} recipe. ' if several else '')}{escape(text)}</li>"
        for (recipe, _, _), text in first.items()
    )
    return f'<ul class="found">\n{items}\n</ul>'


def in_minutes(value):
    return f"{float(value):,.0f}"


def table_of(rows, titles):
    """What each code, scanner and test takes, folded by test."""
    parts = []
    for test, title in titles.items():
        own = [row for row in rows if row["test"] == test]
        if not own:
            continue
        cells = []
        for row in own:
            reached = row["reached"] == "yes"
            percent = [100 * float(row[key]) for key in ("power", "ci_low", "ci_high")]
            power = "{:.0f} [{:.0f}, {:.0f}]".format(*percent)
            design = [row[key] for key in ("subjects", "runs", "n_stimuli", "repeats")]
            times = [in_minutes(row[key]) for key in ("minutes_per_subject", "minutes_in_all")]
            cells.append(
                [
                    row["scheme"] + ("" if row["recipe"] == "text" else f" ({row['recipe']})"),
                    row["place"],
                    *(design + times if reached else ["not reached", *[""] * 5]),
                    power,
                ]
            )
        heads = ("Code", "Scanner", "Subjects", "Runs", "Stimuli", "Repeats")
        heads += ("Minutes per subject", "Minutes in all", "Power in %, interval")
        number = sum(row["reached"] == "yes" for row in own)
        summary = f"{title}: {number} of {len(own)} reach the target"
        parts.append(
            f"<details open>\n<summary>{escape(summary)}</summary>\n"
            f'<div class="wide">{pages.table(heads, cells)}</div>\n</details>'
        )
    return "\n".join(parts)


def run(figure_path, power_path, plan_path, page_path, *, captions, plan, text, titles):
    rows = [row | {"place": place_title(row["scanner"])} for row in read(plan_path)]
    left = "\n".join(
        f"<li>{escape(row['sentence'])}</li>" for row in rows if row["reached"] == "not planned"
    )
    target = f"{100 * plan['power']:.0f} %"
    settings = [
        (key, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, value in plan.items()
    ]
    parts = [
        (f"What reaches {target} power", sentences(rows)),
        (
            "Subjects and minutes",
            report_page.figure(
                f"Contours of {target} power",
                report_page.text(captions["figure"]),
                Path(figure_path).read_bytes(),
            ),
        ),
        (
            "The least design for every test",
            report_page.text(captions["plan"]) + table_of(rows, titles),
        ),
        ("How it was found", report_page.text(text)),
    ]
    if left:
        parts.append(("What is left out", f"<ul>\n{left}\n</ul>"))
    tables = [
        report_page.table(title, report_page.text(captions[name]), file.name, file.read_bytes())
        for title, name, file in (
            ("Power of all designs", "table", Path(power_path)),
            ("What each structure takes", "plan", Path(plan_path)),
        )
    ]
    parts.append(
        (
            "Tables and settings",
            "\n".join(tables)
            + report_page.folded("Settings: the key plan", ("Key", "Value"), settings),
        )
    )
    Path(page_path).write_text(
        report_page.page("How large must a study be?", parts), encoding="utf-8"
    )
