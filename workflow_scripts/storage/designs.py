"""Files of the experiments in a scanner."""

import netCDF4
import numpy as np

from neuralcode.scanner.scan import Experiment
from storage import identity
from storage.complete import written
from storage.files import opened

VARIABLES = {
    "regressors": (("scan", "place"), "response to sustained activity of 1, by place in a run"),
    "drifts": (("scan", "drift"), "drift terms, the constant last"),
    "estimator": (("place", "scan"), "rows of the pseudo-inverse that give the betas"),
    "bin_regressors": (("bin", "scan", "place"), "response to activity in one part of an event"),
}


def write(path, experiment, made_from):
    """Write an experiment to a netCDF file, all of it or nothing.

    Parameters
    ----------
    path : str
    experiment : neuralcode.scanner.scan.Experiment
    made_from : dict
        What readers expect of the file (see `storage.identity`): values of JSON.
    """
    with written(path) as partial, netCDF4.Dataset(partial, "w") as file:
        file.setncatts(identity.to_attributes(made_from))
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
    neuralcode.scanner.scan.Experiment

    Raises
    ------
    storage.identity.DamagedFileError, storage.identity.OtherFileError, OSError
        See `storage.files.opened`.
    """
    names = [name for name in VARIABLES if in_time or name != "bin_regressors"]
    with opened(path, made_from=made_from) as file:
        return Experiment(**{name: np.asarray(file[name][:]) for name in names})
