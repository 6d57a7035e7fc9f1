"""What `snakemake plan` simulates: codes and scanners, their designs, and what is left out."""

import difflib

from neuralcode.recipes import RECIPES
from neuralcode.scanner import experiments, voxels
from neuralcode.stimuli import evenly
from rules import designs, own_data
from rules.schemes import is_in_time, units_of

# Tests of items that have no categories.
OF_ITEMS = ("agreement", "structure")


def own_config(config, recipe):
    """The configuration as it is for a recipe or data set; see `rules.own_data.of_data`."""
    if recipe in RECIPES or "in_run" in config:
        return config
    return own_data.of_data(config, recipe)


def tests_of(config, recipe):
    """What is tested: with the items of a data set, what asks nothing of categories."""
    tests = config["plan"]["tests"]
    return tests if recipe in RECIPES else [name for name in tests if name in OF_ITEMS]


def shown_levels(config):
    """Levels of distortion that are shown, for each number of levels of the plan.

    Parameters
    ----------
    config : dict

    Returns
    -------
    list of list of int
        Without repetition: a number above that of the study is all of them.
    """
    total = config["stimuli"]["levels"]
    found = [evenly(total, count) for count in sorted(config["plan"]["levels"])]
    return [levels for number, levels in enumerate(found) if levels not in found[:number]]


def left_out(config, recipe, scheme, scanner):
    """Why a code in a scanner has no plan.

    Parameters
    ----------
    config : dict
    recipe, scheme, scanner : str

    Returns
    -------
    str
        Empty where it has one.
    """
    config = own_config(config, recipe)
    block = config["scanners"][scanner]
    if config.get("in_run", config["stimuli"]["categories"]) < config["stimuli"]["categories"]:
        return "its items are spread over several runs"
    if is_in_time(scheme):
        return "its spikes differ from trial to trial, and the law of its betas is not known"
    if block["layout"] == "topographic":
        return "a topographic layout is sought for each subject, which takes too long"
    if block["layout"] == "retinotopic":
        return "a retinotopic layout is for photographs in pre-trained networks"
    if block["events"]:
        return "its events come from a table, which runs and repeats cannot be added to"
    if min(block["categories"], config["stimuli"]["categories"]) < 2:
        return "it shows a single category"
    return ""


def timing_of(config, name, levels, repeats):
    """What the design of a scanner depends on, where it shows so many levels so often.

    Parameters
    ----------
    config : dict
    name : str
    levels, repeats : int

    Returns
    -------
    dict
        See `neuralcode.scanner.experiments.timing`.
    """
    block = config["scanners"][name] | {"repeats": repeats}
    return experiments.timing(
        block, name=name, study_seed=config["study_seed"], group=levels, kind="level"
    )


def problems(config):
    """Problems of the plan, which other targets do not need.

    Parameters
    ----------
    config : dict

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    plan = config["plan"]
    studied = {scheme for study in config["studies"] for scheme in study["schemes"]}
    for key, known in (("scanners", config["scanners"]), ("schemes", sorted(studied))):
        for position, name in enumerate(plan[key]):
            if name not in known:
                others = [other for other in known if other not in plan[key]]
                close = difflib.get_close_matches(name, others, 1)
                better = close[0] if close else next(iter(others), None)
                yield ["plan", key, position], name, ", ".join(known), better
                return
    planned = [key for key in combinations(config) if not left_out(config, *key)]
    for recipe, scheme, name in planned:
        own = own_config(config, recipe)
        yield from _scanner(own, name, units_of(own, scheme))


def _scanner(config, name, units):
    """A scanner that shows each number of stimuli of the plan, on a sheet of so many units."""
    block = config["scanners"][name]
    for allowed, better in voxels.problems(block["voxel_size"], block["unit_spacing"], units):
        yield ["scanners", name, "voxel_size"], block["voxel_size"], allowed, better
        return
    shown = min(block["categories"], config["stimuli"]["categories"])
    for levels in shown_levels(config):
        for repeats in config["plan"]["repeats"]:
            planned = config["scanners"] | {name: block | {"repeats": repeats}}
            count = shown * len(levels)
            for key, allowed, better in designs.problems(
                config | {"scanners": planned}, name, count
            ):
                allowed += f" (plan: {count} stimuli, repeats {repeats})"
                yield ["scanners", name, key], block[key], allowed, better
                return


def combinations(config):
    """Recipe, scheme and scanner of all that may be planned.

    Parameters
    ----------
    config : dict

    Returns
    -------
    list of (str, str, str)
    """
    plan = config["plan"]
    return list(
        dict.fromkeys(
            (study["recipe"], scheme, scanner)
            for study in config["studies"]
            for scheme in study["schemes"]
            if not plan["schemes"] or scheme in plan["schemes"]
            for scanner in plan["scanners"] or study["scanners"]
            if scanner in config["scanners"]
        )
    )
