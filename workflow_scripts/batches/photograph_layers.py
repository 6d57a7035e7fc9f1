"""Show photographs to a pre-trained network, and measure each of its layers."""

import csv
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
import xarray as xr

from neuralcode.networks import maps, pretrained, weights
from neuralcode.networks.hierarchy import LEVELS
from neuralcode.networks.pictures import open_picture
from neuralcode.networks.recording import measure_layers
from neuralcode.networks.shown import batch_of, show
from neuralcode.networks.training import pick_device
from neuralcode.networks.watching import INPUT
from neuralcode.randomness import generator
from storage import datasets, identity
from storage.downloads import sha256_of
from storage.downloads import show as tell


def photographs_of(table_path, folder):
    """Rows of the table of photographs, each of them there and unchanged."""
    with open(table_path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path = Path(folder) / row["file"]
        if not path.exists() or sha256_of(path) != row["sha256"]:
            raise ValueError(
                f"{path} is missing or has changed. Make the list of photographs again with:\n\n"
                "  snakemake --cores all --forcerun fetch_photographs\n"
            )
    return rows


def check_weights(path, network):
    """Check that weights, fetched or put there by hand, are those of the configuration.

    Returns
    -------
    str
        Their SHA-256.
    """
    wanted, found = network["sha256"], sha256_of(path)
    is_torchvisions = network["weights"] == network["weights_name"] and not network["function"]
    if is_torchvisions:
        entry = weights.torchvision_weights(network["name"], network["weights_name"])
        wanted = weights.torchvision_sha256(entry.url, wanted)
    if not found.startswith(wanted):
        raise ValueError(
            f"{path} is not the file that the configuration means: its SHA-256 is {found}, not "
            f"{wanted}."
        )
    return found


def run(
    table_path,
    layers_path,
    output_path,
    threads,
    *,
    weights_path=None,
    activations_path=None,
    units_path=None,
    network,
    folder,
    batch,
    device,
    study_seed,
    units=0,
    made_from=None,
):
    torch.set_num_threads(threads)
    sys.path.append(os.getcwd())  # where a package.module:function may lie
    name = network["name"]
    sha256 = check_weights(weights_path, network) if weights_path else ""
    rows = photographs_of(table_path, folder)
    with pretrained.named(name):
        model, transform, transforms = pretrained.of_configuration(
            network,
            weights_path=weights_path,
            seed=int(generator(study_seed, 0, "networks", name).integers(2**31)),
        )

        def images(numbers):
            files = [rows[number]["file"] for number in numbers]
            pictures = [open_picture(Path(folder) / file) for file in files]
            shown = [
                show(transform, transforms, picture, file)
                for picture, file in zip(pictures, files, strict=True)
            ]
            return batch_of(shown, transforms, files)

        measured = measure_layers(
            model,
            images,
            len(rows),
            network["layers"],
            batch=batch,
            device=pick_device(device),
            keep=activations_path is not None,
            names=[row["file"] for row in rows],
            sample=sampler(name, units, study_seed) if units_path else None,
            also=[INPUT],
        )
    shown = measured[INPUT]["similarity"]
    if INPUT not in chosen_layers(layers_path):
        del measured[INPUT]
    for layer, parts in measured.items():
        if parts["problem"]:
            tell(f"Network {name}: layer {layer} has no similarity: {parts['problem']}")
    origin = {
        "network": name,
        "weights": network["weights"] or "none or the default ones",
        "weights_sha256": sha256 or "no file",
        "function": network["function"] or "known by name",
        "arguments": json.dumps(network["arguments"], sort_keys=True),
        "transforms": transforms,
        "versions": json.dumps(pretrained.versions(network)),
    }
    write(output_path, activations_path, measured, shown, rows, origin)
    if units_path:
        write_units(units_path, measured, [row["file"] for row in rows], made_from)


def chosen_layers(path):
    """Names of the layers that the configuration asks for."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)["chosen"]


def sampler(network, most, study_seed):
    """Which units of a layer are scanned: the same in all simulated subjects."""

    def sample(layer, units):
        rng = generator(study_seed, 0, "scanned units", f"{network}/{layer}")
        return maps.sample(units, most, rng)

    return sample


def write_units(path, measured, images, made_from):
    """Write the activity of the units that are scanned, and where they lie in maps."""
    sampled = {layer: parts for layer, parts in measured.items() if "sampled" in parts}
    parts = list(sampled.values())
    counts = [len(part["sample"]) for part in parts]
    places = np.concatenate([maps.places(part["shape"], part["sample"]) for part in parts])
    unit = {
        "layer_number": (np.repeat(np.arange(len(counts)), counts), "place in the list of layers"),
        "unit_number": (np.concatenate([part["sample"] for part in parts]), "number in the layer"),
        "map_row": (places[:, 0], "row in the map of the layer, as a share of its height"),
        "map_column": (places[:, 1], "column in the map of the layer, as a share of its width"),
    }
    activity = np.concatenate([part["sampled"] for part in parts], axis=1)
    dataset = xr.Dataset(
        {"activity": (("image", "unit"), activity, {"long_name": "activity", "units": "1"})}
        | {
            name: ("unit", values, {"long_name": text, "units": "1"})
            for name, (values, text) in unit.items()
        },
        attrs=identity.to_attributes(made_from | {"images": images, "layers": list(sampled)}),
    )
    datasets.write(dataset, path)


def write(output_path, activations_path, measured, shown, rows, attributes):
    """Write the measures of the layers, and their activations where they are asked for."""
    layers = list(measured)
    coords = {
        "layer": ("layer", layers, {"long_name": "layer of the network"}),
        "image": ("image", [row["file"] for row in rows], {"long_name": "photograph"}),
    } | {
        level: ("image", [row[level] for row in rows], {"long_name": f"{level} category"})
        for level in LEVELS
    }

    def stacked(part):
        return np.stack([measured[layer][part] for layer in layers])

    similarity = {
        "similarity": (("layer", "image", "other_image"), stacked("similarity")),
        "gini": (("layer", "image"), stacked("gini")),
        "mean": (("layer", "image"), stacked("mean")),
        "norm": (("layer", "image"), stacked("norm")),
        "n_units": ("layer", stacked("n_units")),
        "problem": ("layer", [measured[layer]["problem"] for layer in layers]),
        # What the network is given, whether it is among the layers or not.
        "input_similarity": (("image", "other_image"), shown),
    }
    datasets.write(xr.Dataset(similarity, coords, attributes), output_path)
    if activations_path is not None:
        # A name of a layer may have a slash, a name in netCDF may not.
        names = {layer: layer.replace("%", "%25").replace("/", "%2F") for layer in layers}
        activity = {
            f"activity_{names[layer]}": (
                ("image", f"unit_{names[layer]}"),
                measured[layer]["activity"],
                {"layer": layer},
            )
            for layer in layers
        }
        datasets.write(xr.Dataset(activity, coords, attributes), activations_path)
