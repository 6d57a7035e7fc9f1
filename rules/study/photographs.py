"""Pre-trained networks on photographs."""

import json
from functools import partial

from neuralcode.networks.memory import needed_mb
from rules import layer_listing, pictures
from rules.pretrained_networks import hash_in_name, is_address, is_file
from rules.study import hierarchy, identities, memory, minutes
from rules.study.code import resource, source_hash
from rules.study.stages import Job, ordered, plain_figures, stage


def networks(study):
    """Pre-trained networks of the configuration, by name."""
    return {network["name"]: network for network in study.config["photographs"]["networks"]}


def sha256_of_weights(network):
    """First digits of the SHA-256 that weights must have: those given, or more in an address."""
    weights = network["weights"]
    named = hash_in_name(weights) if is_address(weights) else ""
    return max(network["sha256"], named, key=len)


def wanted(study):
    """Photographs of the configured categories, with their SHA-256."""
    return pictures.of_configuration(study.config["photographs"])


def scanners(study):
    """Scanners that measure the layers; none where no network sees photographs."""
    return study.config["photographs"]["scanners"] if networks(study) else []


def shown(study, scanner):
    """Photographs that a scanner shows, and those that its topographic map is fitted to."""
    names = [photograph["file"] for photograph in wanted(study)]
    return pictures.shown(names, study.config["scanners"][scanner]["layout"])


def layers_file(network):
    """What is known of the layers of a network before its weights are fetched."""
    return f"results/photographs/layers/{network}.json"


def settings_of(network, *, load=True):
    """What a job is told about a network of the configuration.

    Parameters
    ----------
    network : dict
    load : bool
        Whether the job loads the weights.

    Returns
    -------
    dict
        With sorted keys.
    """
    weights = network["weights"]
    settings = {
        "arguments": network["arguments"],
        "function": network["function"],
        "layers": network["layers"],
        "name": network["name"],
        "source": [source_hash(network[key]) for key in ("function", "transforms")],
        "transforms": network["transforms"],
        "weights_name": "" if is_file(weights) or is_address(weights) else weights,
    }
    if load:
        settings |= {"sha256": sha256_of_weights(network), "weights": weights}
    return dict(sorted(settings.items()))


@stage("batches.fetch_photographs", env="torch", is_local=True)
def fetch_photographs(study):
    photographs = study.config["photographs"]
    return Job(
        inputs={"manifest_path": resource("photographs.csv")},
        settings=ordered(
            categories=photographs["categories"],
            folder=photographs["folder"],
            photographs=wanted(study),
        ),
        minutes=minutes.photographs(len(wanted(study))),
    )


@stage("batches.network_layers", env="torch")
def network_layers(study, network):
    settings = ordered(network=settings_of(networks(study)[network], load=False))
    return Job(settings=settings, memory_mb=2500, minutes=30)


@stage("batches.fetch_weights", env="torch", is_local=True)
def fetch_weights(study, network):
    """Nothing is fetched before photographs and layers are found right."""
    weights = networks(study)[network]["weights"]
    address = weights if is_address(weights) else ""
    return Job(
        inputs={"checks": ["results/photographs/photographs.csv", layers_file(network)]},
        settings=ordered(
            address=address,
            network=network,
            sha256=sha256_of_weights(networks(study)[network]),
            weights="" if address else weights,
        ),
        memory_mb=700,
        minutes=60,
    )


def units_identity(study, network):
    """What the activity of the units that are scanned is made from."""
    settings = settings_of(networks(study)[network])
    return identities.photograph_units(study, network, settings, wanted(study))


@stage("batches.photograph_layers", env="torch")
def photograph_layers(study, network):
    """The weights are an input where the network has a file of them."""
    found, photographs = networks(study)[network], study.config["photographs"]
    weights = found["weights"]
    inputs = {
        "table_path": "results/photographs/photographs.csv",
        "layers_path": layers_file(network),
    }
    if is_file(weights):
        inputs["weights_path"] = weights
    elif is_address(weights) or not (found["function"] or network.endswith("_untrained")):
        inputs["weights_path"] = f"results/weights/{network}.pth"
    settings = ordered(
        batch=photographs["batch"],
        device=photographs["device"],
        folder=photographs["folder"],
        network=settings_of(found),
        study_seed=study.config["study_seed"],
    )
    if photographs["scanners"]:
        settings |= {"made_from": units_identity(study, network), "units": photographs["units"]}
    return Job(
        inputs=inputs,
        settings=ordered(**settings),
        memory_mb=partial(memory_mb, study, layers_file(network)),
        minutes=minutes.photographs(len(wanted(study))),
    )


def memory_mb(study, layers_path):
    """Memory of the job that shows photographs to a network, in MB: of its first attempt.

    Raises
    ------
    FileNotFoundError
        Before the layers are known. Snakemake asks again when they are.
    """
    photographs = study.config["photographs"]
    with open(layers_path, encoding="utf-8") as file:
        return needed_mb(
            json.load(file),
            len(wanted(study)),
            photographs["batch"],
            photographs["keep_activations"],
            photographs["units"] if photographs["scanners"] else 0,
        )


def layers_listed(study, paths):
    """What ``snakemake layers`` prints."""
    photographs = study.config["photographs"]
    return layer_listing.listing(
        paths, len(wanted(study)), photographs["batch"], photographs["keep_activations"]
    )


def outputs(study):
    """The measures of the layers; their activity where the configuration asks for it or scans."""
    files = {"output_path": "results/photographs/{network}.nc"}
    if study.config["photographs"]["keep_activations"]:
        files["activations_path"] = "results/photographs/activations/{network}.nc"
    if study.config["photographs"]["scanners"]:
        files["units_path"] = "results/photographs/units/{network}.nc"
    return files


def configuration(study):
    """The configuration that a dataset of photographs says it was made with."""
    described = [
        {key: value for key, value in network.items() if key != "figure_layers"}
        for network in networks(study).values()
    ]
    return {"categories": study.config["photographs"]["categories"], "networks": described}


@stage("datasets.photograph_dataset", env="datasets")
def photograph_dataset(study):
    return Job(
        inputs={"paths": [f"results/photographs/{name}.nc" for name in networks(study)]},
        settings=ordered(
            configuration={
                "photographs": configuration(study),
                "study_seed": study.config["study_seed"],
            },
        ),
        memory_mb=memory.photographs(study, len(wanted(study))),
    )


@stage("tables.layer_similarity", env="datasets")
def photograph_table(study):
    return Job(settings=study.confidence, memory_mb=memory.photographs(study, len(wanted(study))))


@stage("datasets.layer_similarity_dataset", env="datasets")
def layer_similarity_dataset(study):
    """Of both experiments, or of the one that the study has."""
    inputs = {}
    if study.config["hierarchy"]["networks"]:
        inputs["hierarchy_path"] = "results/datasets/hierarchy.nc"
    if networks(study):
        inputs["photographs_path"] = "results/datasets/photographs.nc"
    described = {
        "hierarchy": hierarchy.configuration(study),
        "photographs": configuration(study),
        "study_seed": study.config["study_seed"],
    }
    return hierarchy.of_all_layers(study, {"configuration": described}, inputs)


@stage("tables.layer_similarity", env="datasets")
def layer_similarity(study):
    """Of the hierarchy what its own table has."""
    inputs = {"dataset_path": "results/datasets/layer_similarity.nc"}
    if study.config["hierarchy"]["networks"]:
        inputs["hierarchy_path"] = "results/tables/hierarchy.csv"
    return hierarchy.of_all_layers(study, study.confidence, inputs)


@stage("figures.figure_4", env="dataset_figures")
def figure_4(study):
    layers = {name: network["figure_layers"] for name, network in networks(study).items()}
    settings = ordered(experiment="photographs", figure_layers=layers, **study.style)
    return Job(settings=settings, memory_mb=memory.photographs(study, len(wanted(study))))


plain_figures("figure_4_layers")
