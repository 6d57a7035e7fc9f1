"""What fMRI can read: the answer of a study in one table and one figure."""

from neuralcode.coding.registry import find
from rules.study import generalisation, items
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
    if items.decoded(study):
        inputs["item_decoding_path"] = "results/tables/item_decoding.csv"
    schemes = {scheme for part in study.parts for scheme in part.schemes}
    in_time = sorted(name for name in schemes if find(name).activity is not None)
    return Job(inputs=inputs, settings={"in_time": in_time})


@stage("figures.answer_figure", env="figures")
def answer_figure(study):
    return Job(settings=study.style)
