"""Table of the design of each scanner: how long it takes, and how well it tells stimuli apart."""

import csv

from neuralcode.scanner import experiments
from neuralcode.scanner.scan import Scanner
from storage import designs

COLUMNS = (
    *("scanner", "stimuli", "units", "runs", "trials", "minutes", "minutes_of_all_runs"),
    *("beta_variance", "isolated_variance", "variance_ratio", "efficiency", "collinearity"),
    *("noise", "tsnr", "voxels", "units_per_voxel"),
)


def row_of(scanner, experiment, stimuli, units):
    """Values of the columns after the name of the scanner."""
    scans, trials = experiment.regressors.shape[-2:]
    minutes = scans * scanner.tr / 60
    quality = experiments.quality(scanner, experiment)
    rows, columns = scanner.voxel_grid(units)
    noise = sum(sd**2 for sd in scanner.noise_sd()) ** 0.5
    return {
        "stimuli": stimuli,
        "units": units,
        "runs": scanner.runs,
        "trials": trials,
        "minutes": minutes,
        "minutes_of_all_runs": scanner.runs * minutes,
        **quality,
        "efficiency": 1 / quality["variance_ratio"],
        "noise": scanner.noise,
        # Without noise there is no limit.
        "tsnr": 100 / noise if noise else "",
        "voxels": rows * columns,
        "units_per_voxel": (scanner.voxel_size / scanner.unit_spacing) ** 2,
    }


def run(design_paths, table_path, *, scanned):
    with open(table_path, "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for given in scanned:
            path = design_paths[given["design"]]
            experiment = designs.read(path, made_from=given["expected"])
            scanner = Scanner(**given["scanner"])
            row = row_of(scanner, experiment, given["stimuli"], given["units"])
            row = {
                name: f"{value:.6g}" if isinstance(value, float) else value
                for name, value in row.items()
            }
            table.writerow({"scanner": given["name"]} | row)
