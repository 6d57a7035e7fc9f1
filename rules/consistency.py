"""What a schema cannot say: keys of the configuration that must go together.

Each check yields (path of the key, value given, what is allowed, a value to paste). They repeat
what the science would raise in a job, so that the message comes before the first one.
"""

import difflib
import math
import re
from pathlib import Path

from neuralcode.coding.registry import family, find

# Of the network of the paper: the PyTorch port that programs for the FID use.
PORT_OF_THE_PAPERS_NETWORK = (
    "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/"
    "pt_inception-2015-12-05-6726825d.pth"
)

# Time scanned after the last event in s, as in neuralcode.scanner.design.
TAIL = 20.0


def problems(config, schema):
    """All problems of a configuration that keeps the schema.

    Parameters
    ----------
    config, schema : dict

    Yields
    ------
    path, given, allowed, better
        `better` is None where an item of a list is best removed.
    """
    if config["seeds_per_batch"] > config["seeds"]:
        allowed = f"1 to {config['seeds']}, the number of seeds"
        yield ["seeds_per_batch"], config["seeds_per_batch"], allowed, config["seeds"]
    known = schema["properties"]["schemes"]["properties"]
    yield from _studies(config, known)
    yield from _factorial(config["schemes"]["factorial"], config["stimuli"]["units"])
    for scheme in ("rate", "burstiness", "bands"):
        for key, allowed in _temporal(config["schemes"][scheme]):
            given, default = config["schemes"][scheme][key], known[scheme]["default"][key]
            yield ["schemes", scheme, key], given, allowed, default
    for name in sorted({name for study in config["studies"] for name in study["scanners"]}):
        if name in config["scanners"]:
            yield from _scanner(config, name)
    yield from _divisors(config["sheet"], ("voxel", "small_voxel"))
    yield from _hierarchy(config["hierarchy"])
    yield from _hierarchy_scanners(config)
    yield from _photographs(config["photographs"])


def _studies(config, known):
    plain = sorted(set(known) - {"depth"})
    names = [*plain, *(f"depth-{depth}" for depth in range(1, 10))]
    for number, study in enumerate(config["studies"]):
        for position, name in enumerate(study["scanners"]):
            yield from _scanner_name(config, ["studies", number, "scanners", position], name)
        for position, name in enumerate(study["schemes"]):
            path = ["studies", number, "schemes", position]
            if name not in plain and not re.fullmatch(r"depth-[1-9]\d*", name):
                unused = [other for other in names if other not in study["schemes"]]
                close = difflib.get_close_matches(name, unused, 1)
                allowed = ", ".join([*plain, "depth-1", "depth-2", "..."])
                yield path, name, allowed, close[0] if close else None
                continue
            if "sum" in study["scanners"] and "sum" not in find(name).readouts:
                path = ["studies", number, "scanners"]
                able = [other for other in plain if "sum" in find(other).readouts]
                allowed = f"[none]; {name} has no activity in time to sum, {', '.join(able)} have"
                yield path, study["scanners"], allowed, ["none"]


def _scanner_name(config, path, name, others=("none", "sum")):
    known = [*others, *config["scanners"]]
    if name not in known:
        used = config
        for part in path[:-1]:
            used = used[part]
        close = difflib.get_close_matches(name, [other for other in known if other not in used], 1)
        yield path, name, ", ".join(known), close[0] if close else None


def _factorial(parameters, units):
    if parameters.get("factors", 1) > units:
        path = ["schemes", "factorial", "factors"]
        yield path, parameters["factors"], f"1 to {units}, the number of units", units
    chosen = parameters.get("factor_units", [])
    if chosen and max(chosen) >= units:
        path = ["schemes", "factorial", "factor_units"]
        yield path, chosen, f"units from 0 to {units - 1}", list(range(min(len(chosen), units)))
    if chosen and len(chosen) != parameters.get("factors", len(chosen)):
        path = ["schemes", "factorial", "factors"]
        allowed = f"{len(chosen)}, as many as there are factor_units"
        yield path, parameters["factors"], allowed, len(chosen)


def _temporal(parameters):
    duration, step = parameters["duration"], parameters["time_step"]

    def is_whole(number):
        return abs(number - round(number)) < 1e-6

    if step >= duration or not is_whole(duration / step):
        yield "duration", f"a whole number, above 1, of time steps of {step:g} s"
    if "rates" in parameters:
        low, high = parameters["rates"]
        if not low < high <= 1 / step:
            yield "rates", f"two that rise, to at most one spike a time step, {1 / step:g} Hz"
    if "fano" in parameters:
        low, high = parameters["fano"]
        highest = 254 - parameters["mean_rate"] * step
        if not low < high <= highest:
            yield "fano", f"two that rise, from at least 1 to at most {highest:g}"
    if "frequencies" in parameters:
        fastest = 1 / (2 * step)
        for frequency in parameters["frequencies"]:
            if frequency >= fastest or not is_whole(frequency * duration):
                allowed = f"whole cycles in {duration:g} s, below {fastest:g} Hz"
                yield "frequencies", allowed
                break
        highest = 1 / (step * (1 + 2 * parameters["depth"]))
        if parameters["mean_rate"] > highest:
            yield "mean_rate", f"above 0, at most {highest:g} Hz at this time step and depth"


def _divisors(sheet, keys):
    side = sheet["side"]
    divisors = [size for size in range(1, side + 1) if side % size == 0]
    for key in keys:
        if side % sheet[key]:
            nearest = min(divisors, key=lambda size: abs(size - sheet[key]))
            allowed = f"a divisor of the side of the sheet: {', '.join(map(str, divisors))}"
            yield ["sheet", key], sheet[key], allowed, nearest


def _hierarchy(hierarchy):
    if hierarchy["seeds_per_batch"] > hierarchy["seeds"]:
        allowed = f"1 to {hierarchy['seeds']}, the number of seeds"
        path = ["hierarchy", "seeds_per_batch"]
        yield path, hierarchy["seeds_per_batch"], allowed, hierarchy["seeds"]
    n_items = hierarchy["exemplars"]["training"] * math.prod(hierarchy["categories"].values())
    if hierarchy["network"]["batch"] > n_items:
        path = ["hierarchy", "network", "batch"]
        allowed = f"1 to {n_items}, the number of exemplars to train on"
        yield path, hierarchy["network"]["batch"], allowed, n_items
    last = hierarchy["network"]["layers"]
    if max(hierarchy["figure_layers"]) > last:
        path = ["hierarchy", "figure_layers"]
        allowed = f"layers from 0 to {last}"
        yield path, hierarchy["figure_layers"], allowed, [last // 2, last]


def _hierarchy_scanners(config):
    hierarchy = config["hierarchy"]
    stimuli = math.prod(hierarchy["categories"].values()) * hierarchy["exemplars"]["new"]
    for position, name in enumerate(hierarchy["scanners"]):
        if name not in config["scanners"]:
            yield from _scanner_name(config, ["hierarchy", "scanners", position], name, others=())
            continue
        scanner, path = config["scanners"][name], ["scanners", name]
        for key, allowed, better in _design(scanner, [stimuli]):
            yield [*path, key], scanner[key], allowed, better
        for allowed, better in _voxels(
            scanner["voxel_size"], scanner, hierarchy["network"]["units"]
        ):
            yield [*path, "voxel_size"], scanner["voxel_size"], allowed, better


def _photographs(photographs):
    names = [network["name"] for network in photographs["networks"]]
    for number, network in enumerate(photographs["networks"]):
        path = ["photographs", "networks", number]
        name = network["name"]
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
            better = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "network"
            yield [*path, "name"], name, "letters, digits, and - _ . between them", better
        if name.startswith("hierarchy_"):
            better = name.removeprefix("hierarchy_") or "network"
            allowed = "a name that does not start with hierarchy_, as those of that experiment do"
            yield [*path, "name"], name, allowed, better
        if name in names[:number]:
            better = f"{name}_{number}"
            yield [*path, "name"], name, "a name that no other network has", better
        for key in ("function", "transforms"):
            if network[key] and not re.fullmatch(r"[\w.]+:\w+", network[key]):
                yield [*path, key], network[key], "package.module:function", ""
        if network["weights"].startswith("http://"):
            better = "https" + network["weights"].removeprefix("http")
            allowed = "a path, an https address or the name of weights of torchvision"
            yield [*path, "weights"], network["weights"], allowed, better
        weights = network["weights"]
        if name == "inception_v3_2015" and not (
            network["function"] or is_address(weights) or is_file(weights)
        ):
            allowed = "a path or an https address; torchvision has no weights of this network"
            yield [*path, "weights"], weights, allowed, PORT_OF_THE_PAPERS_NETWORK
        if len(network["figure_layers"]) == 1:
            allowed = "two layers, or none to take the default ones"
            yield [*path, "figure_layers"], network["figure_layers"], allowed, []
        if weights and name.endswith("_untrained") and not network["function"]:
            yield [*path, "weights"], weights, "none, for the weights are random", ""
        if network["function"] and not (not weights or is_address(weights) or is_file(weights)):
            allowed = "a path or an https address, or none to take the module as it is"
            yield [*path, "weights"], weights, allowed, ""
        if not re.fullmatch(r"[0-9a-f]{0,64}", network["sha256"]):
            allowed = "up to 64 of the digits 0 to 9 and a to f"
            yield [*path, "sha256"], network["sha256"], allowed, ""
        if (
            network["weights"].startswith("https://")
            and len(network["sha256"]) < 8
            and not hash_in_name(network["weights"])
        ):
            allowed = "at least the first 8 digits, for a download is checked before it is used"
            yield [*path, "sha256"], network["sha256"], allowed, "0" * 64
        if network["layers"] and set(network["figure_layers"]) - set(network["layers"]):
            layers = network["layers"]
            allowed = f"names among its layers: {', '.join(layers)}"
            better = [layers[len(layers) // 2], layers[-1]]
            yield [*path, "figure_layers"], network["figure_layers"], allowed, better
    rows = photographs["categories"]
    parents = {}
    for number, row in enumerate(rows):
        if "/" in row["subordinate"]:
            path = ["photographs", "categories", number, "subordinate"]
            better = row["subordinate"].replace("/", "-")
            yield path, row["subordinate"], "the name of one folder, without a slash", better
        for child, parent in (("subordinate", "basic"), ("basic", "superordinate")):
            first = parents.setdefault((child, row[child]), row[parent])
            repeated = child == "subordinate" and row[child] in [r[child] for r in rows[:number]]
            if first != row[parent] or repeated:
                path = ["photographs", "categories", number]
                allowed = "each subordinate category once, each basic one in one superordinate one"
                yield path, row, allowed, None


def hash_in_name(address):
    """First digits of the SHA-256 that a file's name ends in, as torch.hub has it; or nothing."""
    found = re.search(r"-([0-9a-f]{8,64})\.[^./]*$", address)
    return found[1] if found else ""


def is_address(weights):
    return weights.startswith("https://")


def is_file(weights):
    """Whether weights are given by a path, rather than by the name of weights of torchvision."""
    path = Path(weights)
    return not is_address(weights) and (len(path.parts) > 1 or bool(path.suffix))


def _scanner(config, name):
    """A scanner with the stimuli that it is to show, and the schemes that are scanned by it."""
    scanner, path = config["scanners"][name], ["scanners", name]
    levels = config["stimuli"]["levels"]
    shown = {min(scanner["categories"], config["stimuli"]["categories"])}
    for scheme in _schemes_of(config, name):
        if is_in_time(scheme):
            parameters = config["schemes"][scheme]
            shown.add(min(scanner["categories"], parameters["categories"]))
            yield from _scanned_in_time(path, scanner, scheme, parameters)
    for key, allowed, better in _design(scanner, [count * levels for count in shown]):
        yield [*path, key], scanner[key], allowed, better
    if scanner["layout"] == "topographic":
        yield from _map(config, path, scanner)
    for units in sorted({units_of(config, scheme) for scheme in _schemes_of(config, name)}):
        for allowed, better in _voxels(scanner["voxel_size"], scanner, units):
            yield [*path, "voxel_size"], scanner["voxel_size"], allowed, better


def _map(config, path, scanner):
    """Whether a topographic map can be fitted to three stimuli that the scanner does not show."""
    categories, levels = config["stimuli"]["categories"], config["stimuli"]["levels"]
    schemes = _schemes_of(config, path[-1])
    temporal = [config["schemes"][scheme]["categories"] for scheme in schemes if is_in_time(scheme)]
    most = categories
    if len(temporal) < len(schemes) or not schemes:
        most -= math.ceil(3 / levels)
    # Maps of temporal codes are fitted to prototypes alone.
    if max(temporal, default=0) > categories - 3:
        most = min(most, categories - 3)
    if most < 1:
        allowed = (
            f"random: a topographic map is fitted to three stimuli or more of categories that are "
            f"not scanned, and there are {categories} categories"
        )
        yield [*path, "layout"], scanner["layout"], allowed, "random"
    elif scanner["categories"] > most:
        allowed = (
            f"1 to {most}: a topographic map is fitted to other categories than those scanned, and "
            f"there are {categories}"
        )
        yield [*path, "categories"], scanner["categories"], allowed, min(5, most)


def _schemes_of(config, scanner):
    return [
        scheme
        for study in config["studies"]
        if scanner in study["scanners"]
        for scheme in study["schemes"]
    ]


def units_of(config, scheme):
    """Number of units of a scheme."""
    parameters = dict(config["schemes"][family(scheme)])
    parameters.pop("categories", None)
    return find(scheme).units(config["stimuli"]["units"], **parameters)


def is_in_time(scheme):
    """Whether a scanner is given the spikes of a scheme in time."""
    return find(scheme).activity is not None


def _design(scanner, conditions):
    """Whether the betas of all conditions can be told apart."""
    tr, interval, high_pass = scanner["tr"], scanner["interval"], scanner["high_pass"]
    if scanner["duration"] > interval:
        yield "duration", f"at most the interval, {interval:g} s", interval / 2
        return
    if tr > interval:
        # Of which a TR longer than a run is the extreme: with fewer scans than stimuli the design
        # is rank deficient.
        run = max(conditions) * interval + TAIL
        allowed = f"at most the interval between stimuli, {interval:g} s (a run lasts {run:g} s)"
        yield "tr", allowed, interval / 4
        return
    if high_pass < 4 * tr:
        yield "high_pass", f"at least four times the TR, {4 * tr:g} s", max(128.0, 4 * tr)
        return
    for count in sorted(conditions):
        length = count * interval + TAIL
        scans = math.floor(length / tr + 1e-9)
        drifts = 1 + min(scans - 1, math.floor(2 * scans * tr / high_pass))
        if count + drifts > scans:
            allowed = (
                f"so long that a run has more scans than regressors: at {interval:g} s it has "
                f"{scans} scans for {count} stimuli and {drifts} drift terms, and the design is "
                f"rank deficient"
            )
            yield "interval", allowed, max(4 * tr, interval)
            return


def _voxels(size, scanner, units):
    """Whether at least three voxels lie on the sheet of so many units: two correlate by 1 or -1."""
    columns = math.ceil(math.sqrt(units))
    rows = math.ceil(units / columns)
    sides = [squares * scanner["unit_spacing"] for squares in (rows, columns)]
    across, down = (math.floor(side / size + 0.5 + 1e-9) for side in sides)
    if size > min(sides) * (1 + 1e-9) or across * down < 3:
        sheet = " x ".join(f"{side:g}" for side in sides)
        allowed = f"above 0, small enough for 3 voxels on the sheet of {units} units, {sheet} mm"
        yield allowed, min(sides) / 2


def _scanned_in_time(path, scanner, scheme, parameters):
    duration = scanner["duration"]
    for key, allowed in _temporal(parameters | {"duration": duration}):
        if key in ("duration", "frequencies"):
            yield [*path, "duration"], duration, f"for {scheme}: {allowed}", parameters["duration"]
            return
    if round(duration / parameters["time_step"]) < round(duration / 0.25):
        key = ["schemes", scheme, "time_step"]
        yield key, parameters["time_step"], "at most 0.25 s, to be scanned", 0.01


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
            yield from _scanner_name(config, path, name, others=())
            return
        yield from _scanner(config, name)
        for place, size in enumerate(grid["voxel_sizes"]):
            units = config["stimuli"]["units"]
            for allowed, better in _voxels(size, config["scanners"][name], units):
                yield ["recoverability", "voxel_sizes", place], size, allowed, better
