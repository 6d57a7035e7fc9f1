"""Rate and burstiness in time: spikes, BOLD responses, and the similarity that is recovered."""

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from figures import drawing
from neuralcode.coding.burstiness import burstiness_activity
from neuralcode.coding.rate import rate_activity
from neuralcode.randomness import generator
from neuralcode.scanner import design, events
from neuralcode.scanner.spikes import activity_in_time

PLT = drawing.plt
ACTIVITY = {"rate": rate_activity, "burstiness": burstiness_activity}
# Two stimuli, which drive all units of a voxel by little and by much.
DRIVES = {"low": -1.0, "high": 1.0}
COLOURS = dict(zip(DRIVES, drawing.DISTINCT, strict=False))
UNITS, SHOWN = 100, 20


def draw_spikes(axis, scheme, parameters, scanner, rng):
    """Raster of some units under each of the two stimuli."""
    own = {key: value for key, value in parameters.items() if key not in ("categories", "trials")}
    own |= {"duration": scanner["duration"]}
    for row, (name, value) in enumerate(DRIVES.items()):
        spikes = ACTIVITY[scheme](np.full(SHOWN, value), rng, trials=1, **own)[:, 0]
        unit, step = np.nonzero(spikes)
        rate = spikes.sum() / (SHOWN * scanner["duration"])
        axis.scatter(
            step * own["time_step"],
            unit + row * (SHOWN + 4),
            s=2.0 * spikes[unit, step],
            color=COLOURS[name],
            linewidths=0,
            # Thousands of dots make a vector file of megabytes.
            rasterized=True,
        )
        place = (scanner["duration"] * 1.02, row * (SHOWN + 4) + SHOWN / 2)
        axis.annotate(
            f"{name}\n{rate:.0f} Hz",
            place,
            color=COLOURS[name],
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    axis.set(title=scheme, xlabel="Time (s)", xlim=(0, scanner["duration"]), yticks=[])
    axis.spines["left"].set_visible(False)


def draw_bold(axis, scheme, parameters, scanner, rng):
    """BOLD response of a voxel to each stimulus, one thin line a run."""
    event, tr = events.run(1, duration=scanner["duration"], interval=10.0), 0.25
    bins = design.bins_of(scanner["duration"])
    response = design.bin_regressors(event, bins=bins, tr=tr, hrf=scanner["hrf"])[..., 0]
    time = tr * np.arange(response.shape[1])
    for name, value in DRIVES.items():
        activity = activity_in_time(
            np.full((1, UNITS), value),
            scheme,
            parameters,
            runs=scanner["runs"],
            duration=scanner["duration"],
            signal_rate=scanner["signal_rate"],
            rng=rng,
        ).mean(axis=(2, 3))
        bold = scanner["signal_change"] * activity @ response
        axis.plot(time, bold.T, color=COLOURS[name], linewidth=0.5, alpha=0.5)
        axis.plot(time, bold.mean(axis=0), color=COLOURS[name], linewidth=1.8, label=name)
    axis.axhline(0, color="0.5", linewidth=0.6)
    axis.set(xlabel="Time (s)", xlim=(0, time[-1]))


def draw_similarity(axis, rows):
    """Similarity to the prototype, of the code's own variable and as each readout has it."""
    for number, (name, curve) in enumerate(rows.groupby("scanner", sort=False)):
        colour = drawing.DISTINCT[(number + 2) % len(drawing.DISTINCT)]
        axis.fill_between(
            curve["level"], curve["ci_low"], curve["ci_high"], color=colour, alpha=0.3, linewidth=0
        )
        label = drawing.place_title(name)
        # Dashed, because it may lie on the code's own variable.
        style = "--" if name == "sum" else "-"
        axis.plot(curve["level"], curve["mean"], style, color=colour, label=label)
    axis.axhline(0, color="0.5", linewidth=0.6)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    last = rows[rows["level"] == rows["level"].max()]
    left = [f"{drawing.place_title(row.scanner)} {row.mean:.2f}" for row in last.itertuples()]
    axis.set_title(f"Last level: {', '.join(left)}".replace("-0.00", "0.00"), fontsize=9)
    axis.set(xlabel="Level of distortion", ylim=(-0.15, 1.05), xlim=(0, rows["level"].max()))


def run(table_path, figure_paths, *, recipe, scanner, schemes, study_seed, dpi):
    table = pd.read_csv(table_path).query("recipe == @recipe")
    figure, axes = PLT.subplots(3, len(schemes), figsize=(4.6 * len(schemes), 8.6), squeeze=False)
    for column, (scheme, parameters) in zip(axes.T, schemes.items(), strict=True):
        rng = generator(study_seed, 0, "figures", f"time course/{scheme}")
        draw_spikes(column[0], scheme, parameters, scanner, rng)
        draw_bold(column[1], scheme, parameters, scanner, rng)
        draw_similarity(column[2], table[table["scheme"] == scheme])
    for axis in axes[1]:
        axis.sharey(axes[1, 0])
    axes[0, 0].set_ylabel("Units of a voxel")
    axes[1, 0].set_ylabel("BOLD response\n(percent of the baseline)")
    axes[1, -1].legend(title="Stimulus drives units", fontsize=9)
    axes[2, 0].set_ylabel("Similarity to the prototype\n(Pearson correlation)")
    axes[2, -1].legend(fontsize=9, loc="center right", bbox_to_anchor=(1, 0.42))
    drawing.save(figure, figure_paths, dpi)
