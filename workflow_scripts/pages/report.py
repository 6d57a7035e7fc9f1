"""The report: what was asked, figures and tables with their captions, parameters and versions."""

import csv
import platform
from html import escape
from pathlib import Path

from pages import audit_page, pages, report_page, software


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def run(paths, output_path, *, sections, parameters, environments, snakemake_version):
    there = {Path(path).name: Path(path) for path in paths}
    parts = []
    for section in sections:
        body = [report_page.text(section["text"])] if section["text"] else []
        for result in section["results"]:
            path = there[Path(result["file"]).name]
            caption = report_page.text(result["caption"])
            if path.name == "reproduction.csv":
                heads, *rows = read_rows(path)
                body.append(audit_page.table([dict(zip(heads, row, strict=True)) for row in rows]))
            elif path.suffix == ".svg":
                body.append(report_page.figure(result["title"], caption, path.read_bytes()))
            else:
                body.append(
                    report_page.table(result["title"], caption, path.name, path.read_bytes())
                )
        parts.append((section["title"], "\n".join(body)))
    heads = ("Parameter", "Value", "Default study, if other", "Meaning")
    changed = sum(bool(row[2]) for row in parameters)
    differ = f"{changed} differ" if changed else "none differs"
    title = f"{len(parameters)} parameters; {differ} from the default study"
    parts.append(("Parameters", report_page.folded(title, heads, parameters)))
    found = (
        f"<p>Snakemake {escape(snakemake_version)}; this report was made with Python "
        f"{platform.python_version()}. With conda, each rule runs in its own environment, "
        "and the versions found are those of the environment of the report.</p>\n"
    )
    heads = ("Package", "Pinned in envs/", "Found", "Environments")
    parts.append(("Versions", found + pages.table(heads, software.versions(environments))))
    Path(output_path).write_text(
        report_page.page("Which neural codes can fMRI read?", parts),
        encoding="utf-8",
    )
