"""Make the stimuli of a batch of seeds."""

import numpy as np

from neuralcode.recipes import RECIPES
from neuralcode.stimuli import make_items, noise_sd_by_level
from storage import files


def run(path, *, recipe, study_seed, seeds, categories, levels, noise_sd_step, units, made_from):
    noise_sd = noise_sd_by_level(levels, noise_sd_step, RECIPES[recipe].prototype_noise_sd)
    items = np.stack(
        [
            make_items(study_seed, seed, categories=categories, units=units, noise_sd=noise_sd)
            for seed in range(*seeds)
        ]
    )
    files.write_batch(
        path,
        {"items": items},
        seeds=range(*seeds),
        long_name="value of the item, centred and scaled over units; level 0 is the prototype",
        made_from=made_from,
        facts={"noise_sd": noise_sd.tolist()},
    )
