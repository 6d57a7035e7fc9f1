"""Measured dissimilarity matrices of the photographs: a file, read and checked before any job."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from rules import pictures


def problems(config):
    """Problems of ``photographs.rdms``; see `rules.consistency.problems`.

    Asked once per run, not with every check of a configuration: the photographs are those of the
    working folder.
    """
    photographs = config["photographs"]
    if not (photographs["rdms"] and photographs["networks"]):
        return
    # Only here, for pandas, xarray and rsatoolbox take long to import.
    from neuralcode.labelled.patterns import PatternsError

    try:
        _read(*_stamped(photographs))
    except (OSError, PatternsError) as error:
        allowed = f"a file of dissimilarities of the photographs: {error}"
        yield ["photographs", "rdms"], photographs["rdms"], allowed, ""


def file_of(photographs):
    """Path and SHA-256 of the file of the configuration; nothing where there is none."""
    path = photographs["rdms"]
    if not path:
        return {}
    return {"path": path, "sha256": sha256(Path(path).read_bytes()).hexdigest()}


def _stamped(photographs):
    """The path with what changes when the file does, and the names of the photographs."""
    path = Path(photographs["rdms"])
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    status = path.stat()
    names = tuple(photograph["file"] for photograph in pictures.of_configuration(photographs))
    return str(path), status.st_mtime_ns, status.st_size, names


@cache
def _read(path, _changed, _size, names):
    import numpy as np
    import xarray as xr

    from neuralcode.labelled.models import read_models

    items = xr.DataArray(np.zeros((len(names), 1)), {"item": list(names)}, ("item", "unit"))
    return len(read_models(path, items).names)
