"""Model dissimilarity matrices from a file.

rsatoolbox takes long to import: only what needs it does.
"""

from functools import partial
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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

if TYPE_CHECKING:
    from rsatoolbox.rdm import RDMs

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


def read_rdms(path: FilePath, patterns: xr.DataArray) -> "RDMs":
    """Read model dissimilarity matrices of the items of patterns, and check them.

    Parameters
    ----------
    path : str or path
        A square table, ``.csv`` or ``.tsv``, with or without names (see `read_patterns`); an array
        of shape (item, item) or (model, item, item), ``.npy``; or a file of rsatoolbox, ``.hdf5``.
    patterns : xarray.DataArray
        Of `read_patterns`, for the items.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix per model, with the pattern descriptor ``item``; the RDM descriptor ``model`` is
        its name in a file of rsatoolbox (``model`` or ``name``), else that of the file, with a
        number where there are several.

    Raises
    ------
    FileNotFoundError
        If the file is missing.
    PatternsError
        If a matrix is not square, not symmetric, not of these items in this order, not zero on its
        diagonal, or has values that are not finite.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> from neuralcode import read_rdms
    >>> from neuralcode.labelled.patterns import as_patterns
    >>> patterns = as_patterns(np.arange(12).reshape(3, 4))
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "model.npy")
    ...     np.save(path, [[0, 1, 2], [1, 0, 1], [2, 1, 0]])
    ...     read_rdms(path, patterns).n_cond
    3
    """
    from rsatoolbox.rdm import RDMs

    models = read_models(path, patterns)
    return RDMs(
        models.matrices,
        dissimilarity_measure=models.measure,
        rdm_descriptors={"model": models.names},
        pattern_descriptors={"item": patterns["item"].values.tolist()},
    )


def read_models(path: FilePath, patterns: xr.DataArray) -> Models:
    """The same matrices as `read_rdms`, with the same errors, as an array."""
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
