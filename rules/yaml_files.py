"""Files of YAML, by the loader in C where there is one: every start of Snakemake waits for them."""

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path):
    """What a file of YAML holds.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    object
    """
    return yaml.load(path.read_text(encoding="utf-8"), LOADER)
