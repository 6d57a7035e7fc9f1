"""Table of the representational similarity analyses of all scanners."""

import pandas as pd


def run(paths, table_path):
    pd.concat([pd.read_csv(path) for path in paths]).to_csv(
        table_path, index=False, float_format="%.6f"
    )
