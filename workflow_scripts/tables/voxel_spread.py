"""Table of the spread between voxels of the patterns of Figure 1, for every size of a voxel."""

import pandas as pd

from neuralcode.analysis import sheet


def run(table_path, *, side, field):
    # Sizes that divide the sheet into at least four voxels.
    sizes = [size for size in range(1, side // 2 + 1) if side % size == 0]
    rows = [
        (name, size, sheet.inhomogeneity(activity, size))
        for name, activity in sheet.smooth_and_fine(side, width=field).items()
        for size in sizes
    ]
    table = pd.DataFrame(rows, columns=["pattern", "voxel_side", "inhomogeneity"])
    table.to_csv(table_path, index=False, float_format="%.6f")
