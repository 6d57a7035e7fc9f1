"""Functional smoothness over the values of a parameter and over depth, as a table and a dataset."""

import pandas as pd

from neuralcode.names import family, layer_number, swept
from storage import datasets

COLUMNS = {
    "functional_smoothness": "correlation of the similarity of items and of representations",
    "ci_low": "lower end of the interval of functional smoothness over seeds",
    "ci_high": "upper end of the interval of functional smoothness over seeds",
    "predicted": "functional smoothness in theory, in the units",
}
DIMENSIONS = {
    "recipe": "recipe for the stimuli",
    "code": "coding scheme or family of networks",
    "depth": "layer of the network; 0 for a code that is no network",
    "scanner": "how activity is measured",
}


def swept_rows(table, key):
    """Rows of the schemes with several values of a parameter, which has a column of its own.

    Parameters
    ----------
    table : pandas.DataFrame
        ``functional_smoothness.csv``.
    key : str
        The parameter.

    Returns
    -------
    pandas.DataFrame
        With the columns recipe, code, depth, scanner, the parameter, and those of `COLUMNS`.
    """
    rows = table[table["scheme"].map(swept).notna()]
    schemes = rows["scheme"]
    rows = rows.assign(
        code=schemes.map(family),
        depth=[layer_number(name) or 0 for name in schemes],
        **{key: [swept(name)[1] for name in schemes]},
    )
    return rows[[*DIMENSIONS, key, *COLUMNS]]


def run(smoothness_path, table_path, dataset_path, *, key):
    rows = swept_rows(pd.read_csv(smoothness_path), key)
    rows.to_csv(table_path, index=False, float_format="%.6f")
    names = [*DIMENSIONS, key]
    dataset = rows.set_index(names).to_xarray()
    for name, text in (COLUMNS | DIMENSIONS).items():
        dataset[name].attrs = {"long_name": text} | ({"units": "1"} if name in COLUMNS else {})
    dataset[key].attrs = {"long_name": f"the parameter {key} of the code"}
    dataset.attrs = {
        "title": f"Functional smoothness over {key} and depth",
        **datasets.provenance("sweep", {"key": key}),
    }
    datasets.write(dataset, dataset_path)
