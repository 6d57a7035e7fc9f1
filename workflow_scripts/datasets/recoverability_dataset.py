"""Functional smoothness over voxel size, scanner and depth: a dataset and a table."""

import numpy as np
import xarray as xr

from neuralcode.analysis import smoothness
from neuralcode.randomness import generator
from storage import datasets, files, log


def read(paths, variable, batches, made_from):
    parts = zip(paths, batches, strict=True)
    return np.concatenate(
        [
            files.read_batch(path, variable, seeds=range(*seeds), made_from=made_from)
            for path, seeds in parts
        ]
    )


def gather(
    stimulus_paths,
    similarity_paths,
    dataset_path,
    table_path,
    *,
    batches,
    configuration,
    study_seed,
    bootstrap_resamples,
    confidence,
    expected,
):
    grid = configuration["recoverability"]
    fields = {name: configuration["scanners"][name] for name in grid["scanners"]}
    depths, sizes = sorted(grid["depths"]), grid["voxel_sizes"]
    stimuli = read(stimulus_paths, "similarity", batches, expected["stimuli"])
    weights = smoothness.resampling_weights(
        len(stimuli), bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    paths = iter(similarity_paths)
    shape = (len(fields), len(depths), len(sizes))
    numbers = np.empty((3, *shape))
    for place, made_from in zip(np.ndindex(shape[:2]), expected["similarity"], strict=True):
        seen = read([next(paths) for _ in batches], "similarity", batches, made_from)
        for index in range(len(sizes)):
            similarity = seen[:, index, :, 1:]
            sums = smoothness.pair_sums(stimuli[:, : similarity.shape[1], 1:], similarity)
            numbers[(slice(None), *place, index)] = smoothness.estimate(
                smoothness.functional_smoothness, sums, weights, confidence
            )
    of_seeds = "functional smoothness: correlation of the similarity of patterns and of items"
    dimensions = ("scanner", "depth", "voxel_size")
    dataset = xr.Dataset(
        {
            "functional_smoothness": (
                dimensions,
                numbers[0],
                {"long_name": of_seeds, "units": "1"},
            ),
            "ci_low": (dimensions, numbers[1], {"long_name": "bootstrap interval", "units": "1"}),
            "ci_high": (dimensions, numbers[2], {"long_name": "bootstrap interval", "units": "1"}),
        },
        coords={
            "scanner": ("scanner", list(fields), {"long_name": "scanner"}),
            "depth": ("depth", depths, {"long_name": "layers of the network", "units": "1"}),
            "voxel_size": ("voxel_size", sizes, {"long_name": "side of a voxel", "units": "mm"}),
            "field_strength": (
                "scanner",
                [field["field_strength"] for field in fields.values()],
                {"long_name": "field strength", "units": "T"},
            ),
        },
        attrs={
            "title": "Where similarity structure can be recovered",
            **datasets.provenance(configuration),
        },
    )
    datasets.write(dataset, dataset_path)
    rows = dataset.sortby("voxel_size").to_dataframe().reset_index()
    rows.to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        gather(
            snakemake.input.stimuli,
            snakemake.input.similarity,
            snakemake.output.dataset,
            snakemake.output.table,
            **snakemake.params.settings,
        )
