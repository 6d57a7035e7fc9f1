"""A scanner: its parameters with their defaults, what is allowed, and the presets."""

import inspect
from dataclasses import dataclass, fields
from typing import Annotated, Literal

from neuralcode.parameters import Count, Range, checked, require
from neuralcode.scanner import layouts, noise, voxels
from neuralcode.scanner.hrf import RESPONSES

# What differs from the defaults, which are those of a usual scanner of 3 T (gradient echo).
PRESETS = {
    "3t": {},
    "7t": {"field_strength": 7, "voxel_size": 1.5, "point_spread": 1.02, "signal_change": 3.5},
}


@dataclass(frozen=True, init=False)
class Scanner:
    """A scanner, its experiment and the analysis before similarity.

    Parameters
    ----------
    preset : str, optional
        Name of a preset of `PRESETS`; without one it is ``"3t"``.
    **parameters
        What differs from the preset, see the attributes.

    Attributes
    ----------
    field_strength : int
        Field strength in tesla, for which the constants of the noise are known.
    voxel_size : float
        Side of a voxel, a cube, in mm; at most that of the sheet.
    point_spread : float
        Full width at half maximum of the Gaussian point spread in mm. 3 T gradient echo 2.8, 7
        T gradient echo 1.02, 7 T spin echo 0.82 (Chaimow et al. 2018).
    signal_change : float
        Response, in percent of the baseline, to sustained activity that is one standard
        deviation of the code's activity above its mean. 3 T gradient echo 3, 7 T gradient echo
        3.5, 7 T spin echo 2.5 (Chaimow et al. 2018).
    signal_rate : float
        Rate in Hz that counts as that standard deviation in temporal codes, which have spikes.
    unit_spacing : float
        Side in mm of the square of the cortical sheet in which a unit, a small population,
        lies. 100 units lie on 10 x 10 squares, other numbers on the smallest rectangle that is
        near a square.
    layout : str
        Which square a unit has: random, or topographic, with units of similar tuning beside
        each other. Tuning is that to categories which the scanner does not show (temporal codes: to
        their prototypes), in the hierarchy that to training exemplars; the map knows nothing of the
        stimuli that are scanned.
    categories : int
        Number of prototypes of a seed that are shown, each at every level; the first ones, and
        fewer for a scheme that takes fewer.
    runs : int
        Number of runs; every stimulus is shown once in each.
    duration : float
        Duration of a stimulus in s.
    interval : float
        Time in s from the onset of a stimulus to that of the next.
    order : str
        Order of the stimuli in a run, random anew in each run or sequential.
    tr : float
        Repetition time in s, from a scan to the next.
    hrf : str
        Haemodynamic response function, the double gamma of SPM or that of Glover 1999.
    noise : float
        Factor on thermal and physiological noise (Triantafyllou et al. 2005), which follow from
        field strength, voxel size and TR. 0 is a scanner without noise.
    drift : float
        Standard deviation of slow drift in percent of the baseline.
    high_pass : float
        Period in s; slower cosines are drift, and are in the model.
    smoothing : float
        Full width at half maximum in mm of Gaussian smoothing of the voxels before the
        estimation; 0 is none.

    Raises
    ------
    ValueError
        If there is no such preset or parameter, or a value is not allowed; the message names the
        parameter, the value given and what is allowed.

    Examples
    --------
    >>> Scanner().voxel_size
    3.0
    >>> Scanner("7t", voxel_size=1.2).point_spread
    1.02
    """

    field_strength: Literal[*noise.FIELDS] = 3
    voxel_size: Annotated[float, Range(above=0, unit="mm")] = 3.0
    point_spread: Annotated[float, Range(minimum=0, unit="mm")] = 2.8
    signal_change: Annotated[float, Range(above=0, unit="percent")] = 3.0
    signal_rate: Annotated[float, Range(above=0, unit="Hz")] = 10.0
    unit_spacing: Annotated[float, Range(above=0, unit="mm")] = 1.5
    layout: Literal[*layouts.LAYOUTS] = "random"
    categories: Count = 5
    runs: Annotated[int, Range(minimum=2)] = 6
    duration: Annotated[float, Range(above=0, unit="s")] = 3.0
    interval: Annotated[float, Range(above=0, unit="s")] = 8.0
    order: Literal["random", "sequential"] = "random"
    tr: Annotated[float, Range(above=0, unit="s")] = 2.0
    hrf: Literal[*RESPONSES] = "spm"
    noise: Annotated[float, Range(minimum=0)] = 1.0
    drift: Annotated[float, Range(minimum=0, unit="percent")] = 1.0
    high_pass: Annotated[float, Range(above=0, unit="s")] = 128.0
    smoothing: Annotated[float, Range(minimum=0, unit="mm")] = 0.0

    def __init__(self, preset="3t", /, **parameters):
        if preset not in PRESETS:
            raise ValueError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
        given = preset_parameters(preset) | checked(Scanner, parameters)
        for name, value in given.items():
            object.__setattr__(self, name, value)
        require(problems(given), given)

    def noise_sd(self):
        """Thermal and physiological standard deviation in percent of the baseline."""
        sd = noise.standard_deviations(self.field_strength, self.voxel_size, self.tr)
        return tuple(self.noise * part for part in sd)

    def voxel_grid(self, units):
        """Rows and columns of voxels over a sheet of `units` units."""
        return voxels.grid(
            layouts.shape(units), spacing=self.unit_spacing, voxel_size=self.voxel_size
        )

    def voxel_matrix(self, units):
        """What each square of the sheet adds to each voxel: (voxel, square)."""
        return voxels.matrix(
            layouts.shape(units),
            spacing=self.unit_spacing,
            voxel_size=self.voxel_size,
            point_spread=self.point_spread,
        )

    def smoothing_matrix(self, units):
        """Smoothing of the voxels: (voxel, voxel)."""
        return voxels.smoothing(
            self.voxel_grid(units), voxel_size=self.voxel_size, fwhm=self.smoothing
        )


def preset_parameters(preset):
    """All parameters of a preset.

    Parameters
    ----------
    preset : str

    Returns
    -------
    dict
    """
    return {field.name: field.default for field in fields(Scanner)} | PRESETS[preset]


def problems(parameters):
    """Parameters of a scanner that do not go together.

    Parameters
    ----------
    parameters : dict
        All of them.

    Yields
    ------
    name, allowed : str
        The parameter, and what is allowed for it.
    better : float
        A value that is.
    """
    interval, tr = parameters["interval"], parameters["tr"]
    if parameters["duration"] > interval:
        yield "duration", f"at most the interval, {interval:g} s", interval / 2
    if tr > interval:
        # With fewer scans than stimuli the design would be rank deficient.
        yield "tr", f"at most the interval between stimuli, {interval:g} s", interval / 4
    if parameters["high_pass"] < 4 * tr:
        yield "high_pass", f"at least four times the TR, {4 * tr:g} s", max(128.0, 4 * tr)


# What `help` and editors show: the parameters by name, as they are checked.
Scanner.__signature__ = inspect.Signature(
    [inspect.Parameter("preset", inspect.Parameter.POSITIONAL_ONLY, default="3t")]
    + [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=type(field.default),
        )
        for field in fields(Scanner)
    ]
)
