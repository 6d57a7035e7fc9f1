"""Through a noisy scanner the codes rank as in its voxels without noise: 100 seeds of 12 codes."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import spearmanr

from neuralcode.analysis import smoothness
from neuralcode.analysis.jackknife import by_seed
from neuralcode.analysis.similarity import prototype_similarity, similarity_across_runs
from neuralcode.coding.network import layer
from neuralcode.scanner import experiments
from neuralcode.scanner.scan import Scanner, scan, standardised
from neuralcode.stimuli import make_items, noise_sd_by_level

SEEDS, CATEGORIES, LEVELS, UNITS = 100, 5, 20, 100
# The scanners of version 0.1.0, whatever the presets are now.
SCANNERS = {
    "3t": {
        "field_strength": 3,
        "voxel_size": 3.0,
        "point_spread": 2.8,
        "signal_change": 3.0,
        "signal_rate": 10.0,
        "unit_spacing": 1.5,
        "layout": "random",
        "categories": CATEGORIES,
        "runs": 6,
        "duration": 3.0,
        "interval": 8.0,
        "order": "random",
        "tr": 2.0,
        "hrf": "spm",
        "noise": 1.0,
        "drift": 1.0,
        "high_pass": 128.0,
        "smoothing": 0.0,
    }
}
SCANNERS["7t"] = SCANNERS["3t"] | {
    "field_strength": 7,
    "voxel_size": 1.5,
    "point_spread": 1.02,
    "signal_change": 3.5,
}


def codes_of(items, seed):
    """Activity of vector, gain, matmul and networks of depth 1 to 9: (stimulus, unit) each."""
    items = items.reshape(-1, UNITS)
    weights = np.random.default_rng([seed, 0]).standard_normal((UNITS, UNITS))
    codes = {"vector": items, "gain": np.tanh(items), "matmul": items @ weights}
    activity = items
    for depth in range(1, 10):
        activity = layer(activity, np.random.default_rng([seed, depth]), weight_sd=1.0)
        codes[f"depth-{depth}"] = activity
    return codes


def measured(name):
    """Similarities of items, and of each code with and without noise, over all seeds."""
    own = Scanner(**SCANNERS[name])
    given = experiments.timing(vars(own), name=name, study_seed=2017, group=LEVELS, kind="level")
    experiment = experiments.make(given, CATEGORIES * LEVELS)
    items_of, noisy, free = [], {}, {}
    for seed in range(SEEDS):
        items = make_items(
            2017, seed, categories=CATEGORIES, units=UNITS, noise_sd=noise_sd_by_level(LEVELS, 0.05)
        )
        items_of.append(prototype_similarity(items[None])[0])
        for number, (code, activity) in enumerate(codes_of(items, seed).items()):
            found = scan(
                standardised(activity),
                own,
                experiment,
                squares=np.random.default_rng([seed, 20]),
                rng=np.random.default_rng([seed, 21, number]),
            )
            betas = found.betas.reshape(1, own.runs, CATEGORIES, LEVELS, -1)
            voxels = found.noise_free.reshape(1, CATEGORIES, LEVELS, -1)
            noisy.setdefault(code, []).append(similarity_across_runs(betas)[0])
            free.setdefault(code, []).append(prototype_similarity(voxels)[0])
    return np.array(items_of), *(
        {code: np.array(values) for code, values in found.items()} for found in (noisy, free)
    )


def corrected_value(sums):
    """As `neuralcode.analysis.smoothness.corrected`, of sums over seeds."""
    items, both, _, signal = np.moveaxis(sums, -1, 0)
    return both / np.sqrt(items * np.where(signal > 0, signal, np.nan))


@pytest.mark.parametrize("name", SCANNERS)
def test_corrected_smoothness_ranks_codes_as_in_voxels_without_noise(name):
    items, noisy, free = measured(name)
    items = items[..., 1:]
    raw, corrected, seeds_of, truth = [], [], [], []
    for code, across in noisy.items():
        halves = across[:, 0, :, 1:], across[:, 1, :, 1:]
        sums = smoothness.within_prototype_sums(items, *halves)
        corrected.append(smoothness.corrected(sums, 0.95)[0])
        seeds_of.append(
            by_seed(lambda total: total[..., 1] / np.sqrt(total[..., 0] * total[..., 3]), sums)
        )
        own = smoothness.within_prototype_sums(items, free[code][..., 1:], free[code][..., 1:])
        truth.append(smoothness.corrected(own, 0.95)[0])
        pairs = smoothness.pair_sums(items, np.mean(halves, axis=0))
        raw.append(smoothness.functional_smoothness(pairs.sum(axis=0)))
    assert np.isfinite(corrected).all()
    assert spearmanr(corrected, truth).statistic >= 0.9
    # The raw values do not: the test above could not tell otherwise.
    assert spearmanr(raw, truth).statistic < 0.8
    for one, other in permutations(range(len(truth)), 2):
        if truth[one] > truth[other]:
            difference = seeds_of[one] - seeds_of[other]
            error = difference.std(ddof=1) / np.sqrt(SEEDS)
            assert difference.mean() > -3 * error, (list(noisy)[one], list(noisy)[other])
