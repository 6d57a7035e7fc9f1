"""Table of what claims say of codes beside their similarity, and of the haemodynamic response.

Rows without a seed are exact: they come from formulas.
"""

import numpy as np
import pandas as pd

from neuralcode.analysis import properties, sheet
from neuralcode.analysis.similarity import prototype_similarity
from neuralcode.analysis.smoothness import functional_smoothness, pair_sums
from neuralcode.coding.encoding import encode
from neuralcode.coding.factorial import factorial
from neuralcode.names import family, layer_name, layer_number
from neuralcode.recipes import RECIPES
from neuralcode.scanner import hrf
from neuralcode.stimuli import make_items, noise_sd_by_level

# Side of the square of units over which the super-voxel smooth code is averaged.
WIDTH = 3


def run(table_path, *, recipes, seeds, categories, stimuli, depths, parameters, study_seed):
    rows = [
        (recipe, *row, seed)
        for recipe in recipes
        for seed in range(seeds)
        for row in rows_of_seed(recipe, seed, categories, stimuli, depths, parameters, study_seed)
    ]
    exact = [("", *row, "") for row in times()]
    columns = ["recipe", "property", "scheme", "value", "seed"]
    table = pd.DataFrame(rows + exact, columns=columns)
    table.to_csv(table_path, index=False, float_format="%.6f")


def times():
    """When the haemodynamic responses start, peak and are over, in s."""
    for name in hrf.RESPONSES:
        for moment, time in hrf.times(name).items():
            yield f"time of the {moment}", name, float(time)


def rows_of_seed(recipe, seed, categories, stimuli, depths, parameters, study_seed):
    """Property, scheme and value of all that is measured in one seed."""
    noise_sd = noise_sd_by_level(
        stimuli["levels"], stimuli["noise_sd_step"], RECIPES[recipe].prototype_noise_sd
    )
    items = make_items(
        study_seed, seed, categories=categories, units=stimuli["units"], noise_sd=noise_sd
    )

    def encoded(scheme, given):
        code = encode(
            given[None],
            scheme=scheme,
            recipe=recipe,
            study_seed=study_seed,
            seeds=[seed],
            parameters=parameters.get(family(scheme), {}),
        )
        return code["none"][0]

    schemes = ("vector", "gain", "factorial", "hash", "hash-item")
    patterns = {scheme: encoded(scheme, items) for scheme in schemes}
    below = items
    for depth in range(1, depths + 1):
        scheme = layer_name("depth", depth)
        below = patterns[scheme] = encoded(scheme, below)
    outputs = [name for name in patterns if name in ("vector", "gain") or layer_number(name)]
    for scheme in outputs:
        yield "corner_share", scheme, properties.corner_share(patterns[scheme])
        distance = properties.corner_distances(patterns[scheme]).mean()
        yield "corner_distance", scheme, float(distance)
    for scheme in ("factorial", "hash", "hash-item"):
        yield "own_pattern_share", scheme, properties.own_pattern_share(patterns[scheme])
    yield "one_factor_similarity", "factorial", one_factor(items, recipe, parameters["factorial"])

    def smoothness(name, code):
        similarity = [prototype_similarity(part[None])[:, :, 1:] for part in (items, code)]
        return (
            "functional_smoothness",
            name,
            float(functional_smoothness(pair_sums(*similarity))[0]),
        )

    smooth = properties.smoothed_over_sheet(patterns["hash"], WIDTH)
    yield "morans_i", "hash over the sheet", float(sheet.morans_i(smooth).mean())
    yield smoothness("hash over the sheet", smooth.reshape(*smooth.shape[:-2], -1))
    half = properties.mixture(patterns["vector"], patterns["hash"])
    yield smoothness("half vector, half hash", half)
    yield smoothness("hash alone", patterns["hash"])


def one_factor(items, recipe, parameters):
    """Largest similarity, beside 0, of an item and the same item with one factor changed."""
    prepared = RECIPES[recipe].prepare(items[:, 0], "factorial")
    chosen = parameters.get("factor_units")
    # The value that is the level of a factor has its sign changed: nothing else differs.
    other = prepared.copy()
    other[:, 0 if chosen is None else chosen[0]] *= -1
    pair = factorial(np.stack([prepared, other], axis=1), None, **parameters)
    return float(np.abs(prototype_similarity(pair[None])[0, :, 1]).max())
