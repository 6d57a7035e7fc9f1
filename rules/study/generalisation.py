"""Decoding, clusters of voxels, and how they generalise to higher levels of distortion."""

from rules.study import identities, memory, minutes
from rules.study.stages import Job, ordered, stage
from storage.labels import joined


def seeds(study):
    return min(study.config["decoding"]["seeds"], study.config["seeds"])


def compared_categories(study, scheme, scanner):
    """Number of categories to tell apart: fewer where the scheme or the scanner has fewer."""
    if study.is_scanned(scanner):
        there = study.shown_categories(scheme, scanner)
    else:
        there = study.taken_categories(scheme)
    return min(study.config["decoding"]["categories"], there)


def decoded_schemes(study, recipe, scanner):
    """Schemes in a scanner; those with a single category have nothing to tell apart."""
    schemes = study.schemes_in(recipe, scanner)
    return [scheme for scheme in schemes if compared_categories(study, scheme, scanner) > 1]


def decoded(study):
    """Recipe and scanner of all that is decoded."""
    return [pair for pair in study.pairs if decoded_schemes(study, *pair)]


def separated(study):
    """Recipe and scanner of all in which clusters of voxels are sought."""
    return [(recipe, scanner) for recipe, scanner in decoded(study) if study.is_scanned(scanner)]


def identity(study, kind, recipe, scanner):
    """Of files of decoders (kind decoding) and of clusters of voxels (kind univariate)."""
    schemes = decoded_schemes(study, recipe, scanner)
    return ordered(
        categories=[compared_categories(study, scheme, scanner) for scheme in schemes],
        patterns=[identities.pattern(study, recipe, scheme, scanner) for scheme in schemes],
        recipe=recipe,
        scanner=scanner,
        schemes=schemes,
        seeds=seeds(study),
        stage=kind,
        # All levels but the last, where the configuration has no more.
        train_levels=min(
            study.config["decoding"]["train_levels"], study.config["stimuli"]["levels"] - 1
        ),
    )


def expected(study):
    """What the files of decoders and of clusters are made from, by recipe and scanner."""
    return {
        kind: {joined(*pair): identity(study, kind, *pair) for pair in pairs}
        for kind, pairs in (("decoding", decoded(study)), ("univariate", separated(study)))
    }


def paths(study):
    """Files of decoders and of clusters, by recipe and scanner."""
    return {
        f"{kind}_paths": {label: f"results/{kind}/{label}.nc" for label in made_from}
        for kind, made_from in expected(study).items()
    }


def _job(study, kind, recipe, scanner, **settings):
    made_from = identity(study, kind, recipe, scanner)
    batches = study.first_batches(seeds(study))
    same = ("schemes", "seeds")
    by_scheme = {
        name: dict(zip(made_from["schemes"], made_from[name], strict=True))
        for name in ("categories", "patterns")
    }
    return Job(
        inputs={"paths": study.pattern_paths(recipe, scanner, made_from["schemes"], batches)},
        settings=ordered(
            expected=by_scheme["patterns"],
            made_from=made_from,
            shown=by_scheme["categories"],
            train_levels=made_from["train_levels"],
            **{key: made_from[key] for key in same},
            **settings,
        ),
        memory_mb=memory.patterns(study, copies=3, seeds=seeds(study)),
        minutes=minutes.patterns(study, seeds(study), by_scheme["categories"]),
    )


@stage("batches.decode", env="arrays")
def decode(study, recipe, scanner):
    variable = "betas" if study.is_scanned(scanner) else f"readout_{scanner}"
    return _job(study, "decoding", recipe, scanner, compared=study.compared, variable=variable)


@stage("batches.separate", env="measure")
def separate(study, recipe, scanner):
    return _job(study, "univariate", recipe, scanner)


@stage("tables.generalisation", env="datasets")
def generalisation(study):
    return Job(
        inputs=paths(study) | {"smoothness_path": "results/tables/functional_smoothness.csv"},
        settings=ordered(expected=expected(study), **study.confidence),
        memory_mb=memory.patterns(study, copies=1),
        minutes=minutes.dataset(study, len(study.combinations)),
    )
