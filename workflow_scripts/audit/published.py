"""Numbers that the paper and its released figures state, in the form that claims are tested on.

The paper's functional smoothness is one draw: of 100 networks, with one prototype each by the text
and with 100 prototypes by the released code. A verdict needs how far two such draws lie apart.
"""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import smoothness
from neuralcode.analysis.intervals import MINIMUM
from neuralcode.analysis.jackknife import by_seed
from storage import datasets

# Networks of which the paper pools the pairs.
NETWORKS = 100
# Share of draws that lie within the interval of a reading.
CONFIDENCE_95 = 1.96


def draws(stimuli, similarity):
    """Functional smoothness as the paper measures it, in each reading of its procedure.

    Parameters
    ----------
    stimuli, similarity : ndarray of shape (seed, category, level)
        Without level 0.

    Returns
    -------
    dict of (float, float, float)
        By prototypes per network, ``one`` and ``all``: the mean over draws, the standard deviation
        of a draw of `NETWORKS` networks, and the standard error of the mean. Draws of one prototype
        a network are the categories: each has other prototypes. NaN where there are too few.
    """
    seeds, categories = similarity.shape[:2]
    scale = np.sqrt(seeds / NETWORKS)
    sums = [
        smoothness.pair_sums(stimuli[:, [one]], similarity[:, [one]]) for one in range(categories)
    ]
    values = np.array([smoothness.functional_smoothness(part.sum(axis=0)) for part in sums])
    by_network = by_seed(smoothness.functional_smoothness, np.sum(sums, axis=0))
    error = by_network.std(ddof=1) / np.sqrt(seeds) if seeds >= MINIMUM else np.nan
    spread = values.std(ddof=1) * scale if min(seeds, categories) >= MINIMUM else np.nan
    return {
        "one": (float(values.mean()), float(spread), float(error)),
        "all": (float(by_network.mean()), float(error * scale), float(error)),
    }


def readings(path):
    """Every published functional smoothness beside each reading of the procedure.

    Parameters
    ----------
    path : str
        ``results/datasets/similarity.nc``.

    Returns
    -------
    xarray.DataArray
        recipe, scheme, prototypes (one, all), draw (value, spread, error): see `draws`.
    """
    found = {}
    with xr.open_dataset(path) as dataset:
        for one in datasets.compared(dataset):
            if one.key["scanner"] == "none" and one.key["scheme"].startswith("depth-"):
                drawn = draws(one.stimuli[..., 1:], one.similarity[..., 1:])
                for prototypes, numbers in drawn.items():
                    found[one.key["recipe"], one.key["scheme"], prototypes] = numbers
    if not found:
        return None
    table = pd.DataFrame(found, index=["value", "spread", "error"]).T
    table.index.names = ["recipe", "scheme", "prototypes"]
    return table.to_xarray().to_array("draw")


def smoothness_table(numbers, published):
    """Verdict on each published functional smoothness in each reading.

    Parameters
    ----------
    numbers : xarray.DataArray
        Of `readings`.
    published : dict of list of float
        Published values by scheme.

    Returns
    -------
    pandas.DataFrame
        ``deviation`` is that of the published value from the mean, in standard deviations of a
        draw. The paper has 0.22 of depth 8; by the off-by-one of the released code it is depth 9.
    """
    columns = ["published", "scheme", "recipe", "prototypes", "value", "spread", "error"]
    rows = []
    if numbers is not None:
        for scheme, value in published:
            if scheme not in numbers["scheme"]:
                continue
            of_scheme = numbers.sel(scheme=scheme).transpose("recipe", "prototypes", "draw")
            for recipe in of_scheme["recipe"].values.tolist():
                for prototypes in ("one", "all"):
                    row = of_scheme.sel(recipe=recipe, prototypes=prototypes)
                    if not np.isnan(row.sel(draw="value")):
                        draw = [float(row.sel(draw=name)) for name in ("value", "spread", "error")]
                        rows.append((value, scheme, recipe, prototypes, *draw))
    table = pd.DataFrame(rows, columns=columns)
    table["deviation"] = (table["published"] - table["value"]) / table["spread"]
    return table


def figure_4(path, relations_of):
    """What the released matrices of Figure 4 say, as if they were a network of the study.

    Parameters
    ----------
    path : str
        ``resources/published_figure_4.nc``.
    relations_of : function
        `audit.evidence.photographs_of`.

    Returns
    -------
    dict of xarray.DataArray
    """
    dataset = datasets.read(path).expand_dims(network=["inception_v3_2015 (published)"])
    return relations_of(dataset)


def means(path, hierarchy):
    """Category means of all published layers, which have no intervals.

    Parameters
    ----------
    path : str
        ``resources/published_category_similarity.csv``.
    hierarchy : dict of (str, str)
        Basic and superordinate category by subordinate category.

    Returns
    -------
    dict of xarray.DataArray
        published_means: layer, relation, and as relation also ``kept by basic categories``: how
        much of the similarity within subordinate categories pairs of the same basic category keep,
        both beyond that between superordinate ones. published_categories: layer, category, other.
    """
    table = pd.read_csv(path)
    layers = list(dict.fromkeys(table["layer"]))
    categories = table.set_index(["layer", "category", "other"])["mean_similarity"].to_xarray()
    categories = categories.sel(layer=layers)
    basic, superordinate = (table[["category", "other"]].map(lambda n: hierarchy[n][i]) for i in (0, 1))
    shared = (
        (table["category"] == table["other"]).astype(int)
        + (basic["category"] == basic["other"])
        + (superordinate["category"] == superordinate["other"])
    )
    names = {
        3: "within_subordinate",
        2: "within_basic",
        1: "within_superordinate",
        0: "between_superordinate",
    }
    by_relation = (
        table.assign(relation=shared.map(names))
        .groupby(["layer", "relation"])["mean_similarity"]
        .mean()
        .unstack()
        .loc[layers, list(names.values())]
    )
    between = by_relation["between_superordinate"]
    by_relation["kept by basic categories"] = (by_relation["within_basic"] - between) / (
        by_relation["within_subordinate"] - between
    )
    relations = xr.DataArray(
        by_relation.to_numpy(),
        dims=("layer", "relation"),
        coords={"layer": layers, "relation": by_relation.columns.to_list()},
    )
    return {"published_means": relations, "published_categories": categories}
