"""What the directives of rules say, as the functions of ``rules/study/`` give it."""

import os
from itertools import dropwhile
from pathlib import Path

from snakemake.io import IOFile, strip_wildcard_constraints, temp, unpack

from rules import expectations
from rules.marks import of_repository
from rules.study import STAGES
from storage import labels


def log_of(rule, output):
    """Log of a rule, by the wildcards of a file that it makes.

    Parameters
    ----------
    rule, output : str

    Returns
    -------
    str
        Without the prefix of a workflow that imports this one.

    Examples
    --------
    >>> log_of("measure_layers", "results/measurements/hierarchy/{task}/{scanner}/{batch}.nc")
    'results/logs/measure_layers/{task}/{scanner}/{batch}.log'
    >>> log_of("losses_figure", "codes/results/figures/losses.svg")
    'results/logs/losses_figure.log'
    """
    parts = dropwhile(lambda part: "{" not in part, Path(output).with_suffix("").parts)
    return "/".join(["results/logs", rule, *parts]) + ".log"


class Directives:
    """What rules ask of a study.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    study : rules.study.Study
    """

    def __init__(self, workflow, study):
        self.workflow, self.study = workflow, study

    @property
    def data_sets(self):
        """Names of the data sets, as a pattern that nothing matches where there is none."""
        return "|".join(self.study.data_sets) or "(?!)"

    def files(self, name):
        """Input function of the rule of that name."""
        return unpack(lambda wildcards: self._inputs(name, wildcards))

    def unless_put_there(self, name, path):
        """The same; no inputs of a file that was put in place by hand, and that no job replaces."""

        def inputs(wildcards):
            there = path.format(**wildcards)
            if os.path.exists(there) and not self.workflow.persistence.input(IOFile(there)):
                return {}
            return self._inputs(name, wildcards)

        return unpack(inputs)

    def intermediate(self, path):
        """A file that may go once everything that the study makes from it is there."""
        return temp(path) if self.study.config["intermediates"] == "remove" else path

    def asks(self, name):
        """Params of the rule of that name."""
        stage, study = STAGES[name], self.study
        return {
            "code": lambda wildcards: stage.code(study.job(name, **wildcards)),
            "env": stage.env,
            "expected": lambda wildcards, input: expectations.of_inputs(
                self.workflow, study, input
            ),
            "rule": name,
            "settings": lambda wildcards: study.job(name, **wildcards).settings,
            "stage": stage.module,
        }

    def keep_logs(self):
        """Give each rule its log, when all are there: no rule says where."""
        for rule in self.workflow.rules:
            if (rule.script or "").endswith("workflow_scripts/job.py") and not rule.log:
                rule.log_modifier = self.workflow.modifier.path_modifier
                # The base of the rules makes nothing.
                path = strip_wildcard_constraints(rule.output[0]) if rule.output else "none"
                rule.set_log(log_of(rule.params.get("rule", rule.name), path))

    def memory_mb(self, wildcards, input, attempt, rulename):
        """Memory grows with each attempt.

        Snakemake asks again when the inputs are there if the function names them.
        """
        memory_mb = self._job(wildcards, rulename).memory_mb
        return attempt * (memory_mb() if callable(memory_mb) else memory_mb)

    def minutes(self, wildcards, attempt, rulename):
        """Run time in minutes grows with each attempt."""
        return attempt * self._job(wildcards, rulename).minutes

    def _inputs(self, name, wildcards):
        return {
            argument: of_repository(path) if isinstance(path, Path) else path
            for argument, path in labels.flat(self.study.job(name, **wildcards).inputs).items()
        }

    def _job(self, wildcards, rulename):
        # A workflow that imports this one may give rules other names.
        name = self.workflow.get_rule(rulename).params.rule
        return self.study.job(name, **wildcards)

    def local_rules(self):
        """Names of the rules whose jobs Snakemake runs itself, on a cluster too.

        They are names in the whole workflow: one that imports this one may give rules other names,
        which the directive ``localrules`` would not know.
        """
        return [
            rule.name
            for rule in self.workflow.rules
            if getattr(STAGES.get(rule.params.get("rule")), "is_local", False)
        ]
