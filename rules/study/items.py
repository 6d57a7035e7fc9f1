"""Data sets: their items, what is compared of them, and what is decoded.

Encoding, designs and scans are those of all stimuli: each takes the study of the data set.
"""

from rules.study import identities, memory, minutes, scans
from rules.study.stages import Job, ordered, stage
from rules.study.study import DataStudy
from storage.labels import joined, seeds_of

# What a computer has for each of its cores, or more.
MUCH_MEMORY_MB = 2000

ITEMS = ("names", "categories")


def _labels(study):
    """Names and categories of the items, for datasets and files of dissimilarity matrices."""
    return {name: getattr(study.data, name) for name in ITEMS}


@stage("batches.items", env="datasets")
def items(study, recipe, batch):
    """The file is no input, for a touched file of the same content makes no job run again."""
    return Job(
        settings=ordered(
            made_from=identities.stimuli(study, recipe),
            patterns=study.data.files["patterns"],
            seeds=seeds_of(batch),
        ),
        memory_mb=memory.patterns(study, copies=8),
        minutes=minutes.stimuli(study, batch),
    )


@stage("datasets.item_dataset", env="datasets")
def item_dataset(study, recipe):
    config = study.config
    return Job(
        inputs={
            "stimulus_paths": study.stimulus_similarity_paths(recipe),
            "similarity_paths": {
                joined(*code): study.batch_paths(f"results/similarity/{joined(*code)}")
                for code in study.codes
            },
        },
        settings=ordered(
            combinations=list(map(list, study.combinations)),
            configuration={
                "data": study.config["stimuli"],
                "scanners": {name: config["scanners"][name] for name in study.scanners},
                "schemes": study.scheme_parameters,
            }
            | {key: config[key] for key in ("seeds", "study_seed")}
            | study.spread,
            expected={
                "similarity": identities.of_codes(study),
                "stimuli": identities.stimulus_similarity(study, recipe),
            },
            **_labels(study),
        ),
        memory_mb=memory.item_dataset(study),
        minutes=minutes.items(study, len(study.combinations)),
    )


@stage("batches.item_rsa", env="rsa")
def item_rsa(study, recipe, scanner):
    config = study.config
    batches = study.first_batches(min(config["rsa"]["seeds"], config["seeds"]))
    schemes, scanned = study.schemes_in(recipe, scanner), study.is_scanned(scanner)
    return Job(
        inputs={
            "stimulus_paths": {batch: study.stimuli_path(recipe, batch) for batch in batches},
            "pattern_paths": study.pattern_paths(recipe, scanner, schemes, batches),
        },
        settings=ordered(
            confidence=config["statistics"]["confidence"],
            expected={
                "patterns": {s: identities.pattern(study, recipe, s, scanner) for s in schemes},
                "stimuli": identities.stimuli(study, recipe),
            },
            models=study.data.files.get("rdms", {}),
            recipe=recipe,
            scanned=scanned,
            scanner=scanner,
            schemes=schemes,
            seeds=config["rsa"]["seeds"],
            shared=study.data.subjects is None,
            **_labels(study),
        ),
        memory_mb=memory.item_rsa(study, scanner if scanned else None),
        minutes=minutes.item_rsa(study, schemes, scanner if scanned else None),
    )


def large_jobs(study):
    """Warnings of data sets with a job that needs much memory, and what makes it need less.

    Yields
    ------
    str
    """
    for name in study.data_sets:
        most, least = (
            _largest(DataStudy(study.config | {"seeds_per_batch": size}, name))
            for size in (study.config["seeds_per_batch"], 1)
        )
        if most <= MUCH_MEMORY_MB:
            continue
        text = f"data set {name}: a job needs {most} MB of memory. What helps: "
        if least <= MUCH_MEMORY_MB:
            per_seed = (most - least) / (study.config["seeds_per_batch"] - 1)
            fitting = 1 + int((MUCH_MEMORY_MB - least) / per_seed)
            yield f"{text}seeds_per_batch: {fitting} brings it below {MUCH_MEMORY_MB} MB"
        else:
            yield (
                f"{text}with seeds_per_batch: 1 it needs {least} MB; then fewer items per run "
                f"(data.{name}.items_per_run), larger voxels, fewer items or units"
            )


def _largest(study):
    """Memory in MB of the largest job of a data set that depends on the size of a batch."""
    found = [memory.patterns(study, copies=8)]
    for scanner in study.scanners:
        found += [memory.item_rsa(study, scanner), memory.decoded_items(study, scanner)]
    for recipe, scheme in study.codes:
        scanners = list(filter(study.is_scanned, study.places(recipe, scheme)))
        found += [memory.encode(study, scheme), memory.similarity(study, scheme, scanners)]
        found += [scans.memory_mb(study, scheme, scanner) for scanner in scanners]
    return max(found)


def is_decoded(study):
    """Whether the items have categories to tell apart, and seeds enough."""
    return study.data.decoded_categories > 0


def decoding(study, recipe, scanner):
    """Identity of a file of decoded categories."""
    schemes = study.schemes_in(recipe, scanner)
    return ordered(
        categories=study.data.categories,
        patterns=[identities.pattern(study, recipe, scheme, scanner) for scheme in schemes],
        recipe=recipe,
        scanner=scanner,
        schemes=schemes,
        stage="decoding of items",
    )


@stage("batches.decode", env="arrays")
def item_decode(study, recipe, scanner):
    made_from = decoding(study, recipe, scanner)
    scanned = study.is_scanned(scanner)
    return Job(
        inputs={"paths": study.pattern_paths(recipe, scanner, made_from["schemes"], study.batches)},
        settings=ordered(
            categories=study.data.categories,
            compared=study.compared,
            expected=dict(zip(made_from["schemes"], made_from["patterns"], strict=True)),
            made_from=made_from,
            schemes=made_from["schemes"],
            seeds=study.config["seeds"],
            shown=dict.fromkeys(made_from["schemes"], study.data.items),
            variable="betas" if scanned else f"readout_{scanner}",
        ),
        memory_mb=memory.decoded_items(study, scanner if scanned else None),
        minutes=minutes.items(study, len(made_from["schemes"])),
    )


@stage("tables.item_decoding", env="datasets")
def item_decoding(study):
    """Of all data sets whose items have categories."""
    pairs = {joined(*pair): (one, *pair) for one in decoded(study) for pair in one.pairs}
    return Job(
        inputs={"paths": {label: f"results/decoding/{label}.nc" for label in pairs}},
        settings=ordered(
            expected={label: decoding(*pair) for label, pair in pairs.items()}, **study.confidence
        ),
    )


def decoded(study):
    """Data sets whose categories are decoded."""
    return [one for one in study.data_sets.values() if is_decoded(one)]


def with_models(study):
    """Data sets that have model dissimilarity matrices."""
    return [one for one in study.data_sets.values() if one.data.models]


@stage("tables.model_rdms", env="datasets")
def model_rdms(study):
    """Of all data sets that have models."""
    return Job(
        inputs={
            "paths": [
                f"results/rsa/{recipe}/{scanner}.csv"
                for one in with_models(study)
                for recipe, scanner in one.pairs
                if scanner != "sum"
            ]
        }
    )


@stage("figures.item_rdms_figure", env="dataset_figures")
def item_rdms_figure(study):
    return Job(
        inputs={"paths": [f"results/datasets/items-{name}.nc" for name in study.data_sets]},
        settings=study.style,
    )
