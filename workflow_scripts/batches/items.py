"""Take the patterns of a data set as the stimuli of a batch of seeds."""

import hashlib
from pathlib import Path

import numpy as np

from neuralcode.labelled.files import read_patterns
from neuralcode.stimuli import standardised
from storage import files


def checked(file):
    """Path of a file that still is what it was when the study was planned.

    Parameters
    ----------
    file : dict
        path and sha256.

    Raises
    ------
    ValueError
        If its content changed since.
    """
    found = hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest()
    if found != file["sha256"]:
        raise ValueError(
            f"{file['path']} changed while the study was running: start Snakemake again, so that "
            "all that depends on it is made from what it holds now"
        )
    return file["path"]


def run(path, *, patterns, seeds, made_from):
    data = read_patterns(checked(patterns)).values
    own = data[slice(*seeds)] if data.ndim == 3 else data[None]
    # An item is a category with a single level.
    values = np.broadcast_to(own, (len(range(*seeds)), *own.shape[1:]))[:, :, None]
    files.write_batch(
        path,
        {"items": standardised(values), "values": np.ascontiguousarray(values)},
        seeds=range(*seeds),
        long_name={
            "items": "value of the item, centred and scaled over units",
            "values": "value of the item, as in the file of the data set",
        },
        made_from=made_from,
        dimensions={name: ("seed", "category", "level", "unit") for name in ("items", "values")},
    )
