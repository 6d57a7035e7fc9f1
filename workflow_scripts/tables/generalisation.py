"""Tables of what decoders and clusters found at low levels of distortion tell apart at others."""

import numpy as np
import pandas as pd

from neuralcode.analysis import smoothness
from neuralcode.networks.layers import chance_corrected
from neuralcode.randomness import generator
from storage import log, told_apart

KEY = ["recipe", "scheme", "scanner"]
BOUNDS = ("ci_low", "ci_high")


def with_interval(name, estimated):
    """Columns of a value and its interval; estimated: (value and bounds, row)."""
    names = (name, *(f"{name}_{bound}" for bound in BOUNDS))
    return dict(zip(names, estimated, strict=True))


def by_level(found, levels, columns):
    """Rows of one scheme, level by level."""
    return pd.DataFrame(
        {
            **found.key,
            "level": levels,
            **columns,
            "n_categories": found.categories,
            "n_seeds": len(found.values),
        }
    )


def decoded_levels(found, estimate):
    """The levels that a decoder was tested at."""
    levels = np.arange(found.train_levels, found.values.shape[1])
    columns = with_interval("accuracy", estimate(found.higher))
    return by_level(found, levels, columns | {"chance": 1 / found.categories})


def separated_levels(difference, same_sign, estimate):
    """All levels: clusters were found in other runs."""
    levels = np.arange(difference.values.shape[1])
    columns = with_interval("difference", estimate(difference.values))
    columns |= with_interval("same_sign", estimate(same_sign.values))
    found_here = levels < difference.train_levels
    return by_level(difference, levels, {"clusters_found_here": found_here} | columns)


def with_overall(summary, name, found, estimate):
    """The summary with one more measure: mean over the levels of each (key, (seed, level))."""
    columns = [*KEY, *with_interval(name, range(3))]
    rows = [
        key | with_interval(name, estimate(values.mean(axis=1, keepdims=True))[:, 0])
        for key, values in found
    ]
    return summary.merge(pd.DataFrame(rows, columns=columns), on=KEY, how="left")


def tabulate(
    decoding_paths,
    univariate_paths,
    smoothness_path,
    outputs,
    *,
    seeds,
    expected,
    study_seed,
    bootstrap_resamples,
    confidence,
):
    weights = smoothness.resampling_weights(
        seeds, bootstrap_resamples, generator(study_seed, 0, "statistics", "bootstrap")
    )

    def estimate(values):
        """Mean over seeds, and the ends of its interval: (3, column)."""
        sums = smoothness.with_count(values)
        return np.array(smoothness.estimate(smoothness.mean_over_seeds, sums, weights, confidence))

    decoded = list(told_apart.read(decoding_paths, "accuracy", made_from=expected["decoding"]))
    differences, signs = (
        list(told_apart.read(univariate_paths, name, made_from=expected["univariate"]))
        for name in ("difference", "same_sign")
    )
    write([decoded_levels(found, estimate) for found in decoded], outputs.decoding)
    write(
        [separated_levels(*both, estimate) for both in zip(differences, signs, strict=True)],
        outputs.univariate,
        [*KEY, "level", "clusters_found_here", "difference", "same_sign"],
    )
    summary = pd.read_csv(smoothness_path)[[*KEY, "functional_smoothness", *BOUNDS]].rename(
        columns={name: f"functional_smoothness_{name}" for name in BOUNDS}
    )
    categories = pd.DataFrame([found.key | {"n_categories": found.categories} for found in decoded])
    summary = summary.merge(categories, on=KEY, how="left").astype({"n_categories": "Int64"})
    corrected = [(found.key, chance_corrected(found.higher, found.categories)) for found in decoded]
    summary = with_overall(summary, "decoding", corrected, estimate)
    separated = [(found.key, found.higher) for found in differences]
    summary = with_overall(summary, "univariate", separated, estimate)
    write([summary], outputs.summary)


def write(tables, path, columns=()):
    """Write tables as one; where there are none, the columns."""
    table = pd.concat(tables) if tables else pd.DataFrame(columns=list(columns))
    table.to_csv(path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        tabulate(
            snakemake.input.decoding,
            snakemake.input.univariate,
            snakemake.input.smoothness,
            snakemake.output,
            **snakemake.params.settings,
        )
