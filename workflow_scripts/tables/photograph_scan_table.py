"""Table of what scanners recover of the layers of pre-trained networks that see photographs.

All simulated subjects see the same photographs with the same units, so intervals are over subjects
and photographs; those of the units themselves are over photographs.
"""

import numpy as np
import pandas as pd

from neuralcode.analysis import interval_columns, intervals, jackknife, shared_items, smoothness
from neuralcode.networks import hierarchy, layers
from neuralcode.randomness import generator
from storage import datasets


def run(dataset_path, table_path, *, study_seed, bootstrap_resamples, confidence):
    dataset = datasets.read(dataset_path)
    rows = []
    for network in dataset["network"].values.tolist():
        of_network = dataset.sel(network=network)
        for layer in of_network["layer"].values[np.argsort(of_network["depth"].values)].tolist():
            one = of_network.sel(layer=layer)
            if not np.isfinite(one["depth"]):
                continue
            key = {
                "network": network,
                "layer": layer,
                "depth": int(one["depth"]),
                "n_units": int(one["n_units"]),
            }
            rows += of_units(key, one, confidence)
            for scanner in dataset["scanner"].values.tolist():
                rng = generator(study_seed, 0, "statistics", f"photographs/{scanner}")
                found = one.sel(scanner=scanner)
                rows += of_scanner(
                    key | {"scanner": scanner}, found, bootstrap_resamples, confidence, rng
                )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


def row_of(key, place, measure, found, note):
    """One row: where, how many, the measure with its interval, and why it has none."""
    found = interval_columns.columns("mean", map(float, found), prefix="")
    return {**key, **place, "measure": measure, **found, "note": note}


def of_units(key, one, confidence):
    """Rows of the units: how well a sample stands for them, and what is decoded from all."""
    count = one.sizes["image"]
    on_sheet = np.nanmax(one["units_on_sheet"].values, initial=0)
    place = {"scanner": "none", "layout": "", "units_on_sheet": int(on_sheet), "voxels": 0}
    place |= {"n_photographs": count, "n_seeds": 0}
    rows = []
    similarity, sample = (
        one[f"similarity_of_{name}"].values.astype(np.float64) for name in ("units", "sample")
    )
    if np.isfinite(sample).all() and np.isfinite(similarity).all():
        values = jackknife.by_item(
            smoothness.functional_smoothness, jackknife.pair_sums_by_item(similarity, sample)
        )
        found = intervals.of_mean(values, confidence, scale="correlation")
        rows.append(row_of(key, place, "similarity_in_sample", found, intervals.missing(count)))
    for level in hierarchy.LEVELS:
        right = one["decoding_of_units"].sel(level=level).values
        if not np.isfinite(right).all():
            continue
        values = layers.chance_corrected(right, len(set(one[level].values)))
        found = intervals.of_mean(values, confidence, scale="correlation")
        rows.append(row_of(key, place, f"decoding_{level}", found, intervals.missing(count)))
    return rows


def of_scanner(key, one, resamples, confidence, rng):
    """Rows of one layer in one scanner."""
    place = {"layout": str(one["layout"].values)}
    if str(one["problem"].values) or np.isnan(one["voxels"]):
        note = str(one["problem"].values) or "the layer has no similarity"
        place |= {"units_on_sheet": 0, "voxels": 0, "n_photographs": 0, "n_seeds": 0}
        return [row_of(key, place, "recovered_similarity", (np.nan,) * 3, note)]
    across = one["similarity_across_runs"].values.astype(np.float64)
    shown = np.isfinite(across[0].diagonal())
    both = np.ix_(range(len(across)), shown, shown)
    across, free = across[both], one["noise_free_similarity"].values.astype(np.float64)[both]
    units = one["similarity_of_units"].values.astype(np.float64)[np.ix_(shown, shown)]
    labels = np.stack([one[level].values for level in hierarchy.LEVELS], axis=1)[shown]
    items, seeds = int(shown.sum()), len(across)
    place |= {name: int(one[name]) for name in ("units_on_sheet", "voxels")}
    place |= {"n_photographs": items, "n_seeds": seeds}
    drawn = intervals.resampling_weights(items, resamples, rng)
    weights = intervals.resampling_weights(seeds, resamples, rng)
    once = np.vstack([np.ones(items), drawn])  # the first is the sample itself
    of_pairs = shared_items.weights_of_pairs(once)
    reference, without_noise, measured = (
        hierarchy.pairs(part) for part in (units, free, (across + across.swapaxes(-1, -2)) / 2)
    )
    found = {
        "recovered_similarity": shared_items.correlations(reference, measured, of_pairs),
        "recovered_without_noise": shared_items.correlations(reference, without_noise, of_pairs),
        "reliability": once @ np.diagonal(across, axis1=1, axis2=2).T / items,
    }
    shared = hierarchy.pairs(hierarchy.shared_levels(labels))
    for number, name in enumerate(hierarchy.RELATIONS):
        found[name] = shared_items.means(measured, shared == 3 - number, of_pairs)
    for level in hierarchy.LEVELS:
        right = one["decoding"].sel(level=level).values.astype(np.float64)[:, shown]
        right = layers.chance_corrected(right, len(set(one[level].values[shown])))
        found[f"decoding_{level}"] = once @ right.T / items
    rows = []
    for name, values in found.items():
        numbers, note = shared_items.with_interval(
            values[0], values[1:], weights, confidence, items
        )
        rows.append(row_of(key, place, name, numbers, note))
    return rows
