"""Representational similarity analysis of the first seeds."""

from rules.study import identities, memory, minutes
from rules.study.stages import Job, ordered, stage


@stage("batches.rsa", env="rsa")
def rsa(study, recipe, scanner):
    config = study.config
    batches = study.first_batches(min(config["rsa"]["seeds"], config["seeds"]))
    schemes = study.schemes_in(recipe, scanner)
    is_scanned = study.is_scanned(scanner)
    # The units are compared in as many categories as the scanners of the study show.
    scanners = [scanner] if is_scanned else study.scanners or list(config["scanners"])
    return Job(
        inputs={
            "stimulus_paths": {batch: study.stimuli_path(recipe, batch) for batch in batches},
            "pattern_paths": study.pattern_paths(recipe, scanner, schemes, batches),
        },
        settings=ordered(
            all_levels=config["stimuli"]["levels"],
            categories=max(config["scanners"][name]["categories"] for name in scanners),
            confidence=config["statistics"]["confidence"],
            expected={
                "patterns": {s: identities.pattern(study, recipe, s, scanner) for s in schemes},
                "stimuli": identities.stimuli(study, recipe),
            },
            levels=config["rsa"]["levels"],
            recipe=recipe,
            scanned=is_scanned,
            scanner=scanner,
            schemes=schemes,
            seeds=config["rsa"]["seeds"],
        ),
        memory_mb=memory.rsa(study, scanner if is_scanned else None),
        minutes=minutes.rsa(study, schemes, scanner if is_scanned else None),
    )


@stage("tables.rsa_table", env="datasets")
def rsa_table(study):
    """Of each scanner, and of the units themselves in the recipes that are scanned."""
    pairs = [pair for part in study.parts for pair in part.pairs]
    scanned = {recipe for recipe, scanner in pairs if study.is_scanned(scanner)}
    paths = [
        f"results/rsa/{recipe}/{scanner}.csv"
        for recipe, scanner in pairs
        if recipe in scanned and scanner != "sum"
    ]
    return Job(inputs={"paths": paths}, memory_mb=memory.patterns(study, copies=1))
