"""Similarity in a batch of seeds, as one scanner would see it with each of several voxel sizes."""

from dataclasses import replace

import numpy as np

from neuralcode.analysis.similarity import similarity_across_runs
from neuralcode.randomness import generator
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
    categories,
    levels,
    voxel_sizes,
    expected,
    made_from,
):
    # A topographic map is fitted to the categories that are not scanned.
    mapped = scanner["layout"] == "topographic"
    given = files.read_batch(
        activity_path,
        "readout_none",
        seeds=range(*seeds),
        made_from=expected["activity"],
        only={"category": slice(None if mapped else categories)},
    )
    experiment = designs.read(design_path, made_from=expected["design"])
    similarity = np.empty((len(given), len(voxel_sizes), 2, categories, levels), np.float32)
    for index, seed in enumerate(range(*seeds)):
        activity = standardised(given[index, :categories].reshape(categories * levels, -1))
        others = given[index, categories:].reshape(-1, activity.shape[-1]) if mapped else None
        for number, size in enumerate(voxel_sizes):
            measured = scan(
                activity,
                replace(Scanner(**scanner), voxel_size=size),
                experiment,
                tuning=others,
                squares=generator(study_seed, seed, "layout", f"{recipe}/{scheme}"),
                rng=generator(study_seed, seed, "recover", f"{recipe}/{scheme}/{name}/{size}"),
                grid=generator(study_seed, seed, "grid", name),
            )
            by_run = measured.betas.reshape(1, len(measured.betas), categories, levels, -1)
            similarity[index, number] = similarity_across_runs(by_run)[0]
    files.write_batch(
        output_path,
        {"similarity_across_runs": similarity},
        seeds=range(*seeds),
        long_name="Pearson correlation over voxels between the prototype in one half of the runs "
        "and its distortion in the other",
        made_from=made_from,
        dimensions={
            "similarity_across_runs": ("seed", "voxel_size", "prototype_runs", "category", "level")
        },
    )
