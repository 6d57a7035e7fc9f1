# Which neural codes let fMRI see the similarity of stimuli? Guest & Love 2017, eLife 6:e21397.

import os

from snakemake.utils import min_version

min_version("9.27")


# A folder of `snakemake --directory` may do without: it then has the default study.
if os.path.exists("config/config.yaml"):

    configfile: "config/config.yaml"


report: "report/workflow.rst"


include: "rules/house.smk"
include: "rules/common.smk"
include: "rules/common_scanners.smk"
include: "rules/common_designs.smk"
include: "rules/common_networks.smk"
include: "rules/common_audit.smk"
include: "rules/common_report.smk"
include: "rules/common_unused.smk"
include: "rules/common_identities.smk"


print_environments()
leave_command()
print_leftovers()
print_findings = terminal.attach(workflow)
config = checked_config(config)
probe_schemes()
print_design_warnings()
claims = checked_claims()


wildcard_constraints:
    recipe="|".join(RECIPES),
    scheme=r"[a-z][a-z0-9-]*",
    scanner=r"[a-z0-9][a-z0-9-]*",
    batch=r"\d+-\d+",
    task=r"trained|untrained|autoencoder",
    network=r"[A-Za-z0-9][A-Za-z0-9_.-]*",


include: "rules/stimuli.smk"
include: "rules/encode.smk"
include: "rules/measure.smk"
include: "rules/similarity.smk"
include: "rules/datasets.smk"
include: "rules/rsa.smk"
include: "rules/recoverability.smk"
include: "rules/tables.smk"
include: "rules/figures.smk"
include: "rules/networks.smk"
include: "rules/audit.smk"
include: "rules/report.smk"
include: "rules/unused.smk"


rule all:
    default_target: True
    input:
        all_results,
        "results/report.html",
    localrule: True


onsuccess:
    print_findings()
