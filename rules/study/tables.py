"""Tables of functional smoothness and similarity, and those of the paper's Figures 1 and 3."""

from rules.study import memory, minutes
from rules.study.code import module_of_scheme, resource
from rules.study.stages import Job, ordered, stage


@stage("tables.functional_smoothness", env="datasets")
def functional_smoothness(study):
    """Of prototypes and their distortions, and of all pairs of items of data sets."""
    inputs = {"item_paths": [f"results/datasets/items-{name}.nc" for name in study.data_sets]}
    if study.combinations:
        inputs["dataset_path"] = "results/datasets/similarity.nc"
    return Job(
        inputs=inputs,
        settings=study.statistics,
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )


@stage("tables.similarity_by_distortion", env="datasets")
def similarity_by_distortion(study):
    """Of means over seeds, which have t intervals: no resamples."""
    inputs = {"dataset_path": "results/datasets/similarity.nc"}
    if study.scanners:
        inputs["attenuation_path"] = "results/tables/attenuation.csv"
    return Job(
        inputs=inputs,
        settings=study.confidence,
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )


@stage("tables.summary", env="datasets")
def summary(study):
    inputs = {
        "published_path": resource("published_smoothness.csv"),
        "smoothness_path": "results/tables/functional_smoothness.csv",
    }
    # Without a scanner there is no answer.
    if study.all_scanners:
        inputs["answer_path"] = "results/tables/answer.csv"
    # Without the paper's stimuli nothing is judged.
    if study.combinations:
        inputs["claims_path"] = "results/tables/reproduction.csv"
    return Job(inputs=inputs)


@stage("tables.table_1", env="arrays")
def table_1(study):
    return Job()


@stage("tables.voxel_spread", env="datasets")
def voxel_spread(study):
    return Job(settings={key: study.config["sheet"][key] for key in ("field", "side")})


@stage("datasets.picture_maps", env="datasets", is_local=True)
def picture_maps(study):
    return Job(
        settings=ordered(
            noise_sd_step=study.config["stimuli"]["noise_sd_step"],
            study_seed=study.config["study_seed"],
            weight_sd=study.parameters("matmul")["weight_sd"],
            **study.config["picture"],
        )
    )


# Encoded once more: as many as a mean of properties needs.
PROPERTY_SEEDS, PROPERTY_CATEGORIES, PROPERTY_DEPTHS = 20, 5, 8


@stage("tables.code_properties", env="datasets")
def code_properties(study):
    """Of the first seeds and prototypes of the study, whatever schemes are in it."""
    config = study.config
    stimuli = dict(config["stimuli"])
    schemes = ("vector", "gain", "depth-1", "factorial", "hash")
    return Job(
        settings=ordered(
            categories=min(PROPERTY_CATEGORIES, stimuli.pop("categories")),
            depths=PROPERTY_DEPTHS,
            parameters={name: study.parameters(name) for name in ("depth", "factorial")},
            recipes=study.recipes,
            seeds=min(PROPERTY_SEEDS, config["seeds"]),
            stimuli=stimuli,
            study_seed=config["study_seed"],
        ),
        modules=tuple(module_of_scheme(name) for name in schemes),
    )
