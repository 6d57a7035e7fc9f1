"""Table of the representational similarity analyses of all scanners."""

import pandas as pd

from storage import log


def gather(paths, table_path):
    pd.concat([pd.read_csv(path) for path in paths]).to_csv(
        table_path, index=False, float_format="%.6f"
    )


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        gather(snakemake.input, snakemake.output[0])
