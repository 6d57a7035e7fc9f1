"""Train a network on the hierarchy of categories, in a batch of seeds, and record its layers."""

import numpy as np
import torch
import xarray as xr

from neuralcode import hierarchy, layers, training
from neuralcode.similarity import UndefinedSimilarityError
from plumbing import datasets, log


def answers_right(activity, readout, labels):
    """Share of the items, by seed, that the network's own read-out names rightly."""
    return (torch.bmm(activity, readout).argmax(-1) == labels).double().mean(-1).cpu().numpy()


def record(
    path, threads, *, network, study_seed, seeds, categories, prototype_sd, exemplars, parameters
):
    torch.set_num_threads(threads)
    device = training.pick_device(parameters["device"])
    seeds, units = range(*seeds), parameters["units"]
    drawn = [
        hierarchy.make_exemplars(
            study_seed, seed, categories=categories, sd=prototype_sd, units=units, **exemplars
        )
        for seed in seeds
    ]
    old, new = (np.stack(part) for part in zip(*drawn, strict=True))
    n_categories = new.shape[1]
    on_device = {
        name: torch.from_numpy(items.reshape(len(seeds), -1, units)).to(device)
        for name, items in (("old", old), ("new", new))
    }
    labels = {
        name: torch.arange(n_categories, device=device).repeat_interleave(items.shape[2])
        for name, items in (("old", old), ("new", new))
    }
    initial = training.initial_weights(
        study_seed,
        seeds,
        layers=parameters["layers"],
        units=units,
        weight_gain=parameters["weight_gain"],
        outputs=units if network == "autoencoder" else n_categories,
    )
    weights = [torch.from_numpy(weight).to(device) for weight in initial]
    if network != "untrained":
        order = training.minibatches(
            study_seed,
            seeds,
            items=on_device["old"].shape[1],
            batch=parameters["batch"],
            steps=parameters["steps"],
        )
        weights = training.train(
            on_device["old"],
            labels["old"],
            weights,
            torch.from_numpy(order).to(device),
            task=network,
            learning_rate=parameters["learning_rate"],
        )
    with torch.no_grad():
        activity = {
            name: [items, *training.activities(items, weights[:-1])]
            for name, items in on_device.items()
        }
        readout = np.full(len(seeds), np.nan)
        if network != "autoencoder":
            readout = answers_right(activity["new"][-1], weights[-1], labels["new"])
    by_layer = {
        name: np.stack([layer.cpu().numpy() for layer in each], axis=1)
        for name, each in activity.items()
    }
    shape = (len(seeds), parameters["layers"] + 1, n_categories, -1, units)
    try:
        accuracy = layers.correlation_classifier_accuracy(
            by_layer["old"].reshape(shape), by_layer["new"].reshape(shape)
        )
    except UndefinedSimilarityError as error:
        index, layer, exemplar = error.position
        raise ValueError(
            f"The Pearson correlation of a pattern is undefined, for it holds {error.value:g} in "
            f"every unit or is not finite: network {network}, seed {seeds[index]}, layer {layer}, "
            f"pattern {exemplar} (of an exemplar, or the mean of a category)."
        ) from error
    datasets.write(
        xr.Dataset(
            {
                "activity": (
                    ("seed", "layer", "exemplar", "unit"),
                    by_layer["new"],
                    {"long_name": "activity of a unit for a new exemplar", "units": "1"},
                ),
                "accuracy": (
                    ("seed", "layer"),
                    layers.chance_corrected(accuracy, n_categories).astype(np.float32),
                    {
                        "long_name": "chance-corrected accuracy of the subordinate category of new "
                        "exemplars, read by correlation with the mean training patterns",
                        "units": "1",
                    },
                ),
                "readout_accuracy": (
                    "seed",
                    layers.chance_corrected(readout, n_categories).astype(np.float32),
                    {
                        "long_name": "chance-corrected accuracy of the network's own answers for "
                        "new exemplars; missing for a network that gives none",
                        "units": "1",
                    },
                ),
            },
            coords={"seed": ("seed", list(seeds), {"long_name": "simulated seed", "units": "1"})},
            attrs={"network": network, "study_seed": study_seed, "device": str(device)},
        ),
        path,
    )


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        record(snakemake.output[0], snakemake.threads, **snakemake.params.settings)
