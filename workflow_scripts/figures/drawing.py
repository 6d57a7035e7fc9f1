"""The style of the figures, and how they are written."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

from figures.names import place_title as place_title
from figures.names import recipe_title as recipe_title

# Colour-blind readers can tell these apart (Okabe & Ito 2008, Color Universal Design).
DISTINCT = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
VOXEL_GRID = DISTINCT[1]


NETWORK_TITLES = {
    "trained": "Trained",
    "untrained": "Untrained",
    "autoencoder": "Autoencoder",
    "chaotic": "Untrained, gain 10",
}
RELATION_TITLES = {
    "within_subordinate": "within subordinate",
    "within_basic": "within basic",
    "within_superordinate": "within superordinate",
    "between_superordinate": "between superordinate",
}

plt.rcParams.update(
    {
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "legend.frameon": False,
        # The same figure is the same file, and its text stays text in a PDF.
        "pdf.fonttype": 42,
        "svg.hashsalt": "neuralcode",
    }
)


def heading(recipe):
    """The title of a recipe at the start of a line."""
    title = recipe_title(recipe)
    return title[0].upper() + title[1:]


def dark_to_light(colormap, n):
    """Colours for `n` codes from simple (dark) to deep (light), none of them near white.

    Parameters
    ----------
    colormap : str
        Name of a sequential colour map of matplotlib.
    n : int

    Returns
    -------
    ndarray of shape (n, 4)
    """
    colours = plt.get_cmap(colormap)(np.linspace(0.0, 1.0, 256))
    luminance = colours[:, :3] @ [0.299, 0.587, 0.114]
    if luminance[0] > luminance[-1]:
        colours = colours[::-1]
    return colours[np.linspace(0, 215, n).round().astype(int)]


def shade(colormap, smoothness):
    """Colour of a functional smoothness, from 1 (dark) to 0 (light), the same in every figure.

    Parameters
    ----------
    colormap : str
        Name of a sequential colour map of matplotlib.
    smoothness : float
        NaN counts as 0.

    Returns
    -------
    ndarray of shape (4,)
    """
    share = np.clip(np.nan_to_num(smoothness), 0, 1)
    return dark_to_light(colormap, 101)[round(100 * (1 - share))]


def smoothness_of(table, recipe):
    """Functional smoothness in the units, by scheme.

    Parameters
    ----------
    table : pandas.DataFrame
        Of results/tables/functional_smoothness.csv.
    recipe : str

    Returns
    -------
    dict of float
    """
    own = table[(table["recipe"] == recipe) & (table["scanner"] == "none")]
    return dict(zip(own["scheme"], own["functional_smoothness"], strict=True))


def smoothness_bar(figure, axes, colormap, **place):
    """The key of `shade`."""
    colours = matplotlib.colors.ListedColormap(dark_to_light(colormap, 101)[::-1])
    mappable = plt.cm.ScalarMappable(matplotlib.colors.Normalize(0, 1), colours)
    bar = figure.colorbar(mappable, ax=axes, **place)
    bar.set_label("Functional smoothness in the units")
    bar.outline.set_visible(False)


def readable_on(colour):
    """Black or white, whichever is read better on `colour` (RGB or RGBA from 0 to 1)."""
    return "white" if np.dot(colour[:3], [0.299, 0.587, 0.114]) < 0.55 else "black"


def together(ends, curves, apart=0.03):
    """Ends with one label for curves that lie on each other.

    Parameters
    ----------
    ends : list of (float, str, colour)
        Height, name and colour of each curve.
    curves : list of ndarray
        Values of each.
    apart : float
        Curves that are nowhere further from each other are one to the eye.

    Returns
    -------
    list of (float, str, colour), sorted
    """
    groups = []
    for end, curve in sorted(zip(ends, curves, strict=True), key=lambda pair: pair[0][0]):
        for others in groups:
            if np.abs(others[0][1] - curve).max() < apart:
                others.append((end, curve))
                break
        else:
            groups.append([(end, curve)])
    found = []
    for group in groups:
        names = [name for (_, name, _), _ in group]
        colour = group[0][0][2] if len(group) == 1 else "0.25"
        found.append((np.mean([end for (end, _, _), _ in group]), ",\n".join(names), colour))
    return sorted(found)


def label_ends(axis, ends, last_level, apart=0.062):
    """Name the curves beside their right ends, moved apart where they end together."""
    heights = np.array([height for height, _, _ in ends])
    lines = np.array([name.count("\n") + 1 for _, name, _ in ends])
    needed = apart * (lines[1:] + lines[:-1]) / 2
    for _ in range(200):
        overlap = np.clip(needed - np.diff(heights), 0, None) / 2
        heights[1:] += overlap
        heights[:-1] -= overlap
    for (end, name, colour), height in zip(ends, heights, strict=True):
        colour = np.array(matplotlib.colors.to_rgb(colour))
        # What is light enough for an area or a line is too light for letters.
        colour = colour * min(1.0, 0.5 / max(colour @ [0.299, 0.587, 0.114], 0.01))
        start, stop = last_level * 1.005, last_level * 1.03
        axis.plot([start, stop], [end, height], color=colour, linewidth=0.5, clip_on=False)
        axis.annotate(
            name, (stop, height), color=colour, va="center", fontsize=8, annotation_clip=False
        )


def save(figure, paths, dpi):
    """Write a figure to each of the paths, in the format of its ending.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    paths : sequence of str
        Ending in .svg, .pdf or .png.
    dpi : int
        Resolution of PNG files.
    """
    dates = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}
    for path in paths:
        figure.savefig(path, dpi=dpi, metadata=dates[path[-4:]])
        # The layout of the first is that of all: to find it takes as long as to draw.
        figure.set_layout_engine("none")
