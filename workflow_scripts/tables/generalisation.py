"""Tables of what decoders and clusters found at low levels of distortion tell apart at others."""

import numpy as np
import pandas as pd

from neuralcode.analysis.interval_columns import BOUNDS, columns
from neuralcode.analysis.intervals import missing, of_mean
from neuralcode.networks.layers import chance_corrected
from neuralcode.recipes import RECIPES
from storage import generalisation

KEY = ["recipe", "scheme", "scanner"]


def of_share(values, confidence):
    """Mean over seeds of a share and its interval, which stays between 0 and 1: (3, column)."""
    # On the scale of a logit, which is half of Fisher's for twice the share less 1.
    centred = np.array(of_mean(2 * values - 1, confidence, scale="correlation"))
    return (centred + 1) / 2


def by_level(found, levels, values):
    """Rows of one scheme, level by level."""
    return pd.DataFrame(
        {
            **found.key,
            "level": levels,
            **values,
            "n_categories": found.categories,
            "n_seeds": len(found.values),
            "note": missing(len(found.values)),
        }
    )


def decoded_levels(found, confidence):
    """The levels that a decoder was tested at."""
    levels = np.arange(found.train_levels, found.values.shape[1])
    values = columns("accuracy", of_share(found.higher, confidence))
    return by_level(found, levels, values | {"chance": 1 / found.categories})


def separated_levels(difference, same_sign, confidence):
    """All levels: clusters were found in other runs."""
    levels = np.arange(difference.values.shape[1])
    values = columns("difference", of_mean(difference.values, confidence))
    values |= columns("same_sign", of_share(same_sign.values, confidence))
    found_here = levels < difference.train_levels
    return by_level(difference, levels, {"clusters_found_here": found_here} | values)


def with_overall(summary, name, found, confidence, scale):
    """The summary with one more measure: mean over the levels of each (key, (seed, level))."""
    names = [*KEY, *columns(name, range(3))]
    rows = [
        key | columns(name, of_mean(values.mean(axis=1), confidence, scale=scale))
        for key, values in found
    ]
    return summary.merge(pd.DataFrame(rows, columns=names), on=KEY, how="left")


def run(
    smoothness_path,
    decoding_table,
    univariate_table,
    summary_table,
    *,
    decoding_paths=None,
    univariate_paths=None,
    expected,
    confidence,
):
    decoded = list(generalisation.read(decoding_paths, "accuracy", made_from=expected["decoding"]))
    differences, signs = (
        list(generalisation.read(univariate_paths, name, made_from=expected["univariate"]))
        for name in ("difference", "same_sign")
    )
    write([decoded_levels(found, confidence) for found in decoded], decoding_table)
    write(
        [separated_levels(*both, confidence) for both in zip(differences, signs, strict=True)],
        univariate_table,
        [*KEY, "level", "clusters_found_here", "difference", "same_sign"],
    )
    smoothness = pd.read_csv(smoothness_path).rename(
        columns={name: f"functional_smoothness_{name}" for name in BOUNDS}
    )
    # Data sets have no levels of distortion.
    smoothness = smoothness[smoothness["recipe"].isin(RECIPES)]
    summary = smoothness[
        [
            *KEY,
            *columns("functional_smoothness", range(3)),
            *columns("corrected", range(3)),
        ]
    ]
    categories = pd.DataFrame([found.key | {"n_categories": found.categories} for found in decoded])
    summary = summary.merge(categories, on=KEY, how="left").astype({"n_categories": "Int64"})
    corrected = [(found.key, chance_corrected(found.higher, found.categories)) for found in decoded]
    summary = with_overall(summary, "decoding", corrected, confidence, "correlation")
    separated = [(found.key, found.higher) for found in differences]
    summary = with_overall(summary, "univariate", separated, confidence, "linear")
    write([with_notes(summary, smoothness, decoded, differences)], summary_table)


def with_notes(summary, smoothness, decoded, differences):
    """The summary with the reason of each empty interval: the measures may have other seeds."""
    reasons = [smoothness.set_index(KEY)["note"].fillna("")]
    for name, results in (("decoding", decoded), ("univariate", differences)):
        found = {tuple(one.key.values()): missing(len(one.values)) for one in results}
        reasons.append(pd.Series({key: f"{name}: {why}" for key, why in found.items() if why}))
    notes = [
        "; ".join(filter(None, (reason.get(key, "") for reason in reasons)))
        for key in summary[KEY].itertuples(index=False, name=None)
    ]
    return summary.assign(note=notes)


def write(tables, path, columns=()):
    """Write tables as one; where there are none, the columns."""
    table = pd.concat(tables) if tables else pd.DataFrame(columns=list(columns))
    table.to_csv(path, index=False, float_format="%.6f")
