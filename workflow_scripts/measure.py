"""Scan a batch of seeds of one coding scheme: betas of every run and stimulus."""

from importlib import import_module

import numpy as np

from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES
from neuralcode.scanner.measure import Scanner, scan, standardised
from plumbing import designs, files, log


def measure_batch(
    activity_path,
    design_path,
    output_path,
    *,
    recipe,
    scheme,
    name,
    scanner,
    study_seed,
    seeds,
    variable,
    categories,
    parameters,
):
    in_time = variable == "items"
    given = files.read_batch(activity_path, variable, seeds=range(*seeds))[:, :categories]
    count, _, levels, units = given.shape
    experiment = designs.read(design_path, in_time=in_time)
    scanner = Scanner(**scanner)
    grid = scanner.voxel_grid(units)
    shape = (scanner.runs, categories, levels, grid[0] * grid[1])
    betas = np.empty((count, *shape), np.float32)
    for index, seed in enumerate(range(*seeds)):
        patterns = given[index].reshape(-1, units)
        if in_time:
            activity = spikes(patterns, recipe, scheme, parameters, scanner, study_seed, seed)
            tuning = activity.mean(axis=(0, 1))
        else:
            activity = tuning = standardised(patterns)
        betas[index] = scan(
            activity,
            scanner,
            experiment,
            tuning=tuning,
            squares=generator(study_seed, seed, "layout", f"{recipe}/{scheme}"),
            rng=generator(study_seed, seed, "measure", f"{recipe}/{scheme}/{name}"),
        ).reshape(shape)
    files.write_batch(
        output_path,
        {f"readout_{name}": betas.mean(axis=1), "betas": betas},
        seeds=range(*seeds),
        long_name="response to a stimulus; the readout is the mean over the runs of the betas",
        attributes={
            "recipe": recipe,
            "scheme": scheme,
            "scanner": name,
            "parameters": vars(scanner),
            "units_on_sheet": units,
            "voxel_grid": grid,
            "study_seed": study_seed,
        },
        dimensions={
            f"readout_{name}": ("seed", "category", "level", "voxel"),
            "betas": ("seed", "run", "category", "level", "voxel"),
        },
        units="percent",
    )


def spikes(items, recipe, scheme, parameters, scanner, study_seed, seed):
    """Activity in time of a temporal code, fresh in each run."""
    # By its name, for it is no part of the code of other scans: see measure_code in the rules.
    temporal = import_module("neuralcode.scanner.temporal")
    return temporal.activity_in_time(
        RECIPES[recipe].prepare(items, scheme),
        scheme,
        parameters,
        runs=scanner.runs,
        duration=scanner.duration,
        signal_rate=scanner.signal_rate,
        rng=generator(study_seed, seed, "spikes", f"{recipe}/{scheme}"),
    )


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        measure_batch(
            snakemake.input.activity,
            snakemake.input.design,
            snakemake.output[0],
            **snakemake.params.settings,
        )
