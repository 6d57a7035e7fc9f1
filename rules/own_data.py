"""Data sets of a configuration: their files, read and checked before any job.

A data set is seen as a study of its own, in which each item is a category with a single level. So
all that is said of prototypes and distortions, such as memory and designs, holds for items.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from neuralcode.recipes import RECIPES

# A longer run is more than a participant bears.
LONG_RUN_MINUTES = 20
ROOT = Path(__file__).resolve().parent.parent


class Data(NamedTuple):
    """What the files of a data set have in them.

    Attributes
    ----------
    items, units : int
    subjects : int or None
        None where all seeds share the patterns.
    names : list of str
    categories : list of str
        Of each item; empty where the table of items has none.
    models : int
        Number of model dissimilarity matrices.
    files : dict of dict
        Path and SHA-256 of each file that is given, by key.
    """

    items: int
    units: int
    subjects: int | None
    names: list
    categories: list
    models: int
    files: dict

    @property
    def decoded_categories(self):
        """Number of categories to tell apart; 0 where each item needs others of its category."""
        sizes = {name: self.categories.count(name) for name in set(self.categories)}
        return len(sizes) if len(sizes) > 1 and min(sizes.values()) > 1 else 0


def found(path):
    """Where a file is: in the working folder, else in the folder of the workflow.

    Parameters
    ----------
    path : str

    Returns
    -------
    pathlib.Path
        As it was given where it is in neither.
    """
    own, beside = Path(path), ROOT / path
    return beside if beside.is_file() and not own.is_file() else own


def read(block):
    """Read the files of a data set.

    Parameters
    ----------
    block : dict
        See `neuralcode.settings.data.DataSet`.

    Returns
    -------
    Data

    Raises
    ------
    OSError, neuralcode.labelled.patterns.PatternsError
        If a file is missing or wrong.
    """
    return _read(*(_stamped(block[key]) for key in ("patterns", "items", "rdms")))


def _stamped(path):
    """A path with what changes when the file does, so that it is read again then."""
    if not path:
        return None
    place = found(path)
    if not place.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    status = place.stat()
    return str(place), status.st_mtime_ns, status.st_size


@cache
def _read(patterns, items, rdms):
    # Only here, for pandas and xarray take long to import.
    from neuralcode.labelled.files import CATEGORY, read_patterns

    data = read_patterns(patterns[0], items[0] if items else None)
    models = 0
    if rdms:
        from neuralcode.labelled.models import read_models

        models = len(read_models(rdms[0], data).names)
    given = {"patterns": patterns, "items": items, "rdms": rdms}
    return Data(
        items=data.sizes["item"],
        units=data.sizes["unit"],
        subjects=data.sizes.get("subject"),
        names=list(map(str, data["item"].values.tolist())),
        categories=list(map(str, data[CATEGORY].values.tolist()))
        if CATEGORY in data.coords
        else [],
        models=models,
        files={
            key: {"path": stamped[0], "sha256": sha256_of(stamped[0])}
            for key, stamped in given.items()
            if stamped
        },
    )


def sha256_of(path):
    """SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def names(config):
    """Names of the data sets that studies take.

    Parameters
    ----------
    config : dict

    Returns
    -------
    list of str
    """
    taken = dict.fromkeys(study["recipe"] for study in config["studies"])
    return [name for name in taken if name not in RECIPES]


def of_paper(config):
    """The configuration without the studies of data sets."""
    return config | {"studies": [s for s in config["studies"] if s["recipe"] in RECIPES]}


def of_data(config, name):
    """The configuration as it is for a data set: a study in which each item is a category.

    Parameters
    ----------
    config : dict
    name : str
        Of the data set.

    Returns
    -------
    dict
        Without the studies of others. Scanners show all items, and no scheme takes fewer. Beside
        keys of a configuration it has `labels`, names of the items, and `in_run`, their number in
        a run.
    """
    data = read(config["data"][name])
    all_items = {"categories": data.items}
    return config | {
        "stimuli": {
            "categories": data.items,
            "levels": 1,
            "noise_sd_step": 0.0,
            # What is in the file decides, not where it is.
            "sha256": data.files["patterns"]["sha256"],
            "units": data.units,
        },
        "in_run": config["data"][name].get("items_per_run", data.items),
        "labels": data.names,
        "scanners": {key: block | all_items for key, block in config["scanners"].items()},
        "schemes": {
            key: block | all_items if "categories" in block else block
            for key, block in config["schemes"].items()
        },
        "studies": [study for study in config["studies"] if study["recipe"] == name],
        "hierarchy": config["hierarchy"] | {"networks": [], "scanners": []},
    }


def long_runs(config, name):
    """Warnings of runs that a participant does not bear.

    Parameters
    ----------
    config : dict
        The whole configuration.
    name : str
        Of the data set.

    Yields
    ------
    str
    """
    config, items = of_data(config, name), read(config["data"][name]).items
    for scanner in dict.fromkeys(used for study in config["studies"] for used in study["scanners"]):
        block = config["scanners"].get(scanner)
        if block is None or block["events"]:
            continue
        trials = config["in_run"] * block["repeats"] / (1 - block["blanks"])
        minutes, runs = trials * block["interval"] / 60, block["runs"] * items // config["in_run"]
        if minutes > LONG_RUN_MINUTES:
            yield (
                f"data set {name} in scanner {scanner}: a run takes {minutes:.0f} minutes, and "
                f"{runs} runs take {runs * minutes:.0f}. A participant bears {LONG_RUN_MINUTES} "
                f"minutes per run. What helps: fewer items per run (data.{name}.items_per_run), or "
                f"a shorter interval than {block['interval']:g} s (scanners.{scanner}.interval)"
            )


def problems(config):
    """What is wrong with data sets, whether a study takes them or not.

    Parameters
    ----------
    config : dict

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    for name, block in config["data"].items():
        path = ["data", name]
        try:
            data = read(block)
        except (OSError, ValueError) as error:
            key = _key_of(block, error)
            yield [*path, key], block[key], f"a file of data that can be used: {error}", block[key]
            continue
        if data.subjects is not None and name in names(config) and config["seeds"] > data.subjects:
            allowed = f"at most {data.subjects}, the number of subjects in {block['patterns']}"
            yield ["seeds"], config["seeds"], allowed, data.subjects
        size = block.get("items_per_run")
        if size is not None and data.items % size:
            sizes = [number for number in range(2, data.items + 1) if data.items % number == 0]
            allowed = (
                f"a divisor of the {data.items} items: {', '.join(map(str, sizes))}; each run then "
                "has the same number of items"
            )
            yield [*path, "items_per_run"], size, allowed, min(sizes, key=lambda n: abs(n - size))


def _key_of(block, error):
    """Key of the file that an error is about: its message names the file."""
    text = str(error)
    for key in ("rdms", "items", "patterns"):
        if block[key] and text.startswith(
            (str(found(block[key])), f"there is no file {block[key]}")
        ):
            return key
    return "patterns"
