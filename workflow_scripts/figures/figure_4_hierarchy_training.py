"""The hierarchy experiment during training: loss, and similarity in the last layer."""

import textwrap

import numpy as np

from figures import drawing
from storage import datasets

PLT = drawing.plt
WIDEST = 48  # characters of a title over a column
LOSSES = {
    "trained": "Loss (cross-entropy)",
    "autoencoder": "Loss (mean squared error)",
}
LOOKS = {
    "training": {"color": "black", "linestyle": (0, (4, 3)), "zorder": 3},
    "held-out": {"color": drawing.DISTINCT[4], "linestyle": "-", "linewidth": 2.5},
}


def held(values):
    """Values of shape (seed, step, ...); those of seeds that have ended stay as they were last."""
    values = np.array(values)
    for step in range(1, values.shape[1]):
        ended = np.isnan(values[:, step])
        values[:, step] = np.where(ended, values[:, step - 1], values[:, step])
    return values


def finding(steps, values):
    """How similarity within the smallest categories went, in words.

    Examples
    --------
    >>> finding([0, 100, 900], [0.8, 0.99, 0.85])
    'within subordinate: 0.80, at most 0.99 at step 100, at the end 0.85'
    """
    top = int(np.argmax(values))
    most = (
        "" if top in (0, len(values) - 1) else f", at most {values[top]:.2f} at step {steps[top]}"
    )
    return f"within subordinate: {values[0]:.2f}{most}, at the end {values[-1]:.2f}"


def draw_network(column, one, network, shown):
    """Loss above, similarity in the last layer below."""
    steps = one["step"].values[:shown]
    losses = held(one["loss"].transpose("seed", "step", "loss_of").values)[:, :shown].mean(axis=0)
    # Training above held-out, with gaps: where both are the same, both are seen.
    for place, (name, look) in enumerate(LOOKS.items()):
        column[0].plot(steps, losses[:, place], label=name, marker="o", ms=3, **look)
    column[0].set(yscale="log", ylabel=LOSSES[network])
    last = one["similarity_by_step"].isel(layer=-1).transpose("seed", "step", "relation").values
    means = held(last)[:, :shown].mean(axis=0)
    found = textwrap.fill(finding(steps, means[:, 0]), WIDEST)
    column[0].set_title(f"{drawing.NETWORK_TITLES[network]}\n{found}", fontsize=9.5)
    for number, (label, colour) in enumerate(
        zip(drawing.RELATION_TITLES.values(), drawing.DISTINCT, strict=False)
    ):
        column[1].plot(steps, means[:, number], color=colour, label=label, marker="o", ms=3)
    column[1].axhline(0, color="0.7", linewidth=0.8, zorder=0)
    column[1].set(xlabel="Training step")
    kept, seeds = np.unique(one["trained_steps"].values, return_counts=True)
    for axis in column:
        for step in kept:
            label = "weights of a seed kept" if step == kept[0] and axis is column[0] else None
            axis.axvline(step, color="0.8", linewidth=0.8, zorder=0, label=label)
    for step, number in zip(kept, seeds, strict=True):
        column[1].annotate(
            f"{number}",
            (step, 1),
            xytext=(0, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color="0.4",
        )


def run(dataset_path, figure_paths, *, dpi):
    dataset = datasets.read(dataset_path, only=("loss", "similarity_by_step", "trained_steps"))
    networks = [name for name in dataset["network"].values.tolist() if name in LOSSES]
    size = (3.9 * len(networks) + 1.8, 5.8)
    figure, axes = PLT.subplots(2, len(networks), figsize=size, squeeze=False, sharex="col")
    for column, network in zip(axes.T, networks, strict=True):
        one = dataset.sel(network=network)
        looked = np.isfinite(one["loss"]).any(["seed", "loss_of"]).values
        draw_network(column, one, network, int(looked.sum()))
    for axis in axes[1, 1:]:
        axis.sharey(axes[1, 0])
    axes[1, 0].set_ylabel("Similarity in the last layer\n(Pearson correlation)")
    for row in axes:
        row[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    drawing.save(figure, figure_paths, dpi)
