"""Coding schemes of a configuration: their names in a study, parameters, units, and checks."""

import difflib
import math
from functools import cache

from neuralcode.coding.network import weight_sds
from neuralcode.coding.registry import families, find, schemes
from neuralcode.names import block_name, family, layer_name, layer_number, swept, with_value
from neuralcode.parameters import schema_of
from rules.messages import HOW_TO_ADD_A_SCHEME

# Similarities are stored in single precision, in steps of 6e-8: below this spread of them their
# rounding would be seen.
LEAST_SPREAD = 1e-5


def block_of(config, scheme):
    """Parameters of a scheme as its block has them.

    Parameters
    ----------
    config : dict
    scheme : str
        As a study names it, such as ``depth-3`` or ``depth-3@weight_sd=2``.

    Returns
    -------
    dict
        With one value of each parameter: without one in the name the first of a list.
    """
    name, value = family(scheme), swept(scheme)
    block = config["families" if name in config["families"] else "schemes"][name]
    if value is not None:
        # As the configuration has it: a whole number stays one.
        return block | {value[0]: next(v for v in block[value[0]] if v == value[1])}
    key = swept_key(config, name)
    return block if key is None else block | {key: block[key][0]}


def swept_key(config, name):
    """Key of the block of a scheme or family that has a list of values; None without one."""
    is_family = name in config["families"]
    lists = _lists((families() if is_family else find(name)).function)
    block = config["families" if is_family else "schemes"][name]
    return next((k for k, v in block.items() if isinstance(v, list) and k not in lists), None)


@cache
def _lists(function):
    """Parameters that are lists by themselves."""
    places = schema_of(function)["properties"]
    return {key for key, place in places.items() if place.get("type") == "array"}


def parameters_of(config, scheme):
    """Parameters of a scheme's function: its block without the number of categories."""
    block = block_of(config, scheme)
    return {key: value for key, value in block.items() if key != "categories"}


def units_of(config, scheme):
    """Number of units of a scheme."""
    return find(scheme).units(config["stimuli"]["units"], **parameters_of(config, scheme))


def is_in_time(scheme):
    """Whether a scanner is given the spikes of a scheme in time."""
    return find(scheme).activity is not None


def categories_of(config, scheme):
    """Number of categories that a scheme takes of those in a seed."""
    taken = config["stimuli"]["categories"]
    return min(taken, block_of(config, scheme).get("categories", taken))


def is_known(config, name):
    """Whether a study can name a scheme: a plain one, or a layer of a family of networks."""
    own, number, value = family(name), layer_number(name), swept(name)
    known = schemes()
    if own in known or own in config["families"]:
        key = swept_key(config, own)
        block = config["families" if own in config["families"] else "schemes"][own]
        if (key is not None) != (value is not None):
            return False
        if value is not None and (value[0] != key or value[1] not in block[key]):
            return False
    if own in known:
        return known[own].is_layered == (number is not None)
    return number is not None and own in config["families"]


def plain_names():
    """Names of the schemes that are no networks."""
    return sorted(name for name, scheme in schemes().items() if not scheme.is_layered)


def family_names(config):
    """Names of the families of networks."""
    return [name for name, one in schemes().items() if one.is_layered] + list(config["families"])


def in_words(config, plain):
    """What a study can name, in words: plain schemes, then the layers of each family."""
    layers = [f"{layer_name(name, 1)}, {layer_name(name, 2)}, ..." for name in family_names(config)]
    return ", ".join([*plain, *layers])


def unknown(config, path, name, others):
    """The problem of a study that names a scheme which is not there."""
    layers = [layer_name(own, number) for own in family_names(config) for number in range(1, 10)]
    unused = [other for other in [*plain_names(), *layers] if other not in others]
    close = difflib.get_close_matches(name, unused, 1)
    allowed = f"{in_words(config, plain_names())}; {HOW_TO_ADD_A_SCHEME}"
    return path, name, allowed, close[0] if close else "vector" if len(others) == 1 else None


def problems(config):
    """Parameters of every scheme that a study has, or that can be listed in one.

    Parameters
    ----------
    config : dict

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    for name in config["families"]:
        if name in schemes():
            path, given = ["families", name], config["families"][name]
            yield path, given, "a name that no coding scheme has", None
            return
    used = {scheme for study in config["studies"] for scheme in study["schemes"]}
    for name, scheme in schemes().items():
        yield from _of_block(config, ["schemes", name], scheme, used)
    for name in config["families"]:
        yield from _of_block(config, ["families", name], families(), used)


def _of_block(config, path, scheme, used):
    """Problems of one block."""
    key = swept_key(config, path[-1])
    values = config[path[0]][path[1]][key] if key else [None]
    for position, value in enumerate(values):
        name = path[-1] if key is None else with_value(path[-1], key, value)
        place = {key: [*path, key, position]} if key else {}
        yield from _of_values(config, path, scheme, used, name, place)


def _of_values(config, path, scheme, used, name, place):
    """Problems of one value of a block; `place` has the path of the key with several values."""
    stimuli = config["stimuli"]
    given = parameters_of(config, name)
    own = [other for other in used if block_name(other) == name]
    depth = max((layer_number(other) for other in own), default=1) if scheme.is_layered else None
    items = config["seeds"] * categories_of(config, name) * stimuli["levels"] if own else 0
    more = {"depth": depth} if scheme.is_layered else {}
    found = False
    for key, allowed, better in scheme.problems(stimuli["units"], items, **given, **more):
        found = True
        if key == "units":
            yield ["stimuli", key], stimuli[key], f"for {name}: {allowed}", better
        else:
            yield place.get(key, [*path, key]), given.get(key), allowed, better
    if scheme.is_layered and own and not found:
        yield from _indistinct(config, path, given, depth)


def _indistinct(config, path, given, depth):
    """Biases that make all items alike: then functional smoothness is that of rounding errors.

    Every layer adds the same numbers to all items. Without a bias no network makes them so alike.
    """
    if not given.get("bias"):
        return
    # Here, because only such a study needs scipy before its jobs.
    from neuralcode.theory.mean_field import biased_correlation

    stimuli = config["stimuli"]
    units, noise_sd = stimuli["units"], stimuli["noise_sd_step"] * (stimuli["levels"] - 1)
    first, rest = weight_sds(units, **given)
    network = {
        "activation": given["activation"],
        "first_weight_variance": units * first**2,
        "weight_variance": given.get("width", units) * rest**2,
        "depth": depth,
    }
    rho = 1 / math.sqrt(1 + noise_sd**2)

    def spread(bias):
        return 1 - biased_correlation(rho, bias_variance=bias**2, **network)

    if spread(given["bias"]) < LEAST_SPREAD:
        better = given["bias"]
        while better > 1e-6 and spread(better) < 10 * LEAST_SPREAD:
            better /= 2
        allowed = (
            f"less, or larger weights: after {depth} layers all items would be alike, with "
            f"similarities that differ by less than {LEAST_SPREAD:g}"
        )
        yield [*path, "bias"], given["bias"], allowed, float(f"{better:.2g}")
