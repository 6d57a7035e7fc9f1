"""The hierarchy experiment during training: loss, and similarity in the last layer."""

import numpy as np

from figures import drawing
from storage import datasets

PLT = drawing.plt
LOSSES = {
    "trained": "Loss (cross-entropy)",
    "autoencoder": "Loss (mean squared error)",
}


def held(values):
    """Values of shape (seed, step, ...); those of seeds that have ended stay as they were last."""
    values = np.array(values)
    for step in range(1, values.shape[1]):
        ended = np.isnan(values[:, step])
        values[:, step] = np.where(ended, values[:, step - 1], values[:, step])
    return values


def draw_network(column, one, network, shown):
    """Loss above, similarity in the last layer below."""
    steps = one["step"].values[:shown]
    losses = held(one["loss"].transpose("seed", "step", "loss_of").values)[:, :shown].mean(axis=0)
    for place, (name, style) in enumerate({"training": "--", "held-out": "-"}.items()):
        column[0].plot(steps, losses[:, place], color="black", linestyle=style, label=name)
    column[0].set(yscale="log", ylabel=LOSSES[network], title=drawing.NETWORK_TITLES[network])
    last = one["similarity_by_step"].isel(layer=-1).transpose("seed", "step", "relation").values
    means = held(last)[:, :shown].mean(axis=0)
    for number, (label, colour) in enumerate(
        zip(drawing.RELATION_TITLES.values(), drawing.DISTINCT, strict=False)
    ):
        column[1].plot(steps, means[:, number], color=colour, label=label)
    column[1].axhline(0, color="0.7", linewidth=0.8, zorder=0)
    column[1].set(xlabel="Training step", ylabel="Similarity in the last layer\n(Pearson)")
    for axis in column:
        for step in one["trained_steps"].values:
            axis.axvline(step, color="0.85", linewidth=0.6, zorder=0)


def run(dataset_path, figure_paths, *, dpi):
    dataset = datasets.read(dataset_path, only=("loss", "similarity_by_step", "trained_steps"))
    networks = [name for name in dataset["network"].values.tolist() if name in LOSSES]
    size = (3.6 * len(networks) + 1.8, 5.4)
    figure, axes = PLT.subplots(2, len(networks), figsize=size, squeeze=False)
    for column, network in zip(axes.T, networks, strict=True):
        one = dataset.sel(network=network)
        looked = np.isfinite(one["loss"]).any(["seed", "loss_of"]).values
        draw_network(column, one, network, int(looked.sum()))
    for row in axes:
        row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    drawing.save(figure, figure_paths, dpi)
