"""Gather the similarities of all pairs of items of a data set in one dataset."""

import functools
import json

import netCDF4
import numpy as np
import xarray as xr

from storage import complete, datasets, files
from storage.labels import joined
from storage.seed_batches import read

PAIR = ("seed", "item", "other_item")
KEY = ("scheme", "scanner")
SIMILARITY = (
    "Pearson correlation of the patterns of two items, over units, or over the voxels of a "
    "simulated scanner between independent halves of the runs (mean of both ways to take them; "
    "the diagonal is the reliability); missing where a study does not have the combination"
)
ACROSS_RUNS = (
    "Pearson correlation over voxels of an item in the odd runs and another in the even runs; "
    "missing where there is no simulated scanner or a single run"
)
STIMULI = "Pearson correlation of two items of the data set"


def frame(labels, seeds, names, categories, attributes):
    """All of the dataset but what is compared: coordinates and where it comes from."""
    coordinates = {
        "scheme": ("scheme", labels["scheme"], {"long_name": "coding scheme"}),
        **datasets.swept_coordinates(labels["scheme"]),
        "scanner": ("scanner", labels["scanner"], {"long_name": "how activity is measured"}),
        "seed": ("seed", np.arange(seeds), {"long_name": "simulated seed", "units": "1"}),
        "item": ("item", names, {"long_name": "item of the data set"}),
        "other_item": ("other_item", names, {"long_name": "item that it is compared with"}),
    }
    if categories:
        coordinates["category"] = ("item", categories, {"long_name": "category of the item"})
    return xr.Dataset(coords=coordinates, attrs=attributes)


def run(
    stimulus_paths,
    similarity_paths,
    path,
    *,
    combinations,
    configuration,
    expected,
    names,
    categories,
):
    labels = {
        name: list(dict.fromkeys(combination[place] for combination in combinations))
        for place, name in enumerate(KEY, start=1)
    }
    attributes = {
        "title": f"Similarity of the items of the data set {combinations[0][0]}",
        "combinations": json.dumps(combinations),
        **datasets.provenance("item_dataset", configuration),
    }
    seeds = configuration["seeds"]
    with complete.written(path) as partial:
        coordinates = frame(labels, seeds, names, categories, attributes)
        encoding = datasets.encoding(coordinates)
        coordinates.to_netcdf(partial, encoding=encoding, engine="netcdf4")
        # One combination at a time: all of them may not fit into memory.
        add = functools.partial(datasets.add_variable, whole=PAIR[1:])
        with netCDF4.Dataset(partial, "a") as file:
            stimuli = add(file, "stimulus_similarity", PAIR, STIMULI)
            name = files.in_place("similarity", "none")
            stimuli[:] = read(stimulus_paths, name, made_from=expected["stimuli"])
            similarity = add(file, "similarity", (*KEY, *PAIR), SIMILARITY)
            across = add(file, "similarity_across_runs", (*KEY, *PAIR), ACROSS_RUNS)
            of_codes = expected["similarity"]
            for combination in combinations:
                *code, scanner = combination
                own, made_from = (part[joined(*code)] for part in (similarity_paths, of_codes))
                scanned = scanner in configuration["scanners"]
                name = "similarity_across_runs" if scanned else "similarity"
                found = read(own, files.in_place(name, scanner), made_from=made_from)
                at = [labels[n].index(v) for n, v in zip(KEY, combination[1:], strict=True)]
                if scanned:
                    across[*at] = found
                    found = (found + found.swapaxes(1, 2)) / 2
                similarity[*at] = found
