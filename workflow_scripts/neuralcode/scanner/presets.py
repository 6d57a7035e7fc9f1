"""A scanner: its parameters with their defaults, what is allowed, and the presets."""

import inspect
from dataclasses import dataclass, fields
from typing import Annotated, Literal

from neuralcode.allowed import require
from neuralcode.parameters import Count, Range, checked
from neuralcode.scanner import layouts, noise, voxels
from neuralcode.scanner.calibration import MEASURES
from neuralcode.scanner.hrf import RESPONSES
from neuralcode.scanner.noise import DRIFTS
from neuralcode.scanner.published import PRESETS


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
    cortical_thickness : float
        Thickness of the cortex in mm, about 2.5. Voxels are as deep as the cortex, and larger ones
        have tissue without a response in them. 0 is a voxel of cortex alone, a cube.
    grid : str
        Voxels start at the corner of the sheet (fixed), or at a random offset in each seed.
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
        their prototypes), in the hierarchy that to training exemplars, of photographs that to every
        second photograph of a category; the map knows nothing of the stimuli that are scanned. Or
        retinotopic, for layers of pre-trained networks on photographs: a unit of a convolution lies
        where it lies in the picture.
    categories : int
        Number of prototypes of a seed that are shown, each at every level; the first ones, and
        fewer for a scheme that takes fewer.
    runs : int
        Number of runs; every stimulus is shown in each.
    duration : float
        Duration of a stimulus in s.
    interval : float
        Time in s from the onset of a stimulus to that of the next.
    order : str
        Order of the stimuli in a run: random in each run, sequential, or optimised, which is random
        with the best of 50 draws of blanks and jitter, by the variance of the betas.
    blanks : float
        Share of the trials that are empty, at random places of a run.
    jitter : float
        Largest shift of an onset in s, drawn for each place of a run; to both sides.
    repeats : int
        Presentations of each stimulus in a run. Betas are means over them.
    rest : float
        Time in s without stimuli between two blocks, each of all stimuli of a category. 0 is no
        blocks.
    events : str
        Table of events (BIDS: onset, duration and trial_type, with tabs) in place of duration,
        interval and what moves them. One file for all runs, or a path with {run} in it, such as
        run-{run:02d}_events.tsv, for one per run. Trial types are category-0_level-0 and so on, in
        the hierarchy category-0_exemplar-0.
    tr : float
        Repetition time in s, from a scan to the next.
    hrf : str
        Haemodynamic response function, the double gamma of SPM or that of Glover 1999.
    noise : float
        Factor on thermal and physiological noise (Triantafyllou et al. 2005), which follow from
        field strength, voxel size and TR. 0 is a scanner without noise.
    calibrate : str
        Figure that the scanner is to reach, whatever its noise is: tsnr of a voxel, ncsnr of single
        trials (Allen et al. 2022), or reliability of dissimilarity matrices between two halves of
        the runs. The factor on the noise then follows from calibrate_to.
    calibrate_to : float
        Value of that figure, such as 0.43 for the ncsnr of the Natural Scenes Dataset.
    calibrate_scheme : str
        Code whose patterns reach it.
    common_noise : float
        Share of the physiological noise that neighbouring voxels have in common.
    common_noise_fwhm : float
        Full width at half maximum in mm of the Gaussian that smooths the common noise; 4 as in
        fmrisim (Ellis et al. 2020).
    trial_variability : float
        Standard deviation of the response of a unit from trial to trial, in standard deviations of
        the code's activity. 0 is the same response in every trial.
    drift : float
        Standard deviation of slow drift in percent of the baseline.
    drift_kind : str
        Drift is made of the cosines of the model, which takes it out; or a random walk or 1/f
        noise, which the model takes out in part.
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
    cortical_thickness: Annotated[float, Range(minimum=0, maximum=100, unit="mm")] = 0.0
    grid: Literal["fixed", "random"] = "fixed"
    point_spread: Annotated[float, Range(minimum=0, maximum=100, unit="mm")] = 2.8
    signal_change: Annotated[float, Range(above=0, maximum=1000, unit="percent")] = 3.0
    signal_rate: Annotated[float, Range(minimum=0.001, maximum=1e6, unit="Hz")] = 10.0
    unit_spacing: Annotated[float, Range(above=0, unit="mm")] = 1.5
    layout: Literal[*layouts.LAYOUTS] = "random"
    categories: Count = 5
    runs: Annotated[int, Range(minimum=2, maximum=1000)] = 6
    duration: Annotated[float, Range(minimum=0.001, maximum=3600, unit="s")] = 3.0
    interval: Annotated[float, Range(above=0, maximum=3600, unit="s")] = 8.0
    order: Literal["random", "sequential", "optimised"] = "random"
    blanks: Annotated[float, Range(minimum=0, maximum=0.9)] = 0.0
    jitter: Annotated[float, Range(minimum=0, maximum=3600, unit="s")] = 0.0
    repeats: Annotated[int, Range(minimum=1, maximum=100)] = 1
    rest: Annotated[float, Range(minimum=0, maximum=3600, unit="s")] = 0.0
    events: str = ""
    tr: Annotated[float, Range(minimum=0.01, maximum=3600, unit="s")] = 2.0
    hrf: Literal[*RESPONSES] = "spm"
    noise: Annotated[float, Range(minimum=0, maximum=1000)] = 1.0
    calibrate: Literal["none", *MEASURES] = "none"
    calibrate_to: Annotated[float, Range(above=0)] = 0.43
    calibrate_scheme: str = "vector"
    common_noise: Annotated[float, Range(minimum=0, maximum=1)] = 0.0
    common_noise_fwhm: Annotated[float, Range(above=0, maximum=1000, unit="mm")] = 4.0
    trial_variability: Annotated[float, Range(minimum=0, maximum=1000)] = 0.0
    drift: Annotated[float, Range(minimum=0, maximum=1000, unit="percent")] = 1.0
    drift_kind: Literal[*DRIFTS] = "cosines"
    high_pass: Annotated[float, Range(above=0, unit="s")] = 128.0
    smoothing: Annotated[float, Range(minimum=0, maximum=100, unit="mm")] = 0.0

    def __init__(self, preset="3t", /, **parameters):
        if preset not in PRESETS:
            raise ValueError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
        given = preset_parameters(preset) | checked(Scanner, parameters)
        for name, value in given.items():
            object.__setattr__(self, name, value)
        require(problems(given), given)

    def noise_sd(self):
        """Thermal and physiological standard deviation in percent of the baseline."""
        depth = max(self.voxel_size, self.cortical_thickness)
        sd = noise.standard_deviations(self.field_strength, self.voxel_size, self.tr, depth=depth)
        return tuple(self.noise * part for part in sd)

    def voxel_grid(self, units):
        """Rows and columns of voxels over a sheet of `units` units."""
        return voxels.grid(
            layouts.shape(units), spacing=self.unit_spacing, voxel_size=self.voxel_size
        )

    def voxel_matrix(self, units, offset=(0.0, 0.0)):
        """What each square of the sheet adds to each voxel: (voxel, square).

        The grid of voxels is so many mm off the corner of the sheet. A voxel that is deeper than
        the cortex has the mean of its response and of tissue that gives none.
        """
        return self._in_cortex * voxels.matrix(layouts.shape(units), **self._optics, offset=offset)

    def voxel_sides(self, units, offset=(0.0, 0.0)):
        """The same by side of the sheet: the Kronecker product of the two is `voxel_matrix`."""
        rows, columns = voxels.sides(layouts.shape(units), **self._optics, offset=offset)
        return self._in_cortex * rows, columns

    @property
    def _in_cortex(self):
        """Share of a voxel's depth that is cortex."""
        return min(1.0, (self.cortical_thickness or self.voxel_size) / self.voxel_size)

    @property
    def _optics(self):
        names = ("voxel_size", "point_spread")
        return {"spacing": self.unit_spacing} | {name: getattr(self, name) for name in names}

    def common_noise_matrix(self, units):
        """Correlation over voxels of physiological noise, or None where they are independent."""
        if self.common_noise == 0:
            return None
        return noise.common(
            self.voxel_grid(units),
            voxel_size=self.voxel_size,
            share=self.common_noise,
            fwhm=self.common_noise_fwhm,
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
    if parameters["events"]:
        for name in ("blanks", "jitter", "rest"):
            if parameters[name]:
                yield name, "0 where events come from a table", 0.0
        if parameters["repeats"] > 1:
            yield "repeats", "1 where events come from a table, which may repeat stimuli", 1
        if parameters["order"] == "optimised":
            yield "order", "random where events come from a table, which gives it", "random"
    else:
        if parameters["duration"] > interval:
            least = parameters["duration"]
            yield "interval", f"at least the duration of a stimulus, {least:g} s", least + 5.0
        if tr > interval:
            # With fewer scans than stimuli the design would be rank deficient.
            yield "tr", f"at most the interval between stimuli, {interval:g} s", interval / 4
        if parameters["jitter"] > interval / 2:
            allowed = f"at most half of the interval, {interval / 2:g} s, to keep the order"
            yield "jitter", allowed, interval / 4
        if parameters["order"] == "optimised" and not (
            parameters["blanks"] or parameters["jitter"]
        ):
            yield "order", "random where there are no blanks and no jitter to optimise", "random"
    if parameters["high_pass"] < 4 * tr:
        yield "high_pass", f"at least four times the TR, {4 * tr:g} s", max(128.0, 4 * tr)


# What `help` and editors show: the parameters by name, as they are checked.
_KEYWORD, _FIRST = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_ONLY
_NAMED = [inspect.Parameter(f.name, _KEYWORD, default=f.default) for f in fields(Scanner)]
Scanner.__signature__ = inspect.Signature(
    [inspect.Parameter("preset", _FIRST, default="3t"), *_NAMED]
)
