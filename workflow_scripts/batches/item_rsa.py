"""Dissimilarity matrices of a data set in one scanner: agreement with the items and with models."""

import numpy as np
import pandas as pd
import xarray as xr
from rsatoolbox.inference import boot_noise_ceiling
from rsatoolbox.rdm import RDMs, compare

from batches.items import checked
from batches.rsa import each_seed, matrices_of
from neuralcode.analysis import interval_columns, intervals, item_pairs, rdms, rsa, without_items
from neuralcode.labelled.rdms import read_rdms
from storage import files

PART = {"category": slice(None), "level": [0]}
#: The row of a table that compares with the items themselves, and not with a model.
ITEMS = "items"


def with_names(matrices, names, categories):
    """Matrices whose conditions have the names and categories of the items."""
    described = {"item": names, "stimulus": list(range(len(names)))}
    described |= {"category": categories} if categories else {}
    return RDMs(
        matrices.get_matrices(),
        dissimilarity_measure=matrices.dissimilarity_measure,
        rdm_descriptors={
            name: list(values)
            for name, values in matrices.rdm_descriptors.items()
            if name != "index"
        },
        pattern_descriptors=described,
    )


def agreements(models, matrices, method):
    """Agreement of the matrix of each seed with its model: shared by all seeds, or one for each."""
    if models.n_rdm == 1:
        return compare(models, matrices, rsa.COMPARISONS[method])[0].clip(-1, 1)
    return rsa.agreement(models, matrices, method)


def without_each(sets, method):
    """Agreement of every two sets of matrices without each item: (set, other set, seed, item)."""
    seeds = max(matrices.n_rdm for matrices in sets)
    every = [matrices.get_matrices() for matrices in sets]
    found = [
        without_items.agreements(np.stack([own[seed % len(own)] for own in every]), method)
        for seed in range(seeds)
    ]
    return np.stack(found, axis=2)


def estimated(name, models, matrices, method, without, confidence):
    """Columns of a mean agreement and its interval over seeds and items."""
    values = agreements(models, matrices, method)
    found = item_pairs.with_interval(values, without, confidence)
    return interval_columns.columns(name, found)


def note(matrices):
    """Why a row has no interval."""
    if intervals.missing(matrices.n_rdm):
        return intervals.missing(matrices.n_rdm)
    return f"fewer than {intervals.MINIMUM} items" if intervals.missing(matrices.n_cond) else ""


def of_items(models, found, key, confidence):
    """Rows of one scheme: agreement with the items, and what voxels and noise leave of it."""
    rows = []
    for method in rsa.COMPARISONS:
        row = {**key, "model": ITEMS, "dissimilarity": found.measured.dissimilarity_measure}
        row |= {"comparison": method}
        free = [] if found.noise_free is None else [found.noise_free]
        without = without_each([models, found.measured, *free], method)
        two = models, found.measured
        row |= estimated("agreement", *two, method, without[0, 1], confidence)
        row["note"] = note(found.measured)
        if free:
            two = models, found.noise_free
            row |= estimated("voxels", *two, method, without[0, 2], confidence)
            two = found.noise_free, found.measured
            row |= estimated("noise", *two, method, without[2, 1], confidence)
        seeds = found.measured.n_rdm
        own = models if models.n_rdm == seeds else repeated(models, seeds)
        two_runs = rsa.agreement_of_pairs(own, found.pairs, method)
        names = ("agreement_two_runs", "ceiling_two_runs_low", "ceiling_two_runs_high")
        row |= dict(zip(names, two_runs, strict=True))
        rows.append(row | counts(found))
    return rows


def counts(found):
    """Columns of what a row is made from."""
    return {
        "runs": found.runs,
        "n_seeds": found.measured.n_rdm,
        "n_conditions": found.measured.n_cond,
    }


def repeated(models, seeds):
    """The one matrix of all seeds for each of them."""
    return RDMs(
        np.repeat(models.dissimilarities, seeds, axis=0),
        rdm_descriptors={"seed": list(range(seeds))},
        pattern_descriptors={"stimulus": models.pattern_descriptors["stimulus"]},
    )


def of_models(given, found, key, confidence):
    """Rows of one scheme: agreement with each model, and the ceiling that seeds set.

    The ceiling is that of Nili et al. 2014, PLoS Computational Biology 10:e1003553: agreement of
    a seed with the mean of the others, and with that of all.
    """
    rows = []
    for method in rsa.COMPARISONS if given is not None else ():
        low, high = np.nan, np.nan
        if found.measured.n_rdm > 1:
            low, high = boot_noise_ceiling(found.measured, rsa.COMPARISONS[method])
        without = without_each([found.measured, *given], method)
        names = given.rdm_descriptors["model"]
        for place, (name, model) in enumerate(zip(names, given, strict=True), start=1):
            row = {**key, "model": name, "dissimilarity": found.measured.dissimilarity_measure}
            row |= {"comparison": method}
            left = without[0, place]
            row |= estimated("agreement", model, found.measured, method, left, confidence)
            row |= {"ceiling_seeds_low": low, "ceiling_seeds_high": high}
            rows.append(row | {"note": note(found.measured)} | counts(found))
    return rows


def read_models(file, names):
    """Model matrices of a file; None without one."""
    if not file:
        return None
    items = xr.DataArray(np.zeros((len(names), 0)), {"item": names}, ("item", "unit"))
    models = read_rdms(checked(file), items)
    models.pattern_descriptors["stimulus"] = list(range(len(names)))
    return models


def run(
    stimulus_paths,
    pattern_paths,
    rdms_path,
    models_path,
    table_path,
    *,
    names,
    categories,
    models,
    shared,
    **settings,
):
    key = {"recipe": settings["recipe"], "scanner": settings["scanner"]}
    # What all seeds share is read once.
    first = settings | ({"seeds": 1} if shared else {})
    stimuli = each_seed(stimulus_paths, ["items"], first, settings["expected"]["stimuli"], PART)
    of_stimuli = {"recipe": settings["recipe"], "scanner": "none", "scheme": "stimuli"}
    own_models = rdms.scheme_rdms((items for (items,) in stimuli), [0], of_stimuli)
    given = read_models(models, names)
    rows, every = [], []
    for scheme in settings["schemes"]:
        own = {**key, "scheme": scheme}
        made_from = settings["expected"]["patterns"][scheme]
        found = matrices_of(pattern_paths[scheme], settings, PART, made_from, [0], own)
        every.append(found.measured)
        rows += of_items(own_models, found, own, settings["confidence"])
        rows += of_models(given, found, own, settings["confidence"])
    for matrices, path in ((rdms.together(every), rdms_path), (own_models, models_path)):
        with files.written(path) as partial:
            named = with_names(matrices, names, categories)
            named.save(partial, file_type="hdf5", overwrite=True)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
