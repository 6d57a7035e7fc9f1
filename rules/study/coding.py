"""Stimuli, their representations by each coding scheme, and similarities without a scanner."""

from neuralcode.names import layer_below
from rules.study import identities, memory, minutes
from rules.study.code import module_of_scheme
from rules.study.stages import Job, ordered, stage
from storage.labels import joined, seeds_of


@stage("batches.stimuli", env="arrays")
def stimuli(study, recipe, batch):
    return Job(
        settings=ordered(
            made_from=identities.stimuli(study, recipe),
            recipe=recipe,
            seeds=seeds_of(batch),
            study_seed=study.config["study_seed"],
            **study.config["stimuli"],
        ),
        memory_mb=memory.patterns(study, copies=3),
        minutes=minutes.stimuli(study, batch),
    )


@stage("batches.encode", env="arrays")
def encode(study, recipe, scheme, batch):
    """A layer of a network takes the one below, if there is one; all else takes the stimuli."""
    parameters, below = dict(study.parameters(scheme)), layer_below(scheme)
    path, expected = study.stimuli_path(recipe, batch), identities.stimuli(study, recipe)
    if below is not None:
        path = study.representation_path(recipe, below, batch)
        expected = identities.representation(study, recipe, below)
    return Job(
        inputs={"items_path": path},
        settings=ordered(
            # A scheme that takes long may take the first few prototypes of a seed.
            categories=parameters.pop("categories", study.config["stimuli"]["categories"]),
            expected=expected,
            made_from=identities.representation(study, recipe, scheme),
            parameters=parameters,
            recipe=recipe,
            scheme=scheme,
            seeds=seeds_of(batch),
            study_seed=study.config["study_seed"],
            variable=study.items_of(scheme) if below is None else "readout_none",
        ),
        memory_mb=memory.encode(study, scheme),
        minutes=minutes.encode(study, scheme, batch),
        modules=(module_of_scheme(scheme),),
    )


@stage("batches.similarity", env="arrays")
def similarity(study, recipe, scheme, batch):
    """In all places one after the other: a comparison takes less time than the start of a job."""
    places = study.places(recipe, scheme)
    scanners = [place for place in places if study.is_scanned(place)]
    return Job(
        inputs={
            "patterns_paths": {
                place: study.pattern_path(recipe, scheme, place, batch) for place in places
            }
        },
        settings=ordered(
            expected={place: identities.pattern(study, recipe, scheme, place) for place in places},
            compared=study.compared,
            made_from=identities.of_places(study, recipe, scheme),
            of=f"recipe {recipe}, scheme {scheme}",
            seeds=seeds_of(batch),
            variables={
                place: "betas" if place in scanners else f"readout_{place}" for place in places
            },
        ),
        memory_mb=memory.similarity(study, scheme, scanners),
        minutes=minutes.similarity(study, scheme, scanners, batch),
    )


@stage("batches.similarity", env="arrays")
def stimulus_similarity(study, recipe, batch):
    return Job(
        inputs={"patterns_paths": {"none": study.stimuli_path(recipe, batch)}},
        settings=ordered(
            compared=study.compared,
            expected={"none": identities.stimuli(study, recipe)},
            made_from=identities.stimulus_similarity(study, recipe),
            of=f"recipe {recipe}, stimuli",
            seeds=seeds_of(batch),
            variables={"none": "items"},
        ),
        memory_mb=memory.similarity(study, "vector", []),
        minutes=minutes.similarity(study, "vector", [], batch),
    )


@stage("datasets.similarity_dataset", env="datasets")
def similarity_dataset(study):
    config = study.config
    return Job(
        inputs={
            "stimulus_paths": {
                recipe: study.stimulus_similarity_paths(recipe) for recipe in study.recipes
            },
            "similarity_paths": {
                joined(*code): study.batch_paths(f"results/similarity/{joined(*code)}")
                for code in study.codes
            },
        },
        settings=ordered(
            combinations=list(map(list, study.combinations)),
            # The dataset stores only what it was made from: with the whole configuration, the
            # colour of a figure would make it run again.
            configuration={
                "scanners": {name: config["scanners"][name] for name in study.scanners},
                "schemes": study.scheme_parameters,
            }
            | {key: config[key] for key in ("seeds", "stimuli", "studies", "study_seed")},
            expected={
                "similarity": identities.of_codes(study),
                "stimuli": {r: identities.stimulus_similarity(study, r) for r in study.recipes},
            },
        ),
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )
