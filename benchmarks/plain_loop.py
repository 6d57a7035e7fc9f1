"""The released recipe as a plain program: one item, one pair at a time.

It is what one writes first: loops over seeds, prototypes and levels, one product with the weights
an item, `scipy.stats.pearsonr` a pair, everything in double precision and in memory. It shares
nothing with the workflow but the random numbers, so that it is the oracle of a test
(tests/workflow/test_plain_loop.py) as well as the reference of the benchmark.

    python benchmarks/plain_loop.py --seeds 10
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import pearsonr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "workflow_scripts"))

from neuralcode.randomness import generator

SCHEMES = ("vector", "gain", "matmul", *(f"depth-{depth}" for depth in range(1, 10)))


def centred(x):
    return (x - np.mean(x)) / np.std(x)


def mapped(x):
    return 2 * (x - np.min(x)) / (np.max(x) - np.min(x)) - 1


def run(study_seed, seeds, *, categories=100, levels=20, units=100, step=0.05, depth=9):
    """Run the released recipe.

    Parameters
    ----------
    study_seed : int
    seeds : iterable of int
    categories, levels, units, depth : int
    step : float
        Standard deviation of the noise that a level adds.

    Returns
    -------
    similarity : dict of list of list of list of float
        By scheme (and ``stimuli``): seed, category, level.
    smoothness : dict of float
        Functional smoothness by scheme.
    """
    names = ["stimuli", *SCHEMES[: 3 + depth]]
    similarity = {name: [] for name in names}
    for seed in seeds:
        prototypes = generator(study_seed, seed, "stimuli", "prototypes").standard_normal(
            (categories, 1, units)
        )
        noise = generator(study_seed, seed, "stimuli", "noise").standard_normal(
            (categories, levels, units)
        )
        weights = {
            name: generator(study_seed, seed, "encode", name).standard_normal((units, units))
            for name in names[3:]
        }
        for name in names:
            similarity[name].append([])
        for category in range(categories):
            patterns = {name: [] for name in names}
            for level in range(levels):
                sd = step * level if level > 0 else 0.0001
                item = centred(prototypes[category, 0] + sd * noise[category, level])
                patterns["stimuli"].append(item)
                patterns["vector"].append(mapped(item))
                patterns["gain"].append(np.tanh(item))
                patterns["matmul"].append(np.dot(mapped(item), weights["matmul"]))
                activity = mapped(item)
                for name in names[4:]:
                    activity = np.tanh(np.dot(activity, weights[name]))
                    patterns[name].append(activity)
            for name in names:
                prototype = patterns[name][0]
                similarity[name][-1].append(
                    [pearsonr(prototype, pattern)[0] for pattern in patterns[name]]
                )
    of_items = np.array(similarity["stimuli"])[:, :, 1:].ravel()
    smoothness = {
        name: pearsonr(of_items, np.array(similarity[name])[:, :, 1:].ravel())[0]
        for name in names[1:]
    }
    return similarity, smoothness


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10, help="number of seeds (default: 10)")
    start = time.perf_counter()
    for name, value in run(2017, range(parser.parse_args().seeds))[1].items():
        print(f"{name:<8} {value:.6f}")
    print(f"{time.perf_counter() - start:.1f} s")
