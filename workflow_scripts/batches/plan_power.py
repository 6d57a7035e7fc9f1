"""Power of every design of the plan for one code in one scanner."""

import csv

import numpy as np

from neuralcode.planner import group, people, studies
from neuralcode.randomness import generator
from neuralcode.scanner import experiments
from neuralcode.scanner.presets import Scanner
from storage import files

COLUMNS = (
    *("recipe", "scheme", "scanner", "test", "n_stimuli", "levels", "repeats", "runs", "subjects"),
    *("power", "ci_low", "ci_high", "minutes_per_run", "minutes_per_subject", "studies"),
)


def run(
    output_path,
    *,
    alpha,
    categories,
    confidence,
    designs,
    given,
    minutes,
    name,
    parameters,
    people_count,
    recipe,
    runs,
    scheme,
    stimuli,
    studies_count,
    study_seed,
    subjects,
    tests,
    together,
    stimuli_path=None,
):
    taken = None
    if given:
        items, taken = given_items(stimuli_path, people_count, **given)
    else:
        items = people.drawn_items(
            people_count,
            recipe=recipe,
            categories=categories,
            stimuli=stimuli,
            study_seed=study_seed,
            together=together,
        )
    code = {"scheme": scheme, "recipe": recipe, "parameters": parameters}
    everyone = people.people(items, study_seed=study_seed, taken=taken, **code)
    units = everyone.activity.shape[-1]
    what = f"{recipe}/{scheme}/{name}"
    rows, shown = [], None
    for one in designs:
        levels, scanner = one["levels"], Scanner(**one["scanner"])
        count = categories * len(levels)
        experiment = experiments.make(one["timing"], count)
        minutes_per_run = len(experiment.drifts) * scanner.tr / 60
        fitting = [number for number in sorted(runs) if number * minutes_per_run <= minutes]
        if not fitting:
            print(f"{count} stimuli, repeats {scanner.repeats}: a run takes too long")
            continue
        if levels != shown:
            # The same however often they are shown.
            shown, models = levels, people.models(everyone, levels)
            responses = people.responses(
                everyone, scanner, levels, study_seed=study_seed, what=what
            )
        own = f"{what}/{count}/{scanner.repeats}"
        measured = studies.simulate(
            responses,
            models,
            studies.errors_of(scanner, experiment, units),
            categories=categories,
            runs=fitting,
            subjects=max(subjects),
            studies=studies_count,
            order=scanner.order,
            repeats=experiment.repeats,
            block=experiment.block,
            generators=lambda part, own=own: generator(study_seed, part, "plan", own),
        )
        for number in fitting:
            found = group.power(
                measured[number], tests, sorted(subjects), alpha=alpha, confidence=confidence
            )
            for row in found:
                rows.append(
                    row
                    | {
                        "recipe": recipe,
                        "scheme": scheme,
                        "scanner": name,
                        "n_stimuli": count,
                        "levels": len(levels),
                        "repeats": experiment.repeats,
                        "runs": number,
                        "minutes_per_run": minutes_per_run,
                        "minutes_per_subject": number * minutes_per_run,
                        "studies": studies_count,
                    }
                )
    write(output_path, rows)


def given_items(path, count, *, expected, seeds, taken):
    """Items of a data set that people see, and what the code takes of them.

    Recorded subjects take part in turns, each with a layout of their own.
    """
    who = np.arange(count) % len(range(*seeds))
    return tuple(
        files.read_batch(path, variable, seeds=range(*seeds), made_from=expected)[who]
        for variable in ("items", taken)
    )


def write(path, rows):
    """Write rows with the columns of the table of power."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for row in rows:
            table.writerow(
                f"{row[key]:.6f}" if isinstance(row[key], float) else row[key] for key in COLUMNS
            )
