"""The audit of the paper's claims, and the report."""

from importlib.metadata import version

import yaml

from rules import yaml_files
from rules.claims import read_not_tested
from rules.reference import parameters
from rules.study import generalisation, memory, minutes, photographs, results
from rules.study.code import ROOT, SCRIPTS, resource
from rules.study.stages import Job, ordered, stage

# Part of the code of every page.
TEMPLATES = tuple(sorted((SCRIPTS / "pages" / "templates").iterdir()))


@stage("tables.audit", env="datasets")
def audit(study):
    """Takes what the study measured that claims are about."""
    sheet = study.config["sheet"]
    found = generalisation.paths(study)
    files = {
        "similarity": "results/datasets/similarity.nc",
        "corrected_smoothness": "results/tables/functional_smoothness.csv",
        "design_orthogonality": "results/tables/design-orthogonality.csv",
        "two_smoothnesses": "results/tables/figure-3.csv",
        "voxel_spread": "results/tables/inhomogeneity.csv",
        "code_properties": "results/tables/code-properties.csv",
        "decoding": found["decoding_paths"],
        "univariate": found["univariate_paths"],
        "published_categories": resource("published_category_similarity.csv"),
        "published_figure_4": resource("published_figure_4.csv"),
        "published_smoothness_path": resource("published_smoothness.csv"),
    }
    if study.config["width"]["units"]:
        files["width_theory"] = "results/tables/smoothness_by_width.csv"
    if study.config["hierarchy"]["networks"]:
        files["hierarchy"] = "results/datasets/hierarchy.nc"
    if photographs.networks(study):
        files["photographs"] = "results/datasets/photographs.nc"
    if photographs.scanners(study):
        files["photograph_scans"] = "results/tables/photograph_scanners.csv"
    return Job(
        inputs=files,
        settings=ordered(
            claims=study.claims,
            measured={
                "bootstrap_resamples": study.config["statistics"]["bootstrap_resamples"],
                "expected": generalisation.expected(study),
                "figure_layers": study.config["hierarchy"]["figure_layers"],
                "study_seed": study.config["study_seed"],
                "voxels": {"small voxel": sheet["small_voxel"], "voxel": sheet["voxel"]},
            },
            simulated=study.scanners,
            **study.confidence,
        ),
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )


@stage("pages.report", env="report")
def report(study):
    """Comes last, so that the logs of all other jobs are there to be summed."""
    environments = {}
    for path in sorted((ROOT / "envs").glob("*.yaml")):
        pins = yaml_files.read(path)["dependencies"]
        environments[path.stem] = dict(sorted(pin.split("=", 1) for pin in pins))
    sections = results.shown(study)
    found = [result["file"] for part in sections for result in part["results"]]
    # Dates as text: settings are plain types.
    citation = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)
    return Job(
        inputs={"paths": [*found, "results/tables/summary.txt"]},
        settings=ordered(
            citation=citation,
            config=study.config,
            environments=environments,
            not_tested=read_not_tested(),
            parameters=parameters(study.config),
            sections=sections,
            snakemake_version=version("snakemake"),
        ),
        modules=TEMPLATES,
    )


@stage("pages.recoverability_page", env="report")
def recoverability_page(study):
    listed = results.listed()
    entries = {
        name: {"title": listed[name]["title"], "caption": results.caption(listed[name])}
        for name in ("recoverability.csv", "recoverability.svg")
    }
    return Job(
        inputs={
            "figure_path": "results/figures/recoverability.svg",
            "table_path": "results/tables/recoverability.csv",
        },
        settings={"command": "snakemake --cores all recoverability", "entries": entries},
        modules=TEMPLATES,
    )
