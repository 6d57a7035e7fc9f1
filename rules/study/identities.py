"""What each file says about itself.

The rule that makes a file stores it (`made_from`), and the rules that read the file expect it
(`expected`): see workflow_scripts/storage/identity.py.
"""

from rules.designs import timing_of
from rules.study.stages import ordered
from storage.labels import joined


def stimuli(study, recipe):
    return ordered(
        recipe=recipe,
        stage="stimuli",
        stimuli=study.config["stimuli"],
        study_seed=study.config["study_seed"],
    )


def stimulus_similarity(study, recipe):
    return stimuli(study, recipe) | {"stage": "stimulus similarity"}


def representation(study, recipe, scheme):
    return stimuli(study, recipe) | ordered(
        scheme=scheme,
        scheme_parameters=study.parameters(scheme),
        stage="representations",
    )


def design(study, scanner, stimuli, in_time):
    """No scanner: those with the same timing share a design."""
    return ordered(
        in_time=in_time,
        stage="designs",
        stimuli=stimuli,
        timing=timing_of(study.config, scanner, stimuli),
    )


def scan_design(study, scheme, scanner):
    """The design that a scan of a scheme takes."""
    stimuli = study.stimuli_in_run(scheme, scanner)
    return design(study, scanner, stimuli, study.is_in_time(scheme))


def spikes(study, recipe, scheme, drawn):
    """Of a code in time, in all runs of a scan: see `rules.study.scanning.drawn_spikes`."""
    return representation(study, recipe, scheme) | ordered(drawn=drawn, stage="spikes")


def measurement(study, recipe, scheme, scanner):
    return representation(study, recipe, scheme) | ordered(
        scanner=scanner,
        scanner_parameters=study.scanner_of(scheme, scanner),
        stage="measurements",
        **study.spread,
    )


def pattern(study, recipe, scheme, scanner):
    """Measurements, or the units themselves where nothing is scanned."""
    if study.is_scanned(scanner):
        return measurement(study, recipe, scheme, scanner)
    return representation(study, recipe, scheme)


def of_places(study, recipe, scheme):
    """Of a code in all places where it is compared."""
    places = study.places(recipe, scheme)
    return representation(study, recipe, scheme) | ordered(
        places={place: pattern(study, recipe, scheme, place) for place in places},
        stage="similarity",
    )


def of_codes(study):
    """Of all codes that are compared, by recipe and scheme."""
    return {joined(*code): of_places(study, *code) for code in study.codes}


def recoverability(study, recipe, scheme, scanner):
    return measurement(study, recipe, scheme, scanner) | {
        "stage": "recoverability",
        "voxel_sizes": study.config["recoverability"]["voxel_sizes"],
    }


def hierarchy(study, task):
    hierarchy = study.config["hierarchy"]
    return ordered(
        categories=hierarchy["categories"],
        exemplars=hierarchy["exemplars"],
        network=task,
        network_parameters=hierarchy["network"],
        prototype_sd=hierarchy["prototype_sd"],
        stage="hierarchy",
        study_seed=study.config["study_seed"],
    )


def hierarchy_scan(study, task, scanner, parameters):
    return hierarchy(study, task) | ordered(
        scanner=scanner,
        scanner_parameters=parameters,
        stage="measurements of the hierarchy",
    )


def photograph_units(study, network, settings, shown):
    """Activity of the units of a pre-trained network that are scanned."""
    return ordered(
        network=network,
        network_settings=settings,
        photographs=shown,
        stage="units of photographs",
        study_seed=study.config["study_seed"],
        units=study.config["photographs"]["units"],
    )


def photograph_scan(units, scanner, parameters, images):
    return units | ordered(
        scanned=images,
        scanner=scanner,
        scanner_parameters=parameters,
        stage="measurements of photographs",
    )
