"""Stimuli, their representations by each coding scheme, and similarities without a scanner."""

from neuralcode.names import layer_below
from rules.study import identities, memory, minutes
from rules.study.code import module_of_scheme
from rules.study.stages import Job, ordered, stage
from storage.labels import seeds_of


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
def similarity(study, recipe, scheme, scanner, batch):
    key = recipe, scheme, scanner
    return Job(
        inputs={"patterns_path": study.pattern_path(*key, batch)},
        settings=ordered(
            expected=identities.pattern(study, *key),
            made_from=identities.similarity(study, *key),
            recipe=recipe,
            scanner=scanner,
            scheme=scheme,
            seeds=seeds_of(batch),
            variable="betas" if study.is_scanned(scanner) else f"readout_{scanner}",
        ),
        # As much as the scan where the beta estimates of all runs are read.
        memory_mb=memory.scan(study, scheme, scanner)
        if study.is_scanned(scanner)
        else memory.patterns(study, copies=4, scheme=scheme),
        minutes=minutes.scan(study, scheme, scanner, batch)
        if study.is_scanned(scanner)
        else minutes.similarity(study, scheme, batch),
    )


@stage("batches.similarity", env="arrays")
def stimulus_similarity(study, recipe, batch):
    return Job(
        inputs={"patterns_path": study.stimuli_path(recipe, batch)},
        settings=ordered(
            expected=identities.stimuli(study, recipe),
            made_from=identities.stimulus_similarity(study, recipe),
            recipe=recipe,
            scanner="none",
            scheme="stimuli",
            seeds=seeds_of(batch),
            variable="items",
        ),
        memory_mb=memory.patterns(study, copies=4),
        minutes=minutes.stimuli(study, batch),
    )


@stage("datasets.similarity_dataset", env="datasets")
def similarity_dataset(study):
    config = study.config
    return Job(
        inputs={
            "stimulus_paths": {
                recipe: study.stimulus_similarity_paths(recipe) for recipe in study.recipes
            },
            "similarity_paths": study.similarity_paths(),
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
                "similarity": identities.similarities(study),
                "stimuli": {r: identities.stimulus_similarity(study, r) for r in study.recipes},
            },
        ),
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(study.combinations)),
    )
