"""Gather the similarities of all batches into one dataset."""

import json

import numpy as np
import xarray as xr

from neuralcode.recipes import RECIPES
from neuralcode.stimuli import noise_sd_by_level
from plumbing import files, log
from plumbing.datasets import provenance

PAIR = ("seed", "category", "level")


def gather(stimulus_paths, similarity_paths, path, *, batches, combinations, configuration):
    recipes, schemes, scanners = (
        list(dict.fromkeys(names)) for names in zip(*combinations, strict=True)
    )
    stimuli = configuration["stimuli"]
    pairs = (configuration["seeds"], stimuli["categories"], stimuli["levels"])
    dataset = xr.Dataset(
        {
            "similarity": (
                ("recipe", "scheme", "scanner", *PAIR),
                np.full((len(recipes), len(schemes), len(scanners), *pairs), np.nan, np.float32),
                {
                    "long_name": "Pearson correlation of the representations of a prototype and "
                    "its distortion; missing where a study does not have the combination",
                    "units": "1",
                },
            ),
            "stimulus_similarity": (
                ("recipe", *PAIR),
                np.full((len(recipes), *pairs), np.nan, np.float32),
                {
                    "long_name": "Pearson correlation of a prototype and its distortion",
                    "units": "1",
                },
            ),
        },
        coords={
            "recipe": ("recipe", recipes, {"long_name": "recipe for the stimuli"}),
            "scheme": ("scheme", schemes, {"long_name": "coding scheme"}),
            "scanner": ("scanner", scanners, {"long_name": "how activity is measured"}),
            "seed": ("seed", np.arange(pairs[0]), {"long_name": "simulated seed", "units": "1"}),
            "category": ("category", np.arange(pairs[1]), {"long_name": "prototype", "units": "1"}),
            "level": (
                "level",
                np.arange(pairs[2]),
                {"long_name": "level of distortion; 0 is the prototype", "units": "1"},
            ),
            "noise_sd": (
                ("recipe", "level"),
                [
                    noise_sd_by_level(
                        pairs[2], stimuli["noise_sd_step"], RECIPES[name].prototype_noise_sd
                    )
                    for name in recipes
                ],
                {
                    "long_name": "standard deviation of the noise that distorts a prototype, in "
                    "standard deviations of the prototype's values",
                    "units": "1",
                },
            ),
        },
        attrs={
            "title": "Similarity of prototypes and their distortions, by neural code",
            "combinations": json.dumps(combinations),
            **provenance(configuration),
        },
    )

    def fill(variable, paths, keys):
        paths = iter(paths)
        for key in keys:
            target = variable.sel(key).values
            for seeds in batches:
                array = files.read_batch(next(paths), "similarity", seeds=range(*seeds))
                target[slice(*seeds), : array.shape[1]] = array

    fill(dataset["stimulus_similarity"], stimulus_paths, [{"recipe": name} for name in recipes])
    fill(
        dataset["similarity"],
        similarity_paths,
        [dict(zip(("recipe", "scheme", "scanner"), names, strict=True)) for names in combinations],
    )
    dataset.to_netcdf(
        path,
        encoding={
            "similarity": {"zlib": True, "complevel": 1, "chunksizes": (1, 1, 1, *pairs)},
            "stimulus_similarity": {"zlib": True, "complevel": 1, "chunksizes": (1, *pairs)},
        },
    )


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        gather(
            snakemake.input.stimuli,
            snakemake.input.similarity,
            snakemake.output[0],
            **snakemake.params.settings,
        )
