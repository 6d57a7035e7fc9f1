"""Tables of all pairs of layers."""

import numpy as np
import pandas as pd

COLUMNS = ("network", "layer", "other_network", "other_layer")


def write(path, names, numbers, note, undefined=(), **counts):
    """Write a table of pairs of layers, each pair once.

    Parameters
    ----------
    path : str
    names : list of (str, str)
        Network and layer.
    numbers : dict of str to ndarray of shape (layer, layer)
        By column.
    note : str
        Why there is no interval; empty where there is one.
    undefined : list of (str, str, str)
        Network and layer of those that cannot be compared, and why. Each has a row, with itself.
    **counts : int
        Columns that are the same in all rows, such as ``n_seeds``.
    """
    rows = [
        dict(zip(COLUMNS, (*names[row], *names[column]), strict=True))
        | {name: values[row, column] for name, values in numbers.items()}
        | counts
        | {"note": note}
        for row in range(len(names))
        for column in range(row, len(names))
    ]
    rows += [
        dict(zip(COLUMNS, (network, layer) * 2, strict=True))
        | dict.fromkeys(numbers, np.nan)
        | counts
        | {"note": f"not compared: {why}"}
        for network, layer, why in undefined
    ]
    pd.DataFrame(rows).to_csv(path, index=False, float_format="%.6f")
