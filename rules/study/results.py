"""What a study leaves behind, and the one list of what the reports show of it."""

from functools import cache
from pathlib import Path

from rules import yaml_files
from rules.messages import UserError
from rules.study import (
    figures,
    generalisation,
    items,
    photograph_rdms,
    photographs,
    scanning,
    sweep,
)
from rules.study.code import ROOT

REPORT = ROOT / "report"


def figure_paths(*names):
    """Files of figures."""
    return [
        f"results/figures/{name}.{ending}" for name in names for ending in ("svg", "pdf", "png")
    ]


def table_paths(*names):
    """Files of tables."""
    return [f"results/tables/{name}.csv" for name in names]


def of_codes(study):
    """What every study leaves behind; without the paper's stimuli what data sets have, too."""
    found = ["results/tables/summary.txt", *table_paths("functional_smoothness")]
    if study.combinations:
        found += [
            "results/datasets/similarity.nc",
            *table_paths("similarity_by_distortion", "table-1"),
            *table_paths("design-orthogonality", "figure-3", "inhomogeneity"),
            *figure_paths("figure-1", "figure-2", "figure-3", "smoothness-by-depth"),
        ]
    return found


def of_data(study):
    """What data sets leave behind beside the tables of all codes; nothing without one."""
    if not study.data_sets:
        return []
    found = [f"results/datasets/items-{name}.nc" for name in study.data_sets]
    found += figure_paths("item-rdms")
    found += table_paths("item_decoding") if items.decoded(study) else []
    found += table_paths("model_rdms") if items.with_models(study) else []
    return found


def of_width(study):
    """Networks of several widths; nothing where no width is configured."""
    if not study.config["width"]["units"]:
        return []
    return table_paths("smoothness_by_width") + figure_paths("smoothness-by-width")


def of_sweep(study):
    """A parameter with several values; nothing where all have one."""
    if sweep.swept_parameter(study) is None:
        return []
    return ["results/datasets/sweep.nc", *table_paths("sweep"), *figure_paths("sweep")]


def of_scanners(study):
    """What the studies show of scanners, if any is in them."""
    found = []
    if study.all_scanners:
        found += table_paths("answer", "designs", "losses", "rsa")
        found += figure_paths("answer", "rsa", "losses")
    if study.scanners:
        found += table_paths("attenuation", "similarity_by_scanner")
        found += figure_paths("scanners")
    if figures.time_course(study):
        found += figure_paths("time-course")
    if scanning.layout_pairs(study):
        found += table_paths("layouts") + figure_paths("layouts")
    return found


def of_generalisation(study):
    """What is decoded, if there is anything to tell apart."""
    if not generalisation.decoded(study):
        return []
    names = ("decoding", "univariate", "generalisation")
    return table_paths(*names) + figure_paths("generalisation")


def of_hierarchy(study):
    """What the hierarchy experiment leaves behind; nothing where it is left out."""
    if not study.config["hierarchy"]["networks"]:
        return []
    names = ["figure-4-hierarchy", "figure-4-hierarchy-layers", "hierarchy-comparison"]
    if {"trained", "autoencoder"} & set(study.config["hierarchy"]["networks"]):
        names.append("figure-4-hierarchy-training")
    if study.config["hierarchy"]["scanners"]:
        names.append("figure-4-hierarchy-scanners")
    return [
        "results/datasets/hierarchy.nc",
        *table_paths("hierarchy", "hierarchy_comparison"),
        *figure_paths(*names),
    ]


def of_photographs(study):
    """What pre-trained networks on photographs leave behind; nothing where none is configured."""
    networks = photographs.networks(study)
    if not networks:
        return []
    # By name: a finished network is not made again for a file that nobody asks for.
    kept = networks if study.config["photographs"]["keep_activations"] else []
    scanned = []
    if photographs.scanners(study):
        scanned.append("results/datasets/photograph_scans.nc")
        scanned += table_paths("photograph_scanners", "photograph_rsa")
        scanned += figure_paths("figure-4-scanners", "figure-4-scanned-layers")
    return [
        "results/datasets/photographs.nc",
        *table_paths("photographs"),
        *figure_paths("figure-4", "figure-4-layers"),
        *(f"results/photographs/activations/{name}.nc" for name in kept),
        *scanned,
        *photograph_rdms.paths(study).values(),
        *table_paths("layer_comparison"),
        *figure_paths("layer-comparison"),
        *(table_paths("brain_comparison") if study.config["photographs"]["rdms"] else []),
    ]


def of_all_networks(study):
    """Similarity by layer of both experiments."""
    if not (photographs.networks(study) or study.config["hierarchy"]["networks"]):
        return []
    return ["results/datasets/layer_similarity.nc", *table_paths("layer_similarity")]


def _need_a_network(study):
    if not photographs.networks(study):
        raise UserError(
            "The configuration names no network to show the photographs to. Run\n\n"
            "  snakemake --cores all photographs --configfile config/photographs.yaml\n\n"
            "for those of the figure, or name your own under photographs.networks, such as\n\n"
            "photographs:\n  networks:\n"
            "    - {name: inception_v3_2015, weights: path/to/weights.pth}\n"
        )


def of_photographs_alone(study):
    """The same as a target of its own, which needs a network."""
    _need_a_network(study)
    return of_photographs(study)


def of_layers(study):
    """What is known of the layers of the networks before weights are fetched."""
    _need_a_network(study)
    return [photographs.layers_file(name) for name in photographs.networks(study)]


def of_audit(study):
    """The audit of the paper's claims; nothing without the paper's stimuli."""
    if not study.combinations:
        return []
    names = ("reproduction", "reproduction-tests", "published-values", "code-properties")
    return table_paths(*names)


def of_recoverability(study):
    """Where similarity structure can be recovered: a target of its own."""
    return [
        "results/datasets/recoverability.nc",
        *table_paths("recoverability"),
        *figure_paths("recoverability"),
        "results/recoverability.html",
    ]


def of_plan():
    """How large a study must be: a target of its own."""
    return ["results/plan.html", *table_paths("plan", "power"), *figure_paths("power")]


def of_study(study):
    """All that a plain `snakemake` makes."""
    parts = (of_codes, of_data, of_width, of_sweep, of_scanners, of_generalisation, of_audit)
    parts += (of_hierarchy, of_photographs, of_all_networks)
    return [path for part in parts for path in part(study)]


@cache
def sections():
    """Sections of the reports and the results that they show: report/sections.yaml."""
    return yaml_files.read(REPORT / "sections.yaml")


@cache
def listed():
    """Results in the list of the reports, by file name, each with its section."""
    return {
        Path(result["file"]).name: result | {"section": section["title"]}
        for section in sections()
        for result in section.get("results", [])
    }


def caption(result):
    """Text of the caption of a result in the list."""
    return (REPORT / result["caption"]).read_text(encoding="utf-8")


def shown(study):
    """Sections with the results that a study has, and the text of their captions."""
    there = {path for path in of_study(study) if path.endswith((".svg", ".csv"))}
    found = []
    for section in sections():
        results = [
            result | {"caption": caption(result)}
            for result in section.get("results", [])
            if result["file"] in there
        ]
        text = (REPORT / section["text"]).read_text(encoding="utf-8") if "text" in section else ""
        # A text introduces its results, or else the paper's stimuli.
        is_there = results or (section.get("of") == "paper" and study.combinations)
        if is_there:
            found.append(section | {"results": results, "text": text})
    return found
