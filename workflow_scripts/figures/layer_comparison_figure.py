"""How alike all layers of all networks are: a matrix of layers by layers."""

import textwrap

import numpy as np

from figures import drawing
from storage import tables

PLT = drawing.plt


def matrix_of(table):
    """Layers of the table, and the correlation of each with each.

    Parameters
    ----------
    table : pandas.DataFrame
        See `storage.layer_pairs`.

    Returns
    -------
    layers : list of (str, str)
        Network and layer of those that are compared.
    values : ndarray of shape (layer, layer)
    """
    table = table[table["correlation"].notna()]
    pairs = (("network", "layer"), ("other_network", "other_layer"))
    rows, columns = (list(zip(*(table[name] for name in names), strict=True)) for names in pairs)
    layers = list(dict.fromkeys([*rows, *columns]))
    place = {layer: number for number, layer in enumerate(layers)}
    values = np.full((len(layers),) * 2, np.nan)
    for one, other, value in zip(rows, columns, table["correlation"], strict=True):
        values[place[one], place[other]] = values[place[other], place[one]] = value
    return layers, values


def name_networks(axis, layers):
    """The name of each network above its layers, and lines between networks."""
    networks = [network for network, _ in layers]
    starts = [n for n, name in enumerate(networks) if n == 0 or networks[n - 1] != name]
    for first, last in zip(starts, [*starts[1:], len(layers)], strict=True):
        if first:
            axis.axhline(first - 0.5, color="black", linewidth=0.8)
            axis.axvline(first - 0.5, color="black", linewidth=0.8)
        name = drawing.NETWORK_TITLES.get(networks[first], networks[first])
        middle = (first + last - 1) / 2
        axis.text(middle, -0.8, name, ha="center", va="bottom", fontsize=9, fontweight="bold")


def finding(layers, values):
    """How far each network changes what it is given, in words."""
    networks = [network for network, _ in layers]
    ends = {name: (networks.index(name), networks[::-1].index(name)) for name in networks}
    found = ", ".join(
        f"{values[first, len(layers) - 1 - behind]:.2f} "
        f"({drawing.NETWORK_TITLES.get(name, name).lower()})"
        for name, (first, behind) in ends.items()
    )
    return f"Similarity in the last layer correlates with that in the first: {found}"


def run(table_path, figure_paths, *, items, dpi):
    layers, values = matrix_of(tables.read(table_path))
    size = max(4.0, 0.17 * len(layers))
    figure, axis = PLT.subplots(figsize=(size + 2.4, size + 1.6))
    if layers:
        image = axis.imshow(values, cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest")
        names = [layer for _, layer in layers]
        axis.set_xticks(range(len(layers)), names, rotation=90, fontsize=7)
        axis.set_yticks(range(len(layers)), names, fontsize=7)
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
        name_networks(axis, layers)
        bar = figure.colorbar(image, ax=axis, shrink=0.6)
        bar.set_label(f"Correlation of similarities over pairs of {items}", fontsize=9)
        title = textwrap.fill(finding(layers, values), round(17 * size))
        figure.suptitle(title, x=0.02, ha="left", fontsize=10)
        # Names at the edge were cut.
        figure.get_layout_engine().set(w_pad=0.12)
    else:
        axis.set_axis_off()
        axis.text(0.5, 0.5, "No layer has a similarity: see the table.", ha="center", va="center")
    drawing.save(figure, figure_paths, dpi)
