"""Table of the hierarchy experiment: measures of each layer, with their intervals over seeds."""

import numpy as np
import pandas as pd

from neuralcode.analysis import interval_columns, intervals, jackknife, smoothness
from neuralcode.networks import hierarchy
from neuralcode.randomness import generator
from storage import datasets

NOTHING = (np.nan,) * 3
SIMILARITIES, OF_UNITS = ("similarity", "similarity_across_runs"), ("gini", "accuracy")


def run(dataset_path, table_path, *, study_seed, bootstrap_resamples, confidence):
    dataset = datasets.read(dataset_path, only=(*SIMILARITIES, "readout_accuracy", *OF_UNITS))
    weights = intervals.resampling_weights(
        dataset.sizes["seed"],
        bootstrap_resamples,
        generator(study_seed, 0, "statistics", "bootstrap"),
    )
    labels = np.stack([dataset[level].values for level in hierarchy.LEVELS], axis=1)
    rows = []
    for network in dataset["network"].values.tolist():
        one = dataset.sel(network=network)
        for scanner in dataset["scanner"].values.tolist():
            across = None if scanner == "none" else one["similarity_across_runs"]
            measures = of_similarity(
                one["similarity"].sel(scanner="none").values,
                one["similarity"].sel(scanner=scanner).values,
                None if across is None else across.sel(scanner=scanner).values,
                labels,
                weights,
                confidence,
            )
            if scanner == "none":
                measures += of_units(one, confidence)
            for depth, measure, value, corrected in measures:
                place = {"layer": dataset["layer"].values[depth], "depth": depth}
                key = {"network": network, "scanner": scanner, **place, "measure": measure}
                correctable = across is not None and measure != "reliability"
                rows.append(key | columns(value, corrected, dataset.sizes["seed"], correctable))
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


def columns(value, corrected, seeds, correctable):
    """Columns of a value and its interval, of the value without noise, and why one is missing."""
    note = jackknife.why_empty(seeds, corrected) if correctable else intervals.missing(seeds)
    finite = [number if np.isfinite(number) else np.nan for number in corrected]
    if np.isnan(value[0]):
        note = "a single run, or no such pair"
    found = interval_columns.columns("mean", map(float, value), prefix="")
    found |= interval_columns.columns("corrected", map(float, finite))
    return found | {"n_seeds": seeds, "note": note}


def of_similarity(of_units, similarity, across, labels, weights, confidence):
    """Measures of the similarity matrices of one network in one scanner.

    Parameters
    ----------
    of_units, similarity : ndarray of shape (seed, layer, exemplar, exemplar)
        Of the units themselves, and in the scanner.
    across : ndarray of the same shape, or None
        Exemplars in the odd runs with others in the even runs; None for the units.
    labels : ndarray of shape (exemplar, 3)
    weights : ndarray of shape (resample, seed)
    confidence : float

    Returns
    -------
    list of (depth, measure, (value, low, high), (corrected value, low, high))
        What is corrected is the mean similarity divided by the reliability, and a correlation by
        its noise ceiling.
    """
    found = []
    shared = hierarchy.pairs(hierarchy.shared_levels(labels).astype(float))
    everything, beyond_label = np.full(len(shared), True), shared < len(labels[0])
    pairs, units = (hierarchy.pairs(part.astype(np.float64)) for part in (similarity, of_units))
    halves = None
    if across is not None:
        halves = [hierarchy.pairs(a.astype(np.float64)) for a in (across, across.swapaxes(-1, -2))]
    reliability = np.diagonal(similarity, axis1=-2, axis2=-1).mean(axis=-1, dtype=float)
    means = hierarchy.mean_by_relation(similarity, labels)
    for depth in range(similarity.shape[1]):
        measures = dict(zip(hierarchy.RELATIONS, means[:, depth].T, strict=True))
        if across is not None:
            measures["reliability"] = reliability[:, depth]
        for name, values in measures.items():
            corrected = NOTHING
            if across is not None and name != "reliability":
                corrected = jackknife.of_ratio(values, reliability[:, depth], confidence)
            value = intervals.of_mean(values, confidence, scale="correlation")
            found.append((depth, name, value, corrected))
        compared = {
            # The similarity of the items is that of the units of layer 0.
            "functional_smoothness_items": (units[:, 0], everything),
            "functional_smoothness_hierarchy": (
                np.broadcast_to(shared, units[:, 0].shape),
                everything,
            ),
            "functional_smoothness_beyond_label": (units[:, 0], beyond_label),
        }
        if across is not None:
            compared["recovered_similarity"] = (units[:, depth], everything)
        for name, (reference, used) in compared.items():
            sums = smoothness.pair_sums(reference[:, used], pairs[:, depth][:, used])
            corrected = NOTHING
            if across is not None:
                # All pairs of a seed in the place of a prototype's.
                own = (part[:, None, used] for part in (reference, *(h[:, depth] for h in halves)))
                corrected = smoothness.corrected(smoothness.within_prototype_sums(*own), confidence)
            value = smoothness.with_interval(sums, weights, confidence)
            found.append((depth, name, value, corrected))
    return found


def of_units(one, confidence):
    """Sparseness and accuracy of one network: see `of_similarity`."""
    found = []
    for depth in range(one.sizes["layer"]):
        for name in OF_UNITS:
            found.append((depth, name, one[name].values[:, depth]))
    own = one["readout_accuracy"].values
    if np.isfinite(own).all():
        found.append((one.sizes["layer"] - 1, "readout_accuracy", own))
    # All of them lie between -1 and 1: a Gini coefficient, and shares corrected for chance.
    return [
        (depth, name, intervals.of_mean(values, confidence, scale="correlation"), NOTHING)
        for depth, name, values in found
    ]
