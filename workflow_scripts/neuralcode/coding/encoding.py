"""Encoding of items by a coding scheme, seed by seed."""

from copy import deepcopy

import numpy as np

from neuralcode.coding.contract import checked
from neuralcode.coding.registry import find
from neuralcode.names import family, layer_below, without_value
from neuralcode.randomness import generator
from neuralcode.recipes import recipe_of
from neuralcode.stimuli import make_items, noise_sd_by_level


def encode(items, *, scheme, recipe, study_seed, seeds, parameters):
    """Encode the items of several seeds by one scheme.

    Parameters
    ----------
    items : ndarray of shape (seed, category, level, unit)
        The stimuli; for a layer above the first of a network, the layer below.
    scheme, recipe : str
        Name of a coding scheme or layer, and of a recipe.
    study_seed : int
    seeds : sequence of int
        Number of each seed in `items`.
    parameters : dict
        Parameters of the scheme.

    Returns
    -------
    dict of ndarray of shape (seed, category, level, unit)
        By readout; a scheme that has just one is read out as the scanner ``none`` does, which
        reads the units themselves. float32, or float64 where a seed needs it (see
        `neuralcode.coding.contract.checked`).

    Raises
    ------
    neuralcode.coding.contract.SchemeError
        If the scheme returns something else than patterns.
    """
    codes = [
        _encode_seed(items[index], scheme, recipe, study_seed, seed, parameters)
        for index, seed in enumerate(seeds)
    ]
    return {readout: np.stack([code[readout] for code in codes]) for readout in codes[0]}


def _encode_seed(items, scheme, recipe, study_seed, seed, parameters):
    facts = find(scheme)
    if layer_below(scheme) is None:
        items = recipe_of(recipe).prepare(items, family(scheme))
    rng = generator(study_seed, seed, "encode", without_value(scheme))
    # Copies, for the function may work in place.
    result = facts.function(np.array(items), rng, **deepcopy(parameters))
    units = facts.units(items.shape[-1], **parameters)
    shape = (*items.shape[:2], units)
    return checked(result, scheme=scheme, seed=seed, readouts=facts.readouts, shape=shape)


def probe(scheme, *, recipe, study_seed, stimuli, parameters):
    """Check what a scheme returns, before any job: on a few items, and if that fails on a seed.

    Parameters
    ----------
    scheme, recipe, study_seed
        See `encode`.
    stimuli : dict
        categories, levels, units and noise_sd_step of the study.
    parameters : dict
        Parameters of the scheme; `categories` is the number of prototypes that it takes.

    Raises
    ------
    neuralcode.coding.contract.SchemeError
        If the first seed fails. A scheme may need more than a few items, so these alone fail none.
    Exception
        What the scheme itself raises for the first seed.
    """
    parameters = dict(parameters)
    categories = parameters.pop("categories", stimuli["categories"])
    noise_sd = noise_sd_by_level(
        stimuli["levels"], stimuli["noise_sd_step"], recipe_of(recipe).prototype_noise_sd
    )

    def encode_first(categories, noise_sd):
        items = make_items(
            study_seed, 0, categories=categories, units=stimuli["units"], noise_sd=noise_sd
        )
        _encode_seed(items, scheme, recipe, study_seed, 0, parameters)

    try:
        encode_first(min(2, categories), noise_sd[[0, -1]])
    except Exception:
        encode_first(categories, noise_sd)
