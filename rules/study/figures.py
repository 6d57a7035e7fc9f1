"""Figures: what each draws beyond its table."""

from rules.study.code import resource
from rules.study.stages import Job, ordered, plain_figures, stage

SIMILARITY = "results/tables/similarity_by_distortion.csv"
SMOOTHNESS = "results/tables/functional_smoothness.csv"


@stage("figures.figure_1", env="figures")
def figure_1(study):
    return Job(settings=ordered(**study.config["sheet"], **study.style))


@stage("figures.figure_2", env="figures")
def figure_2(study):
    step = study.config["stimuli"]["noise_sd_step"]
    return Job(
        inputs={"smoothness_path": SMOOTHNESS, "table_path": SIMILARITY},
        settings=ordered(noise_sd_step=step, **study.config["figures"]),
    )


@stage("figures.scanners_figure", env="figures")
def scanners_figure(study):
    return Job(
        inputs={
            "curves_path": SIMILARITY,
            "scanned_path": "results/tables/similarity_by_scanner.csv",
            "smoothness_path": SMOOTHNESS,
        },
        settings=study.config["figures"],
    )


@stage("figures.smoothness_by_depth", env="figures")
def smoothness_by_depth(study):
    return Job(
        inputs={
            "published_path": resource("published_smoothness.csv"),
            "smoothness_path": SMOOTHNESS,
        },
        settings=study.style,
    )


@stage("figures.losses_figure", env="figures")
def losses_figure(study):
    return Job(
        inputs={"losses_path": "results/tables/losses.csv", "rsa_path": "results/tables/rsa.csv"},
        settings=study.style,
    )


def time_course(study):
    """Recipe and scanner of the first study that scans both rate and burstiness; or None."""
    return next(
        (
            (recipe, scanner)
            for recipe, scanner in study.pairs
            if study.is_scanned(scanner)
            and {"rate", "burstiness"} <= set(study.schemes_in(recipe, scanner))
        ),
        None,
    )


@stage("figures.time_course_figure", env="time_course")
def time_course_figure(study):
    recipe, scanner = time_course(study)
    return Job(
        settings=ordered(
            recipe=recipe,
            scanner=study.config["scanners"][scanner],
            schemes={name: study.parameters(name) for name in ("rate", "burstiness")},
            study_seed=study.config["study_seed"],
            **study.style,
        ),
    )


plain_figures("figure_3", env="dataset_figures")
plain_figures("generalisation_figure", "layouts_figure", "recoverability_figure", "rsa_figure")
