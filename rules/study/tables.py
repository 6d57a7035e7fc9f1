"""Tables of functional smoothness and similarity, and those of the paper's Figures 1 and 3."""

from rules.study import memory, minutes
from rules.study.code import resource
from rules.study.stages import Job, ordered, stage


def _of_schemes(study):
    """Settings of tables that compare schemes with theory."""
    return ordered(
        parameters=study.scheme_parameters,
        units=study.config["stimuli"]["units"],
        **study.statistics,
    )


@stage("tables.functional_smoothness", env="datasets")
def functional_smoothness(study):
    return Job(
        settings=_of_schemes(study),
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )


@stage("tables.similarity_by_distortion", env="datasets")
def similarity_by_distortion(study):
    """Of means over seeds, which have t intervals: no resamples."""
    settings = _of_schemes(study)
    del settings["bootstrap_resamples"]
    return Job(
        settings=settings,
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )


@stage("tables.summary", env="datasets")
def summary(study):
    return Job(modules=(resource("published_smoothness.csv"),))


@stage("tables.table_1", env="arrays")
def table_1(study):
    return Job()


@stage("tables.voxel_spread", env="datasets")
def voxel_spread(study):
    return Job(settings={key: study.config["sheet"][key] for key in ("field", "side")})


@stage("datasets.picture_maps", env="datasets")
def picture_maps(study):
    return Job(
        settings=ordered(
            noise_sd_step=study.config["stimuli"]["noise_sd_step"],
            study_seed=study.config["study_seed"],
            weight_sd=study.config["schemes"]["matmul"]["weight_sd"],
            **study.config["picture"],
        )
    )
