"""Dissimilarity matrices of all schemes in one scanner, and how they agree with the stimuli."""

from dataclasses import dataclass

import pandas as pd
from rsatoolbox.rdm import RDMs

from neuralcode.analysis import interval_columns, intervals, rdms, rsa
from neuralcode.scanner.measurement import unpacked
from neuralcode.stimuli import evenly
from storage import files, seed_batches

#: What is read of a scan.
SCANNED = ["betas", "noise_free_betas", "residual_covariance", "residual_dof"]


@dataclass(frozen=True)
class Matrices:
    """Dissimilarity matrices of one scheme, one per seed, and what tells its losses."""

    measured: RDMs
    noise_free: RDMs | None = None
    pairs: tuple = ()
    runs: int = 1


def each_seed(paths, names, settings, made_from, only=None):
    """Variables of the first seeds, one seed at a time."""
    return seed_batches.each(paths, names, seeds=settings["seeds"], made_from=made_from, only=only)


def matrices_of(paths, settings, part, made_from, levels, key):
    """The matrices of one scheme; part: the categories and levels that are compared."""
    names = SCANNED if settings["scanned"] else ["readout_none"]
    seeds = each_seed(paths, names, settings, made_from, part)
    if not settings["scanned"]:
        return Matrices(rdms.scheme_rdms((patterns for (patterns,) in seeds), levels, key))
    measured, free, pairs = [], [], []
    for seed, (betas, noise_free, triangle, dof) in enumerate(seeds):
        own, runs = {**key, "seed": seed}, len(betas)
        *both, precision = rdms.scanned_rdms(
            betas, noise_free, unpacked(triangle), dof, levels, own
        )
        for matrices, matrix in zip((measured, free), both, strict=True):
            matrices.append(matrix)
        # Two pairs of runs, or more, are what a noise ceiling takes.
        if runs >= 4:
            pairs.append(rdms.paired_runs(betas, levels, precision))
        # Not there any more while that of the next seed is made.
        del precision
    return Matrices(rdms.together(measured), rdms.together(free), tuple(pairs), runs)


def with_interval(name, values, confidence):
    """Columns of a mean over seeds and its interval."""
    found = intervals.of_mean(values, confidence, scale="correlation")
    return interval_columns.columns(name, map(float, found))


def compare_scheme(models, matrices, key, confidence):
    """Rows of one scheme: agreement with the stimuli, and what voxels and noise leave of it.

    Each seed draws its own stimuli, so that seeds alone are what is independent.
    """
    rows = []
    for method in rsa.COMPARISONS:
        if matrices.noise_free is None:
            found = {"agreement": rsa.agreement(models, matrices.measured, method)}
        else:
            found = rsa.losses(models, matrices.noise_free, matrices.measured, method)
        values = found.pop("agreement")
        measure = matrices.measured.dissimilarity_measure
        row = {**key, "dissimilarity": measure, "comparison": method}
        row |= with_interval("agreement", values, confidence)
        row["note"] = intervals.missing(len(values))
        for name, parts in found.items():
            row |= with_interval(name, parts, confidence)
        two_runs = rsa.agreement_of_pairs(models, matrices.pairs, method)
        names = ("agreement_two_runs", "ceiling_two_runs_low", "ceiling_two_runs_high")
        row |= dict(zip(names, two_runs, strict=True))
        row |= {"runs": matrices.runs, "n_seeds": len(values), "n_conditions": models.n_cond}
        rows.append(row)
    return rows


def run(stimulus_paths, pattern_paths, rdms_path, models_path, table_path, **settings):
    levels = evenly(settings["all_levels"], settings["levels"])
    part = {"category": slice(settings["categories"]), "level": levels}
    made_from = settings["expected"]["stimuli"]
    items = seed_batches.read(
        stimulus_paths,
        "items",
        seeds=settings["seeds"],
        made_from=made_from,
        only=part,
    )
    key = {"recipe": settings["recipe"], "scanner": settings["scanner"]}
    stimuli = {"recipe": settings["recipe"], "scanner": "none", "scheme": "stimuli"}
    rows, every, models = [], [], {}
    for scheme in settings["schemes"]:
        own = {**key, "scheme": scheme}
        made_from = settings["expected"]["patterns"][scheme]
        found = matrices_of(pattern_paths[scheme], settings, part, made_from, levels, own)
        shown = found.measured.n_cond // len(levels)
        if shown not in models:
            models[shown] = rdms.scheme_rdms(items[:, :shown], levels, stimuli)
        every.append(found.measured)
        rows += compare_scheme(models[shown], found, own, settings["confidence"])
    for matrices, path in ((every, rdms_path), ([models[max(models)]], models_path)):
        with files.written(path) as partial:
            rdms.together(matrices).save(partial, file_type="hdf5", overwrite=True)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
