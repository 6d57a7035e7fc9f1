"""Train a network on the hierarchy of categories, in a batch of seeds, and record its layers."""

import numpy as np
import torch
import xarray as xr

from neuralcode.analysis.similarity import named, similarity_matrix
from neuralcode.networks import forward, hierarchy, layers, training
from neuralcode.networks.early_stopping import EarlyStopping
from storage import datasets, identity


def exemplars_of(seeds, study_seed, *, categories, sd, units, exemplars):
    """Exemplars to train on, new and held-out ones: (seed, category, exemplar, unit) each."""
    drawn = [
        hierarchy.make_exemplars(
            study_seed, seed, categories=categories, sd=sd, units=units, **exemplars
        )
        for seed in seeds
    ]
    return [np.stack(part) for part in zip(*drawn, strict=True)]


def labels_of(exemplars):
    """Category of each exemplar, in the order in which they are flattened."""
    return torch.arange(exemplars.shape[1]).repeat_interleave(exemplars.shape[2])


def accuracy_by_layer(old, new, n_categories, network, seeds):
    """Share of the new exemplars whose category their activity tells: (seed, layer)."""
    shape = (*old.shape[:2], n_categories, -1, old.shape[-1])
    where = f"network {network}, of an exemplar or the mean of a category"
    with named("seed", "layer", "pattern", where=where, seeds=seeds):
        return layers.correlation_classifier_accuracy(old.reshape(shape), new.reshape(shape))


def run(
    path,
    threads,
    *,
    network,
    study_seed,
    seeds,
    categories,
    prototype_sd,
    exemplars,
    parameters,
    made_from,
):
    torch.set_num_threads(threads)
    parameters, seeds = dict(parameters), range(*seeds)
    device, units = training.pick_device(parameters.pop("device")), parameters.pop("units")
    drawn = exemplars_of(
        seeds, study_seed, categories=categories, sd=prototype_sd, units=units, exemplars=exemplars
    )
    n_categories = drawn[0].shape[1]
    old, new, held_out = (torch.from_numpy(items).flatten(1, 2).to(device) for items in drawn)
    old_labels, new_labels, held_out_labels = (labels_of(items).to(device) for items in drawn)
    interval = min(parameters.pop("check_interval"), parameters["steps"])
    parameters["steps"] -= parameters["steps"] % interval  # each ends with a look
    stopping = EarlyStopping(
        lambda weights: np.stack(
            [
                training.losses(old, old_labels, weights, network),
                training.losses(held_out, held_out_labels, weights, network),
            ],
            axis=1,
        ),
        lambda weights: similarity_by_relation(new, weights, categories, exemplars["new"]),
        interval=interval,
        patience=parameters.pop("patience"),
    )
    weights = training.networks(
        old,
        old_labels,
        task=network,
        study_seed=study_seed,
        seeds=seeds,
        categories=n_categories,
        stopping=stopping,
        **parameters,
    )
    activity = forward.activity_by_layer(new, weights)
    trained_on = forward.activity_by_layer(old, weights)
    accuracy = accuracy_by_layer(trained_on, activity, n_categories, network, seeds)
    readout = np.full(len(seeds), np.nan)
    if network in ("trained", "untrained"):
        readout = forward.readout_accuracy(new, new_labels, weights)
    write(
        path,
        activity,
        first_exemplars(trained_on, n_categories, exemplars["new"]),
        *(layers.chance_corrected(share, n_categories) for share in (accuracy, readout)),
        courses=courses(stopping, parameters["steps"], activity.shape[:2]),
        seeds=seeds,
        facts=made_from | {"device": str(device)},
    )


def similarity_by_relation(items, weights, categories, exemplars):
    """Mean similarity of items by what they share, in each layer: (seed, layer, relation)."""
    activity = forward.activity_by_layer(items, weights)
    labels = hierarchy.category_labels(categories, exemplars)
    return hierarchy.mean_by_relation(similarity_matrix(activity), labels)


def courses(stopping, most_steps, shape):
    """What was seen during training, at all steps that may be looked at; NaN after the end."""
    steps = np.arange(0, most_steps + 1, stopping.interval)
    seeds, depth = shape
    losses = np.full((seeds, len(steps), 2), np.nan, np.float32)
    similarity = np.full((seeds, len(steps), depth, len(hierarchy.RELATIONS)), np.nan, np.float32)
    for place, (loss, means) in enumerate(zip(stopping.history, stopping.followed, strict=True)):
        losses[:, place], similarity[:, place] = loss, means
    ended = stopping.best_step if stopping.steps else np.zeros(seeds, int)
    return {
        "loss": (
            ("seed", "step", "loss_of"),
            losses,
            {"long_name": "loss during training: cross-entropy, or squared error of a value"},
        ),
        "similarity_by_step": (
            ("seed", "step", "layer", "relation"),
            similarity,
            {"long_name": "mean similarity of new exemplars during training", "units": "1"},
        ),
        "trained_steps": (
            "seed",
            ended,
            {"long_name": "step with the lowest held-out loss, whose weights are kept"},
        ),
    }, {
        "step": ("step", steps, {"long_name": "training step"}),
        "loss_of": ("loss_of", ["training", "held-out"], {"long_name": "exemplars of the loss"}),
        "relation": ("relation", list(hierarchy.RELATIONS), {"long_name": "what exemplars share"}),
    }


def first_exemplars(activity, n_categories, count):
    """Activity for the first exemplars of each category: (seed, layer, exemplar, unit)."""
    seeds, depth, _, units = activity.shape
    by_category = activity.reshape(seeds, depth, n_categories, -1, units)
    return by_category[:, :, :, :count].reshape(seeds, depth, -1, units)


def write(path, activity, training_activity, accuracy, readout_accuracy, *, courses, seeds, facts):
    variables, coords = courses
    dataset = xr.Dataset(
        {
            "activity": (
                ("seed", "layer", "exemplar", "unit"),
                activity,
                {"long_name": "activity of a unit for a new exemplar", "units": "1"},
            ),
            "training_activity": (
                ("seed", "layer", "training_exemplar", "unit"),
                training_activity,
                {
                    "long_name": "activity of a unit for training exemplars, as many of each "
                    "category as there are new ones or fewer; for maps that do not know the new "
                    "exemplars",
                    "units": "1",
                },
            ),
            "accuracy": (
                ("seed", "layer"),
                accuracy.astype(np.float32),
                {
                    "long_name": "chance-corrected accuracy of the subordinate category of new "
                    "exemplars, read by correlation with the mean training patterns",
                    "units": "1",
                },
            ),
            "readout_accuracy": (
                "seed",
                readout_accuracy.astype(np.float32),
                {
                    "long_name": "chance-corrected accuracy of the network's own answers for "
                    "new exemplars; missing for a network that gives none",
                    "units": "1",
                },
            ),
        }
        | variables,
        coords=coords
        | {"seed": ("seed", list(seeds), {"long_name": "simulated seed", "units": "1"})},
        attrs=identity.to_attributes(facts),
    )
    datasets.write(dataset, path)
