"""Table of what the noise of each scanner does to the mean similarity of each scheme."""

import csv
import json
from functools import cache

from neuralcode.scanner.attenuation import attenuation
from neuralcode.scanner.scan import Scanner
from storage import designs, files
from storage.labels import joined

KEY = ("recipe", "scheme", "scanner", "level")
NUMBERS = ("signal_variance", "noise_variance", "reliability", "pooled_slope", "pooled_offset")


def run(table_path, *, measurement_paths=None, design_paths=None, combinations, levels, expected):
    @cache
    def law_of(design_path, made_from, scanner, units):
        experiment = designs.read(design_path, made_from=json.loads(made_from))
        scanner = Scanner(**json.loads(scanner))
        return attenuation(scanner, experiment, units=units, levels=levels)

    with open(table_path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([*KEY, *NUMBERS])
        for key in combinations:
            label = joined(*key)
            made_from = expected[label]
            measurement = files.read_facts(
                measurement_paths[label], made_from=made_from["measurement"]
            )
            law = law_of(
                design_paths[label],
                json.dumps(made_from["design"]),
                json.dumps(measurement["scanner_parameters"]),
                measurement["units_on_sheet"],
            )
            for level in range(levels):
                numbers = (law.signal_variance, law.noise_variance, law.reliability)
                numbers += (law.pooled_slope[level], law.pooled_offset[level])
                table.writerow([*key, level, *map(as_text, numbers)])


def as_text(number):
    """Six decimals; nothing where there is no number, as across runs where there is one run."""
    return "" if number != number else f"{number:.6f}"
