"""Figure 4: similarity matrices of a middle and a late layer, with the hierarchy beside them."""

import textwrap
from itertools import pairwise

import numpy as np

from figures import drawing
from neuralcode.networks.hierarchy import LEVELS, mean_by_relation
from storage import datasets, layers

PLT = drawing.plt
TITLES = {
    "trained": "Trained to name the subordinate category",
    "untrained": "Untrained",
    "autoencoder": "Trained without labels (autoencoder)",
    "chaotic": "Untrained, at the gain of Figure 2's networks",
}
# A number stands behind its word on one line.
NUMBERED = {level: f"{level}\N{NO-BREAK SPACE}" for level in LEVELS} | {
    "subordinate": "sub.\N{NO-BREAK SPACE}"
}


def runs_of(names):
    """First and last place of each run of one name."""
    starts = [0, *(np.flatnonzero(names[1:] != names[:-1]) + 1), len(names)]
    return [(first, behind - 1) for first, behind in pairwise(starts)]


def label_of(name, level):
    """Names as they are; the numbers of drawn categories behind their level."""
    return str(name) if isinstance(name, str) else f"{NUMBERED[level]}{name + 1}"


def bracket(axis, first, last, offset, text, rotation):
    """A bracket left of the matrix over a run of its rows, `offset` in widths of the matrix."""
    across = axis.get_yaxis_transform()
    line = {"transform": across, "clip_on": False, "color": "black", "linewidth": 0.8}
    axis.plot([offset] * 2, [first - 0.3, last + 0.3], **line)
    for end in (first - 0.3, last + 0.3):
        axis.plot([offset, offset + 0.012], [end] * 2, **line)
    axis.text(
        offset - 0.012,
        (first + last) / 2,
        text,
        transform=across,
        rotation=rotation,
        ha="right",
        va="center",
        ma="center",
        fontsize=7,
    )


def draw_matrix(axis, layer, labels, with_names):
    image = axis.imshow(layer.similarity, cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)
    names = max(len(label_of(name, "subordinate")) for name in labels[:, -1])
    basic = -0.09 - 0.025 * names  # the brackets left of the longest name
    lines = max(label_of(name, "basic").count(" ") for name in labels[:, 1])
    offsets = {
        "subordinate": -0.02,
        "basic": basic,
        "superordinate": basic - 0.08 - 0.045 * lines,
    }
    for number, level in enumerate(LEVELS):
        for first, last in runs_of(labels[:, number]):
            if level != "superordinate" and last + 1 < len(labels):
                width = {"basic": 1.0, "subordinate": 0.4}[level]
                axis.axhline(last + 0.5, color="black", linewidth=width)
                axis.axvline(last + 0.5, color="black", linewidth=width)
            if with_names:
                text = label_of(labels[first, number], level).replace(" ", "\n")
                rotation = 0 if level == "subordinate" else 90
                bracket(axis, first, last, offsets[level], text, rotation)
    return image


def run(dataset_path, figure_paths, *, experiment, figure_layers, dpi):
    dataset = datasets.read(dataset_path)
    labels = layers.labels_of(dataset, experiment).astype(object)
    found = layers.layers_of(dataset, experiment)
    by_network = {}
    for layer in found:
        by_network.setdefault(layer.network, {})[layer.name] = layer
    defined = {
        network: [name for name, layer in by_name.items() if not layer.problem]
        for network, by_name in by_network.items()
    }
    shown = {name: shown_layers(name, defined, figure_layers) for name in by_network}
    figure, axes = (in_columns if experiment == "hierarchy" else in_rows)(by_network)
    for panels, (network, by_name) in zip(axes, by_network.items(), strict=True):
        names = shown[network]
        if unknown := set(names) - set(by_name):
            raise ValueError(
                f"figure_layers of {network}: it has no {', '.join(sorted(unknown))}. Its layers "
                f"are {', '.join(by_name)}."
            )
        for axis, name in zip(panels, names, strict=True):
            layer = by_name[name]
            first = axes[0] if experiment == "hierarchy" else panels[:1]
            image = draw_matrix(axis, layer, labels, with_names=axis in first)
            value = "undefined" if layer.problem else f"Gini coefficient {layer.gini:.3f}"
            axis.set_title(f"{name}, {value}", fontsize=9)
        title = TITLES.get(network, network)
        place = (-75, 20)
        if experiment == "hierarchy":
            title, place = textwrap.fill(title, 26), (0, 20)
        panels[0].annotate(
            title,
            (0, 1),
            xytext=place,
            xycoords="axes fraction",
            textcoords="offset points",
            fontweight="bold",
        )
    if experiment == "hierarchy":
        last = [by_network[network][names[-1]] for network, names in shown.items()]
        figure.suptitle(finding(last, labels), x=0.01, ha="left", fontsize=11)
    figure.colorbar(
        image, ax=axes, shrink=0.5 if len(by_network) > 1 else 0.8, label="Pearson correlation"
    )
    drawing.save(figure, figure_paths, dpi)


def in_rows(networks):
    """Panels with a row per network, for names of any length: axes by network and layer."""
    size = (7.4, 3.1 * len(networks) + 0.3)
    return PLT.subplots(len(networks), 2, figsize=size, squeeze=False)


def in_columns(networks):
    """Panels with a column per network, which fit a screen: axes by network and layer."""
    size = (2.4 * len(networks) + 2.0, 6.0)
    figure, axes = PLT.subplots(2, len(networks), figsize=size, squeeze=False)
    return figure, axes.T


def finding(layers, labels):
    """What is left of the basic categories in a layer of each network, in words."""
    basic = [mean_by_relation(layer.similarity, labels)[1] for layer in layers]
    found = ", ".join(
        f"{value:.2f} ({drawing.NETWORK_TITLES.get(layer.network, layer.network).lower()})"
        for layer, value in zip(layers, basic, strict=True)
    )
    return f"Similarity within basic categories in {layers[0].name}: {found}"


def shown_layers(network, by_network, figure_layers):
    """The middle and the late layer of a network: those asked for, or of its trained twin."""
    twin = network.removesuffix("_untrained")
    if not figure_layers.get(network) and twin != network and twin in by_network:
        names = shown_layers(twin, by_network, figure_layers)
        if set(names) <= set(by_network[network]):
            return names
    return figure_layers.get(network) or default_layers(list(by_network[network]))


def default_layers(names):
    """mixed_7 and pool_3, as in the paper, where they are; else the middle and the last layer."""
    if {"mixed_7", "pool_3"} <= set(names):
        return ["mixed_7", "pool_3"]
    return [names[(len(names) - 1) // 2], names[-1]]
