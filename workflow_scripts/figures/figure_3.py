"""Figure 3: a picture and two distortions, multiplied by a weight matrix, and after tanh."""

import numpy as np

from figures import drawing
from storage import datasets

PLT = drawing.plt
TITLES = {
    "picture": "The picture",
    "matmul": "Times a random weight matrix",
    "perceptron": "After tanh",
}


def text_below(pattern, level):
    """The numbers of one pattern."""
    text = f"Moran's I {pattern['morans_i'].item():.2f}"
    if level:
        text += f"\nsimilarity to the undistorted {pattern['similarity'].item():.2f}"
    return text


def run(dataset_path, figure_paths, *, dpi):
    dataset = datasets.read(dataset_path)
    levels = dataset["level"].values.tolist()
    figure, (*axes, bars) = PLT.subplots(
        len(levels) + 1,
        dataset.sizes["map"],
        figsize=(7.2, 2.75 * len(levels) + 0.9),
        height_ratios=[*[1] * len(levels), 0.05],
        squeeze=False,
    )
    for *column, place, name in zip(*axes, bars, dataset["map"].values, strict=True):
        of_map = dataset.sel(map=name)
        limit = np.quantile(np.abs(of_map["pattern"].sel(level=0)), 0.98)
        for axis, level in zip(column, levels, strict=True):
            pattern = of_map.sel(level=level)
            look = {"cmap": "cividis", "vmin": -limit, "vmax": limit}
            image = axis.imshow(pattern["pattern"], **look)
            axis.set(xticks=[], yticks=[])
            axis.set_xlabel(text_below(pattern, level), fontsize=9)
        bar = figure.colorbar(image, place, orientation="horizontal", ticks=[-limit, 0, limit])
        bar.set_label("Activity", fontsize=9)
        bar.ax.xaxis.set_major_formatter("{x:.2g}")
        smoothness = of_map["functional_smoothness"].item()
        title = f"{TITLES[name]}\nfunctional smoothness {smoothness:.3f}"
        column[0].set_title(title, fontsize=10)
    for (axis, *_), level in zip(axes, levels, strict=True):
        axis.set_ylabel(f"Distortion of level {level}" if level else "No distortion")
    drawing.save(figure, figure_paths, dpi)
