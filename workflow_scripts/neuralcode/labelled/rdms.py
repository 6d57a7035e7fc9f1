"""Model dissimilarity matrices from a file, for rsatoolbox."""

import xarray as xr
from rsatoolbox.rdm import RDMs

from neuralcode.labelled.files import FilePath
from neuralcode.labelled.models import read_models


def read_rdms(path: FilePath, patterns: xr.DataArray) -> RDMs:
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
    models = read_models(path, patterns)
    return RDMs(
        models.matrices,
        dissimilarity_measure=models.measure,
        rdm_descriptors={"model": models.names},
        pattern_descriptors={"item": patterns["item"].values.tolist()},
    )
