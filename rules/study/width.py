"""Random networks of several widths at the same gain."""

from rules.study import memory, minutes
from rules.study.stages import Job, ordered, stage


@stage("tables.smoothness_by_width", env="datasets", is_local=False)
def smoothness_by_width(study):
    stimuli, width = study.config["stimuli"], study.config["width"]
    return Job(
        settings=ordered(
            levels=stimuli["levels"],
            noise_sd_step=stimuli["noise_sd_step"],
            **width,
            **study.statistics,
        ),
        memory_mb=memory.width(study),
        minutes=minutes.width(study),
    )


@stage("figures.smoothness_by_width_figure", env="figures")
def smoothness_by_width_figure(study):
    return Job(settings=study.config["figures"])
