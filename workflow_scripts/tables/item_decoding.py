"""Table of the decoded categories of data sets."""

import pandas as pd

from neuralcode.analysis import interval_columns, intervals, item_pairs
from neuralcode.networks.layers import chance_corrected
from storage import files


def row_of(made_from, scheme, accuracy, confidence):
    """Row of one scheme; accuracy: (seed, item)."""
    count = len(set(made_from["categories"]))
    seeds, items = accuracy.shape
    found = item_pairs.of_crossed(2 * accuracy - 1, 2 * accuracy.mean() - 1, confidence)
    share = [min(max((value + 1) / 2, 0.0), 1.0) for value in found]
    row = {key: made_from[key] for key in ("recipe",)} | {"scheme": scheme}
    row |= {"scanner": made_from["scanner"]}
    row |= interval_columns.columns("accuracy", share)
    row |= interval_columns.columns("decoding", (chance_corrected(value, count) for value in share))
    row |= {"chance": 1 / count, "n_categories": count, "n_items": items, "n_seeds": seeds}
    return row | {"note": intervals.missing(seeds)}


def run(paths, table_path, *, expected, confidence):
    rows = []
    for label, made_from in expected.items():
        with files.opened(paths[label], made_from=made_from) as file:
            accuracy = file["accuracy"][:].astype(float)
        rows += [
            row_of(made_from, scheme, accuracy[:, number], confidence)
            for number, scheme in enumerate(made_from["schemes"])
        ]
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
