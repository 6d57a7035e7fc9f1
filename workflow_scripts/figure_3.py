"""Figure 3: a picture and two distortions, multiplied by a weight matrix, and after tanh."""

import numpy as np
import pandas as pd

from neuralcode.picture_maps import distorted_pictures, maps, two_smoothnesses
from neuralcode.randomness import generator
from neuralcode.stimuli import noise_sd_by_level
from plumbing import figures, log

PLT = figures.plt
DRAWS = 50
TITLES = {
    "picture": "The picture",
    "matmul": "Times a random weight matrix",
    "perceptron": "After tanh",
}


def draw(
    figure_paths,
    table_path,
    *,
    side,
    levels,
    noise_sd_step,
    weight_sd,
    study_seed,
    dpi,
):
    shown = [0, *sorted(levels)]
    # Functional smoothness is over all levels up to the last one shown.
    items = distorted_pictures(
        side,
        noise_sd_by_level(shown[-1] + 1, noise_sd_step),
        DRAWS,
        generator(study_seed, 0, "figure 3", "noise"),
    )
    mapped = maps(items, weight_sd, generator(study_seed, 0, "figure 3", "weights"))
    figure, axes = PLT.subplots(
        len(shown), len(mapped), figsize=(7.2, 2.75 * len(shown) + 0.5), squeeze=False
    )
    rows = []
    for column, (name, patterns) in enumerate(mapped.items()):
        morans_i, similarity, functional = two_smoothnesses(patterns, items, side)
        limit = np.quantile(np.abs(patterns[0, 0]), 0.98)
        for axis, level in zip(axes[:, column], shown, strict=True):
            axis.imshow(
                patterns[0, level].reshape(side, side), cmap="cividis", vmin=-limit, vmax=limit
            )
            axis.set(xticks=[], yticks=[])
            text = f"Moran's I {morans_i[0, level]:.2f}"
            if level:
                text += f"\nsimilarity to the top {similarity[0, level]:.2f}"
            if level == shown[-1]:
                text += f"\n\nfunctional smoothness {functional:.3f}"
            axis.set_xlabel(text, fontsize=9)
            rows.append(
                {
                    "map": name,
                    "level": level,
                    "morans_i": morans_i[0, level],
                    "similarity": similarity[0, level],
                    "functional_smoothness": functional,
                }
            )
        axes[0, column].set_title(TITLES[name], fontsize=10)
    for axis, level in zip(axes[:, 0], shown, strict=True):
        axis.set_ylabel(f"Distortion of level {level}" if level else "No distortion")
    figures.save(figure, figure_paths, dpi)
    pd.DataFrame(rows).to_csv(table_path, index=False, float_format="%.6f")


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        draw(
            snakemake.output.figure,
            snakemake.output.table,
            **snakemake.params.settings,
            **snakemake.params.style,
        )
