"""The report, the page of the audit, and the manifest of a study."""

import platform
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from pages import charts, claims, pages, provenance, study_charts
from pages.findings import findings
from pages.results import identifier, result_of
from pages.software import versions
from storage import origin

TITLE = "Which neural codes can fMRI read?"


def places(sections):
    """Link, kind and title of the first result that shows each kind of data of the audit."""
    found = {}
    for section in sections:
        for entry in section["results"]:
            path = Path(entry["file"])
            kind = "table" if path.suffix == ".csv" else "figure"
            link = {"link": f"#{identifier(path)}", "kind": kind, "title": entry["title"]}
            for data in entry.get("shows", ()):
                found.setdefault(data, link)
    return found


def facts_of(parameters, logs):
    """Lines on where the study comes from."""
    values = {row[0]: row[1] for row in parameters}
    commit = origin.commit()
    dated = "" if commit == origin.UNKNOWN else f" of {origin.commit_date()}"
    return [
        f"Commit {commit}{dated}; code {origin.code_hash()}.",
        f"{values['seeds']} seeds; study seed {values['study_seed']}; "
        f"{provenance.in_words(provenance.core_seconds(logs))}, by the logs of the jobs.",
        Markup("Configuration, versions, check sums and how to cite: <code>manifest.json</code>."),
    ]


def run(
    paths,
    output_path,
    page_path,
    manifest_path,
    *,
    citation,
    config,
    environments,
    not_tested,
    parameters,
    sections,
    snakemake_version,
):
    tables = {Path(path).stem: pd.read_csv(path) for path in paths if path.endswith(".csv")}
    there = {Path(path).stem: path for path in paths if path.endswith(".csv")}
    rows, effects = (
        pages.read_rows(there[name]) if name in there else []
        for name in ("reproduction", "reproduction-tests")
    )
    groups = claims.groups(rows, effects, places(sections))
    by_id = {claim["id"]: claim for group in groups for claim in group["claims"]}

    # A workflow that is used as a module has its results below a prefix.
    root = Path(output_path).parent.parent
    interactive = study_charts.of_study(tables)

    def linked(name):
        """Claims whose data a figure shows."""
        return [c for c in by_id.values() if c["figure"] and c["figure"]["link"] == f"#{name}"]

    parts = [
        {
            "id": f"section-{number}",
            "title": section["title"],
            "text": pages.text(section["text"]) if section["text"] else "",
            "results": [
                result_of(
                    entry | {"file": root / entry["file"]}, linked(name), interactive.get(name)
                )
                for entry in section["results"]
                for name in [identifier(Path(entry["file"]))]
            ],
        }
        for number, section in enumerate(sections, 1)
    ]
    shown = {result["id"] for part in parts for result in part["results"]}
    found = [
        one | {"claims": [by_id[name] for name in one["claims"] if name in by_id]}
        for one in findings(tables)
        if one["figure"] in shown
    ]
    changed = sum(bool(row[2]) for row in parameters)
    differ = f"{changed} differ" if changed else "none differs"
    statements = [(one["sentence"], one["where"], one["reason"]) for one in not_tested]
    page = pages.render(
        "report.html",
        title=TITLE,
        findings=found,
        facts=facts_of(parameters, Path(output_path).parent / "logs"),
        sections=[
            *parts,
            {"id": "parameters", "title": "Parameters", "text": "", "results": []},
            {"id": "versions", "title": "Versions", "text": "", "results": []},
        ],
        groups=groups,
        library=charts.library() if interactive else "",
        not_tested=statements,
        parameters={
            "title": f"{len(parameters)} parameters; {differ} from the default study",
            "rows": parameters,
        },
        versions={
            "text": (
                f"Snakemake {snakemake_version}; this report was made with Python "
                f"{platform.python_version()}. With conda, each rule runs in its own environment, "
                "and the versions found are those of the environment of the report."
            ),
            "rows": versions(environments),
        },
    )
    Path(output_path).write_text(page, encoding="utf-8")
    alone = claims.groups(rows, effects)
    page = pages.render(
        "audit.html", title="Audit of the paper's claims", groups=alone, not_tested=statements
    )
    Path(page_path).write_text(page, encoding="utf-8")
    Path(manifest_path).write_text(
        provenance.manifest(config, parameters, environments, snakemake_version, citation, paths),
        encoding="utf-8",
    )
