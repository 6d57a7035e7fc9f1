"""Whether the scanners of photographs can scan layers of pre-trained networks."""

from collections import Counter
from math import sqrt

from neuralcode.scanner import layouts, voxels
from rules import pictures, scanner_checks

# Photographs below which there is nothing to compare, or to fit a map to.
FEWEST = 3


def problems(config):
    """Problems of ``photographs.scanners``; see `rules.consistency.problems`."""
    photographs = config["photographs"]
    if not photographs["networks"]:
        return
    for position, name in enumerate(photographs["scanners"]):
        path = ["photographs", "scanners", position]
        if name not in config["scanners"]:
            yield from scanner_checks.name_problems(config, path, name, others=())
        else:
            yield from _scanner(config, name)


def _scanner(config, name):
    scanner, units = config["scanners"][name], config["photographs"]["units"]
    path = ["scanners", name]
    for key, free in (("events", ""), ("rest", 0.0)):
        if scanner[key]:
            allowed = f"{free!r} for a scanner of photographs, whose order is drawn in each run"
            yield [*path, key], scanner[key], allowed, free
            return
    files = [photograph["file"] for photograph in pictures.of_configuration(config["photographs"])]
    images, others = pictures.shown(files, scanner["layout"])
    if scanner["layout"] == "topographic":
        if units > layouts.MOST_MAPPED:
            allowed = (
                f"at most {layouts.MOST_MAPPED} for the topographic layout of {name}: its time and "
                "memory grow with the square of the number of units"
            )
            yield ["photographs", "units"], units, allowed, layouts.MOST_MAPPED
            return
        if min(len(images), len(others)) < FEWEST:
            counts = ", ".join(f"{n} {name}" for name, n in _by_category(files).items())
            allowed = (
                f"random or retinotopic: a topographic map is fitted to every second photograph of "
                f"a category, {FEWEST} or more, and as many are scanned; there are {counts}"
            )
            yield [*path, "layout"], "topographic", allowed, "random"
            return
    yield from scanner_checks.shown_problems(config, name, [max(FEWEST, len(images))], [units])
    yield from _pairs_of_voxels(scanner, path, units)


def _by_category(files):
    return Counter(name.split("/")[0] for name in files)


def _pairs_of_voxels(scanner, path, units):
    """Whether matrices over pairs of voxels fit in memory, where a scanner needs them."""
    sheet = {"spacing": scanner["unit_spacing"], "voxel_size": scanner["voxel_size"]}
    try:
        rows, columns = voxels.grid(layouts.shape(units), **sheet)
    except ValueError:  # a voxel larger than the sheet is another problem
        return
    count = rows * columns
    for key in ("common_noise", "smoothing"):
        if scanner[key] and count > voxels.MOST_PAIRED:
            size = 1.02 * scanner["voxel_size"] * sqrt(count / voxels.MOST_PAIRED)
            allowed = (
                f"0 with more than {voxels.MOST_PAIRED} voxels, which {units} units "
                f"(photographs.units) have: {count}. Voxels of {size:.2g} mm would do as well"
            )
            yield [*path, key], scanner[key], allowed, 0.0
