"""Scan the patterns of a batch of seeds: a coding scheme, or every layer of a network.

Each code or layer is a sheet of units of its own, scanned in a session of its own.
"""

from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import NamedTuple

import numpy as np

from neuralcode.analysis.similarity import odd_and_even, similarity_across_runs
from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES
from neuralcode.scanner.measurement import packed
from neuralcode.scanner.scan import Scanner, scan, standardised
from storage import designs, files

BETAS = "response to a stimulus, estimated in each run"
# By its name, because it is no part of the code of other scans: see rules/study/scanning.py.
SPIKES = "neuralcode.scanner.spikes"
# What is kept of a scan: dimensions, meaning and unit of each array.
KEPT = {
    "betas": {
        "betas": (("run", "category", "level", "voxel"), BETAS, "percent"),
        "noise_free_betas": (
            ("noise_free_run", "category", "level", "voxel"),
            f"{BETAS}, without noise and drift",
            "percent",
        ),
        "residual_covariance": (
            ("voxel_pair",),
            "covariance over voxels of the residuals of the GLM, upper triangle row by row",
            "percent2",
        ),
        "residual_dof": ((), "degrees of freedom of the residuals", "1"),
    },
    "halves": {
        "halves": (
            ("half", "exemplar", "voxel"),
            "response to a new exemplar: mean of the betas over the odd and over the even "
            "runs; the latter are missing where there is a single run",
            "percent",
        ),
    },
    "similarity": {
        "similarity_across_runs": (
            ("prototype_runs", "category", "level"),
            "Pearson correlation over voxels between the prototype in one half of the runs "
            "and its distortion in the other",
            "1",
        ),
    },
}


class Sheets(NamedTuple):
    """Patterns to scan: names of the sheets in the random draws, and arrays by seed and sheet.

    Attributes
    ----------
    names : list of str
    patterns : ndarray of shape (seed, sheet, condition, unit)
    others : ndarray of shape (seed, sheet, other condition, unit), or None
        Patterns of stimuli that are not scanned, to which a topographic map is fitted.
    stimuli : tuple of int
        Shape of the conditions: category and level, or exemplar.
    """

    names: list
    patterns: np.ndarray
    others: np.ndarray | None
    stimuli: tuple


def of_scheme(read, mapped, in_time, *, recipe, scheme, variable, categories):
    """The one sheet of a coding scheme; others are the categories that are not scanned."""
    given = read(variable, only={"category": slice(None if mapped else categories)})
    count, _, levels, units = given.shape
    patterns = given[:, :categories].reshape(count, 1, categories * levels, units)
    others = None
    if mapped:
        # In time the map is fitted to prototypes, as many as there are stimuli in the scan.
        kept = (
            given[:, categories:, :1][:, : categories * levels]
            if in_time
            else given[:, categories:]
        )
        others = kept.reshape(count, 1, -1, units)
    return Sheets([f"{recipe}/{scheme}"], patterns, others, (categories, levels))


def of_network(read, mapped, in_time, *, network):
    """A sheet per layer; others are the exemplars of the training."""
    patterns = read("activity")
    names = [f"hierarchy/{network}/layer {layer}" for layer in range(patterns.shape[1])]
    others = read("training_activity") if mapped else None
    return Sheets(names, patterns, others, (patterns.shape[2],))


def kept_of(kept, measured, stimuli):
    """Arrays that are kept of one scan."""
    if kept == "halves":
        return {"halves": odd_and_even(measured.betas, axis=0)}
    shape = (*stimuli, measured.betas.shape[-1])
    betas = measured.betas.reshape(-1, *shape)
    if kept == "similarity":
        return {"similarity_across_runs": similarity_across_runs(betas[None])[0]}
    return {
        "betas": betas,
        "noise_free_betas": measured.noise_free.reshape(-1, *shape),
        "residual_covariance": packed(measured.residual_covariance()),
    }


def run(
    activity_path,
    design_path,
    output_path,
    *,
    activity,
    draw,
    kept,
    name,
    parameters,
    scanner,
    seeds,
    study_seed,
    voxel_sizes,
    expected,
    made_from,
):
    in_time = bool(parameters)
    read = partial(
        files.read_batch, activity_path, seeds=range(*seeds), made_from=expected["activity"]
    )
    experiment = designs.read(design_path, made_from=expected["design"], in_time=in_time)
    scanner = Scanner(**scanner)
    is_mapped = scanner.layout == "topographic"
    sheets = (of_network if "network" in activity else of_scheme)(
        read, is_mapped, in_time, **activity
    )
    # By the name in the random draws of a scan.
    scanners = {f"{name}/{size}": replace(scanner, voxel_size=size) for size in voxel_sizes}
    scanners = scanners or {name: scanner}
    found = {key: [] for key in KEPT[kept]}
    for index, seed in enumerate(range(*seeds)):
        for place, sheet in enumerate(sheets.names):
            patterns = sheets.patterns[index, place]
            others = sheets.others[index, place] if is_mapped else None
            if in_time:
                in_runs = partial(spikes, activity, parameters, scanner, study_seed, seed)
                patterns = in_runs(np.tile(patterns, (experiment.repeats, 1)))
                if others is not None:
                    others = in_runs(others, what="spikes of the map").mean(axis=(0, 1))
            else:
                patterns = standardised(patterns)
            for label, one in scanners.items():
                measured = scan(
                    patterns,
                    one,
                    experiment,
                    tuning=others,
                    squares=generator(study_seed, seed, "layout", sheet),
                    rng=generator(study_seed, seed, draw, f"{sheet}/{label}"),
                    grid=generator(study_seed, seed, "grid", name),
                )
                for key, array in kept_of(kept, measured, sheets.stimuli).items():
                    found[key].append(array.astype(np.float32))
    leading = {"seed": len(range(*seeds))}
    leading |= {"layer": len(sheets.names)} if "network" in activity else {}
    leading |= {"voxel_size": len(voxel_sizes)} if voxel_sizes else {}
    if "residual_dof" in found:
        found["residual_dof"] = [experiment.residual_dof(scanner.runs)] * leading["seed"]
    units = sheets.patterns.shape[-1]
    files.write_batch(
        output_path,
        {
            key: np.asarray(arrays, np.float32).reshape(*leading.values(), *np.shape(arrays[0]))
            for key, arrays in found.items()
        },
        seeds=range(*seeds),
        long_name={key: text for key, (_, text, _) in KEPT[kept].items()},
        made_from=made_from,
        facts={"units_on_sheet": units}
        | ({} if voxel_sizes else {"voxel_grid": scanner.voxel_grid(units)}),
        dimensions={key: (*leading, *names) for key, (names, _, _) in KEPT[kept].items()},
        units={key: unit for key, (_, _, unit) in KEPT[kept].items()},
    )


def spikes(activity, parameters, scanner, study_seed, seed, items, *, what="spikes"):
    """Activity in time of a temporal code, fresh in each run: (run, bin, condition, unit)."""
    temporal = import_module(SPIKES)
    recipe, scheme = activity["recipe"], activity["scheme"]
    return temporal.activity_in_time(
        RECIPES[recipe].prepare(items, scheme),
        scheme,
        parameters,
        runs=scanner.runs,
        duration=scanner.duration,
        signal_rate=scanner.signal_rate,
        rng=generator(study_seed, seed, what, f"{recipe}/{scheme}"),
    )
