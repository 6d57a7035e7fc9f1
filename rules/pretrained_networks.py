"""What a configuration may say of photographs and pre-trained networks."""

import re
from pathlib import Path

from rules.functions import problem_of_function

# Of the network of the paper: the PyTorch port that programs for the FID use.
PORT_OF_THE_PAPERS_NETWORK = (
    "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/"
    "pt_inception-2015-12-05-6726825d.pth"
)


def problems(photographs):
    """Problems of the block ``photographs``; see `rules.consistency.problems`."""
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
            if network[key] and not re.fullmatch(r"[\w.]+:\w[\w.]*", network[key]):
                yield [*path, key], network[key], "package.module:function", ""
            elif network[key] and (allowed := problem_of_function(network[key])):
                yield [*path, key], network[key], allowed, ""
        if network["arguments"] and not network["function"]:
            yield [*path, "arguments"], network["arguments"], "none without a function", {}
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
        # What a pattern stands for is known when the network is.
        layers = network["layers"]
        are_known = layers and not any(set(name) & set("*?[") for name in layers)
        if are_known and set(network["figure_layers"]) - set(layers):
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
