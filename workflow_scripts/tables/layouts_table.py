"""Table of codes and layouts: functional smoothness beside super-voxel smoothness."""

import numpy as np
import pandas as pd

from neuralcode.analysis import jackknife
from neuralcode.analysis.sheet import morans_i
from neuralcode.analysis.similarity import odd_and_even
from storage import files
from storage.labels import joined
from storage.seed_batches import in_order

KEY = ["recipe", "scheme", "scanner"]
SMOOTHNESS = [
    "functional_smoothness",
    "ci_low",
    "ci_high",
    "corrected",
    "corrected_ci_low",
    "corrected_ci_high",
]


def moran_of_seeds(paths, made_from):
    """Moran's I of voxels across runs, and the reliability: each of shape (seed,).

    Mean over the stimuli of each seed. Both compare the odd with the even runs.
    """
    found = []
    for seeds, path in in_order(paths):
        betas = files.read_batch(path, "betas", seeds=seeds, made_from=made_from)
        grid = files.read_facts(path, made_from=made_from)["voxel_grid"]
        odd, even = np.moveaxis(odd_and_even(betas, axis=1), 1, 0).astype(float)
        sheets = (part.reshape(*part.shape[:-1], *grid) for part in (odd, even))
        odd, even = (part - part.mean(axis=-1, keepdims=True) for part in (odd, even))
        norms = np.linalg.norm(odd, axis=-1) * np.linalg.norm(even, axis=-1)
        reliability = (odd * even).sum(axis=-1) / norms
        found.append([part.mean(axis=(1, 2)) for part in (morans_i(*sheets), reliability)])
    return np.concatenate(found, axis=1)


def run(
    measurement_paths,
    smoothness_path,
    table_path,
    *,
    combinations,
    layouts,
    expected,
    confidence,
):
    functional = pd.read_csv(smoothness_path).set_index(KEY).fillna({"note": ""})
    rows = []
    for key in combinations:
        label = joined(*key)
        # Divided by the reliability, it is that of the voxels without noise.
        values, reliability = moran_of_seeds(measurement_paths[label], expected[label])
        moran = jackknife.of_ratio(values, reliability, confidence)
        finite = [value if np.isfinite(value) else np.nan for value in moran]
        names = ("morans_i", "morans_i_low", "morans_i_high")
        rows.append(
            dict(zip(KEY, key, strict=True))
            | {"layout": layouts[key[-1]], **functional.loc[tuple(key), SMOOTHNESS]}
            | dict(zip(names, finite, strict=True))
            | {
                "note": functional.loc[tuple(key), "note"],
                "morans_i_note": jackknife.why_empty(len(values), moran, "value"),
            }
        )
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
