# Functions of the rules for deep networks: the hierarchy of categories, and photographs.

import csv
from hashlib import sha256

from rules.messages import UserError
from rules.pretrained_networks import hash_in_name, is_address, is_file


def hierarchy_batches():
    hierarchy = config["hierarchy"]
    return batch_names(hierarchy["seeds"], hierarchy["seeds_per_batch"])


def hierarchy_files(wildcards):
    return [
        f"results/hierarchy/{task}/{batch}.nc"
        for task in config["hierarchy"]["networks"]
        for batch in hierarchy_batches()
    ]


def hierarchy_stimuli():
    """Number of new exemplars, which are what a scanner shows."""
    hierarchy = config["hierarchy"]
    return prod(hierarchy["categories"].values()) * hierarchy["exemplars"]["new"]


def hierarchy_scan_files(wildcards):
    return [
        f"results/measurements/hierarchy/{task}/{scanner}/{batch}.nc"
        for task in config["hierarchy"]["networks"]
        for batch in hierarchy_batches()
        for scanner in config["hierarchy"]["scanners"]
    ]


def hierarchy_design(wildcards):
    return f"results/designs/{wildcards.scanner}/{hierarchy_stimuli()}.nc"


def hierarchy_dataset_memory_mb(wildcards, attempt):
    """Memory of the similarity matrices of all layers and those across runs, three times over."""
    hierarchy = config["hierarchy"]
    matrices = hierarchy["seeds"] * len(hierarchy["networks"]) * (1 + len(hierarchy["scanners"]))
    values = matrices * (hierarchy["network"]["layers"] + 1) * hierarchy_stimuli() ** 2
    return attempt * round(500 + 2 * 3 * 8 * values / 1e6)


def hierarchy_memory_mb(wildcards, attempt):
    """Memory of the networks of a batch of seeds: weights four times over, and activity."""
    hierarchy = config["hierarchy"]
    network, exemplars = hierarchy["network"], hierarchy["exemplars"]
    items = prod(hierarchy["categories"].values()) * sum(exemplars.values())
    values = (network["layers"] + 1) * network["units"] * (items + 4 * network["units"])
    return attempt * round(600 + 4 * 4 * hierarchy["seeds_per_batch"] * values / 1e6)


def hierarchy_settings(wildcards):
    hierarchy = config["hierarchy"]
    return ordered(
        categories=hierarchy["categories"],
        exemplars=hierarchy["exemplars"],
        made_from=hierarchy_identity(wildcards.task),
        network=wildcards.task,
        parameters=hierarchy["network"],
        prototype_sd=hierarchy["prototype_sd"],
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
    )


def hierarchy_scanner(name):
    """Parameters of a scanner that shows the subordinate categories, however many they are."""
    return shown_by(name, prod(config["hierarchy"]["categories"].values()))


def measure_layers_settings(wildcards):
    return ordered(
        expected={
            "activity": hierarchy_identity(wildcards.task),
            "design": design_identity(wildcards.scanner, hierarchy_stimuli(), False),
        },
        made_from=hierarchy_scan_identity(wildcards.task, wildcards.scanner),
        name=wildcards.scanner,
        network=wildcards.task,
        scanner=hierarchy_scanner(wildcards.scanner),
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
    )


def hierarchy_configuration():
    """What stands in a dataset as the configuration that made it."""
    hierarchy = dict(config["hierarchy"])
    for key in ("figure_layers", "seeds_per_batch"):
        del hierarchy[key]
    return hierarchy


def hierarchy_dataset_settings(wildcards):
    hierarchy = config["hierarchy"]
    return ordered(
        batches=[seeds_of(batch) for batch in hierarchy_batches()],
        categories=hierarchy["categories"],
        configuration={
            "hierarchy": hierarchy_configuration(),
            "scanners": {name: hierarchy_scanner(name) for name in hierarchy["scanners"]},
            "study_seed": config["study_seed"],
        },
        exemplars=hierarchy["exemplars"],
        expected={
            task: {"none": hierarchy_identity(task)}
            | {name: hierarchy_scan_identity(task, name) for name in hierarchy["scanners"]}
            for task in hierarchy["networks"]
        },
        networks=hierarchy["networks"],
        scanners=hierarchy["scanners"],
    )


def networks():
    """Pre-trained networks of the configuration, by name."""
    return {network["name"]: network for network in config["photographs"]["networks"]}


def network_input(wildcards):
    """The photographs, and the weights where the network has a file of them."""
    network = networks()[wildcards.network]
    files = {"photographs": "results/photographs/photographs.csv"}
    if is_file(network["weights"]):
        files["weights"] = network["weights"]
    elif is_address(network["weights"]) or not (
        network["function"] or network["name"].endswith("_untrained")
    ):
        files["weights"] = f"results/weights/{wildcards.network}.pth"
    return files


def network_output():
    """The measures of the layers; their activity only where it is asked for."""
    files = {"layers": "results/photographs/{network}.nc"}
    if config["photographs"]["keep_activations"]:
        files["activations"] = "results/photographs/activations/{network}.nc"
    return files


def sha256_of_weights(network):
    """First digits of the SHA-256 that weights must have: those given, or more in an address."""
    weights = network["weights"]
    named = hash_in_name(weights) if is_address(weights) else ""
    return max(network["sha256"], named, key=len)


def fetch_weights_settings(wildcards):
    network = networks()[wildcards.network]
    address = network["weights"] if is_address(network["weights"]) else ""
    return ordered(
        address=address,
        network=network["name"],
        sha256=sha256_of_weights(network),
        weights="" if address else network["weights"],
    )


def photographs_wanted():
    """Photographs of the configured categories, with their SHA-256.

    Of a category without photographs of one's own: those of the paper, be they there or not. So
    the list is the same before and after they were fetched.
    """
    with open(resource("photographs.csv"), newline="", encoding="utf-8") as file:
        published = {row["file"]: row["sha256"] for row in csv.DictReader(file)}
    folder = Path(config["photographs"]["folder"])
    found = []
    for row in config["photographs"]["categories"]:
        category = row["subordinate"]
        there = {
            f"{category}/{path.name}": path
            for path in sorted((folder / category).glob("*"))
            if path.suffix.lower() in (".jpg", ".jpeg", ".png")
        }
        names = [name for name in published if Path(name).parent.name == category]
        if set(there) <= set(names):
            found += [{"file": name, "sha256": published[name]} for name in names]
        else:
            found += [
                {"file": name, "sha256": sha256(path.read_bytes()).hexdigest()}
                for name, path in there.items()
            ]
    return found


def photograph_settings(wildcards):
    return ordered(
        categories=config["photographs"]["categories"],
        folder=config["photographs"]["folder"],
        photographs=photographs_wanted(),
    )


def source_hash(function):
    """Hash of what is behind ``package.module:function``, where it lies in the working folder.

    Of a package all modules, for they may import each other.
    """
    if not function:
        return ""
    top = Path(function.partition(":")[0].split(".")[0])
    single = top.with_suffix(".py")
    is_package = (top / "__init__.py").is_file() or not single.is_file()
    found = sorted(top.rglob("*.py")) if is_package else [single]
    digest = sha256()
    for path in found:
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16] if found else ""


def photograph_memory_mb(wildcards, attempt):
    """Measured with Inception v3 for 40: 1.1 GB, and 1.9 GB with its early convolutions."""
    return attempt * round(1000 + 30 * len(photographs_wanted()))


def network_settings(wildcards):
    network = networks()[wildcards.network]
    photographs = config["photographs"]
    weights = network["weights"]
    return ordered(
        batch=photographs["batch"],
        device=photographs["device"],
        folder=photographs["folder"],
        network=ordered(
            function=network["function"],
            layers=network["layers"],
            name=network["name"],
            sha256=sha256_of_weights(network),
            source=[source_hash(network[key]) for key in ("function", "transforms")],
            transforms=network["transforms"],
            weights=weights,
            weights_name="" if is_file(weights) or is_address(weights) else weights,
        ),
        study_seed=config["study_seed"],
    )


def layer_similarity_input(wildcards):
    files = {}
    if config["hierarchy"]["networks"]:
        files["hierarchy"] = "results/datasets/hierarchy.nc"
    if networks():
        files["photographs"] = [f"results/photographs/{name}.nc" for name in networks()]
    return files


def photographs_configuration():
    """What stands in a dataset as the configuration that made it."""
    described = [dict(network) for network in networks().values()]
    for network in described:
        del network["figure_layers"]
    return {"categories": config["photographs"]["categories"], "networks": described}


def layer_similarity_settings(wildcards):
    return ordered(
        configuration={
            "hierarchy": hierarchy_configuration(),
            "photographs": photographs_configuration(),
            "study_seed": config["study_seed"],
        },
        networks=list(networks()),
    )


def figure_4_settings(wildcards):
    layers = {name: network["figure_layers"] for name, network in networks().items()}
    return ordered(experiment="photographs", figure_layers=layers, **plain_style())


def figure_4_hierarchy_settings(wildcards):
    names = [
        f"layer {depth}" if depth else "items" for depth in config["hierarchy"]["figure_layers"]
    ]
    layers = {task: names for task in config["hierarchy"]["networks"]}
    return ordered(experiment="hierarchy", figure_layers=layers, **plain_style())


def photograph_targets():
    """What pre-trained networks on photographs leave behind; nothing where none is configured."""
    if not networks():
        return []
    # By name: a finished network is not made again for a file that nobody asks for.
    kept = networks() if config["photographs"]["keep_activations"] else []
    return [
        "results/datasets/layer_similarity.nc",
        "results/tables/layer_similarity.csv",
        *figure_files("figure-4", "figure-4-layers"),
        *(f"results/photographs/activations/{name}.nc" for name in kept),
    ]


def photographs_asked_for(wildcards):
    if not networks():
        raise UserError(
            "The configuration names no network to show the photographs to. Run\n\n"
            "  snakemake --cores all photographs --configfile config/photographs.yaml\n\n"
            "for those of the figure, or name your own under photographs.networks, such as\n\n"
            "photographs:\n  networks:\n    - {name: inception_v3_2015, weights: path/to/weights.pth}\n"
        )
    return photograph_targets()


def hierarchy_targets():
    """What the hierarchy experiment leaves behind; nothing where it is left out."""
    if not config["hierarchy"]["networks"]:
        return []
    return [
        "results/datasets/hierarchy.nc",
        "results/datasets/layer_similarity.nc",
        "results/tables/hierarchy.csv",
        "results/tables/layer_similarity.csv",
        *figure_files("figure-4-hierarchy", "figure-4-hierarchy-layers"),
        *figure_files(*["figure-4-hierarchy-scanners"] * bool(config["hierarchy"]["scanners"])),
    ]
