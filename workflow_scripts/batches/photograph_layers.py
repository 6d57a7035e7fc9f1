"""Show photographs to a pre-trained network, and measure each of its layers."""

import csv
import os
import sys
from pathlib import Path

import numpy as np
import torch
import xarray as xr
from PIL import Image

from neuralcode.analysis.similarity import UndefinedSimilarityError
from neuralcode.networks import pretrained
from neuralcode.networks.hierarchy import LEVELS
from neuralcode.networks.layer_measures import measure_layers
from neuralcode.networks.training import pick_device
from neuralcode.randomness import generator
from storage import datasets
from storage.downloads import sha256_of


def photographs_of(table_path, folder):
    """Rows of the table of photographs, each of them there and unchanged."""
    with open(table_path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path = Path(folder) / row["file"]
        if not path.exists() or sha256_of(path) != row["sha256"]:
            raise ValueError(
                f"{path} is missing or has changed. Look for it anew with:\n\n"
                "  snakemake --cores all --forcerun fetch_photographs\n"
            )
    return rows


def check_weights(path, network):
    """Whether weights, fetched or put there by hand, are those that the configuration means."""
    wanted, found = network["sha256"], sha256_of(path)
    is_torchvisions = network["weights"] == network["weights_name"] and not network["function"]
    if is_torchvisions:
        entry = pretrained.torchvision_weights(network["name"], network["weights_name"])
        wanted = pretrained.torchvision_sha256(entry.url, wanted)
    if not found.startswith(wanted):
        raise ValueError(
            f"{path} is not the file that the configuration means: its SHA-256 is {found}, not "
            f"{wanted}."
        )


def network_of(weights_path, network, study_seed):
    """The network, the transforms of what it is shown, and the names of its layers."""
    sys.path.append(os.getcwd())  # for a package.module:function of one's own
    if weights_path:
        check_weights(weights_path, network)
    name = network["name"]
    model, transform = pretrained.build(
        name,
        function=network["function"],
        weights_name=network["weights_name"],
        weights_path=weights_path,
        seed=int(generator(study_seed, 0, "networks", name).integers(2**31)),
    )
    if network["transforms"]:
        transform = pretrained.imported(network["transforms"])
    return model, transform, pretrained.chosen_layers(model, network["layers"], name)


def run(
    table_path,
    output_path,
    threads,
    *,
    weights_path=None,
    activations_path=None,
    network,
    folder,
    batch,
    device,
    study_seed,
):
    torch.set_num_threads(threads)
    model, transform, layers = network_of(weights_path, network, study_seed)
    rows = photographs_of(table_path, folder)

    def images(numbers):
        shown = []
        for number in numbers:
            with Image.open(Path(folder) / rows[number]["file"]) as image:
                shown.append(transform(image.convert("RGB")))
        return torch.stack(shown)

    try:
        measured = measure_layers(
            model,
            images,
            len(rows),
            layers,
            batch=batch,
            device=pick_device(device),
            keep=activations_path is not None,
        )
    except UndefinedSimilarityError as error:
        raise ValueError(
            f"The Pearson correlation of a pattern is undefined, for it holds {error.value:g} in "
            f"every unit: network {network['name']}, layer {error.layer}, photograph "
            f"{rows[error.position[0]]['file']}."
        ) from error
    write(output_path, activations_path, measured, rows, network)


def write(output_path, activations_path, measured, rows, network):
    """Write the measures of the layers, and their activations where they are asked for."""
    layers = list(measured)
    coords = {
        "layer": ("layer", layers, {"long_name": "layer of the network"}),
        "image": ("image", [row["file"] for row in rows], {"long_name": "photograph"}),
    } | {
        level: ("image", [row[level] for row in rows], {"long_name": f"{level} category"})
        for level in LEVELS
    }
    attributes = {
        "network": network["name"],
        "weights": network["weights"] or "none or the default ones",
    }

    def stacked(part):
        return np.stack([measured[layer][part] for layer in layers])

    similarity = {
        "similarity": (("layer", "image", "other_image"), stacked("similarity")),
        "gini": (("layer", "image"), stacked("gini")),
        "n_units": ("layer", stacked("n_units")),
    }
    datasets.write(xr.Dataset(similarity, coords, attributes), output_path)
    if activations_path is not None:
        activity = {
            f"activity_{layer}": (("image", f"unit_{layer}"), measured[layer]["activity"])
            for layer in layers
        }
        datasets.write(xr.Dataset(activity, coords, attributes), activations_path)
