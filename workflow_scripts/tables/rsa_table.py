"""Tables of the representational similarity analyses of all scanners, and of what is lost where."""

import pandas as pd

from neuralcode.analysis.interval_columns import BOUNDS

LOSSES = ["recipe", "scheme", "scanner", "comparison", "voxels", "noise", "predicted", "agreement"]


def run(paths, rsa_path, losses_path):
    every = pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)
    if "model" in every:
        # Of a data set: what is compared with models of the user has a table of its own.
        every = every[every["model"].fillna("items") == "items"]
        every = every.drop(columns=["model", *every.filter(like="ceiling_seeds")])
    every = every.rename(columns={f"agreement_{bound}": bound for bound in BOUNDS})
    scanned = every.reindex(columns=[*every, *with_bounds("voxels"), *with_bounds("noise")])
    scanned = scanned.loc[:, ~scanned.columns.duplicated()]
    # Of these runs, the matrix of the same voxels without noise is what agrees best on average.
    table = scanned.rename(
        columns={name: name.replace("noise", "ceiling") for name in with_bounds("noise")}
    ).drop(columns=with_bounds("voxels"))
    table.to_csv(rsa_path, index=False, float_format="%.6f")
    losses = scanned[scanned["voxels"].notna()]
    losses = losses.assign(predicted=losses["voxels"] * losses["noise"])
    columns = [*LOSSES, *BOUNDS, "note", *with_bounds("voxels")[1:]]
    columns += [*with_bounds("noise")[1:], "runs", "n_seeds", "n_conditions"]
    losses[columns].to_csv(losses_path, index=False, float_format="%.6f")


def with_bounds(name):
    """Columns of a value and its interval."""
    return [name, *(f"{name}_{bound}" for bound in BOUNDS)]
