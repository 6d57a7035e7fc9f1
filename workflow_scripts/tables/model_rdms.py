"""Table of how the dissimilarity matrices of data sets agree with models of the user."""

import pandas as pd

KEY = ["recipe", "scheme", "scanner", "model", "dissimilarity", "comparison"]
RENAMED = {"agreement_ci_low": "ci_low", "agreement_ci_high": "ci_high"}
COLUMNS = [*KEY, "agreement", "ci_low", "ci_high", "ceiling_low", "ceiling_high"]
COLUMNS += ["runs", "n_seeds", "n_conditions", "note"]


def run(paths, table_path):
    every = pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)
    rows = every[every["model"] != "items"].rename(columns=RENAMED)
    rows = rows.rename(columns=lambda name: name.replace("ceiling_seeds", "ceiling"))
    rows[COLUMNS].to_csv(table_path, index=False, float_format="%.6f")
