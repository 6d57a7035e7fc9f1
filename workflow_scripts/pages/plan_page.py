"""The page of the plan: what it takes to see each structure, and how that was found."""

from pathlib import Path

from figures.names import place_title
from pages import pages
from pages.results import result_of

HEADS = ("Code", "Scanner", "Subjects", "Runs", "Stimuli", "Repeats")
HEADS += ("Minutes per subject", "Minutes in all", "Power in %, interval")
DESIGN = ("subjects", "runs", "n_stimuli", "repeats")
# Parts of the page that the list of contents names.
SECTIONS = {
    "found": "What reaches the target",
    "contours": "Subjects and minutes",
    "tests": "The least design for every test",
    "how": "How it was found",
    "left-out": "What the plan does not cover",
    "tables": "Tables and settings",
}


def sentences(rows):
    """One sentence per code and scanner: of the first test.

    Parameters
    ----------
    rows : list of dict of str
        Of the table of the plan.

    Returns
    -------
    list of str
    """
    first = {}
    for row in rows:
        if row["test"]:
            first.setdefault((row["recipe"], row["scheme"], row["scanner"]), row["sentence"])
    several = len({recipe for recipe, _, _ in first}) > 1
    return [
        (f"Recipe {recipe}. " if several else "") + text for (recipe, _, _), text in first.items()
    ]


def cells(row, several):
    """What a code takes in a scanner, for one test; several: whether there are more recipes."""
    percent = [100 * float(row[key]) for key in ("power", "ci_low", "ci_high")]
    code = row["scheme"] + (f" ({row['recipe']})" if several else "")
    design = ["not reached", *[""] * 5]
    if row["reached"] == "yes":
        minutes = [f"{float(row[f'minutes_{of}']):,.0f}" for of in ("per_subject", "in_all")]
        design = [row[key] for key in DESIGN] + minutes
    return [code, place_title(row["scanner"]), *design, "{:.0f} [{:.0f}, {:.0f}]".format(*percent)]


def of_test(rows, title, several):
    """All codes and scanners of one test, as the template takes them."""
    return {
        "title": title,
        "reached": sum(row["reached"] == "yes" for row in rows),
        "rows": [cells(row, several) for row in rows],
    }


def in_words(value):
    """A setting as text."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all of the studies"
    return str(value)


def run(figure_path, power_path, plan_path, page_path, *, captions, plan, text, titles):
    rows = pages.read_rows(plan_path)
    planned = [row for row in rows if row["test"]]
    several = len({row["recipe"] for row in planned}) > 1
    left_out = [row["sentence"] for row in rows if not row["test"]]
    target = f"{100 * plan['power']:.0f} %"
    files = (
        (figure_path, f"Contours of {target} power"),
        (power_path, "Power of all designs"),
        (plan_path, "What each structure takes"),
    )
    shown = [
        result_of({"file": file, "title": title, "caption": captions[Path(file).name]})
        for file, title in files
    ]
    page = pages.render(
        "plan.html",
        title="How large must a study be?",
        sections=[
            {"id": name, "title": title}
            for name, title in SECTIONS.items()
            if left_out or name != "left-out"
        ],
        target=target,
        sentences=sentences(rows),
        picture=shown[0],
        tables=shown[1:],
        heads=HEADS,
        tests=[
            of_test([row for row in planned if row["test"] == test], title, several)
            for test, title in titles.items()
        ],
        how=pages.text(text),
        left_out=left_out,
        settings=[(key, in_words(value)) for key, value in plan.items()],
    )
    Path(page_path).write_text(page, encoding="utf-8")
