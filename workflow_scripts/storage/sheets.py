"""Patterns to scan as sheets of units: of a coding scheme, of a layer of a network."""

import json
from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

import numpy as np

from neuralcode.analysis.similarity import first_undefined
from neuralcode.scanner.activity import activity_of
from storage import files


class Sheet(NamedTuple):
    """What is scanned in a session of its own.

    Attributes
    ----------
    name : str
        In the random draws.
    patterns : ndarray of shape (condition, unit) or (group, run, bin, presentation, unit)
        Of a code in time as a scanner sees its spikes: see `neuralcode.scanner.spikes`.
    others : ndarray of shape (condition, unit), optional
        Patterns of stimuli that are not scanned, to which a topographic map is fitted.
    places : ndarray of shape (unit, 2), optional
        Where the units lie in a map. Not finite for a layer that is no map, whose units are laid
        out at random.
    """

    name: str
    patterns: np.ndarray
    others: np.ndarray | None = None
    places: np.ndarray | None = None


class Sheets(NamedTuple):
    """Sheets of a batch of seeds.

    Attributes
    ----------
    by_seed : iterable of list of Sheet
        Of codes one seed at a time is in memory.
    facts : dict, optional
        What the file of the scans says of them, where that is more than the size of a single one.
    """

    by_seed: Iterable
    facts: dict | None = None


def of_scheme(path, scanner, reading, *, recipe, scheme, categories):
    """The one sheet of a coding scheme; others are the categories that are not scanned."""
    mapped = scanner.layout == "topographic"
    shown = {"category": slice(None if mapped else categories)}

    def sheets(given):
        parts = (given[:categories], given[categories:])
        patterns, others = (part.reshape(-1, part.shape[-1]) for part in parts)
        return [Sheet(f"{recipe}/{scheme}", patterns, others if mapped else None)]

    activity = files.read_seeds(path, ["readout_none"], only=shown, **reading)
    return Sheets(sheets(*given) for given in activity)


def of_spikes(paths, scanner, reading, *, recipe, scheme, mean_rate):
    """The one sheet of a code in time; the spikes for a map have a file of their own."""
    seen = {"duration": scanner.duration, "signal_rate": scanner.signal_rate}

    def activity(role):
        own = reading | {"made_from": reading["made_from"][role]}
        for (spikes,) in files.read_seeds(paths[role], ["spikes"], **own):
            yield activity_of(spikes, mean_rate=mean_rate, **seen)

    def maps():
        # Of a map there is one group of stimuli.
        return (of_map[0].mean(axis=(0, 1)) for of_map in activity("map"))

    others = maps() if "map" in paths else repeat(None, len(reading["seeds"]))
    given = zip(activity("shown"), others, strict=True)
    return Sheets([Sheet(f"{recipe}/{scheme}", *arrays)] for arrays in given)


def of_network(path, scanner, reading, *, network):
    """A sheet per layer of a network of the hierarchy; others are exemplars of its training."""
    mapped = scanner.layout == "topographic"
    names = ["activity", "training_activity"] if mapped else ["activity"]

    def sheets(*given):
        layers = enumerate(zip(*given, strict=True))
        return [Sheet(f"hierarchy/{network}/layer {layer}", *arrays) for layer, arrays in layers]

    return Sheets(sheets(*given) for given in files.read_seeds(path, names, **reading))


def of_photographs(path, scanner, reading, *, pretrained, images, others):
    """A sheet per layer of a pre-trained network, the same for each seed.

    A layer that cannot be scanned is left out, and the file says why.
    """
    with files.opened(path, made_from=reading["made_from"]) as file:
        stored = {key: json.loads(file.getncattr(key)) for key in ("images", "layers")}
        activity, number = file["activity"][:], file["layer_number"][:]
        places = np.stack([file["map_row"][:], file["map_column"][:]], axis=1)
    place_of = stored["images"].index
    rows, other_rows = (list(map(place_of, part)) for part in (images, others))
    sheets, why = {}, {}
    for place, layer in enumerate(stored["layers"]):
        mine = number == place
        name, patterns = f"photographs/{pretrained}/{layer}", activity[rows][:, mine]
        why[layer] = why_not(patterns, images, scanner)
        if not why[layer]:
            sheets[layer] = Sheet(name, patterns, activity[other_rows][:, mine], places[mine])
    if not sheets:
        reasons = "\n".join(f"  {layer}: {text}" for layer, text in why.items())
        raise ValueError(f"No layer of {pretrained} can be scanned.\n{reasons}")
    units = [sheet.patterns.shape[-1] for sheet in sheets.values()]
    facts = {
        "images": images,
        "layers": list(sheets),
        "layouts": [layout_of(scanner, sheet.places) for sheet in sheets.values()],
        "not_scanned": {layer: text for layer, text in why.items() if text},
        "units_on_sheet": units,
        "voxel_grid": [list(scanner.voxel_grid(number)) for number in units],
    }
    return Sheets(repeat(list(sheets.values()), len(reading["seeds"])), facts)


#: By what is scanned. The first arguments are the path, of spikes by role; the scanner; and the
#: arguments with which `storage.files` reads.
READERS = {
    "scheme": of_scheme,
    "spikes": of_spikes,
    "network": of_network,
    "photographs": of_photographs,
}


def why_not(patterns, images, scanner):
    """Why the units of a layer cannot be scanned; empty where they can."""
    units = patterns.shape[-1]
    try:
        rows, columns = scanner.voxel_grid(units)
    except ValueError as error:
        return f"{units} units: {error}"
    if rows * columns < 3:
        return f"{units} units have {rows * columns} voxels, and two correlate by 1 or -1"
    constant = first_undefined(patterns)
    if constant is not None:
        return f"all {units} units that are scanned are alike for {images[constant[0]]}"
    return ""


def layout_of(scanner, places):
    """Layout of a sheet: units without a place in a map lie at random."""
    is_lost = scanner.layout == "retinotopic" and not np.isfinite(places).all()
    return "random" if is_lost else scanner.layout
