"""Tables of the plan: the power of all designs, and what each structure takes."""

import pandas as pd

from figures.names import place_title
from neuralcode.planner import choice
from storage.labels import joined

KEY = ["recipe", "scheme", "scanner", "test"]
DESIGN = [
    *("reached", "n_stimuli", "repeats", "runs", "subjects", "minutes_per_run"),
    *("minutes_per_subject", "minutes_in_all", "power", "ci_low", "ci_high", "sentence"),
]


def of_combination(rows, tests, target):
    """The best design of each test, and what it is in words; rows: of one code and scanner."""
    for test in tests:
        own = [row for row in rows if row["test"] == test]
        if not own:  # a data set without what this test asks about
            continue
        chosen = choice.best(own, target)
        design = chosen or choice.largest(own)
        yield design | {
            "reached": "yes" if chosen else "no",
            "minutes_in_all": design["subjects"] * design["minutes_per_subject"],
            "sentence": choice.sentence(own, target, place_title(own[0]["scanner"])),
        }


def run(paths, power_path, plan_path, *, combinations, left_out, power, tests):
    every = {joined(*key): pd.read_csv(paths[joined(*key)]) for key in combinations}
    tables = list(every.values())
    # Without the empty ones, whose columns have no type.
    pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True).to_csv(
        power_path, index=False, float_format="%.6f"
    )
    found = []
    for key in combinations:
        rows = every[joined(*key)]
        if len(rows):
            found += of_combination(rows.to_dict("records"), tests, power)
        else:
            left_out = [*left_out, [*key, "every design takes longer than plan.minutes"]]
    for *key, reason in left_out:
        recipe, scheme, scanner = key
        found.append(
            {
                "recipe": recipe,
                "scheme": scheme,
                "scanner": scanner,
                "reached": "not planned",
                "sentence": f"At {place_title(scanner)}, {scheme} is left out: {reason}.",
            }
        )
    table = pd.DataFrame(found).reindex(columns=KEY + DESIGN)
    whole = ["n_stimuli", "repeats", "runs", "subjects"]
    table[whole] = table[whole].astype("Int64")
    table.to_csv(plan_path, index=False, float_format="%.6f")
