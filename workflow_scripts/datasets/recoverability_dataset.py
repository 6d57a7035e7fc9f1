"""Functional smoothness over voxel size, scanner and depth: a dataset and a table."""

from itertools import product

import numpy as np
import xarray as xr

from neuralcode.analysis import interval_columns, intervals, jackknife, smoothness
from neuralcode.randomness import generator
from storage import datasets, files
from storage.labels import joined
from storage.seed_batches import read

BOUNDS = {"ci_low": "lower end of its interval over seeds", "ci_high": "upper end"}
LONG_NAMES = {
    "functional_smoothness": "correlation of the similarity of patterns of independent runs and of "
    "items, over all pairs",
    **{name: f"functional smoothness: {end}" for name, end in BOUNDS.items()},
    "corrected": "functional smoothness of the voxels without noise, within prototypes",
    **{f"corrected_{name}": f"corrected: {end}" for name, end in BOUNDS.items()},
    "reliability": "correlation of a pattern with itself in other runs",
    **{f"reliability_{name}": f"reliability: {end}" for name, end in BOUNDS.items()},
    "recovered": "what the voxels keep times what the noise leaves: corrected times reliability",
}
NOTE = "why a number is empty"


def measures_of(stimuli, across, weights, confidence):
    """Measures of one place of the map, by variable.

    Parameters
    ----------
    stimuli : ndarray of shape (seed, category, level)
    across : ndarray of shape (seed, 2, category, level)
        Of `neuralcode.analysis.similarity.similarity_across_runs`.
    weights : ndarray of shape (resample, seed)
    confidence : float

    Returns
    -------
    dict of float, and of str: the note says why a number is empty
    """
    halves = across[:, 0], across[:, 1]
    items, mean = stimuli[..., 1:], across[..., 1:].mean(axis=1)
    raw = smoothness.with_interval(smoothness.pair_sums(items, mean), weights, confidence)
    sums = smoothness.within_prototype_sums(items, *(half[..., 1:] for half in halves))
    ratio = smoothness.corrected(sums, confidence)
    corrected = [end if np.isfinite(end) else np.nan for end in ratio]
    reliability = intervals.of_mean(
        across[..., 0].mean(axis=(1, 2), dtype=float), confidence, scale="correlation"
    )
    found = {}
    for name, numbers in (
        ("functional_smoothness", raw),
        ("corrected", corrected),
        ("reliability", reliability),
    ):
        prefix = "" if name == "functional_smoothness" else None
        found |= interval_columns.columns(name, map(float, numbers), prefix=prefix)
    return found | {
        "recovered": found["corrected"] * found["reliability"],
        "note": jackknife.why_empty(len(stimuli), ratio),
    }


def run(
    stimulus_paths,
    similarity_paths,
    dataset_path,
    table_path,
    *,
    configuration,
    study_seed,
    bootstrap_resamples,
    confidence,
    expected,
):
    grid = configuration["recoverability"]
    fields = {name: configuration["scanners"][name] for name in grid["scanners"]}
    depths, sizes = sorted(grid["depths"]), grid["voxel_sizes"]
    stimuli = read(
        stimulus_paths, files.in_place("similarity", "none"), made_from=expected["stimuli"]
    )
    weights = intervals.resampling_weights(
        len(stimuli), bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )
    shape = (len(fields), len(depths), len(sizes))
    numbers = {name: np.empty(shape) for name in LONG_NAMES}
    numbers["note"] = np.empty(shape, object)
    for place, (scanner, depth) in zip(np.ndindex(shape[:2]), product(fields, depths), strict=True):
        label = joined(scanner, str(depth))
        made_from = expected["similarity"][label]
        seen = read(similarity_paths[label], "similarity_across_runs", made_from=made_from)
        for index in range(len(sizes)):
            found = measures_of(stimuli[:, : seen.shape[3]], seen[:, index], weights, confidence)
            for name, number in found.items():
                numbers[name][(*place, index)] = number
    dimensions = ("scanner", "depth", "voxel_size")
    dataset = xr.Dataset(
        {
            name: (dimensions, numbers[name], {"long_name": long_name, "units": "1"})
            for name, long_name in LONG_NAMES.items()
        }
        | {"note": (dimensions, numbers["note"].astype(str), {"long_name": NOTE})},
        coords={
            "scanner": ("scanner", list(fields), {"long_name": "scanner"}),
            "depth": ("depth", depths, {"long_name": "layers of the network", "units": "1"}),
            "voxel_size": ("voxel_size", sizes, {"long_name": "side of a voxel", "units": "mm"}),
            "field_strength": (
                "scanner",
                [field["field_strength"] for field in fields.values()],
                {"long_name": "field strength", "units": "T"},
            ),
        },
        attrs={
            "title": "Where similarity structure can be recovered",
            **datasets.provenance("recoverability_dataset", configuration),
        },
    )
    datasets.write(dataset, dataset_path)
    rows = dataset.sortby("voxel_size").to_dataframe().reset_index()
    rows.to_csv(table_path, index=False, float_format="%.6f")
