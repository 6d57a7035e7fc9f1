"""The main job as a plain numpy program: both recipes, vector to depth-9, units only.

All items of a seed at once, one process, no files: what the work itself takes. The benchmark
compares the workflow with it. Like `plain_loop` it shares nothing with the workflow but the random
numbers.

    python benchmarks/plain_numpy.py --seeds 100
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "workflow_scripts"))

from neuralcode.randomness import generator

RECIPES = ("text", "released")
SCHEMES = ("vector", "gain", "matmul", *(f"depth-{depth}" for depth in range(1, 10)))


def similarity(patterns):
    """Pearson correlation of the prototype, level 0, with its distortions: (category, level)."""
    centred = patterns - patterns.mean(axis=-1, keepdims=True)
    centred /= np.linalg.norm(centred, axis=-1, keepdims=True)
    return np.einsum("cu,clu->cl", centred[:, 0], centred[:, 1:])


def items_of(study_seed, seed, recipe, shape, step):
    """Prototypes and their distortions, centred and scaled."""
    categories, levels, units = shape
    prototypes = generator(study_seed, seed, "stimuli", "prototypes").standard_normal(
        (categories, 1, units)
    )
    noise = generator(study_seed, seed, "stimuli", "noise").standard_normal(shape)
    sd = step * np.arange(levels)
    sd[0] = 0.0001 if recipe == "released" else 0.0
    items = prototypes + sd[:, None] * noise
    items -= items.mean(axis=-1, keepdims=True)
    return items / items.std(axis=-1, keepdims=True)


def codes(items, study_seed, seed, recipe):
    """Name and patterns of each code of the items of a seed."""
    given = items
    if recipe == "released":
        low, high = items.min(axis=-1, keepdims=True), items.max(axis=-1, keepdims=True)
        given = 2 * (items - low) / (high - low) - 1
    units = items.shape[-1]
    yield "vector", given
    yield "gain", np.tanh(items)
    activity = given
    for name in SCHEMES[2:]:
        weights = generator(study_seed, seed, "encode", name).standard_normal((units, units))
        if name == "matmul":
            yield name, given @ weights
        else:
            activity = np.tanh(activity @ weights)
            yield name, activity


def run(study_seed, seeds, *, categories=100, levels=20, units=100, step=0.05):
    """Functional smoothness by recipe and scheme.

    Parameters
    ----------
    study_seed : int
    seeds : iterable of int
    categories, levels, units : int
    step : float
        Standard deviation of the noise that a level adds.

    Returns
    -------
    dict of float
    """
    smoothness = {}
    for recipe in RECIPES:
        of_items, found = [], {name: [] for name in SCHEMES}
        for seed in seeds:
            items = items_of(study_seed, seed, recipe, (categories, levels, units), step)
            of_items.append(similarity(items))
            for name, patterns in codes(items, study_seed, seed, recipe):
                found[name].append(similarity(patterns))
        for name, values in found.items():
            smoothness[recipe, name] = np.corrcoef(np.ravel(of_items), np.ravel(values))[0, 1]
    return smoothness


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="number of seeds (default: 100)")
    start = time.perf_counter()
    for (recipe, name), value in run(2017, range(parser.parse_args().seeds)).items():
        print(f"{recipe}/{name} {value:.6f}")
    print(f"{time.perf_counter() - start:.1f} s")
