"""Scan every layer of a network of the hierarchy experiment, in a batch of seeds."""

import numpy as np

from neuralcode.analysis.similarity import odd_and_even
from neuralcode.randomness import generator
from neuralcode.scanner.scan import Scanner, scan, standardised
from storage import designs, files


def run(
    activity_path,
    design_path,
    output_path,
    *,
    network,
    name,
    scanner,
    study_seed,
    seeds,
    expected,
    made_from,
):
    def read(name):
        return files.read_batch(
            activity_path, name, seeds=range(*seeds), made_from=expected["activity"]
        )

    given = read("activity")
    experiment = designs.read(design_path, made_from=expected["design"])
    scanner = Scanner(**scanner)
    # A topographic map is fitted to other exemplars than those scanned.
    tuning = [[None] * given.shape[1]] * len(given)
    if scanner.layout == "topographic":
        tuning = read("training_activity")
    grid = scanner.voxel_grid(given.shape[-1])
    seeds_and_layers, exemplars = given.shape[:2], given.shape[2]
    halves = np.empty((*seeds_and_layers, 2, exemplars, grid[0] * grid[1]), np.float32)
    for index, seed in enumerate(range(*seeds)):
        for layer, units in enumerate(given[index]):
            # Each layer is a sheet of its own, scanned in a session of its own.
            sheet = f"hierarchy/{network}/layer {layer}"
            activity = standardised(units)
            measured = scan(
                activity,
                scanner,
                experiment,
                tuning=tuning[index][layer],
                squares=generator(study_seed, seed, "layout", sheet),
                rng=generator(study_seed, seed, "measure", f"{sheet}/{name}"),
                grid=generator(study_seed, seed, "grid", name),
            )
            halves[index, layer] = odd_and_even(measured.betas, axis=0)
    files.write_batch(
        output_path,
        {"halves": halves},
        seeds=range(*seeds),
        long_name="response to a new exemplar: mean of the betas over the odd and over the even "
        "runs; the latter are missing where there is a single run",
        made_from=made_from,
        facts={"voxel_grid": grid},
        dimensions={"halves": ("seed", "layer", "half", "exemplar", "voxel")},
        units="percent",
    )
