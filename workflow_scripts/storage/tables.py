"""Tables of layers."""

import pandas as pd


def read(path):
    """Read a table. Names of networks, layers and scanners stay text, such as "1" or "null".

    Parameters
    ----------
    path : str
        Of a CSV file.

    Returns
    -------
    pandas.DataFrame
        Missing is what is empty.
    """
    names = dict.fromkeys(("network", "layer", "scanner", "other_network", "other_layer"), str)
    return pd.read_csv(path, dtype=names, keep_default_na=False, na_values=[""])
