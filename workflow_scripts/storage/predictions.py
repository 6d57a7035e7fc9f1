"""What theory says of each code in the units, as variables of the dataset of similarities."""

import numpy as np

from neuralcode.names import block_name
from neuralcode.randomness import generator
from neuralcode.theory.predictions import Items, predict

LONG_NAMES = {
    "predicted_similarity": "predicted mean similarity of a prototype and its distortion, in the "
    "units; missing without a theory",
    "predicted_functional_smoothness": "predicted functional smoothness in the units, pooled over "
    "the levels above 0; missing without a theory",
}


def predictions(noise_sd, schemes, codes, *, parameters, units, study_seed):
    """Predictions of the codes of a study.

    Parameters
    ----------
    noise_sd : dict of ndarray of shape (level,)
        Of each level, by recipe.
    schemes : list of str
    codes : set of (str, str)
        Recipe and scheme of those that the study has.
    parameters : dict of dict
        Of the schemes, by the name that all layers of a network share.
    units, study_seed : int

    Returns
    -------
    dict
        Variables for `xarray.Dataset`, with the dimensions recipe, scheme and level.
    """
    levels = len(next(iter(noise_sd.values())))
    similarity = np.full((len(noise_sd), len(schemes), levels), np.nan)
    smoothness = np.full(similarity.shape[:2], np.nan)
    for place, (recipe, sd) in enumerate(noise_sd.items()):
        # Shared by the schemes of a recipe, since drawing the items takes as long as a prediction.
        items = Items(recipe, sd, units, generator(study_seed, 0, "theory", "overlap"))
        for number, scheme in enumerate(schemes):
            if (recipe, scheme) in codes:
                found = predict(scheme, items, parameters[block_name(scheme)])
                similarity[place, number] = found.similarity
                smoothness[place, number] = found.smoothness
    arrays = dict(zip(LONG_NAMES, (similarity, smoothness), strict=True))
    return {
        name: (
            ("recipe", "scheme", "level")[: array.ndim],
            array,
            {"long_name": LONG_NAMES[name], "units": "1"},
        )
        for name, array in arrays.items()
    }
