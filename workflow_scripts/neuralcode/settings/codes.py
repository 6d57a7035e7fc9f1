"""Settings of the study of coding schemes: their defaults and what is allowed."""

from dataclasses import dataclass
from typing import Annotated, Literal

from neuralcode.parameters import Count, Positive, Range, Several
from neuralcode.recipes import RECIPES


@dataclass(frozen=True, kw_only=True)
class Stimuli:
    """Prototypes and their distortions.

    Attributes
    ----------
    categories : int
        Number of prototypes in a seed.
    levels : int
        Number of levels of distortion. Level 0 is the prototype.
    noise_sd_step : float
        Standard deviation of the noise that a level adds to the one before, in standard
        deviations of the prototype's values.
    units : int
        Number of values in an item, and of units in a layer.
    """

    categories: Annotated[int, Range(minimum=2, maximum=10_000)] = 100
    levels: Annotated[int, Range(minimum=2, maximum=1000)] = 20
    noise_sd_step: Annotated[float, Range(minimum=1e-3, maximum=1e3)] = 0.05
    units: Annotated[int, Range(minimum=3, maximum=10_000)] = 100


@dataclass(frozen=True, kw_only=True)
class Study:
    """Coding schemes in one recipe, each through every one of the scanners.

    Attributes
    ----------
    recipe : str
        How stimuli enter a scheme. text: centred and scaled, as the paper says. released: also
        mapped to [-1, 1] before all schemes but gain, as the authors' code does. Or the name of a
        block under `data`: the stimuli are its items, and vector is their patterns as they are.
    schemes : list
        Names of coding schemes, each a key of `schemes`. depth-N is the network of N layers,
        and NAME-N that of the family NAME.
    scanners : list
        How activity is measured. none: each unit's own variable. sum: its spikes over the
        stimulus, as a scanner without noise adds them up (temporal codes only). Else the name
        of a scanner under `scanners`.
    """

    recipe: str = "text"
    schemes: Annotated[tuple[str, ...], Several(1)] = (
        "vector",
        "gain",
        "matmul",
        "depth-1",
        "depth-8",
        "depth-9",
    )
    scanners: Annotated[tuple[str, ...], Several(1)] = ("none",)


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Intervals over seeds.

    Attributes
    ----------
    bootstrap_resamples : int
        Number of bootstrap resamples of the seeds.
    confidence : float
        Coverage of the intervals.
    """

    bootstrap_resamples: Annotated[int, Range(minimum=100)] = 10000
    confidence: Annotated[float, Range(above=0, below=1)] = 0.95


@dataclass(frozen=True, kw_only=True)
class Rsa:
    """Dissimilarity matrices and their statistics by rsatoolbox.

    Attributes
    ----------
    seeds : int
        Number of seeds, the first ones; all where there are fewer.
    levels : int
        Number of levels of distortion, spread evenly from 0 to the last; all where there are
        fewer. A matrix compares these levels of all categories that were shown.
    """

    seeds: Count = 12
    levels: Annotated[int, Range(minimum=2)] = 4


@dataclass(frozen=True, kw_only=True)
class Decoding:
    """Whether a linear classifier, or a cluster of voxels, that tells prototypes apart at low
    levels of distortion does so at higher ones.

    Attributes
    ----------
    seeds : int
        Number of seeds, the first ones; all where there are fewer.
    categories : int
        Number of prototypes of a seed to tell apart, the first ones; all where a scheme or a
        scanner has fewer. With as many as a scanner shows, units and voxels have the same task.
    train_levels : int
        Number of levels to train on, from level 0; all but the last where there are no more.
    """

    seeds: Count = 100
    categories: Annotated[int, Range(minimum=2)] = 5
    train_levels: Count = 5


@dataclass(frozen=True, kw_only=True)
class Recoverability:
    """The grid of `snakemake recoverability`: voxel sizes, scanners and depths.

    Attributes
    ----------
    recipe : str
        Recipe for the stimuli.
    scanners : list
        Names of scanners, whose voxel size is replaced by each of the voxel sizes.
    voxel_sizes : list
        Sides of a voxel, in mm.
    depths : list
        Depths of the random network.
    """

    recipe: Literal[*RECIPES] = "text"
    scanners: Annotated[tuple[str, ...], Several(1)] = ("3t", "7t")
    voxel_sizes: Annotated[tuple[Positive, ...], Several(2)] = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
    depths: Annotated[tuple[Count, ...], Several(2)] = (1, 2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The sheet of cortex of Figure 1, and the voxels over it.

    Attributes
    ----------
    side : int
        Side of the square sheet, in units.
    field : int
        Side of a field of the fine-grained pattern, in units.
    voxel : int
        Side of a voxel, in units; it divides the side of the sheet. Left out, the divisor nearest
        to a quarter of it.
    small_voxel : int
        Side of a smaller voxel, in units; it divides the side of the sheet. Left out, the divisor
        nearest to a 24th of it.
    """

    side: Annotated[int, Range(minimum=2)] = 48
    field: Count = 2
    voxel: Count | None = None
    small_voxel: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The picture of Figure 3 and its distortions.

    Attributes
    ----------
    side : int
        Side of the square picture, in pixels; a layer has a unit for each.
    levels : list
        Levels of distortion that are shown beside the picture.
    """

    side: Annotated[int, Range(minimum=8, maximum=64)] = 24
    levels: Annotated[tuple[Annotated[int, Range(minimum=1, maximum=1000)], ...], Several(1, 4)] = (
        5,
        15,
    )


@dataclass(frozen=True, kw_only=True)
class Width:
    """Random networks of several widths at the same gain, in units without a scanner.

    Attributes
    ----------
    units : list
        Number of units in a layer, and of values in an item. An empty list leaves this study out.
    depth : int
        Number of layers of the deepest network.
    sigma_w : float
        Gain of a layer: the standard deviation of a weight is sigma_w / sqrt(units). The networks
        of the paper have 10.
    seeds : int
        Number of seeds at each width.
    categories : int
        Number of prototypes in a seed.
    """

    units: Annotated[tuple[Annotated[int, Range(minimum=20, maximum=3000)], ...], Several(0, 8)] = (
        30,
        100,
        300,
        1000,
    )
    depth: Annotated[int, Range(minimum=1, maximum=20)] = 9
    sigma_w: Annotated[float, Range(above=0)] = 10.0
    seeds: Annotated[int, Range(minimum=1, maximum=1000)] = 10
    categories: Annotated[int, Range(minimum=3, maximum=1000)] = 20


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How figures look.

    Attributes
    ----------
    colormap : str
        Sequential colour map, dark for simple codes to light for deep ones.
    dpi : int
        Resolution of the PNG files, in dots per inch.
    """

    colormap: Literal["Greens", "Blues", "Greys", "Purples", "Oranges", "cividis", "viridis"] = (
        "Greens"
    )
    dpi: Annotated[int, Range(minimum=50, maximum=1200)] = 200
