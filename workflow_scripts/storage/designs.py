"""Files of the experiments in a scanner."""

import json

import netCDF4
import numpy as np

from neuralcode.scanner.scan import Experiment
from storage.files import DamagedFileError, written

VARIABLES = {
    "regressors": (("scan", "place"), "response to sustained activity of 1, by place in a run"),
    "drifts": (("scan", "drift"), "drift terms, the constant last"),
    "estimator": (("place", "scan"), "rows of the pseudo-inverse that give the betas"),
    "bin_regressors": (("bin", "scan", "place"), "response to activity in one part of an event"),
}


def write(path, experiment, attributes):
    """Write an experiment to a netCDF file, all of it or nothing.

    Parameters
    ----------
    path : str
    experiment : neuralcode.scanner.scan.Experiment
    attributes : dict
        What made the file: values that JSON can hold.
    """
    with written(path) as partial, netCDF4.Dataset(partial, "w") as file:
        file.setncatts({key: json.dumps(value) for key, value in attributes.items()})
        for name, (dimensions, long_name) in VARIABLES.items():
            array = getattr(experiment, name)
            if array is None:
                continue
            for dimension, size in zip(dimensions, array.shape, strict=True):
                if dimension not in file.dimensions:
                    file.createDimension(dimension, size)
            variable = file.createVariable(name, "f8", dimensions, fletcher32=True)
            variable.setncatts({"long_name": long_name, "units": "1"})
            variable[:] = array


def read(path, *, in_time=False):
    """Read an experiment.

    Parameters
    ----------
    path : str
    in_time : bool
        Whether to read the regressors of the parts of events, for codes in time.

    Returns
    -------
    neuralcode.scanner.scan.Experiment

    Raises
    ------
    DamagedFileError
        If the file cannot be read or lacks a variable.
    """
    names = [name for name in VARIABLES if in_time or name != "bin_regressors"]
    try:
        with netCDF4.Dataset(path) as file:
            file.set_auto_mask(False)
            return Experiment(**{name: np.asarray(file[name][:]) for name in names})
    except (OSError, RuntimeError, IndexError) as error:
        raise DamagedFileError(path, str(error)) from error
