"""How alike all layers of all pre-trained networks are: a matrix of layers by layers."""

import numpy as np

from figures import drawing
from storage import tables

PLT = drawing.plt


def run(table_path, figure_paths, *, dpi):
    table = tables.read(table_path)
    pairs = (("network", "layer"), ("other_network", "other_layer"))
    rows, columns = (list(zip(*(table[name] for name in names), strict=True)) for names in pairs)
    layers = list(dict.fromkeys([*rows, *columns]))
    place = {layer: number for number, layer in enumerate(layers)}
    values = np.full((len(layers),) * 2, np.nan)
    for one, other, value in zip(rows, columns, table["correlation"], strict=True):
        values[place[one], place[other]] = values[place[other], place[one]] = value
    size = max(4.0, 0.17 * len(layers))
    figure, axis = PLT.subplots(figsize=(size + 2.4, size + 1.6))
    image = axis.imshow(values, cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest")
    names = [layer for _, layer in layers]
    axis.set_xticks(range(len(layers)), names, rotation=90, fontsize=7)
    axis.set_yticks(range(len(layers)), names, fontsize=7)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    networks = [network for network, _ in layers]
    starts = [n for n, name in enumerate(networks) if n == 0 or networks[n - 1] != name]
    for first, last in zip(starts, [*starts[1:], len(layers)], strict=True):
        if first:
            axis.axhline(first - 0.5, color="black", linewidth=0.8)
            axis.axvline(first - 0.5, color="black", linewidth=0.8)
        middle = (first + last - 1) / 2
        axis.text(
            middle, -0.8, networks[first], ha="center", va="bottom", fontsize=9, fontweight="bold"
        )
    figure.colorbar(
        image, ax=axis, shrink=0.6, label="Correlation of similarities over pairs of photographs"
    )
    drawing.save(figure, figure_paths, dpi)
