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
        a network are the categories: each has other prototypes. The standard deviation is that of
        the jackknife over networks, averaged over draws. NaN where there are too few seeds.
    """
    seeds, categories = similarity.shape[:2]
    if seeds < MINIMUM:
        return {"one": (np.nan,) * 3, "all": (np.nan,) * 3}
    sums = [
        smoothness.pair_sums(stimuli[:, [one]], similarity[:, [one]]) for one in range(categories)
    ]
    each = np.array([by_seed(smoothness.functional_smoothness, part) for part in sums])
    together = by_seed(smoothness.functional_smoothness, np.sum(sums, axis=0))
    # Errors of this many seeds, and of as many networks as the paper has.
    one, all_of_them, mean = (
        values.std(axis=-1, ddof=1) / np.sqrt(seeds)
        for values in (each, together, each.mean(axis=0))
    )
    scale = np.sqrt(seeds / NETWORKS)
    spread = np.sqrt((one**2).mean())
    return {
        "one": (float(each.mean()), float(spread * scale), float(mean)),
        "all": (float(together.mean()), float(all_of_them * scale), float(all_of_them)),
    }


def readings(found):
    """Functional smoothness as the paper would find it, in each reading of its procedure.

    Parameters
    ----------
    found : dict of dict
        What `draws` gives, by recipe and scheme.

    Returns
    -------
    xarray.DataArray or None
        recipe, scheme, prototypes (one, all), bound (value, ci_low, ci_high). Of all draws of the
        paper's size, 95 % lie in the interval, which counts the error of the study's mean as well.
        It has no ends where the study does not know the mean better than one such draw does.
    """
    rows = {}
    for (recipe, scheme), drawn in found.items():
        for prototypes, (value, spread, error) in drawn.items():
            half = CONFIDENCE_95 * np.hypot(spread, error)
            if not error <= spread * (1 + 1e-9):
                half = np.nan
            rows[recipe, scheme, prototypes] = value, value - half, value + half
    if not rows:
        return None
    table = pd.DataFrame(rows, index=["value", "ci_low", "ci_high"]).T
    table.index.names = ["recipe", "scheme", "prototypes"]
    return table.to_xarray().to_array("bound").assign_attrs(least=NETWORKS)


def table_of_readings(found, published, within):
    """Each published functional smoothness beside each reading of the paper's procedure.

    Parameters
    ----------
    found : dict of dict
        What `draws` gives, by recipe and scheme.
    published : list of (str, float)
        Scheme and published value. The value of depth 8 stands beside depth 9 as well: the released
        code takes it from there.
    within : float
        What rounding hides.

    Returns
    -------
    pandas.DataFrame
        ``deviation`` is that of the published value from the mean, in standard deviations of a
        draw of the paper's size; ``verdict`` is empty where the study is too small.
    """
    rows = []
    numbers = readings(found)
    for scheme, value in published:
        for (recipe, name), drawn in found.items():
            for prototypes, (mean, spread, _) in drawn.items() if name == scheme else ():
                place = {"recipe": recipe, "scheme": scheme, "prototypes": prototypes}
                low, high = (
                    float(numbers.sel(place | {"bound": end})) for end in ("ci_low", "ci_high")
                )
                verdict = ""
                if not np.isnan(low):
                    inside = low - within <= value <= high + within
                    verdict = "may be a draw" if inside else "no draw gives it"
                deviation = (value - mean) / spread
                rows.append([value, *place.values(), mean, spread, low, high, deviation, verdict])
    columns = ["published", "recipe", "scheme", "prototypes_per_network", "mean", "sd_of_a_draw"]
    columns += ["low", "high", "deviation", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def figure_4(path, relations_of):
    """What the released matrices of Figure 4 say, as if they were a network of the study.

    Parameters
    ----------
    path : str
        ``resources/published_figure_4.csv``.
    relations_of : function
        `audit.of_photographs.of_dataset`.

    Returns
    -------
    dict of xarray.DataArray
    """
    dataset = released_matrices(path).expand_dims(network=["inception_v3_2015 (published)"])
    return relations_of(dataset)


def released_matrices(path):
    """The released matrices of Figure 4 with their labels.

    A table rather than netCDF: where another workflow imports this one from a repository,
    Snakemake fetches its files as text.

    Parameters
    ----------
    path : str
        ``resources/published_figure_4.csv``: a row for each layer and image.

    Returns
    -------
    xarray.Dataset
        similarity (layer, image, other_image); categories of the images.
    """
    table = pd.read_csv(path)
    categories = ["subordinate", "basic", "superordinate"]
    parts = [part.set_index("image") for _, part in table.groupby("layer", sort=False)]
    images = parts[0].index.to_list()
    matrices = [part[images].to_numpy("float32") for part in parts]
    labels = {name: ("image", parts[0][name].to_list()) for name in categories}
    return xr.Dataset(
        {"similarity": (("layer", "image", "other_image"), np.stack(matrices))},
        coords={
            "layer": table["layer"].unique().tolist(),
            "image": images,
            "other_image": images,
            **labels,
        },
    )


def hierarchy_of(path):
    """Basic and superordinate category of each subordinate category of the photographs."""
    dataset = released_matrices(path)
    labels = (dataset[name].values.tolist() for name in ("subordinate", "basic", "superordinate"))
    return {own: parents for own, *parents in zip(*labels, strict=True)}


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
    pairs = table[["category", "other"]]
    shared = (pairs["category"] == pairs["other"]).astype(int)
    for level in (0, 1):
        parents = pairs.map(lambda name, level=level: hierarchy[name][level])
        shared += parents["category"] == parents["other"]
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
