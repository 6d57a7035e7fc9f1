"""Gather the similarities of all batches into one dataset."""

import functools
import json

import netCDF4
import numpy as np
import xarray as xr

from neuralcode.recipes import RECIPES
from neuralcode.stimuli import noise_sd_by_level
from storage import complete, datasets, files
from storage.labels import joined
from storage.predictions import predictions
from storage.seed_batches import in_order

KEY = ("recipe", "scheme", "scanner")
PAIR = ("seed", "category", "level")
PROTOTYPE_RUNS = ("odd", "even")
MISSING = "missing where a study does not have the combination"
#: Dimensions and description of what is compared, by variable.
SIMILARITIES = {
    "similarity": (
        (*KEY, *PAIR),
        "Pearson correlation of the representations of a prototype and its distortion, over units, "
        "or over the voxels of a simulated scanner between independent halves of the runs (mean of "
        "similarity_across_runs; level 0 is the reliability); also missing where a scanner has a "
        f"single run; {MISSING}",
    ),
    "similarity_across_runs": (
        (*KEY, "seed", "prototype_runs", "category", "level"),
        "Pearson correlation over voxels of a prototype in one half of the runs and its "
        "distortion in the other half; missing where there is no simulated scanner or a single "
        f"run; {MISSING}",
    ),
    "pooled_similarity": (
        (*KEY, *PAIR),
        "Pearson correlation over voxels of betas that are averaged over all runs, which have "
        f"noise in common; missing where there is no simulated scanner; {MISSING}",
    ),
}


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
            **datasets.swept_coordinates(labels["scheme"]),
            "scanner": ("scanner", labels["scanner"], {"long_name": "how activity is measured"}),
            "seed": ("seed", np.arange(pairs[0]), {"long_name": "simulated seed", "units": "1"}),
            "category": ("category", np.arange(pairs[1]), {"long_name": "prototype", "units": "1"}),
            "level": (
                "level",
                np.arange(pairs[2]),
                {"long_name": "level of distortion; 0 is the prototype", "units": "1"},
            ),
            "prototype_runs": (
                "prototype_runs",
                list(PROTOTYPE_RUNS),
                {"long_name": "runs of the prototype's pattern; the distortion's are the others"},
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


def gathered(paths, variable, place, shape, made_from):
    """One variable of all seeds, missing for categories that a scheme was not given."""
    array, name = np.full(shape, np.nan, np.float32), files.in_place(variable, place)
    for seeds, path in in_order(paths):
        part = files.read_batch(path, name, seeds=seeds, made_from=made_from)
        array[seeds.start : seeds.stop, ..., : part.shape[-2], :] = part
    return array


def measured(paths, place, pairs, made_from, scanned):
    """What a combination has in the dataset, by variable.

    The similarity of a scanner is the mean of both ways to take prototypes and distortions from
    independent runs.
    """
    if not scanned:
        return {"similarity": gathered(paths, "similarity", place, pairs, made_from)}
    shape = (pairs[0], len(PROTOTYPE_RUNS), *pairs[1:])
    across = gathered(paths, "similarity_across_runs", place, shape, made_from)
    return {
        "similarity": across.mean(axis=1),
        "similarity_across_runs": across,
        "pooled_similarity": gathered(paths, "pooled_similarity", place, pairs, made_from),
    }


def run(stimulus_paths, similarity_paths, path, *, combinations, configuration, expected):
    labels = {
        name: list(dict.fromkeys(names))
        for name, names in zip(KEY, zip(*combinations, strict=True), strict=True)
    }
    stimuli = configuration["stimuli"]
    pairs = (configuration["seeds"], stimuli["categories"], stimuli["levels"])
    attributes = {
        "title": "Similarity of prototypes and their distortions, by neural code",
        "combinations": json.dumps(combinations),
        **datasets.provenance("similarity_dataset", configuration),
    }
    with complete.written(path) as partial:
        coordinates = frame(labels, pairs, stimuli, attributes)
        theory = predictions(
            dict(zip(labels["recipe"], coordinates["noise_sd"].values, strict=True)),
            labels["scheme"],
            {(recipe, scheme) for recipe, scheme, _ in combinations},
            parameters=configuration["schemes"],
            units=stimuli["units"],
            study_seed=configuration["study_seed"],
        )
        coordinates = coordinates.assign(theory)
        encoding = datasets.encoding(coordinates)
        coordinates.to_netcdf(partial, encoding=encoding, engine="netcdf4")
        # One combination at a time: with many seeds all of them would not fit into memory.
        add = functools.partial(datasets.add_variable, whole=(*PAIR, "prototype_runs"))
        with netCDF4.Dataset(partial, "a") as file:
            variable = add(
                file,
                "stimulus_similarity",
                ("recipe", *PAIR),
                "Pearson correlation of a prototype and its distortion",
            )
            for number, recipe in enumerate(labels["recipe"]):
                variable[number] = gathered(
                    stimulus_paths[recipe], "similarity", "none", pairs, expected["stimuli"][recipe]
                )
            for name, (dimensions, long_name) in SIMILARITIES.items():
                add(file, name, dimensions, long_name)
            of_codes = expected["similarity"]
            for combination in combinations:
                *code, place = combination
                at = [
                    labels[name].index(label) for name, label in zip(KEY, combination, strict=True)
                ]
                own, made_from = (part[joined(*code)] for part in (similarity_paths, of_codes))
                scanned = place in configuration["scanners"]
                found = measured(own, place, pairs, made_from, scanned)
                for name, array in found.items():
                    file[name][*at] = array
