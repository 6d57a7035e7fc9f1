"""Pre-trained networks on photographs."""

import csv
from hashlib import sha256
from pathlib import Path

from rules.pretrained_networks import hash_in_name, is_address, is_file
from rules.study import hierarchy, memory, minutes
from rules.study.code import ROOT
from rules.study.stages import Job, ordered, stage


def networks(study):
    """Pre-trained networks of the configuration, by name."""
    return {network["name"]: network for network in study.config["photographs"]["networks"]}


def sha256_of_weights(network):
    """First digits of the SHA-256 that weights must have: those given, or more in an address."""
    weights = network["weights"]
    named = hash_in_name(weights) if is_address(weights) else ""
    return max(network["sha256"], named, key=len)


def wanted(study):
    """Photographs of the configured categories, with their SHA-256.

    A category without photographs of the user has the paper's photographs, downloaded or not. The
    list is the same before and after the download.
    """
    path = ROOT / "resources" / "photographs.csv"
    with open(path, newline="", encoding="utf-8") as file:
        published = {row["file"]: row["sha256"] for row in csv.DictReader(file)}
    folder = Path(study.config["photographs"]["folder"])
    found = {}
    for row in study.config["photographs"]["categories"]:
        category = row["subordinate"]
        there = {
            f"{category}/{path.name}": path
            for path in sorted((folder / category).glob("*"))
            if path.suffix.lower() in (".jpg", ".jpeg", ".png")
        }
        of_the_paper = {n: h for n, h in published.items() if Path(n).parent.name == category}
        if there.keys() <= of_the_paper.keys():
            found |= of_the_paper
        else:
            found |= {n: sha256(path.read_bytes()).hexdigest() for n, path in there.items()}
    return [{"file": name, "sha256": digest} for name, digest in found.items()]


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


@stage("batches.fetch_photographs", env="arrays")
def fetch_photographs(study):
    photographs = study.config["photographs"]
    return Job(
        settings=ordered(
            categories=photographs["categories"],
            folder=photographs["folder"],
            photographs=wanted(study),
        ),
        minutes=minutes.photographs(len(wanted(study))),
    )


@stage("batches.fetch_weights", env="torch")
def fetch_weights(study, network):
    weights = networks(study)[network]["weights"]
    address = weights if is_address(weights) else ""
    return Job(
        settings=ordered(
            address=address,
            network=network,
            sha256=sha256_of_weights(networks(study)[network]),
            weights="" if address else weights,
        ),
        memory_mb=700,
        minutes=60,
    )


@stage("batches.photograph_layers", env="torch")
def photograph_layers(study, network):
    """The weights are an input where the network has a file of them."""
    found, photographs = networks(study)[network], study.config["photographs"]
    weights = found["weights"]
    inputs = {"table_path": "results/photographs/photographs.csv"}
    if is_file(weights):
        inputs["weights_path"] = weights
    elif is_address(weights) or not (found["function"] or network.endswith("_untrained")):
        inputs["weights_path"] = f"results/weights/{network}.pth"
    return Job(
        inputs=inputs,
        settings=ordered(
            batch=photographs["batch"],
            device=photographs["device"],
            folder=photographs["folder"],
            network=ordered(
                function=found["function"],
                layers=found["layers"],
                name=network,
                sha256=sha256_of_weights(found),
                source=[source_hash(found[key]) for key in ("function", "transforms")],
                transforms=found["transforms"],
                weights=weights,
                weights_name="" if is_file(weights) or is_address(weights) else weights,
            ),
            study_seed=study.config["study_seed"],
        ),
        memory_mb=memory.photographs(len(wanted(study))),
        minutes=minutes.photographs(len(wanted(study))),
    )


def outputs(study):
    """The measures of the layers; their activity only where the configuration asks for it."""
    files = {"output_path": "results/photographs/{network}.nc"}
    if study.config["photographs"]["keep_activations"]:
        files["activations_path"] = "results/photographs/activations/{network}.nc"
    return files


@stage("datasets.layer_similarity_dataset", env="datasets")
def layer_similarity_dataset(study):
    """Of both experiments, or of the one that the study has."""
    inputs = {}
    if study.config["hierarchy"]["networks"]:
        inputs["hierarchy_path"] = "results/datasets/hierarchy.nc"
    if networks(study):
        inputs["photograph_paths"] = [f"results/photographs/{name}.nc" for name in networks(study)]
    described = [
        {key: value for key, value in network.items() if key != "figure_layers"}
        for network in networks(study).values()
    ]
    return Job(
        inputs=inputs,
        settings=ordered(
            configuration={
                "hierarchy": hierarchy.configuration(study),
                "photographs": {
                    "categories": study.config["photographs"]["categories"],
                    "networks": described,
                },
                "study_seed": study.config["study_seed"],
            },
            networks=list(networks(study)),
        ),
        memory_mb=memory.layers(study),
        minutes=minutes.layers(study),
    )


@stage("tables.layer_similarity", env="datasets")
def layer_similarity(study):
    return Job(memory_mb=memory.layers(study), minutes=minutes.layers(study))


@stage("figures.figure_4", env="dataset_figures")
def figure_4(study):
    layers = {name: network["figure_layers"] for name, network in networks(study).items()}
    settings = ordered(experiment="photographs", figure_layers=layers, **study.style)
    return Job(
        settings=settings,
        memory_mb=memory.layers(study),
        minutes=minutes.layers(study),
    )


@stage("figures.figure_4_layers", env="figures")
def figure_4_layers(study):
    return Job(settings=study.style)
