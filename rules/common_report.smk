# Functions of the rules for what a run leaves behind, and for the report that shows it.

import yaml
from snakemake import __version__ as snakemake_version

from rules.reference import parameters


def all_results(wildcards):
    """All that a plain `snakemake` makes."""
    return [
        *study_results(wildcards),
        *scanner_results(wildcards),
        *generalisation_results(wildcards),
        "results/audit.html",
        "results/tables/reproduction.csv",
        "results/tables/reproduction-tests.csv",
        *hierarchy_targets(),
        *photograph_targets(),
    ]


def shown_results(wildcards):
    """Figures and tables of this study, by the names that report/sections.yaml has."""
    results = all_results(wildcards)
    return {Path(path).name: path for path in results if path.endswith((".svg", ".csv"))}


def report_sections(wildcards):
    """What the report shows: sections with their results, captions among them."""
    folder = HOUSE / "report"
    there = shown_results(wildcards)
    sections = yaml.safe_load((folder / "sections.yaml").read_text(encoding="utf-8"))
    for section in sections:
        if "text" in section:
            section["text"] = (folder / section["text"]).read_text(encoding="utf-8")
        section["results"] = [
            result | {"caption": (folder / result["caption"]).read_text(encoding="utf-8")}
            for result in section.get("results", [])
            if result.get("figure", result.get("table")) in there
        ]
    return [section for section in sections if section["results"] or "text" in section]


def report_files(wildcards):
    """In the order in which the report shows them."""
    there = shown_results(wildcards)
    names = []
    for section in report_sections(wildcards):
        names += [section["audit"]] if "audit" in section else []
        names += [result.get("figure", result.get("table")) for result in section["results"]]
    return [there[name] for name in names]


def report_settings(wildcards):
    environments = {}
    for path in sorted((HOUSE / "envs").glob("*.yaml")):
        pins = yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]
        environments[path.stem] = dict(sorted(pin.split("=", 1) for pin in pins))
    return ordered(
        environments=environments,
        parameters=parameters(config),
        sections=report_sections(wildcards),
        snakemake_version=snakemake_version,
    )
