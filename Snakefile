# Which neural codes let fMRI see the similarity of stimuli? Guest & Love 2017, eLife 6:e21397.

from snakemake.utils import min_version

min_version("9.27")


configfile: "config/config.yaml"


report: "report/workflow.rst"


include: "rules/common.smk"


config = checked_config(config)


# Too short to be worth a job of a cluster.
localrules:
    all,
    attenuation,
    figure_1,
    figure_2,
    figure_3,
    functional_smoothness,
    layouts_figure,
    layouts_table,
    recoverability,
    recoverability_figure,
    rsa_figure,
    rsa_table,
    scanners_figure,
    similarity_by_distortion,
    smoothness_by_depth,
    summary,
    table_1,
    time_course_figure,


wildcard_constraints:
    recipe=r"text|released",
    scheme=r"[a-z][a-z0-9-]*",
    scanner=r"[a-z0-9][a-z0-9-]*",
    batch=r"\d+-\d+",


include: "rules/stimuli.smk"
include: "rules/encode.smk"
include: "rules/measure.smk"
include: "rules/similarity.smk"
include: "rules/datasets.smk"
include: "rules/rsa.smk"
include: "rules/recoverability.smk"
include: "rules/tables.smk"
include: "rules/figures.smk"


rule all:
    default_target: True
    input:
        "results/datasets/similarity.nc",
        "results/tables/functional_smoothness.csv",
        "results/tables/similarity_by_distortion.csv",
        "results/tables/summary.txt",
        "results/tables/table-1.csv",
        expand(
            "results/figures/{figure}.{ending}",
            figure=["figure-1", "figure-2", "figure-3", "smoothness-by-depth"],
            ending=["svg", "pdf", "png"],
        ),
        scanner_results,


# Takes some minutes more, and is not part of the default study.
rule recoverability:
    input:
        "results/datasets/recoverability.nc",
        "results/tables/recoverability.csv",
        figure_files("recoverability"),


onstart:
    print_environments()


onsuccess:
    print_summary()
