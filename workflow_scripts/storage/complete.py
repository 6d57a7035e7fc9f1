"""Files that are there whole or not at all."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(path):
    """Write a file, all of it or nothing: gives the path to write to, and renames it at the end.

    Parameters
    ----------
    path : str

    Yields
    ------
    str

    Raises
    ------
    OSError
        If the file cannot be written, as on a full disk. Nothing is left of it then.
    """
    partial = f"{path}.partial"
    try:
        yield partial
        os.replace(partial, path)
    except (OSError, RuntimeError) as error:
        free = shutil.disk_usage(Path(path).parent).free / 1e6
        raise OSError(
            f"{path} could not be written ({error}); its disk has {free:.1f} MB left.\n"
            f"When there is room, run Snakemake again: what is finished stays."
        ) from error
    finally:
        Path(partial).unlink(missing_ok=True)
