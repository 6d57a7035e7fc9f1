"""Scan the patterns of a batch of seeds: a coding scheme, or every layer of a network.

A network is one of the hierarchy, which has other weights and exemplars in each seed, or one that
sees photographs, which are the same for all seeds.

Each code or layer is a sheet of units of its own, scanned in a session of its own. Of a code in
time the spikes are scanned, which differ between runs: see `batches.spikes`.
"""

from dataclasses import replace
from itertools import chain, product

import numpy as np

from neuralcode.analysis.crossnobis import distances
from neuralcode.analysis.similarity import odd_and_even, similarity_across_runs, similarity_matrix
from neuralcode.randomness import generator
from neuralcode.scanner.measurement import packed
from neuralcode.scanner.parts import groups_together
from neuralcode.scanner.scan import Scanner, scan, standardised
from storage import designs, files, sheets

BETAS = "response to a stimulus, estimated in each run"
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
    "matrices": {
        "similarity": (
            ("half", "other_half", "image", "other_image"),
            "Pearson correlation over voxels between photographs in the odd (half 0) or even (1) "
            "runs and others in these or those",
            "1",
        ),
        "noise_free_similarity": (
            ("image", "other_image"),
            "Pearson correlation over voxels between photographs, without noise and drift",
            "1",
        ),
        "distance": (
            ("image", "other_image"),
            "crossnobis distance over runs, each voxel normalised by its noise",
            "1",
        ),
        "noise_free_distance": (
            ("image", "other_image"),
            "squared distance without noise and drift, each voxel normalised by its noise",
            "1",
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


def kept_of(kept, measured, stimuli):
    """Arrays that are kept of one scan."""
    if kept == "halves":
        return {"halves": odd_and_even(measured.betas, axis=0)}
    if kept == "matrices":
        halves, variance = odd_and_even(measured.betas, axis=0), measured.residual_variance()
        return {
            "similarity": similarity_matrix(halves[:, None], halves[None]),
            "noise_free_similarity": similarity_matrix(measured.noise_free.mean(axis=0)),
            "distance": distances(measured.betas, variance),
            "noise_free_distance": distances(measured.noise_free[:1], variance),
        }
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
    of,
    scanner,
    seeds,
    stimuli,
    study_seed,
    voxel_sizes,
    expected,
    made_from,
    groups=1,
):
    seeds, scanner = range(*seeds), Scanner(**scanner)
    reading = {"seeds": seeds, "made_from": expected["activity"]}
    by_seed, facts = sheets.READERS[of](activity_path, scanner, reading, **activity)
    experiment = designs.read(design_path, made_from=expected["design"], in_time=of == "spikes")
    # By the name in the random draws of a scan.
    scanners = {f"{name}/{size}": replace(scanner, voxel_size=size) for size in voxel_sizes}
    scanners = scanners or {name: scanner}
    first = next(by_seed := iter(by_seed))
    inner = {"layer": len(first)} if of in ("network", "photographs") else {}
    inner |= {"voxel_size": len(voxel_sizes)} if voxel_sizes else {}

    def of_seed(seed, given):
        found = {key: [] for key in KEPT[kept]}
        for sheet, (label, one) in product(given, scanners.items()):
            if sheet.places is not None:
                one = replace(one, layout=sheets.layout_of(one, sheet.places))
            # Items may be spread over several runs, each with so many of them.
            names = [""] if groups == 1 else [f"/group {group}" for group in range(groups)]
            scans = (
                scan(
                    part,
                    one,
                    experiment,
                    tuning=sheet.others if scanner.layout == "topographic" else None,
                    places=sheet.places,
                    squares=generator(study_seed, seed, "layout", sheet.name),
                    rng=generator(study_seed, seed, draw, f"{sheet.name}/{label}{of_group}"),
                    grid=generator(study_seed, seed, "grid", name),
                )
                for part, of_group in zip(in_groups(sheet.patterns, groups), names, strict=True)
            )
            measured = groups_together(scans, groups)
            for key, array in kept_of(kept, measured, stimuli).items():
                found[key].append(array.astype(np.float32))
        if "residual_dof" in found:
            found["residual_dof"] = [np.float32(groups * experiment.residual_dof(scanner.runs))]
        # Without a copy of a single array, which may be large.
        return {
            key: (np.stack(arrays) if len(arrays) > 1 else arrays[0]).reshape(
                (1, *inner.values(), *np.shape(arrays[0]))
            )
            for key, arrays in found.items()
        }

    if not facts:
        units = first[0].patterns.shape[-1]
        facts = {"units_on_sheet": units}
        facts |= {} if voxel_sizes else {"voxel_grid": scanner.voxel_grid(units)}
    by_seed = chain([first], by_seed)
    # Not there any more when the next seed is read: spikes may be large.
    del first
    files.write_blocks(
        output_path,
        map(of_seed, seeds, by_seed),
        seeds=seeds,
        long_name={key: text for key, (_, text, _) in KEPT[kept].items()},
        made_from=made_from,
        facts=facts,
        dimensions={key: ("seed", *inner, *names) for key, (names, _, _) in KEPT[kept].items()},
        units={key: unit for key, (_, _, unit) in KEPT[kept].items()},
    )


def in_groups(patterns, groups):
    """Activity of each group of items; spikes are in groups already."""
    if patterns.ndim > 2:
        return patterns
    patterns = standardised(patterns)
    return [patterns[group::groups] for group in range(groups)]
