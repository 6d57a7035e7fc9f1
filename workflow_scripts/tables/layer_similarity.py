"""Table of the similarity within and between categories, by layer, of all deep networks.

Intervals of pre-trained networks are over the photographs, which a jackknife leaves out one by one
with all their pairs. Those of the networks of the hierarchy are over seeds, from their own table.
"""

import numpy as np
import pandas as pd

from neuralcode.analysis import interval_columns, intervals, jackknife, smoothness
from neuralcode.networks.hierarchy import RELATIONS, mean_by_relation, shared_levels
from storage import datasets, layers, tables

SMOOTHNESS = tuple(
    f"functional_smoothness_{what}" for what in ("input", "hierarchy", "beyond_label")
)
# What the table of the hierarchy calls them.
NAMES = {"functional_smoothness_input": "functional_smoothness_items"}
MEASURES = (*RELATIONS, "gini", *SMOOTHNESS)
FEW = f"fewer than {intervals.MINIMUM} photographs"


def of_photographs(layer, labels, confidence):
    """Measures of a layer of a pre-trained network: value, low, high of each.

    Parameters
    ----------
    layer : storage.layers.Layer
    labels : ndarray of shape (image, 3)
    confidence : float

    Returns
    -------
    dict of (float, float, float)
    """
    shared = shared_levels(labels)
    alike = [shared == 3 - number for number in range(len(RELATIONS))]
    means = mean_by_relation(layer.similarity, labels)
    found = {}
    for name, mean, related in zip(RELATIONS, means, alike, strict=True):
        sums = jackknife.pair_sums_by_item(layer.similarity, layer.similarity, related)
        values = jackknife.by_item(_mean, sums[:, :2])
        found[name] = mean, *_bounds(values, confidence)
    found["gini"] = layer.gini, *_bounds(layer.gini_of_item, confidence)
    everything = np.full(shared.shape, True)
    compared = zip(
        SMOOTHNESS,
        (layer.given, shared, layer.given),
        (everything, everything, shared < len(labels[0])),
        strict=True,
    )
    for name, reference, used in compared:
        sums = jackknife.pair_sums_by_item(reference, layer.similarity, used)
        values = jackknife.by_item(smoothness.functional_smoothness, sums)
        found[name] = values.mean(), *_bounds(values, confidence)
    return found


def _mean(sums):
    count, total = np.moveaxis(sums, -1, 0)
    return total / np.where(count > 0, count, np.nan)


def _bounds(values, confidence):
    return intervals.of_mean(values, confidence, scale="correlation")[1:]


def why_empty(found, samples):
    """Why a number of photographs, or an interval, is missing."""
    if intervals.missing(samples):
        return FEW
    empty = [name for name, numbers in found.items() if not np.isfinite(numbers).all()]
    return f"too few pairs, or all alike: {', '.join(empty)}" if empty else ""


def of_hierarchy(name, depth, table):
    """The same of a layer of the hierarchy, from the table of that experiment."""
    own = table[(table["network"] == name) & (table["depth"] == depth)]
    own = own[own["scanner"] == "none"].set_index("measure")[["mean", *interval_columns.BOUNDS]]
    return {name: tuple(own.loc[NAMES.get(name, name)]) for name in MEASURES}


def run(dataset_path, table_path, *, hierarchy_path=None, confidence):
    dataset = datasets.read(dataset_path)
    table = tables.read(hierarchy_path) if hierarchy_path else None
    rows = []
    for experiment, prefix in layers.PREFIXES.items():
        is_photographs = experiment == "photographs"
        for layer in layers.layers_of(dataset, experiment):
            labels = layers.labels_of(dataset, experiment)
            if is_photographs:
                found, samples = of_photographs(layer, labels, confidence), len(labels)
                note = why_empty(found, samples) if not layer.problem else ""
            else:
                found = of_hierarchy(layer.network, layer.depth, table)
                samples = int(table["n_seeds"].iloc[0])
                note = intervals.missing(samples)
            row = {
                "network": prefix + layer.network,
                "layer": layer.name,
                "depth": layer.depth,
                "n_units": layer.n_units,
            }
            row |= {name: found[name][0] for name in MEASURES}
            row |= {
                f"{name}_{bound}": value
                for name in MEASURES
                for bound, value in zip(interval_columns.BOUNDS, found[name][1:], strict=True)
            }
            row |= {
                "interval_over": "photographs" if is_photographs else "seeds",
                "n_samples": samples,
                "problem": layer.problem,
                "note": note,
            }
            rows.append(row)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
