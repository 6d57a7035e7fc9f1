"""The people who are scanned: each has stimuli, a code, a layout of the units, and responses."""

from dataclasses import dataclass

import numpy as np

from neuralcode.coding.encoding import encode
from neuralcode.names import layers_of
from neuralcode.planner import measures
from neuralcode.randomness import generator
from neuralcode.recipes import RECIPES
from neuralcode.scanner import layouts
from neuralcode.scanner.scan import standardised
from neuralcode.stimuli import make_items, noise_sd_by_level

# People there are at most. Studies draw from them; the noise of each scan is drawn for itself. The
# mean over so many people lies 0.1 standard errors of a study of 10 from that over all people.
MOST = 1000


@dataclass(frozen=True)
class People:
    """All who may take part.

    Attributes
    ----------
    items : ndarray of shape (person, category, level, value)
        Stimuli that each of them sees.
    activity : ndarray of shape (person, category, level, unit)
        Of their code.
    """

    items: np.ndarray
    activity: np.ndarray

    def __len__(self):
        return len(self.items)


def drawn_items(count, *, recipe, categories, stimuli, study_seed, together):
    """Prototypes and distortions of people.

    Parameters
    ----------
    count : int
    recipe : str
    categories : int
        Number of categories that are shown.
    stimuli : dict
        ``levels``, ``units`` and ``noise_sd_step`` of the study.
    study_seed : int
    together : int
        Number of people who share stimuli, one after the other; 1 where each has their own.

    Returns
    -------
    ndarray of shape (person, category, level, value)
        The people are the seeds of the study: number 0 of those who share nothing has the stimuli
        of seed 0.
    """
    noise_sd = noise_sd_by_level(
        stimuli["levels"], stimuli["noise_sd_step"], RECIPES[recipe].prototype_noise_sd
    )
    size = {"categories": categories, "units": stimuli["units"], "noise_sd": noise_sd}
    sets = [make_items(study_seed, number, **size) for number in range(-(-count // together))]
    return np.repeat(np.array(sets), together, axis=0)[:count]


def people(items, *, scheme, recipe, parameters, study_seed, taken=None):
    """Codes of people, each with random weights of their own.

    Parameters
    ----------
    items : ndarray of shape (person, category, level, value)
        What they see.
    scheme, recipe : str
    parameters : dict
        Of the scheme.
    study_seed : int
    taken : ndarray of the same shape, optional
        What the code takes, where that is not the items themselves.

    Returns
    -------
    People
        Person number i has the weights of seed i.
    """
    activity = items if taken is None else taken
    for layer in layers_of(scheme):
        activity = encode(
            activity,
            scheme=layer,
            recipe=recipe,
            study_seed=study_seed,
            seeds=range(len(items)),
            parameters=parameters,
        )["none"]
    return People(items, activity)


def responses(everyone, scanner, levels, *, study_seed, what):
    """Responses of the voxels of all people to the stimuli that are shown, without noise.

    Parameters
    ----------
    everyone : People
    scanner : neuralcode.scanner.presets.Scanner
        With a random layout.
    levels : sequence of int
        That are shown.
    study_seed : int
    what : str
        Of the random layouts and offsets of the voxel grid.

    Returns
    -------
    ndarray of shape (person, stimulus, voxel), float32
        In percent of the baseline.
    """
    shown = everyone.activity[:, :, levels]
    shown = shown.reshape(len(shown), -1, shown.shape[-1])
    units = shown.shape[-1]
    smoothing = scanner.signal_change * scanner.smoothing_matrix(units)
    weights = smoothing @ scanner.voxel_matrix(units)
    found = np.empty((*shown.shape[:2], len(weights)), np.float32)
    for number, patterns in enumerate(shown):
        rng = generator(study_seed, number, "plan", what)
        if scanner.grid == "random":
            offset = scanner.voxel_size * (rng.random(2) - 0.5)
            weights = smoothing @ scanner.voxel_matrix(units, offset)
        layout = layouts.random_layout(units, rng)
        found[number] = standardised(patterns) @ weights[:, layout].T
    return found


def models(everyone, levels):
    """What the stimuli of each person predict, for `neuralcode.planner.measures`.

    Parameters
    ----------
    everyone : People
    levels : sequence of int

    Returns
    -------
    ndarray of shape (person, stimulus, stimulus), float32
        From one minus the Pearson correlation of the items.
    """
    items = everyone.items[:, :, levels]
    items = items.reshape(len(items), -1, items.shape[-1]).astype(np.float32)
    items = items - items.mean(axis=-1, keepdims=True)
    items /= np.linalg.norm(items, axis=-1, keepdims=True)
    return measures.model(items @ items.swapaxes(-1, -2))
