"""Spikes of codes in time, which all scanners see that show the same in as many runs."""

from neuralcode.scanner import experiments
from rules.designs import timing_of
from rules.study import identities, memory, minutes
from rules.study.code import module_of_scheme
from rules.study.stages import Job, ordered, stage
from rules.study.study import unique
from storage.labels import digest, seeds_of


def drawn(study, scheme, scanner, *, of_map):
    """What the spikes that a scanner sees depend on, beside the stimuli and the scheme.

    With `of_map`, those to which its topographic map is fitted.
    """
    block, shown = study.config["scanners"][scanner], study.stimuli_in_run(scheme, scanner)
    own = {"groups": 1, **study.groups(scheme, scanner)}
    own |= {"repeats": experiments.repeats_of(timing_of(study.config, scanner, shown), shown)}
    return ordered(
        categories=study.shown_categories(scheme, scanner),
        duration=block["duration"],
        of_map=of_map,
        runs=block["runs"],
        # A map is fitted to each of its stimuli as it is.
        **({"groups": 1, "repeats": 1} if of_map else own),
    )


def seen(study, scheme, scanner):
    """What is drawn for a scanner: the spikes that it shows, and those that fit its map."""
    found = {"shown": drawn(study, scheme, scanner, of_map=False)}
    if study.config["scanners"][scanner]["layout"] == "topographic":
        found["map"] = drawn(study, scheme, scanner, of_map=True)
    return found


def _with_digest(study, recipe, scheme, wanted):
    """What the spikes of this digest depend on."""
    # The table of events of a scanner that does not show this scheme may lack its stimuli.
    ours = filter(study.is_scanned, study.places(recipe, scheme))
    for scanner in unique([*ours, *study.config["scanners"]]):
        for one in seen(study, scheme, scanner).values():
            if digest(one) == wanted:
                return one
    raise KeyError(f"no scanner of the study sees spikes {wanted} of {scheme}")


@stage("batches.spikes", env="measure")
def spikes(study, recipe, scheme, drawn, batch):
    one = _with_digest(study, recipe, scheme, drawn)
    return Job(
        inputs={"items_path": study.stimuli_path(recipe, batch)},
        settings=ordered(
            expected=identities.stimuli(study, recipe),
            made_from=identities.spikes(study, recipe, scheme, one),
            parameters=study.parameters(scheme),
            recipe=recipe,
            scheme=scheme,
            seeds=seeds_of(batch),
            study_seed=study.config["study_seed"],
            **one,
        ),
        memory_mb=memory.spikes(study, scheme, one),
        minutes=minutes.spikes(study, scheme, one, batch),
        modules=(module_of_scheme(scheme),),
    )
