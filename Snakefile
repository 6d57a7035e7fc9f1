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
    figure_1,
    figure_2,
    figure_3,
    functional_smoothness,
    similarity_by_distortion,
    smoothness_by_depth,
    summary,
    table_1,


wildcard_constraints:
    recipe=r"text|released",
    scheme=r"[a-z][a-z0-9-]*",
    scanner=r"[a-z0-9][a-z0-9-]*",
    batch=r"\d+-\d+",
    task=r"trained|untrained|autoencoder",
    network=r"[A-Za-z0-9][A-Za-z0-9_.-]*",


include: "rules/stimuli.smk"
include: "rules/encode.smk"
include: "rules/similarity.smk"
include: "rules/datasets.smk"
include: "rules/tables.smk"
include: "rules/figures.smk"
include: "rules/networks.smk"


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
        hierarchy_targets(),
        photograph_targets(),


rule photographs:
    input:
        photographs_asked_for,


onstart:
    print_environments()


onsuccess:
    print_summary()
