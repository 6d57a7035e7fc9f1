"""Keys of the configuration that must go together, which no schema can say.

Each check yields (path of the key, value given, what is allowed, a value to paste). The numbers are
those of the science itself, so that a job never finds what is not found here.
"""

import difflib
import math

from neuralcode.coding.registry import find
from neuralcode.recipes import RECIPES
from neuralcode.scanner import design, voxels
from rules import own_data, photograph_scanners, pretrained_networks, scanner_checks, schemes
from rules.schemes import categories_of, is_in_time, parameters_of, units_of


def derived(config):
    """The configuration with what follows from other keys: nobody has to change two at a time.

    Parameters
    ----------
    config : dict
        With all defaults.

    Returns
    -------
    dict
        Batches are at most as large as there is to be in them. A scanner shows at most the
        categories there are, less those that its topographic map is fitted to. Layers and voxels of
        figures that were left out are chosen.
    """
    hierarchy, sheet = dict(config["hierarchy"]), dict(config["sheet"])
    layers, network = hierarchy["network"]["layers"], dict(hierarchy["network"])
    network["batch"] = min(network["batch"], training_exemplars(hierarchy))
    hierarchy["network"] = network
    hierarchy["seeds_per_batch"] = min(hierarchy["seeds_per_batch"], hierarchy["seeds"])
    hierarchy.setdefault("figure_layers", [layers // 2, layers])
    for key, part in (("voxel", 4), ("small_voxel", 24)):
        sheet.setdefault(key, _nearest_divisor(sheet["side"], sheet["side"] / part))
    scanners = {
        name: block | {"categories": min(block["categories"], max(1, _most_shown(config, name)))}
        for name, block in config["scanners"].items()
    }
    found = config | {
        "scanners": scanners,
        "hierarchy": dict(sorted(hierarchy.items())),
        "seeds_per_batch": min(config["seeds_per_batch"], config["seeds"]),
        "sheet": dict(sorted(sheet.items())),
    }
    return dict(sorted(found.items()))


def problems(config):
    """All problems of a configuration that keeps the schema.

    Parameters
    ----------
    config : dict
        As `derived` gives it.

    Yields
    ------
    path, given, allowed, better
        `better` is None where an item of a list is best removed.
    """
    yield from _studies(config)
    yield from own_data.problems(config)
    yield from _of_stimuli(own_data.of_paper(config))
    for name in own_data.names(config):
        yield from _of_data(config, name)
    yield from _sheet(config["sheet"])
    yield from _hierarchy(config)
    yield from pretrained_networks.problems(config["photographs"])
    yield from photograph_scanners.problems(config)


def _of_stimuli(config):
    """Schemes and scanners of studies that have the same stimuli."""
    yield from schemes.problems(config)
    for name in sorted({name for study in config["studies"] for name in study["scanners"]}):
        if name in config["scanners"]:
            yield from _scanner(config, name)


def _of_data(config, name):
    """Schemes and scanners of a data set, whose stimuli are in its files."""
    seen = own_data.of_data(config, name)
    file = config["data"][name]["patterns"]
    for scanner in sorted({used for study in seen["studies"] for used in study["scanners"]}):
        block = config["scanners"].get(scanner, {})
        for key, better in (("layout", "random"), ("rest", 0.0)):
            if block.get(key) not in (None, better):
                allowed = (
                    f"{better} for the data set {name}: all of its items are shown, in no blocks"
                )
                yield ["scanners", scanner, key], block[key], allowed, better
    for path, given, allowed, better in _of_stimuli(seen):
        if path[0] == "stimuli":
            yield ["data", name, "patterns"], file, f"a file with units {allowed}", file
        else:
            yield path, given, f"for the data set {name} {allowed}", better


def scanners_of(config):
    """Names of all scanners that a study or the hierarchy uses.

    Parameters
    ----------
    config : dict

    Returns
    -------
    list of str
    """
    used = {name for study in config["studies"] for name in study["scanners"]}
    used |= set(config["recoverability"]["scanners"]) | set(config["plan"]["scanners"])
    if config["hierarchy"]["networks"]:
        used |= set(config["hierarchy"]["scanners"])
    if config["photographs"]["networks"]:
        used |= set(config["photographs"]["scanners"])
    return sorted(used & set(config["scanners"]))


def _studies(config):
    for number, study in enumerate(config["studies"]):
        known = [*RECIPES, *config["data"]]
        if study["recipe"] not in known:
            close = difflib.get_close_matches(study["recipe"], known, 1)
            allowed = f"{', '.join(known)} (recipes, and blocks under data)"
            yield ["studies", number, "recipe"], study["recipe"], allowed, (close or ["text"])[0]
        for position, name in enumerate(study["scanners"]):
            yield from scanner_checks.name_problems(
                config, ["studies", number, "scanners", position], name
            )
        for position, name in enumerate(study["schemes"]):
            path = ["studies", number, "schemes", position]
            if not schemes.is_known(config, name):
                yield schemes.unknown(config, path, name, study["schemes"])
            elif "sum" in study["scanners"] and "sum" not in find(name).readouts:
                path = ["studies", number, "scanners"]
                able = [other for other in schemes.plain_names() if "sum" in find(other).readouts]
                allowed = f"[none]; {name} has no activity in time to sum, {', '.join(able)} have"
                yield path, study["scanners"], allowed, ["none"]


def _sheet(sheet):
    side = sheet["side"]
    divisors = [size for size in range(1, side + 1) if side % size == 0]
    for key in ("voxel", "small_voxel"):
        if side % sheet[key]:
            allowed = f"a divisor of the side of the sheet: {', '.join(map(str, divisors))}"
            yield ["sheet", key], sheet[key], allowed, _nearest_divisor(side, sheet[key])


def _nearest_divisor(side, size):
    divisors = [number for number in range(1, side + 1) if side % number == 0]
    return min(divisors, key=lambda number: abs(number - size))


def subordinate_categories(hierarchy):
    """Number of subordinate categories in the tree."""
    return math.prod(hierarchy["categories"].values())


def training_exemplars(hierarchy):
    """Number of exemplars that the networks of the hierarchy are trained on."""
    return hierarchy["exemplars"]["training"] * subordinate_categories(hierarchy)


def _hierarchy(config):
    hierarchy = config["hierarchy"]
    network, last = hierarchy["network"], hierarchy["network"]["layers"]
    stimuli = subordinate_categories(hierarchy) * hierarchy["exemplars"]["new"]
    if max(hierarchy["figure_layers"]) > last:
        path = ["hierarchy", "figure_layers"]
        allowed = f"layers from 0 to {last}"
        yield path, hierarchy["figure_layers"], allowed, [last // 2, last]
    if not hierarchy["networks"]:
        return
    items = hierarchy["seeds"] * (training_exemplars(hierarchy) + stimuli)
    scale = math.sqrt(network["units"])
    given = network["weight_gain"]
    weights = {"weight_sd": given / scale, "depth": last}
    for _, allowed, better in find("depth").problems(network["units"], items, **weights):
        allowed = f"{allowed} (standard deviation of a weight: {given / scale:.3g})"
        yield ["hierarchy", "network", "weight_gain"], given, allowed, better * scale
    for position, name in enumerate(hierarchy["scanners"]):
        if name not in config["scanners"]:
            yield from scanner_checks.name_problems(
                config, ["hierarchy", "scanners", position], name, others=()
            )
        else:
            yield from scanner_checks.layout_problems(config, name)
            yield from scanner_checks.shown_problems(config, name, [stimuli], [network["units"]])


def _scanned(config, name):
    return [
        scheme
        for study in config["studies"]
        if name in study["scanners"]
        for scheme in study["schemes"]
    ]


def _scanner(config, name):
    """A scanner with the stimuli that it is to show, and the schemes that are scanned by it."""
    scanner, levels = config["scanners"][name], config["stimuli"]["levels"]
    used = _scanned(config, name)
    shown = {min(scanner["categories"], config["stimuli"]["categories"])}
    for scheme in filter(is_in_time, used):
        shown.add(min(scanner["categories"], categories_of(config, scheme)))
    # Of a data set in one run, where its items are spread over several.
    shown = {config["in_run"]} if "in_run" in config else shown
    for scheme in filter(is_in_time, used):
        yield from _scanned_in_time(config, name, scheme)
    yield from _map(config, name)
    yield from scanner_checks.layout_problems(config, name)
    units = {units_of(config, scheme) for scheme in used}
    yield from scanner_checks.shown_problems(
        config, name, [count * levels for count in shown], units
    )


def _most_shown(config, name):
    """Number of categories that a scanner may show, so that there are others to fit its map to."""
    categories, levels = config["stimuli"]["categories"], config["stimuli"]["levels"]
    used = _scanned(config, name)
    if config["scanners"][name]["layout"] != "topographic" or not used:
        return categories
    temporal = [categories_of(config, scheme) for scheme in used if is_in_time(scheme)]
    most = categories - (math.ceil(3 / levels) if len(temporal) < len(used) else 0)
    # Maps of temporal codes are fitted to prototypes alone.
    return min(most, categories - 3) if temporal and max(temporal) > categories - 3 else most


def _map(config, name):
    """Whether a topographic map can be fitted to three stimuli that the scanner does not show."""
    if _most_shown(config, name) < 1:
        allowed = (
            f"random: a topographic map is fitted to three stimuli or more of categories that are "
            f"not scanned, and there are {config['stimuli']['categories']} categories"
        )
        yield ["scanners", name, "layout"], "topographic", allowed, "random"


def _scanned_in_time(config, name, scheme):
    duration = config["scanners"][name]["duration"]
    given = parameters_of(config, scheme)
    units = config["stimuli"]["units"]
    found = find(scheme).problems(units, 0, **given | {"duration": duration})
    for key, allowed, better in found:
        if key in ("duration", "frequencies", "time_step"):
            better = better if key == "duration" else given["duration"]
            yield ["scanners", name, "duration"], duration, f"for {scheme}: {allowed}", better
            return
    if round(duration / given["time_step"]) < design.bins_of(duration):
        longest = duration / design.bins_of(duration)
        path = ["schemes", scheme, "time_step"]
        yield path, given["time_step"], f"at most {longest:g} s, to be scanned", longest / 4


def recoverability_problems(config):
    """Problems of the grid of ``snakemake recoverability``, which other targets do not need.

    Parameters
    ----------
    config : dict

    Yields
    ------
    path, given, allowed, better
        See `problems`.
    """
    grid = config["recoverability"]
    for position, name in enumerate(grid["scanners"]):
        path = ["recoverability", "scanners", position]
        if name not in config["scanners"]:
            yield from scanner_checks.name_problems(config, path, name, others=())
            return
        yield from _scanner(config, name)
        for place, size in enumerate(grid["voxel_sizes"]):
            units = config["stimuli"]["units"]
            spacing = config["scanners"][name]["unit_spacing"]
            for allowed, better in voxels.problems(size, spacing, units):
                yield ["recoverability", "voxel_sizes", place], size, allowed, better
