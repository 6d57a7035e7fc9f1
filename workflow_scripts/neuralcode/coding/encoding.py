"""Encoding of items by a coding scheme, seed by seed."""

import numpy as np

from neuralcode.coding.registry import family, find
from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES


def encode(items, *, scheme, recipe, study_seed, seeds, parameters):
    """Encode the items of several seeds by one scheme.

    Parameters
    ----------
    items : ndarray of shape (seed, category, level, unit)
        The stimuli; for a network deeper than 1, the representation one layer below.
    scheme, recipe : str
        Name of a registered scheme (or ``depth-N``) and of a recipe.
    study_seed : int
    seeds : sequence of int
        Number of each seed in `items`.
    parameters : dict
        Parameters of the scheme.

    Returns
    -------
    dict of ndarray of shape (seed, category, level, unit), float32
        By readout; a scheme that has just one is read out as the scanner ``none`` does, which
        reads the units themselves.
    """
    function = find(scheme).function
    is_upper_layer = family(scheme) == "depth" and scheme != "depth-1"
    patterns = {}
    for index, seed in enumerate(seeds):
        prepared = items[index]
        if not is_upper_layer:
            prepared = RECIPES[recipe].prepare(prepared, scheme)
        result = function(prepared, generator(study_seed, seed, "encode", scheme), **parameters)
        for readout, array in (result if isinstance(result, dict) else {"none": result}).items():
            if readout not in patterns:
                patterns[readout] = np.empty((len(seeds), *array.shape), np.float32)
            patterns[readout][index] = array
    return patterns
