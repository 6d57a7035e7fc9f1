"""What theory says of each code in the units: mean similarity at each level, and its smoothness."""

import numpy as np
import xarray as xr

from neuralcode.names import block_name
from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES
from neuralcode.stimuli import noise_sd_by_level
from neuralcode.theory.predictions import Items, predict
from storage import datasets

DESCRIPTIONS = {
    "similarity": "predicted mean similarity of a prototype and its distortion",
    "functional_smoothness": "predicted functional smoothness, pooled over the levels above 0",
}


def run(path, *, codes, parameters, stimuli, study_seed):
    recipes, schemes = (list(dict.fromkeys(names)) for names in zip(*codes, strict=True))
    levels, units = stimuli["levels"], stimuli["units"]
    shape = {"recipe": len(recipes), "scheme": len(schemes), "level": levels}
    similarity = np.full(tuple(shape.values()), np.nan)
    smoothness = np.full(tuple(shape.values())[:2], np.nan)
    for place, recipe in enumerate(recipes):
        own = RECIPES[recipe].prototype_noise_sd
        noise_sd = noise_sd_by_level(levels, stimuli["noise_sd_step"], own)
        # Shared by the schemes of a recipe, since drawing the items takes as long as a prediction.
        items = Items(recipe, noise_sd, units, generator(study_seed, 0, "theory", "overlap"))
        for number, scheme in enumerate(schemes):
            if [recipe, scheme] in codes:
                found = predict(scheme, items, parameters[block_name(scheme)])
                similarity[place, number] = found.similarity
                smoothness[place, number] = found.smoothness
    arrays = {"similarity": similarity, "functional_smoothness": smoothness}
    datasets.write(
        xr.Dataset(
            {
                name: (
                    tuple(shape)[: array.ndim],
                    array,
                    {"long_name": f"{DESCRIPTIONS[name]}; missing without a theory", "units": "1"},
                )
                for name, array in arrays.items()
            },
            coords={
                "recipe": ("recipe", recipes, {"long_name": "recipe for the stimuli"}),
                "scheme": ("scheme", schemes, {"long_name": "coding scheme"}),
                "level": (
                    "level",
                    np.arange(levels),
                    {"long_name": "level of distortion; 0 is the prototype", "units": "1"},
                ),
            },
            attrs=datasets.provenance(
                "predictions",
                {"schemes": parameters, "stimuli": stimuli, "study_seed": study_seed},
            ),
        ),
        path,
    )
