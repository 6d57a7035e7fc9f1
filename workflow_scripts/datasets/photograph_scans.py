"""What scanners measure of the layers of pre-trained networks that see photographs."""

import numpy as np
import xarray as xr

from neuralcode.analysis.nearest_category import left_out
from neuralcode.analysis.similarity import similarity_matrix
from neuralcode.networks.hierarchy import LEVELS
from storage import datasets, files, identity
from storage.seed_batches import in_order

SCANNED = ("similarity_across_runs", "noise_free_similarity", "distance", "noise_free_distance")
LONG_NAMES = {
    "similarity_across_runs": "Pearson correlation over voxels of a photograph in the odd runs and "
    "another in the even runs; the diagonal is the reliability",
    "noise_free_similarity": "Pearson correlation over voxels of two photographs, without noise",
    "distance": "crossnobis distance of two photographs, each voxel normalised by its noise",
    "noise_free_distance": "squared distance of two photographs without noise, each voxel "
    "normalised by its noise",
    "decoding": "share of the two halves of the runs in which the category of the photograph is "
    "decoded from the other half of the runs and other photographs",
    "similarity_of_units": "Pearson correlation over all units of the layer",
    "similarity_of_sample": "Pearson correlation over the units that are scanned",
    "decoding_of_units": "whether the category of the photograph is decoded from all units of the "
    "layer for other photographs",
    "voxels": "number of voxels",
    "units_on_sheet": "number of units that are scanned",
    "n_units": "number of units of the layer",
    "depth": "place of the layer from the input on",
    "layout": "layout of the units; random for a layer without a map",
    "problem": "why the layer is not scanned; empty where it is",
}


def placed(array, axes, shown, n):
    """Values of the photographs that are shown among all of them; NaN of the others."""
    for axis in axes:
        array = np.moveaxis(array, axis, 0)
        full = np.full((n, *array.shape[1:]), np.nan, np.float32)
        full[shown] = array
        array = np.moveaxis(full, 0, axis)
    return array


def decoding_of(halves, labels):
    """Share of both halves in which each photograph is given its category, at each level.

    Parameters
    ----------
    halves : ndarray of shape (..., half, other half, image, other image)
    labels : ndarray of shape (image, 3)

    Returns
    -------
    ndarray of shape (..., level, image)
    """
    parts = [
        (halves[..., test, 1 - test, :, :], halves[..., 1 - test, 1 - test, :, :])
        for test in (0, 1)
    ]
    return np.stack(
        [np.mean([left_out(*part, own) for part in parts], axis=0) for own in labels.T], axis=-2
    )


def batch_of(path, seeds, made_from, images, labels):
    """What one scanner measures of one network in a batch of seeds, and what the file says."""
    facts = files.read_facts(path, made_from=made_from)
    read = {
        name: files.read_batch(path, name, seeds=seeds, made_from=made_from)
        for name in ("similarity", *SCANNED[1:])
    }
    shown = [images.index(name) for name in facts["images"]]
    halves = read.pop("similarity").astype(np.float64)
    found = {"similarity_across_runs": halves[..., 0, 1, :, :], **read}
    found = {name: placed(array, (-2, -1), shown, len(images)) for name, array in found.items()}
    found["decoding"] = placed(decoding_of(halves, labels[shown]), (-1,), shown, len(images))
    return found, facts


def of_scanner(parts):
    """A dataset of one scanner and network, from its batches."""
    arrays = [found for found, _ in parts]
    facts = parts[0][1]
    pairs = ("seed", "layer", "image", "other_image")
    variables = {name: (pairs, np.concatenate([a[name] for a in arrays])) for name in SCANNED}
    decoded = np.concatenate([a["decoding"] for a in arrays])
    variables["decoding"] = (("seed", "layer", "level", "image"), decoded.astype(np.float32))
    variables["voxels"] = ("layer", np.prod(facts["voxel_grid"], axis=1).astype(np.float32))
    variables["units_on_sheet"] = ("layer", np.array(facts["units_on_sheet"], np.float32))
    variables["layout"] = ("layer", np.array(facts["layouts"], object))
    problems = facts["not_scanned"]
    names = [*facts["layers"], *problems]
    scanned = xr.Dataset(variables, {"layer": np.array(facts["layers"], object)})
    scanned = scanned.reindex(layer=names, fill_value={"layout": ""})
    return scanned.assign(problem=("layer", [problems.get(name, "") for name in names]))


def similarity_of_sample(path, made_from, layers):
    """Similarity over the units that are scanned, in the layers that have some."""
    units = datasets.read(path, made_from=made_from)
    number = units["layer_number"].values
    names = identity.from_attributes(units.attrs)["layers"]
    images = units.sizes["image"]
    found = np.full((len(layers), images, images), np.nan, np.float32)
    for place, name in enumerate(names):
        patterns = units["activity"].values[:, number == place]
        if (patterns.max(axis=1) > patterns.min(axis=1)).all():
            found[layers.index(name)] = similarity_matrix(patterns)
    return found


def of_units(layers, labels, sample):
    """The layers themselves: similarity, and decoding from it."""
    similarity = layers["similarity"].values.astype(np.float64)
    decoding = np.full((len(similarity), len(LEVELS), similarity.shape[-1]), np.nan, np.float32)
    for place, matrix in enumerate(similarity):
        if np.isfinite(matrix).all():
            decoding[place] = [left_out(matrix, matrix, own) for own in labels.T]
    pairs = ("layer", "image", "other_image")
    return {
        "similarity_of_units": (pairs, similarity.astype(np.float32)),
        "similarity_of_sample": (pairs, sample),
        "decoding_of_units": (("layer", "level", "image"), decoding),
        "n_units": ("layer", layers["n_units"].values),
        "depth": ("layer", layers["depth"].values),
    }


def run(
    layers_path,
    scanned_paths,
    units_paths,
    path,
    *,
    networks,
    scanners,
    configuration,
    expected,
):
    layers = datasets.read(layers_path)
    images, names = layers["image"].values.tolist(), layers["layer"].values.tolist()
    labels = np.stack([layers[level].values for level in LEVELS], axis=1)
    parts = []
    for network in networks:
        scanned = []
        for scanner in scanners:
            found = [
                batch_of(path, seeds, expected[network][scanner], images, labels)
                for seeds, path in in_order(scanned_paths[network][scanner])
            ]
            scanned.append(
                of_scanner(found).reindex(layer=names, fill_value={"layout": "", "problem": ""})
            )
        sample = similarity_of_sample(units_paths[network], expected[network]["none"], names)
        together = xr.concat(scanned, xr.IndexVariable("scanner", scanners))
        parts.append(together.assign(of_units(layers.sel(network=network), labels, sample)))
    dataset = xr.concat(parts, xr.IndexVariable("network", networks))
    dataset = dataset.assign_coords(
        seed=("seed", np.arange(dataset.sizes["seed"]), {"long_name": "simulated subject"}),
        image=("image", images, {"long_name": "photograph"}),
        level=("level", list(LEVELS), {"long_name": "level of the hierarchy of categories"}),
        layer=("layer", names, {"long_name": "layer of the network"}),
        **{
            level: ("image", labels[:, number], {"long_name": f"{level} category"})
            for number, level in enumerate(LEVELS)
        },
    )
    dataset["network"].attrs["long_name"] = "network"
    dataset["scanner"].attrs["long_name"] = "scanner that measured the layer"
    for name, text in LONG_NAMES.items():
        units = {} if name in ("layout", "problem") else {"units": "1"}
        dataset[name].attrs = {"long_name": text, **units}
    dataset = dataset.assign_attrs(
        title="Photographs in layers of pre-trained networks, as scanners measure them",
        **datasets.provenance("photograph_scans", configuration),
    )
    datasets.write(dataset, path)
