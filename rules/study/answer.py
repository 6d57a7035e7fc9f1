"""What fMRI can read: the answer of a study in one table and one figure."""

from neuralcode.coding.registry import find
from rules.study import generalisation
from rules.study.stages import Job, stage


@stage("tables.answer", env="datasets")
def answer(study):
    """Gathers other tables; decoding is missing where no code has two categories."""
    inputs = {
        f"{argument}_path": f"results/tables/{name}.csv"
        for argument, name in (
            ("smoothness", "functional_smoothness"),
            ("rsa", "rsa"),
            ("losses", "losses"),
        )
    }
    if generalisation.decoded(study):
        inputs["generalisation_path"] = "results/tables/generalisation.csv"
    in_time = sorted(name for name in study.schemes if find(name).activity is not None)
    return Job(inputs=inputs, settings={"in_time": in_time})


@stage("figures.answer_figure", env="figures")
def answer_figure(study):
    return Job(settings=study.style)
