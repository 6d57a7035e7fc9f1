"""Model dissimilarity matrices from a file, as arrays: rsatoolbox takes long to import."""

from functools import partial
from numbers import Real
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.labelled.files import (
    SEPARATORS,
    FilePath,
    of_npy,
    of_table,
    reader,
    require_names,
)
from neuralcode.labelled.patterns import PatternsError

# Relative difference that rounding in a file leaves between the halves of a symmetric matrix.
_ROUNDING = 1e-6
RSATOOLBOX = (".hdf5", ".h5")


class Models(NamedTuple):
    """Model dissimilarity matrices.

    Attributes
    ----------
    names : list of str
    matrices : ndarray of shape (model, item, item)
    measure : str, optional
        Of dissimilarity.
    """

    names: list
    matrices: np.ndarray
    measure: str | None


def read_models(path: FilePath, patterns: xr.DataArray) -> Models:
    """The matrices of `neuralcode.read_rdms`, with the same errors."""
    path = Path(path)
    read = {".npy": of_npy} | dict.fromkeys(RSATOOLBOX, _of_rsatoolbox)
    read |= dict.fromkeys(SEPARATORS, partial(of_table, may_count=False))
    given = reader(path, read)(path)
    measure, models = None, None
    if path.suffix.lower() in RSATOOLBOX:
        described = given.rdm_descriptors
        models = described.get("model", described.get("name"))
        names = given.pattern_descriptors.get("item")
        require_names(names, patterns, path)
        measure, given = given.dissimilarity_measure, given.get_matrices()
    elif isinstance(given, pd.DataFrame):
        for names in (given.index, given.columns):
            require_names(list(names), patterns, path)
        given = given.to_numpy()
    if given.dtype.kind not in "biuf":
        wrong = next((value for value in given.flat if not isinstance(value, Real)), given.dtype)
        raise PatternsError(f"{path} must have numbers in it; got {wrong!r}")
    matrices = np.asarray(given, np.float64)
    matrices = matrices[None] if matrices.ndim == 2 else matrices
    count = patterns.sizes["item"]
    if matrices.ndim != 3 or matrices.shape[1:] != (count, count):
        raise PatternsError(
            f"{path} must be {count} x {count}, a square matrix of the {count} items; got "
            f"{' x '.join(map(str, np.shape(given)))}"
        )
    names = patterns["item"].values.tolist()
    size = np.abs(matrices).max(initial=0.0)
    wrong = {
        "finite": ~np.isfinite(matrices),
        "0 on the diagonal": (np.abs(matrices) > _ROUNDING * size) & np.eye(count, dtype=bool),
        "symmetric": np.abs(matrices - matrices.swapaxes(1, 2)) > _ROUNDING * size,
    }
    for words, where in wrong.items():
        if where.any():
            model, row, column = np.argwhere(where)[0]
            raise PatternsError(
                f"{path} must be {words}; the dissimilarity of {names[row]!r} and "
                f"{names[column]!r} is {matrices[model, row, column]:g} and that of "
                f"{names[column]!r} and {names[row]!r} is {matrices[model, column, row]:g}"
            )
    matrices = (matrices + matrices.swapaxes(1, 2)) / 2
    if models is None or len(set(map(str, models))) < len(matrices):
        several = len(matrices) > 1
        models = [f"{path.stem}-{n}" if several else path.stem for n in range(len(matrices))]
    return Models(list(map(str, models)), matrices, measure)


def _of_rsatoolbox(path):
    from rsatoolbox.rdm import load_rdm

    return load_rdm(str(path), file_type="hdf5")
