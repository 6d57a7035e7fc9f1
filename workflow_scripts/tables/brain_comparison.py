"""Table of the agreement of layers with measured dissimilarity matrices of the photographs."""

import numpy as np
import pandas as pd
import xarray as xr

from neuralcode.analysis import intervals, layer_rdms, rsa
from neuralcode.labelled.rdms import read_rdms
from neuralcode.randomness import generator
from storage import datasets, photograph_rdms
from storage.downloads import sha256_of

RESAMPLES = 200


def read_measured(path, images, sha256):
    """Measured matrices of the photographs, with their names.

    Parameters
    ----------
    path : str
    images : list of str
    sha256 : str
        Of the file that was checked before any job.
    """
    if sha256_of(path) != sha256:
        raise ValueError(f"{path} has changed since the run was planned: start it again")
    names = xr.DataArray(np.zeros((len(images), 1)), {"item": images}, ("item", "unit"))
    return read_rdms(path, names)


def run(
    dataset_path,
    table_path,
    *,
    rdms,
    study_seed,
    bootstrap_resamples,
    confidence,
):
    dataset = datasets.read(dataset_path)
    images = dataset["image"].values.tolist()
    measured = read_measured(rdms["path"], images, rdms["sha256"])
    rows = []
    for network in dataset["network"].values.tolist():
        units = photograph_rdms.of_layers(dataset, network)
        for layer in units.rdm_descriptors["layer"]:
            model = units.subset("layer", layer)
            for method in rsa.COMPARISONS:
                rng = generator(study_seed, 0, "statistics", f"brain/{network}/{layer}")
                found = layer_rdms.agreement_with(
                    model,
                    measured,
                    method,
                    resamples=min(RESAMPLES, bootstrap_resamples),
                    confidence=confidence,
                    rng=rng,
                )
                row = {"network": network, "layer": layer, "comparison": method, **found}
                row |= {"n_subjects": measured.n_rdm, "n_photographs": len(images)}
                row["note"] = intervals.missing(len(images)).replace("seeds", "photographs")
                rows.append(row)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")
