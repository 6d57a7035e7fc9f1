"""Dissimilarity matrices of all schemes in one scanner, and how they agree with the stimuli."""

from statistics import NormalDist

import pandas as pd

from neuralcode.analysis import rsa
from neuralcode.randomness import generator
from storage import first_seeds


def read_seeds(paths, variable, settings, levels, made_from):
    """The first seeds, at the chosen levels, of as many categories as are compared."""
    return first_seeds.read(
        paths,
        variable,
        batches=settings["batches"],
        seeds=settings["seeds"],
        made_from=made_from,
        only={"category": slice(settings["categories"]), "level": levels},
    )


def compare_scheme(models, rdms, pairs, method, settings, rng):
    """Agreement of one scheme with the stimuli, its interval and noise ceiling."""
    value = rsa.agreement(models, rdms, method).mean()
    resampled = rsa.bootstrap(models, rdms, method, resamples=settings["resamples"], rng=rng)
    width = NormalDist().inv_cdf((1 + settings["confidence"]) / 2) * resampled.std(ddof=1)
    two_runs, low, high = rsa.agreement_two_runs(models, pairs, method)
    return {
        "agreement": value,
        "ci_low": max(value - width, -1.0),
        "ci_high": min(value + width, 1.0),
        "agreement_two_runs": two_runs,
        "ceiling_low": low,
        "ceiling_high": high,
        "n_seeds": models.n_rdm,
        "n_conditions": models.n_cond,
    }


def run(stimulus_paths, pattern_paths, rdms_path, table_path, **settings):
    expected = settings["expected"]
    levels = rsa.evenly(settings["all_levels"], settings["levels"])
    items = read_seeds(stimulus_paths, "items", settings, levels, expected["stimuli"])
    key = {"recipe": settings["recipe"], "scanner": settings["scanner"]}
    rows, all_rdms = [], []
    for number, scheme in enumerate(settings["schemes"]):
        n_batches = len(settings["batches"])
        paths = pattern_paths[number * n_batches : (number + 1) * n_batches]
        made_from = expected["patterns"][number]
        patterns = read_seeds(paths, settings["variable"], settings, levels, made_from)
        rdms = rsa.scheme_rdms(patterns, levels, scheme)
        all_rdms.append(rdms)
        models = rsa.model_rdms(items[:, : patterns.shape[-3]], levels)
        # Two pairs of runs, or more, are what a noise ceiling takes.
        has_pairs = patterns.ndim == 5 and patterns.shape[1] >= 4
        pairs = [rsa.paired_runs(betas, levels) for betas in patterns] if has_pairs else []
        for method in rsa.COMPARISONS:
            # The same resamples for all schemes: their differences are those of the schemes.
            rng = generator(settings["study_seed"], 0, "rsa", f"bootstrap/{models.n_cond}")
            measures = {"dissimilarity": rdms.dissimilarity_measure, "comparison": method}
            numbers = compare_scheme(models, rdms, pairs, method, settings, rng)
            rows.append({**key, "scheme": scheme, **measures, **numbers})
    shown = max(rdms.n_cond for rdms in all_rdms) // len(levels)
    stimuli = rsa.model_rdms(items[:, :shown], levels)
    rsa.together([stimuli, *all_rdms]).save(rdms_path, file_type="hdf5", overwrite=True)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
