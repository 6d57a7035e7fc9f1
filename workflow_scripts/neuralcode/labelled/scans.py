"""Scans of patterns by a simulated scanner."""

import json
import warnings
from dataclasses import asdict, replace
from operator import index

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from neuralcode.allowed import require
from neuralcode.labelled.patterns import BETAS, Patterns, as_patterns, with_labels_of
from neuralcode.randomness import generator
from neuralcode.scanner import calibration, experiments, voxels
from neuralcode.scanner.presets import Scanner
from neuralcode.scanner.scan import scan as scanned
from neuralcode.scanner.scan import standardised
from neuralcode.settings import Settings

# A longer run is more than a participant bears.
LONG_RUN_MINUTES = 20


def measure(
    patterns: Patterns,
    scanner: Scanner | None = None,
    *,
    seed: int = 0,
    tuning: Patterns | None = None,
    places: ArrayLike | None = None,
) -> xr.Dataset:
    """Scan patterns, and keep what the scanner would measure without noise beside what it does.

    Parameters
    ----------
    patterns, scanner, seed, tuning, places
        See `scan`.

    Returns
    -------
    xarray.Dataset
        ``betas`` (run, item, voxel) and ``noise_free_betas`` (item, voxel) in percent of the
        baseline; ``residual_covariance`` (voxel, other_voxel) of the GLM in squared percent, with
        its degrees of freedom ``residual_dof``.

    Raises
    ------
    ValueError
        See `scan`.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import Scanner, measure
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> measured = measure(patterns, Scanner("7t"))
    >>> dict(measured["noise_free_betas"].sizes)
    {'item': 12, 'voxel': 100}
    """
    data = as_patterns(patterns)
    scanner = _checked_scanner(scanner, data, tuning, places)
    seed, study_seed, name = index(seed), Settings.study_seed, str(data.name or "patterns")
    experiment = experiments.make(
        experiments.timing(
            asdict(scanner),
            name="patterns",
            study_seed=study_seed,
            group=len(data),
            kind="item",
            labels=list(map(str, data["item"].values)),
        ),
        len(data),
    )
    _warn_of_long_runs(scanner, experiment)
    activity = standardised(data.values)
    if scanner.calibrate != "none":
        target = scanner.calibrate_to
        factor = calibration.calibrated(scanner.calibrate, target, scanner, experiment, [activity])
        scanner = replace(scanner, noise=factor)
    parameters = json.dumps(asdict(scanner), sort_keys=True)
    measured = scanned(
        activity,
        scanner,
        experiment,
        tuning=None if tuning is None else as_patterns(tuning, what="tuning").values,
        places=places,
        squares=generator(study_seed, seed, "layout", name),
        # Another scanner has noise of its own.
        rng=generator(study_seed, seed, "measure", f"{name}/{parameters}"),
        grid=generator(study_seed, seed, "grid", name),
    )
    rows, columns = scanner.voxel_grid(data.sizes["unit"])
    place = {
        "row": ("voxel", np.repeat(np.arange(rows), columns)),
        "column": ("voxel", np.tile(np.arange(columns), rows)),
    }
    betas = with_labels_of(data, measured.betas, BETAS, "betas", **place)
    free = with_labels_of(data, measured.noise_free[0], BETAS[1:], "noise_free_betas", **place)
    covariance = (("voxel", "other_voxel"), measured.residual_covariance(), {"units": "percent2"})
    long_name = "response to an item, estimated in each run"
    return xr.Dataset(
        {
            "betas": betas.assign_attrs(long_name=long_name, units="percent"),
            "noise_free_betas": free.assign_attrs(
                long_name=f"{long_name}, without noise and drift", units="percent"
            ),
            "residual_covariance": covariance,
            "residual_dof": experiment.residual_dof(scanner.runs),
        },
        attrs={"scanner": parameters, "seed": seed},
    )


def _checked_scanner(scanner, data, tuning, places):
    """The scanner, if it can show these patterns."""
    scanner = Scanner() if scanner is None else scanner
    if not isinstance(scanner, Scanner):
        raise TypeError(f"scanner must be a Scanner, such as Scanner('7t'); got {scanner!r}")
    units = data.sizes["unit"]
    problems = voxels.problems(scanner.voxel_size, scanner.unit_spacing, units)
    require((("voxel_size", *problem) for problem in problems), asdict(scanner))
    if scanner.rest:
        raise ValueError(
            f"rest must be 0, for patterns have no categories to make blocks of; got {scanner.rest}"
        )
    for layout, name, what, given in (
        ("topographic", "tuning", "patterns of other items", tuning),
        ("retinotopic", "places", "row and column of each unit in a map", places),
    ):
        if (scanner.layout == layout) != (given is not None):
            raise ValueError(
                f"{name}, {what}, goes with layout={layout!r}, which lays the units out by it; got "
                f"layout={scanner.layout!r} and {'no ' * (given is None)}{name}"
            )
    if tuning is not None and as_patterns(tuning, what="tuning").sizes["unit"] != units:
        raise ValueError(f"tuning must have as many units as the patterns, {units}")
    if places is not None and np.shape(places) != (units, 2):
        raise ValueError(
            f"places must have two numbers for each of the {units} units of the patterns; got an "
            f"array of shape {np.shape(places)}"
        )
    return scanner


def _warn_of_long_runs(scanner, experiment):
    minutes = experiment.regressors.shape[-2] * scanner.tr / 60
    if minutes > LONG_RUN_MINUTES:
        every = scanner.runs * minutes
        warnings.warn(
            f"a run takes {minutes:.0f} minutes, and {scanner.runs} runs take {every:.0f}: scan "
            "fewer items, or choose a shorter interval",
            stacklevel=3,
        )


def scan(
    patterns: Patterns,
    scanner: Scanner | None = None,
    *,
    seed: int = 0,
    tuning: Patterns | None = None,
    places: ArrayLike | None = None,
) -> xr.DataArray:
    """Scan patterns: what fMRI would estimate of each item in each run.

    Every item is shown in each run of an event-related design. The units lie on a sheet of cortex;
    voxels average them, and a GLM estimates the betas from time series with noise and drift.
    A few runs at a time are in memory where their time series are large: 1,000 items and 5,000
    voxels in six runs take 1.6 GB.

    Parameters
    ----------
    patterns : array_like, pandas.DataFrame or xarray.DataArray of shape (item, unit)
        Of any unit of measurement: one standard deviation over all items and units has the signal
        change of the scanner.
    scanner : Scanner, optional
        The preset 3t by default. Its number of categories plays no part: all items are shown. A
        table of its events has the items' names as trial types. A calibrated scanner reaches its
        figure with these patterns.
    seed : int
        Number of the simulated subject, who has a layout, an order of items and noise of his own.
    tuning : array_like, pandas.DataFrame or xarray.DataArray of shape (other item, unit), optional
        For a topographic layout: responses of the same units to other items, by which it places
        the units.
    places : array_like of shape (unit, 2), optional
        For a retinotopic layout: row and column of each unit in a map, in any unit of measurement;
        `neuralcode.networks.maps.places` has those of the units of a convolution.

    Returns
    -------
    xarray.DataArray of shape (run, item, voxel)
        Betas in percent of the baseline, with the items' labels, and row and column of each voxel.

    Raises
    ------
    neuralcode.labelled.patterns.PatternsError
        See `neuralcode.labelled.patterns.as_patterns`.
    ValueError
        If the sheet has too few voxels to compare patterns or too many to keep, the design is rank
        deficient, or a parameter of the scanner does not go with patterns.

    Examples
    --------
    >>> import numpy as np
    >>> from neuralcode import Scanner, scan
    >>> patterns = np.random.default_rng(1).normal(size=(12, 100))
    >>> dict(scan(patterns, Scanner("7t", voxel_size=1.2), seed=0).sizes)
    {'run': 6, 'item': 12, 'voxel': 169}
    """
    measured = measure(patterns, scanner, seed=seed, tuning=tuning, places=places)
    return measured["betas"].assign_attrs(measured.attrs)
