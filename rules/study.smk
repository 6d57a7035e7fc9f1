# The study, and what all rules ask it. The function of a rule's name in rules/study/ gives the inputs,
# settings, memory and code of its jobs; workflow_scripts/job.py runs the module of that name.

import os

from snakemake.common.configfile import load_configfile
from snakemake.io import IOFile
from snakemake.utils import update_config

from neuralcode.recipes import RECIPES
from rules import duplicates, expectations
from rules.claims import read_claims
from rules.configuration import DEFAULT_STUDY, check
from rules.study import STAGES, Study, photograph_rdms, photographs, results


def study_of(given):
    """The study, or an end with one message before any job.

    Keys that are left out are as in the default study: in a folder of `--directory`, which may have
    no configuration file, and in a workflow that imports this one as a module.
    """
    duplicates.refuse([DEFAULT_STUDY, *workflow.configfiles])
    complete = load_configfile(DEFAULT_STUDY)
    update_config(complete, given)
    return Study(check(complete), read_claims())


# Rules of the paper's stimuli and of data sets make the same files of different recipes.
PAPER_STIMULI = "|".join(RECIPES)


def data_sets():
    """Names of the data sets, as a pattern that nothing matches where there is none."""
    return "|".join(study.data_sets) or "(?!)"


def files(name):
    """Input function of the rule of that name."""
    return unpack(lambda wildcards: study.job(name, **wildcards).inputs)


def unless_put_there(name, path):
    """The same; no inputs of a file that was put in place by hand, and that no job is to replace."""

    def inputs(wildcards):
        there = path.format(**wildcards)
        if os.path.exists(there) and not workflow.persistence.input(IOFile(there)):
            return {}
        return study.job(name, **wildcards).inputs

    return unpack(inputs)


def asks(name):
    """Params of the rule of that name."""
    stage = STAGES[name]
    return {
        "code": lambda wildcards: stage.code(study.job(name, **wildcards)),
        "env": stage.env,
        "expected": lambda wildcards, input: expectations.of_inputs(workflow, study, input),
        "rule": name,
        "settings": lambda wildcards: study.job(name, **wildcards).settings,
        "stage": stage.module,
    }


def job_of(wildcards, rulename):
    return study.job(workflow.get_rule(rulename).params.rule, **wildcards)


def memory_mb(wildcards, attempt, rulename):
    """Memory grows with each attempt."""
    return attempt * job_of(wildcards, rulename).memory_mb


def minutes(wildcards, attempt, rulename):
    """Run time in minutes grows with each attempt."""
    return attempt * job_of(wildcards, rulename).minutes


def intermediate(path):
    """A file that may go once everything that the study makes from it is there."""
    return temp(path) if study.config["intermediates"] == "remove" else path


def environment(wildcards, params):
    return f"../envs/{params.env}.yaml"


def resource(name):
    """Path of a file of resources/.

    It is relative to the working folder: with an absolute path, its users would run again in a
    clone that was moved. The prefix of a workflow that imports this one is for results.
    """
    return local(os.path.relpath(ROOT / "resources" / name))


def shown(path):
    """A result with its entry in the list of the reports."""
    entry = results.listed()[Path(path).name]
    return report(
        path,
        caption=f"../report/{entry['caption']}",
        category=entry["section"],
        labels={"result": entry["title"]},
    )


def table(name):
    """A table that the reports show."""
    return shown(f"results/tables/{name}.csv")


def figure(name):
    """Files of a figure that the reports show."""
    svg, *others = results.figure_paths(name)
    return [shown(svg), *others]
