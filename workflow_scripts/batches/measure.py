"""Scan a batch of seeds of one coding scheme: betas of every run and stimulus."""

from functools import partial
from importlib import import_module

import numpy as np

from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES
from neuralcode.scanner.measurement import packed, pairs
from neuralcode.scanner.scan import Scanner, scan, standardised
from storage import designs, files


def run(
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
    expected,
    made_from,
):
    in_time = variable == "items"
    # A topographic map is fitted to the categories that are not scanned.
    mapped = scanner["layout"] == "topographic"
    given = files.read_batch(
        activity_path,
        variable,
        seeds=range(*seeds),
        made_from=expected["activity"],
        only={"category": slice(None if mapped else categories)},
    )
    count, _, levels, units = given.shape
    experiment = designs.read(design_path, made_from=expected["design"], in_time=in_time)
    scanner = Scanner(**scanner)
    grid = scanner.voxel_grid(units)
    shape = (scanner.runs, categories, levels, grid[0] * grid[1])
    # Activity in time is drawn for each run; else one run without noise is like the other.
    free_runs = scanner.runs if in_time else 1
    arrays = {
        "betas": np.empty((count, *shape), np.float32),
        "noise_free_betas": np.empty((count, free_runs, *shape[1:]), np.float32),
        "residual_covariance": np.empty((count, pairs(shape[-1])), np.float32),
        "residual_dof": np.full(count, experiment.residual_dof(scanner.runs), np.float32),
    }
    for index, seed in enumerate(range(*seeds)):
        patterns = given[index, :categories].reshape(-1, units)
        others = given[index, categories:] if mapped else None
        if in_time:
            draw = partial(spikes, recipe, scheme, parameters, scanner, study_seed, seed)
            activity = draw(np.tile(patterns, (experiment.repeats, 1)))
            if others is not None:
                # To their prototypes, as many as there are stimuli in the scan: spikes take time.
                others = draw(others[: len(patterns), 0], what="spikes of the map")
                others = others.mean(axis=(0, 1))
        else:
            activity = standardised(patterns)
        measured = scan(
            activity,
            scanner,
            experiment,
            tuning=None if others is None else others.reshape(-1, units),
            squares=generator(study_seed, seed, "layout", f"{recipe}/{scheme}"),
            rng=generator(study_seed, seed, "measure", f"{recipe}/{scheme}/{name}"),
            grid=generator(study_seed, seed, "grid", name),
        )
        arrays["betas"][index] = measured.betas.reshape(shape)
        arrays["noise_free_betas"][index] = measured.noise_free.reshape(free_runs, *shape[1:])
        arrays["residual_covariance"][index] = packed(measured.residual_covariance())
    betas = "response to a stimulus, estimated in each run"
    covariance = "covariance over voxels of the residuals of the GLM, upper triangle row by row"
    files.write_batch(
        output_path,
        arrays,
        seeds=range(*seeds),
        long_name={
            "betas": betas,
            "noise_free_betas": f"{betas}, without noise and drift",
            "residual_covariance": covariance,
            "residual_dof": "degrees of freedom of the residuals",
        },
        made_from=made_from,
        facts={"units_on_sheet": units, "voxel_grid": grid},
        dimensions={
            "betas": ("seed", "run", "category", "level", "voxel"),
            "noise_free_betas": ("seed", "noise_free_run", "category", "level", "voxel"),
            "residual_covariance": ("seed", "voxel_pair"),
        },
        units={
            "betas": "percent",
            "noise_free_betas": "percent",
            "residual_covariance": "percent2",
            "residual_dof": "1",
        },
    )


def spikes(recipe, scheme, parameters, scanner, study_seed, seed, items, *, what="spikes"):
    """Activity in time of a temporal code, fresh in each run: (run, bin, condition, unit)."""
    # By its name, for it is no part of the code of other scans: see measure_code in the rules.
    temporal = import_module("neuralcode.scanner.spikes")
    return temporal.activity_in_time(
        RECIPES[recipe].prepare(items, scheme),
        scheme,
        parameters,
        runs=scanner.runs,
        duration=scanner.duration,
        signal_rate=scanner.signal_rate,
        rng=generator(study_seed, seed, what, f"{recipe}/{scheme}"),
    )
