"""Table of how scanned layers agree with the layers themselves, and of what is lost where."""

import pandas as pd
from rsatoolbox.inference import boot_noise_ceiling

from neuralcode.analysis import interval_columns, intervals, rsa
from neuralcode.randomness import generator
from storage import datasets, photograph_rdms

# Of the photographs: the standard error of a variance of 200 is a tenth of it.
RESAMPLES = 200


def of_layer(model, noise_free, measured, method, rng, confidence, resamples):
    """Agreement and losses of one layer in one scanner, with intervals, and the noise ceiling."""
    given = {"resamples": resamples, "confidence": confidence, "rng": rng, "factor": "item"}
    compared = {
        "agreement": (model, measured),
        "voxels": (model, noise_free),
        "noise": (noise_free, measured),
    }
    row = {}
    for name, pair in compared.items():
        row |= interval_columns.columns(name, rsa.of_shared_stimuli(*pair, method, **given))
    ceiling = (float("nan"),) * 2
    if measured.n_rdm > 1:
        ceiling = map(float, boot_noise_ceiling(measured, rsa.COMPARISONS[method]))
    return row | dict(zip(("ceiling_low", "ceiling_high"), ceiling, strict=True))


def run(dataset_path, scanned_path, table_path, *, study_seed, bootstrap_resamples, confidence):
    dataset, scanned = datasets.read(dataset_path), datasets.read(scanned_path)
    resamples = min(RESAMPLES, bootstrap_resamples)
    rows = []
    for network in scanned["network"].values.tolist():
        units = photograph_rdms.of_layers(dataset, network, "euclidean")
        for scanner in scanned["scanner"].values.tolist():
            measured, noise_free = (
                photograph_rdms.of_scans(scanned, network, scanner, name)
                for name in ("distance", "noise_free_distance")
            )
            images = list(measured.pattern_descriptors["item"])
            for layer in dict.fromkeys(measured.rdm_descriptors["layer"]):
                model = units.subset("layer", layer).subset_pattern("item", images)
                parts = [part.subset("layer", layer) for part in (noise_free, measured)]
                for method in rsa.COMPARISONS:
                    rng = generator(study_seed, 0, "statistics", f"rsa/{network}/{scanner}/{layer}")
                    row = {"network": network, "layer": layer, "scanner": scanner}
                    row |= {"comparison": method}
                    row |= of_layer(model, *parts, method, rng, confidence, resamples)
                    row |= {"n_seeds": parts[0].n_rdm, "n_photographs": len(images)}
                    row["note"] = intervals.missing(min(parts[0].n_rdm, len(images)))
                    rows.append(row)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
