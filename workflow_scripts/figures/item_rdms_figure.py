"""Dissimilarity matrices of the items of data sets, in the units and in each scanner."""

import numpy as np
import xarray as xr

from figures import drawing

PLT = drawing.plt
SIDE = 2.0  # inches of a matrix of few items
# Names are written where there is space for their letters; else categories.
MOST_NAMES = 26
PERCENTILES = (2, 98)


def order_of(dataset):
    """Items sorted by category, in their own order within each.

    Parameters
    ----------
    dataset : xarray.Dataset

    Returns
    -------
    ndarray of int
    """
    if "category" not in dataset:
        return np.arange(dataset.sizes["item"])
    categories = dataset["category"].values.astype(str)
    names = list(dict.fromkeys(categories))
    return np.argsort([names.index(name) for name in categories], kind="stable")


def matrices_of(dataset):
    """Mean dissimilarity over seeds: of the items, then of each scheme at each place.

    Parameters
    ----------
    dataset : xarray.Dataset

    Returns
    -------
    dict of ndarray
        By scheme and scanner; the items are ("items", "none"), where `vector` is not in the study:
        correlation does not see that items are centred and scaled, so its units have their matrix.
    """
    found = {("items", "none"): 1 - dataset["stimulus_similarity"].mean("seed").values}
    similarity = dataset["similarity"].mean("seed").transpose("scheme", "scanner", ...)
    for scheme in dataset["scheme"].values.tolist():
        for scanner in dataset["scanner"].values.tolist():
            matrix = 1 - similarity.sel(scheme=scheme, scanner=scanner).values
            if np.isfinite(matrix).any():
                found[(scheme, scanner)] = matrix
    if ("vector", "none") in found:
        del found[("items", "none")]
    return found


def draw(axis, matrix, labels):
    """One matrix; labels: names at their places, or categories at their middles."""
    shown = matrix.astype(float).copy()
    np.fill_diagonal(shown, np.nan)  # an item is not compared with itself
    low, high = np.nanpercentile(shown, PERCENTILES)
    image = axis.imshow(shown, cmap="viridis", vmin=low, vmax=high, interpolation="nearest")
    axis.set_xticks([], [])
    axis.set_yticks(*labels)
    axis.tick_params(length=0, labelsize=7)
    axis.spines[:].set_visible(False)
    # Each matrix has its own range: noise makes the differences in a scanner smaller.
    bar = axis.figure.colorbar(image, ax=axis, shrink=0.5, aspect=12, pad=0.02, ticks=[low, high])
    bar.ax.set_yticklabels([f"{low:.2f}", f"{high:.2f}"], fontsize=7)
    bar.outline.set_visible(False)
    bar.set_label("1 \u2212 r", fontsize=7, labelpad=-12)


def labels_of(dataset, order):
    """Places and texts of the labels of an axis.

    Parameters
    ----------
    dataset : xarray.Dataset
    order : ndarray of int

    Returns
    -------
    places, texts : list
        Names of few items; categories of many; nothing for many without categories.
    """
    names = dataset["item"].values.astype(str)[order].tolist()
    if len(names) <= MOST_NAMES:
        return list(range(len(names))), names
    if "category" not in dataset:
        return [], []
    categories = dataset["category"].values.astype(str)[order].tolist()
    texts = list(dict.fromkeys(categories))
    places = [np.mean([i for i, name in enumerate(categories) if name == text]) for text in texts]
    return places, texts


def panels_of(path):
    """What is drawn of a data set: its matrices in order, and labels of their axes."""
    with xr.open_dataset(path) as dataset:
        order = order_of(dataset)
        found = {key: matrix[np.ix_(order, order)] for key, matrix in matrices_of(dataset).items()}
        return found, labels_of(dataset, order)


def name_of(path):
    """Name of the data set of a file."""
    return path.rpartition("/items-")[2].removesuffix(".nc")


def run(paths, figure_paths, *, dpi):
    sets = {name_of(path): panels_of(path) for path in paths}
    rows = [(name, scheme) for name, (found, _) in sets.items() for scheme in schemes_of(found)]
    places = list(dict.fromkeys(place for found, _ in sets.values() for _, place in found))
    side = max(SIDE, *(0.115 * len(labels[1]) for _, labels in sets.values()))
    figure, axes = PLT.subplots(
        len(rows),
        len(places),
        figsize=(1.3 + (side + 0.5) * len(places), 0.3 + (side + 0.25) * len(rows)),
        squeeze=False,
    )
    for line, (name, scheme) in zip(axes, rows, strict=True):
        found, labels = sets[name]
        for axis, place in zip(line, places, strict=True):
            if (scheme, place) not in found:
                axis.set_visible(False)
                continue
            first = next(other for other in places if (scheme, other) in found)
            draw(axis, found[(scheme, place)], labels if place == first else ([], []))
            where = "" if scheme == "items" else f", {drawing.place_title(place)}"
            of_set = f"{name}: " if len(sets) > 1 else ""
            axis.set_title(f"{of_set}{scheme}{where}", fontsize=9)
    drawing.save(figure, figure_paths, dpi)


def schemes_of(found):
    """Schemes of a data set, in order."""
    return list(dict.fromkeys(scheme for scheme, _ in found))
