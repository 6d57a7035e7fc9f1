"""Files of decoders and of clusters of voxels, with their schemes and levels."""

from typing import NamedTuple

import numpy as np

from storage import files


class Generalisation(NamedTuple):
    """One scheme in one scanner; values of shape (seed, level), NaN at decoders' own levels."""

    key: dict
    values: np.ndarray
    categories: int
    train_levels: int

    @property
    def lower(self):
        """At levels that were trained on: (seed, lower level)."""
        return self.values[:, : self.train_levels].astype(np.float64)

    @property
    def higher(self):
        """At levels that nothing was trained on: (seed, higher level)."""
        return self.values[:, self.train_levels :].astype(np.float64)


def read(paths, name, *, made_from):
    """Read one variable of all schemes in all scanners.

    Parameters
    ----------
    paths : dict of str
        One file per recipe and scanner.
    name : str
        Of the variable.
    made_from : dict of dict
        By the same labels what each file must have been made from (see `storage.identity`).

    Yields
    ------
    Generalisation
    """
    for label, made in made_from.items():
        array = files.read_batch(paths[label], name, seeds=range(made["seeds"]), made_from=made)
        for index, scheme in enumerate(made["schemes"]):
            key = {"recipe": made["recipe"], "scheme": scheme, "scanner": made["scanner"]}
            yield Generalisation(
                key, array[:, index], made["categories"][index], made["train_levels"]
            )
