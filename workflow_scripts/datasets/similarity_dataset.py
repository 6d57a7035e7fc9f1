"""Gather the similarities of all batches into one dataset."""

import json

import netCDF4
import numpy as np
import xarray as xr

from neuralcode.recipes import RECIPES
from neuralcode.stimuli import noise_sd_by_level
from storage import complete, datasets, files, log

KEY = ("recipe", "scheme", "scanner")
PAIR = ("seed", "category", "level")


def frame(labels, pairs, stimuli, attributes):
    """All of the dataset but what is compared: coordinates and where it comes from."""
    noise_sd = [
        noise_sd_by_level(pairs[2], stimuli["noise_sd_step"], RECIPES[name].prototype_noise_sd)
        for name in labels["recipe"]
    ]
    return xr.Dataset(
        coords={
            "recipe": ("recipe", labels["recipe"], {"long_name": "recipe for the stimuli"}),
            "scheme": ("scheme", labels["scheme"], {"long_name": "coding scheme"}),
            "scanner": ("scanner", labels["scanner"], {"long_name": "how activity is measured"}),
            "seed": ("seed", np.arange(pairs[0]), {"long_name": "simulated seed", "units": "1"}),
            "category": ("category", np.arange(pairs[1]), {"long_name": "prototype", "units": "1"}),
            "level": (
                "level",
                np.arange(pairs[2]),
                {"long_name": "level of distortion; 0 is the prototype", "units": "1"},
            ),
            "noise_sd": (
                ("recipe", "level"),
                noise_sd,
                {
                    "long_name": "standard deviation of the noise that distorts a prototype, in "
                    "standard deviations of the prototype's values",
                    "units": "1",
                },
            ),
        },
        attrs=attributes,
    )


def add_variable(file, name, dimensions, long_name):
    """A variable that is missing where nothing is written, in chunks of one combination."""
    sizes = [len(file.dimensions[dimension]) for dimension in dimensions]
    variable = file.createVariable(
        name,
        "f4",
        dimensions,
        zlib=True,
        complevel=1,
        fletcher32=True,
        chunksizes=[1] * (len(sizes) - len(PAIR)) + sizes[-len(PAIR) :],
        fill_value=np.nan,
    )
    variable.setncatts({"long_name": long_name, "units": "1"})
    return variable


def gathered(paths, batches, pairs, made_from):
    """Similarities of all seeds, missing for categories that a scheme was not given."""
    array = np.full(pairs, np.nan, np.float32)
    for seeds in batches:
        path = next(paths)
        part = files.read_batch(path, "similarity", seeds=range(*seeds), made_from=made_from)
        array[slice(*seeds), : part.shape[1]] = part
    return array


def gather(
    stimulus_paths, similarity_paths, path, *, batches, combinations, configuration, expected
):
    labels = {
        name: list(dict.fromkeys(names))
        for name, names in zip(KEY, zip(*combinations, strict=True), strict=True)
    }
    stimuli = configuration["stimuli"]
    pairs = (configuration["seeds"], stimuli["categories"], stimuli["levels"])
    attributes = {
        "title": "Similarity of prototypes and their distortions, by neural code",
        "combinations": json.dumps(combinations),
        **datasets.provenance(configuration),
    }
    stimulus_paths, similarity_paths = iter(stimulus_paths), iter(similarity_paths)
    with complete.written(path) as partial:
        coordinates = frame(labels, pairs, stimuli, attributes)
        encoding = datasets.encoding(coordinates)
        coordinates.to_netcdf(partial, encoding=encoding, engine="netcdf4")
        # One combination at a time: with many seeds all of them would not fit into memory.
        with netCDF4.Dataset(partial, "a") as file:
            variable = add_variable(
                file,
                "stimulus_similarity",
                ("recipe", *PAIR),
                "Pearson correlation of a prototype and its distortion",
            )
            for number, made_from in enumerate(expected["stimuli"]):
                variable[number] = gathered(stimulus_paths, batches, pairs, made_from)
            variable = add_variable(
                file,
                "similarity",
                (*KEY, *PAIR),
                "Pearson correlation of the representations of a prototype and its distortion; "
                "missing where a study does not have the combination",
            )
            for combination, made_from in zip(combinations, expected["similarity"], strict=True):
                place = [
                    labels[name].index(label) for name, label in zip(KEY, combination, strict=True)
                ]
                variable[*place] = gathered(similarity_paths, batches, pairs, made_from)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        gather(
            snakemake.input.stimuli,
            snakemake.input.similarity,
            snakemake.output[0],
            **snakemake.params.settings,
        )
