# Which neural codes can fMRI read? Guest & Love 2017, eLife 6:e21397, reproduced and extended.

import os

from snakemake.utils import min_version

min_version("9.27")


# A folder of `snakemake --directory` may do without: it then has the default study.
if os.path.exists("config/config.yaml"):

    configfile: "config/config.yaml"


report: "report/workflow.rst"


include: "rules/root.smk"
include: "rules/study.smk"


wildcard_constraints:
    recipe="|".join([*RECIPES, *study.data_sets]),
    scheme=r"(?!stimuli/)[a-z][a-z0-9-]*(@\w+=[0-9.e+-]+)?",
    scanner=r"[a-z0-9][a-z0-9-]*",
    batch=r"\d+-\d+",
    stimuli=r"\d+",
    in_time=r"|-in-time",
    task=r"trained|untrained|autoencoder|chaotic",
    network=r"[A-Za-z0-9][A-Za-z0-9_.-]*",


include: "rules/job.smk"
include: "rules/coding.smk"
include: "rules/spikes.smk"
include: "rules/scanning.smk"
include: "rules/rsa.smk"
include: "rules/generalisation.smk"
include: "rules/items.smk"
include: "rules/hierarchy.smk"
include: "rules/photographs.smk"
include: "rules/photograph_scans.smk"
include: "rules/photograph_rdms.smk"
include: "rules/tables.smk"
include: "rules/figures.smk"
include: "rules/width.smk"
include: "rules/sweep.smk"
include: "rules/answer.smk"
include: "rules/plan.smk"
include: "rules/pages.smk"
include: "rules/unused.smk"


workflow.localrules(*directives.local_rules())
directives.keep_logs()


rule all:
    """TARGET: the study and its report."""
    default_target: True
    input:
        results.of_study(study),
        "results/report.html",


onstart:
    start.check_first(workflow, study)


onsuccess:
    print_findings()
