"""Whether a scanner of the configuration can be used for what it is to show."""

import difflib

from neuralcode.scanner import presets, voxels
from rules import designs


def name_problems(config, path, name, others=("none", "sum")):
    """Whether the configuration has a scanner of that name.

    Parameters
    ----------
    config : dict
    path : list
        Where the name stands in the configuration, in a list of them.
    name : str
    others : sequence of str
        Names that are no scanners and allowed too.

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    known = [*others, *config["scanners"]]
    if name not in known:
        used = config
        for part in path[:-1]:
            used = used[part]
        close = difflib.get_close_matches(name, [other for other in known if other not in used], 1)
        only = known[0] if len(used) == 1 else None
        yield path, name, ", ".join(known), close[0] if close else only


def shown_problems(config, name, conditions, units):
    """Whether a scanner can show so many stimuli, and has voxels enough over so many units.

    Parameters
    ----------
    config : dict
    name : str
    conditions, units : iterable of int
        Each number of stimuli, and of units, that it scans.

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    scanner, path = config["scanners"][name], ["scanners", name]
    for key, allowed, better in presets.problems(scanner):
        yield [*path, key], scanner[key], allowed, better
        return
    for count in sorted(conditions):
        for key, allowed, better in designs.problems(config, name, count):
            yield [*path, key], scanner[key], allowed, better
            return
    for count in sorted(units):
        for allowed, better in voxels.problems(
            scanner["voxel_size"], scanner["unit_spacing"], count
        ):
            yield [*path, "voxel_size"], scanner["voxel_size"], allowed, better
            return


def layout_problems(config, name):
    """Whether codes that have no map are laid out by one.

    Parameters
    ----------
    config : dict
    name : str
        Of a scanner of coding schemes or of the hierarchy.

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    if config["scanners"][name]["layout"] == "retinotopic":
        allowed = (
            "random or topographic for a scanner of studies, recoverability or the hierarchy, "
            "whose units have no place in a picture; retinotopic is for photographs.scanners alone"
        )
        yield ["scanners", name, "layout"], "retinotopic", allowed, "random"
