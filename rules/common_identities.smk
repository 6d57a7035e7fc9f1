# What each file says about itself. The rule that makes a file stores it (`made_from`), the rules
# that read the file expect it (`expected`): see workflow_scripts/storage/identity.py.


def stimuli_identity(recipe):
    return ordered(
        recipe=recipe,
        stage="stimuli",
        stimuli=config["stimuli"],
        study_seed=config["study_seed"],
    )


def representation_identity(recipe, scheme):
    return stimuli_identity(recipe) | ordered(
        scheme=scheme,
        scheme_parameters=config["schemes"][family(scheme)],
        stage="representations",
    )


def design_identity(scanner, stimuli, in_time):
    return ordered(
        in_time=in_time,
        scanner=scanner,
        stage="designs",
        stimuli=stimuli,
        timing=timing_of(config, scanner, stimuli),
    )


def scan_design_identity(scheme, scanner):
    """The design that a scan of a scheme takes."""
    return design_identity(scanner, shown_stimuli(scheme, scanner), is_in_time(scheme))


def measurement_identity(recipe, scheme, scanner):
    return representation_identity(recipe, scheme) | ordered(
        scanner=scanner,
        scanner_parameters=shown_by(scanner, shown_categories(scheme, scanner)),
        stage="measurements",
    )


def pattern_identity(recipe, scheme, scanner):
    """Measurements, or the units themselves where nothing is scanned."""
    if is_scanned(scanner):
        return measurement_identity(recipe, scheme, scanner)
    return representation_identity(recipe, scheme)


def similarity_identity(recipe, scheme, scanner):
    patterns = pattern_identity(recipe, scheme, scanner)
    return patterns | {"scanner": scanner, "stage": "similarity"}


def stimulus_similarity_identity(recipe):
    return stimuli_identity(recipe) | {"stage": "stimulus similarity"}


def recoverability_identity(recipe, scheme, scanner):
    return measurement_identity(recipe, scheme, scanner) | {
        "stage": "recoverability",
        "voxel_sizes": config["recoverability"]["voxel_sizes"],
    }


def generalisation_identity(stage, recipe, scanner):
    """Of files of decoders (stage decoding) and of clusters of voxels (stage univariate)."""
    schemes = decoded_schemes(recipe, scanner)
    return ordered(
        categories=[told_apart(scheme, scanner) for scheme in schemes],
        patterns=[pattern_identity(recipe, scheme, scanner) for scheme in schemes],
        recipe=recipe,
        scanner=scanner,
        schemes=schemes,
        seeds=generalisation_seeds(),
        stage=stage,
        train_levels=generalisation_levels(),
    )


def hierarchy_identity(task):
    hierarchy = config["hierarchy"]
    return ordered(
        categories=hierarchy["categories"],
        exemplars=hierarchy["exemplars"],
        network=task,
        network_parameters=hierarchy["network"],
        prototype_sd=hierarchy["prototype_sd"],
        stage="hierarchy",
        study_seed=config["study_seed"],
    )


def hierarchy_scan_identity(task, scanner):
    return hierarchy_identity(task) | ordered(
        scanner=scanner,
        scanner_parameters=hierarchy_scanner(scanner),
        stage="measurements of the hierarchy",
    )
