"""Comparisons of items: similarity, dissimilarity matrices, and what a scanner leaves of them."""

import numpy as np
import pandas as pd
import xarray as xr
from rsatoolbox.rdm import RDMs

from neuralcode.analysis import rdms, rsa, smoothness
from neuralcode.analysis.similarity import odd_and_even, similarity_matrix
from neuralcode.labelled.patterns import (
    BETAS,
    Patterns,
    PatternsError,
    as_patterns,
    count_dimensions,
    with_labels_of,
)


def _is_of_runs(data):
    return count_dimensions(data, "patterns") == len(BETAS)


def similarity(measured: Patterns | xr.Dataset) -> xr.DataArray:
    """Compare all pairs of items; betas across runs, which share no noise.

    Parameters
    ----------
    measured : array_like, DataFrame or DataArray of shape (item, unit) or (run, item, voxel)
        Patterns, or the betas of at least two runs; or the Dataset that `measure` gives.

    Returns
    -------
    xarray.DataArray of shape (item, other_item)
        Pearson correlation over units; symmetric. Of betas between the odd and the even runs, as
        the mean of both ways to take them. The diagonal of betas then is their reliability.

    Raises
    ------
    ValueError
        If there is a single run, or see `neuralcode.labelled.patterns.as_patterns`.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import scan, similarity
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> similarity(scan(patterns)).dims
    ('item', 'other_item')
    """
    measured = measured["betas"] if isinstance(measured, xr.Dataset) else measured
    if _is_of_runs(measured):
        data = as_patterns(measured, BETAS, what="betas")
        if data.sizes["run"] == 1:
            raise PatternsError("betas must have at least two runs to be compared; got 1")
        matrix = similarity_matrix(*odd_and_even(data.values, axis=0))
        matrix = (matrix + matrix.T) / 2
    else:
        data = as_patterns(measured)
        matrix = similarity_matrix(data.values)
    found = with_labels_of(data, matrix, ("item", "other_item"), "similarity")
    return found.assign_coords(other_item=data["item"].values)


def rdm(measured: Patterns | xr.Dataset) -> RDMs:
    """Representational dissimilarity matrix, for rsatoolbox.

    Parameters
    ----------
    measured : array_like, DataFrame or DataArray of shape (item, unit) or (run, item, voxel)
        Patterns, or betas of at least two runs; or the Dataset that `measure` gives, whose
        residuals then weight the voxels.

    Returns
    -------
    rsatoolbox.rdm.RDMs
        One matrix with the pattern descriptor ``item``: correlation distances of patterns,
        crossnobis distances of betas (without residuals all voxels have the same weight).

    Raises
    ------
    ValueError
        See `similarity`.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import Scanner, measure, rdm
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> rdm(patterns).dissimilarity_measure
    'correlation'
    >>> rdm(measure(patterns, Scanner("7t"))).dissimilarity_measure
    'crossnobis'
    """
    if isinstance(measured, xr.Dataset):
        found, _ = _matrices(measured)
        return found
    if not _is_of_runs(measured):
        data = as_patterns(measured)
        return _with_names(rdms.correlation_rdm(data.values[:, None], [0], {}), data)
    data = as_patterns(measured, BETAS, what="betas")
    if data.sizes["run"] == 1:
        raise PatternsError("betas must have at least two runs to be compared; got 1")
    equal = np.eye(data.sizes["voxel"])
    return _with_names(rdms.crossnobis_rdm(data.values[:, :, None], [0], {}, equal), data)


def _matrices(measured):
    """Matrices of what a scanner measures and of its voxels without noise."""
    betas = as_patterns(measured["betas"], BETAS, what="betas")
    free = as_patterns(measured["noise_free_betas"], ("item", "voxel"), what="noise-free betas")
    both = rdms.scanned_rdms(
        betas.values[:, :, None],
        free.values[None, :, None],
        measured["residual_covariance"].values,
        float(measured["residual_dof"]),
        [0],
        {},
    )[:2]
    return [_with_names(matrix, betas) for matrix in both]


def _with_names(matrix, data):
    return RDMs(
        matrix.dissimilarities,
        dissimilarity_measure=matrix.dissimilarity_measure,
        pattern_descriptors={"item": data["item"].values.tolist()},
    )


def functional_smoothness(items: Patterns, measured: Patterns | xr.Dataset) -> float:
    """Functional smoothness: whether similar items have similar representations.

    Pearson correlation, over all pairs of items, between the similarity of the items and that of
    their representations (Guest & Love 2017). Through a noisy scanner it does not rank codes: noise
    lowers it, and most where the similarities have a narrow range.

    Parameters
    ----------
    items : array_like, DataFrame or DataArray of shape (item, unit)
    measured : array_like, DataFrame, DataArray or Dataset
        Their representations, see `similarity`; of the same items in the same order.

    Returns
    -------
    float
        -1 to 1. NaN where one of the two similarities is the same for all pairs.

    Raises
    ------
    ValueError
        If the items differ, or see `similarity`.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import encode, functional_smoothness
    >>> items = np.random.default_rng(1).normal(size=(12, 100))
    >>> shallow, deep = (encode(items, name) for name in ("depth-1", "depth-8"))
    >>> functional_smoothness(items, shallow) > functional_smoothness(items, deep)
    True
    """
    matrices = [similarity(items), similarity(measured)]
    _require_same_items(*matrices)
    pairs = np.triu_indices(len(matrices[0]), 1)
    sums = smoothness.pair_sums(*(matrix.values[pairs][None] for matrix in matrices))
    return float(smoothness.functional_smoothness(sums[0]))


def losses(items: Patterns, measured: xr.Dataset) -> pd.DataFrame:
    """Say what voxels keep of the structure of the items, and what noise leaves of that.

    Parameters
    ----------
    items : array_like, DataFrame or DataArray of shape (item, unit)
        What the scan is compared with: the patterns that were scanned, or the items that they are
        a code of.
    measured : xarray.Dataset
        What `measure` gives for a code of these items.

    Returns
    -------
    pandas.DataFrame
        A row for each comparison of dissimilarity matrices: ``rank`` correlation, and ``whitened``
        Pearson correlation. Columns: ``voxels`` is the agreement of the items with the voxels
        without noise, ``noise`` that of these voxels with what is measured, ``predicted`` their
        product, and ``agreement`` that of the items with what is measured.

    Raises
    ------
    ValueError
        If the items differ, or see `similarity`.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import Scanner, losses, measure
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> losses(patterns, measure(patterns, Scanner("7t"))).columns.tolist()
    ['voxels', 'noise', 'predicted', 'agreement']
    """
    if not isinstance(measured, xr.Dataset):
        raise TypeError("losses takes what `measure` gives: betas alone do not tell noise apart")
    data = as_patterns(items, what="items")
    _require_same_items(data, measured)
    measured_rdm, free = _matrices(measured)
    model = rdm(data)
    found = {name: rsa.losses(model, free, measured_rdm, name) for name in rsa.COMPARISONS}
    table = pd.DataFrame(
        {name: {key: part.item() for key, part in parts.items()} for name, parts in found.items()}
    ).T.rename_axis("comparison")
    table["predicted"] = table["voxels"] * table["noise"]
    return table[["voxels", "noise", "predicted", "agreement"]]


def _require_same_items(one, other):
    names, others = (data["item"].values.tolist() for data in (one, other))
    if len(names) != len(others):
        raise ValueError(f"the items must be the same; there are {len(names)} and {len(others)}")
    for place, (name, given) in enumerate(zip(names, others, strict=True)):
        if name != given:
            raise ValueError(
                f"the items must be the same, in the same order; item {place} is {name!r} and "
                f"{given!r}"
            )
