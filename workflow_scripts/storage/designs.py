"""Files of the experiments in a scanner."""

import netCDF4
import numpy as np

from neuralcode.scanner.measurement import Experiment
from storage import identity
from storage.complete import written
from storage.files import opened

# Where a table gives each run a design of its own, the first dimension is run.
VARIABLES = {
    "regressors": (("scan", "place"), "response to sustained activity of 1, by place in a run"),
    "drifts": (("scan", "drift"), "drift terms, the constant last"),
    "estimator": (("place", "scan"), "rows of the pseudo-inverse that give the betas"),
    "bin_regressors": (("bin", "scan", "place"), "response to activity in one part of an event"),
    "places": (("presentation",), "place of each presentation of a stimulus, from a table"),
}
NUMBERS = {"block": int, "repeats": int, "duration": float}


def write(path, experiment, made_from):
    """Write an experiment to a netCDF file, all of it or nothing.

    Parameters
    ----------
    path : str
    experiment : neuralcode.scanner.measurement.Experiment
    made_from : dict
        What readers expect of the file (see `storage.identity`): values of JSON.
    """
    with written(path) as partial, netCDF4.Dataset(partial, "w") as file:
        file.setncatts(identity.to_attributes(made_from))
        for name in NUMBERS:
            file.setncattr(name, str(getattr(experiment, name)))
        for name, (dimensions, long_name) in VARIABLES.items():
            array = getattr(experiment, name)
            if array is None:
                continue
            if array.ndim > len(dimensions):
                dimensions = ("run", *dimensions)
            for dimension, size in zip(dimensions, array.shape, strict=True):
                if dimension not in file.dimensions:
                    file.createDimension(dimension, size)
            variable = file.createVariable(name, "f8", dimensions, fletcher32=True)
            variable.setncatts({"long_name": long_name, "units": "1"})
            variable[:] = array


def read(path, *, made_from, in_time=False):
    """Read an experiment.

    Parameters
    ----------
    path : str
    made_from : dict
        What the file must have been made from (see `storage.identity`).
    in_time : bool
        Whether to read the regressors of the parts of events, for codes in time.

    Returns
    -------
    neuralcode.scanner.measurement.Experiment

    Raises
    ------
    storage.identity.DamagedFileError, storage.identity.OtherFileError, OSError
        See `storage.files.opened`.
    """
    with opened(path, made_from=made_from) as file:
        names = ["regressors", "drifts", "estimator"]
        names += ["bin_regressors"] if in_time else []
        names += ["places"] if "places" in file.variables else []
        arrays = {name: np.asarray(file[name][:]) for name in names}
        if "places" in arrays:
            arrays["places"] = arrays["places"].astype(int)
        numbers = {name: kind(file.getncattr(name)) for name, kind in NUMBERS.items()}
        return Experiment(**arrays, **numbers)
