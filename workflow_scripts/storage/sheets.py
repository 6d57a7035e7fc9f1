"""Patterns to scan as sheets of units: of a coding scheme, of a layer of a network."""

import json
from typing import NamedTuple

import numpy as np

from neuralcode.analysis.similarity import first_undefined
from storage import files


class Sheets(NamedTuple):
    """Patterns to scan: names of the sheets in the random draws, and patterns by seed and sheet.

    Attributes
    ----------
    names : list of str
    patterns : sequence of sequence of ndarray of shape (condition, unit)
        By seed and sheet; an array, where all sheets have as many units.
    others : the same, or None
        Patterns of stimuli that are not scanned, to which a topographic map is fitted.
    stimuli : tuple of int
        Shape of the conditions: category and level, or exemplar.
    places : sequence of ndarray of shape (unit, 2), optional
        By sheet: where its units lie in a map. Not finite for a layer that is no map, whose units
        are laid out at random.
    facts : dict, optional
        What the file says of the sheets.
    """

    names: list
    patterns: np.ndarray | list
    others: np.ndarray | list | None
    stimuli: tuple
    places: list | None = None
    facts: dict | None = None


def of_scheme(read, mapped, in_time, *, recipe, scheme, variable, categories):
    """The one sheet of a coding scheme; others are the categories that are not scanned."""
    given = read(variable, only={"category": slice(None if mapped else categories)})
    count, _, levels, units = given.shape
    patterns = given[:, :categories].reshape(count, 1, categories * levels, units)
    others = None
    if mapped:
        # In time the map is fitted to prototypes, as many as there are stimuli in the scan.
        kept = (
            given[:, categories:, :1][:, : categories * levels]
            if in_time
            else given[:, categories:]
        )
        others = kept.reshape(count, 1, -1, units)
    return Sheets([f"{recipe}/{scheme}"], patterns, others, (categories, levels))


def of_network(read, mapped, in_time, *, network):
    """A sheet per layer; others are the exemplars of the training."""
    patterns = read("activity")
    names = [f"hierarchy/{network}/layer {layer}" for layer in range(patterns.shape[1])]
    others = read("training_activity") if mapped else None
    return Sheets(names, patterns, others, (patterns.shape[2],))


def of_photographs(path, made_from, scanner, seeds, *, pretrained, images, others):
    """A sheet per layer of a pre-trained network: the units and photographs of all seeds.

    A layer that cannot be scanned is left out, and the file says why.
    """
    with files.opened(path, made_from=made_from) as file:
        stored = {key: json.loads(file.getncattr(key)) for key in ("images", "layers")}
        activity, number = file["activity"][:], file["layer_number"][:]
        places = np.stack([file["map_row"][:], file["map_column"][:]], axis=1)
    place_of = stored["images"].index
    rows, other_rows = (list(map(place_of, part)) for part in (images, others))
    kept, why = {}, {}
    for place, layer in enumerate(stored["layers"]):
        mine = number == place
        why[layer] = why_not(activity[rows][:, mine], images, scanner)
        if not why[layer]:
            kept[layer] = mine
    if not kept:
        reasons = "\n".join(f"  {layer}: {text}" for layer, text in why.items())
        raise ValueError(f"No layer of {pretrained} can be scanned.\n{reasons}")
    layouts = {layer: layout_of(scanner, places[mine]) for layer, mine in kept.items()}
    return Sheets(
        [f"photographs/{pretrained}/{layer}" for layer in kept],
        [[activity[rows][:, mine] for mine in kept.values()]] * seeds,
        [[activity[other_rows][:, mine] for mine in kept.values()]] * seeds,
        (len(images),),
        [places[mine] for mine in kept.values()],
        {
            "images": images,
            "layers": list(kept),
            "layouts": list(layouts.values()),
            "not_scanned": {layer: text for layer, text in why.items() if text},
            "units_on_sheet": [int(mine.sum()) for mine in kept.values()],
            "voxel_grid": [list(scanner.voxel_grid(int(mine.sum()))) for mine in kept.values()],
        },
    )


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
