"""Functional smoothness over the values of a parameter."""

from neuralcode.names import swept
from rules.study.stages import Job, ordered, stage


def swept_parameter(study):
    """The parameter that has several values in the studies; None where none has."""
    found = [swept(scheme) for scheme in study.schemes]
    return next((one[0] for one in found if one is not None), None)


@stage("tables.sweep", env="datasets")
def sweep(study):
    return Job(settings=ordered(key=swept_parameter(study)))


@stage("figures.sweep_figure", env="figures")
def sweep_figure(study):
    return Job(settings=study.config["figures"])
