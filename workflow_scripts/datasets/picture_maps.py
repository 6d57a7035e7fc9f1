"""Map a picture and its distortions by a random network: the maps, and two kinds of smoothness."""

import numpy as np
import xarray as xr

from neuralcode.analysis.picture_maps import distorted_pictures, maps, two_smoothnesses
from neuralcode.randomness import generator
from neuralcode.stimuli import noise_sd_by_level
from storage import datasets

DRAWS = 50
MAP = ("map", "level")


def run(dataset_path, table_path, **configuration):
    side, levels, noise_sd_step, weight_sd, study_seed = (
        configuration[key] for key in ("side", "levels", "noise_sd_step", "weight_sd", "study_seed")
    )
    # Functional smoothness is over all levels up to the last one shown.
    shown = [0, *sorted(levels)]
    items = distorted_pictures(
        side,
        noise_sd_by_level(shown[-1] + 1, noise_sd_step),
        DRAWS,
        generator(study_seed, 0, "figure 3", "noise"),
    )
    mapped = maps(items, weight_sd, generator(study_seed, 0, "figure 3", "weights"))
    morans_i, similarity, functional = zip(
        *(two_smoothnesses(patterns, items, side) for patterns in mapped.values()), strict=True
    )
    patterns = np.stack(list(mapped.values()))[:, 0, shown].reshape(-1, len(shown), side, side)
    dataset = xr.Dataset(
        {
            "pattern": (
                (*MAP, "row", "column"),
                patterns,
                {
                    "long_name": "activity on the sheet, of the first draw of the noise",
                    "units": "1",
                },
            ),
            "morans_i": (
                MAP,
                np.stack(morans_i)[:, 0, shown],
                {"long_name": "Moran's I of the pattern over neighbouring units", "units": "1"},
            ),
            "similarity": (
                MAP,
                np.stack(similarity)[:, 0, shown],
                {"long_name": "Pearson correlation with the undistorted picture", "units": "1"},
            ),
            "functional_smoothness": (
                "map",
                np.array(functional),
                {
                    "long_name": "correlation of the similarities of pictures and patterns, over "
                    "all draws and levels",
                    "units": "1",
                },
            ),
        },
        coords={
            "map": ("map", list(mapped), {"long_name": "how the picture is mapped"}),
            "level": ("level", shown, {"long_name": "level of distortion", "units": "1"}),
        },
        attrs={
            "title": "A picture and its distortions, mapped by a random network",
            **datasets.provenance("picture_maps", configuration),
        },
    )
    datasets.write(dataset, dataset_path)
    table = dataset.drop_vars("pattern").to_dataframe().reset_index()
    table.to_csv(table_path, index=False, float_format="%.6f")
