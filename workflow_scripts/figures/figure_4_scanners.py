"""Figure 4 as scanners see it: similarity matrices of two layers, in the units and in voxels."""

import numpy as np

from figures import drawing
from figures.figure_4 import draw_matrix, shown_layers
from neuralcode.networks.hierarchy import LEVELS, pairs
from storage import datasets
from storage.layers import Layer

PLT = drawing.plt


def in_scanner(one, scanner):
    """Mean similarity over subjects, what noise leaves of it, and which photographs are shown.

    Divided by the roots of the reliabilities of both photographs, similarity is that of voxels
    without noise. None of a layer that is not scanned.
    """
    across = one["similarity_across_runs"].sel(scanner=scanner).values.astype(float)
    shown = np.isfinite(across[0].diagonal())
    if not shown.any():
        return None, None, shown
    mean = across[:, shown][:, :, shown].mean(axis=0)
    # Of each photograph its own: how far a pattern stands out of the noise differs between them.
    reliability = np.where(mean.diagonal() > 0, mean.diagonal(), np.nan)
    return (mean + mean.T) / 2, np.sqrt(np.outer(reliability, reliability)), shown


def panels_of(one, scanners):
    """Title, matrix and photographs of each panel of a layer, the units first."""
    units = one["similarity_of_units"].values.astype(float)
    everything = np.full(len(units), True)
    found = [("units", units if np.isfinite(units).all() else None, everything)]
    for scanner in scanners:
        matrix, left, shown = in_scanner(one, scanner)
        title = drawing.place_title(scanner)
        if matrix is not None:
            ideal = units[np.ix_(shown, shown)]
            r = np.corrcoef(pairs(ideal), pairs(matrix))[0, 1]
            title += f": r = {r:.2f}"
            matrix = matrix / left
        found.append((title, matrix, shown))
    return found


def run(dataset_path, figure_paths, *, figure_layers, dpi):
    dataset = datasets.read(dataset_path)
    labels = np.stack([dataset[level].values for level in LEVELS], axis=1).astype(object)
    scanners = dataset["scanner"].values.tolist()
    networks = dataset["network"].values.tolist()
    defined = {}
    for network in networks:
        of_network = dataset.sel(network=network)
        there = np.isfinite(of_network["similarity_of_units"].values).all(axis=(1, 2))
        order = np.argsort(of_network["depth"].values)
        defined[network] = [str(dataset["layer"].values[n]) for n in order if there[n]]
    figure, axes = PLT.subplots(
        2 * len(networks),
        1 + len(scanners),
        figsize=(2.5 * (1 + len(scanners)) + 1.6, 2 * 2.55 * len(networks) + 0.3),
        squeeze=False,
    )
    image = None
    for number, network in enumerate(networks):
        for row, name in zip(
            axes[2 * number : 2 * number + 2],
            shown_layers(network, defined, figure_layers),
            strict=True,
        ):
            one = dataset.sel(network=network, layer=name)
            panels = panels_of(one, scanners)
            for axis, (title, matrix, shown) in zip(row, panels, strict=True):
                axis.set_title(f"{name}, {title}" if axis is row[0] else title, fontsize=9)
                if matrix is None:
                    axis.set_axis_off()
                    continue
                layer = Layer(network, name, 0, 0, matrix, 0.0)
                image = draw_matrix(axis, layer, labels[shown], with_names=axis is row[0])
        axes[2 * number, 0].annotate(
            network,
            (0, 1),
            xytext=(-75, 20),
            xycoords="axes fraction",
            textcoords="offset points",
            fontweight="bold",
        )
    figure.colorbar(image, ax=axes, shrink=0.5, label="Pearson correlation")
    drawing.save(figure, figure_paths, dpi)
