"""Dissimilarity matrices of layers on photographs: files, and what they are compared with."""

from rules import brain_rdms
from rules.study import memory, minutes, photographs
from rules.study.stages import Job, ordered, stage
from storage.labels import flat, joined

FOLDER = "results/datasets"
LAYERS = {"dataset_path": f"{FOLDER}/photographs.nc"}


def paths(study):
    """Files of matrices: of the layers of each network, and in each scanner."""
    networks, scanners = photographs.networks(study), photographs.scanners(study)
    units = {name: f"{FOLDER}/rdms-photographs-{name}.hdf5" for name in networks}
    return units | {
        joined(name, scanner): f"{FOLDER}/rdms-photographs-{name}-in-{scanner}.hdf5"
        for name in networks
        for scanner in scanners
    }


def outputs(study):
    """Files of the rule; it has no job where there are no photographs."""
    models = f"{FOLDER}/model-rdms-photographs.hdf5"
    return flat({"rdms_paths": paths(study), "models_path": models})


def _memory(study):
    return memory.photograph_scans(study, len(photographs.wanted(study)))


def _minutes(study):
    return minutes.photograph_rsa(study, len(photographs.wanted(study)))


@stage("datasets.photograph_rdms", env="rsa")
def photograph_rdms(study):
    scanned = {"scanned_path": f"{FOLDER}/photograph_scans.nc"}
    return Job(
        inputs=LAYERS | (scanned if photographs.scanners(study) else {}),
        settings=ordered(
            networks=list(photographs.networks(study)), scanners=photographs.scanners(study)
        ),
        memory_mb=_memory(study),
    )


@stage("tables.photograph_rsa", env="rsa", is_local=False)
def photograph_rsa(study):
    return Job(
        inputs=LAYERS | {"scanned_path": f"{FOLDER}/photograph_scans.nc"},
        settings=study.statistics,
        memory_mb=_memory(study),
        minutes=_minutes(study),
    )


@stage("tables.layer_comparison", env="rsa", is_local=False)
def layer_comparison(study):
    return Job(
        inputs=LAYERS,
        settings=study.confidence,
        memory_mb=_memory(study),
        minutes=_minutes(study),
    )


@stage("figures.layer_comparison_figure", env="figures")
def layer_comparison_figure(study):
    return Job(settings=ordered(items="photographs", **study.style))


@stage("tables.brain_comparison", env="rsa", is_local=False)
def brain_comparison(study):
    return Job(
        inputs=LAYERS,
        settings=ordered(rdms=brain_rdms.file_of(study.config["photographs"]), **study.statistics),
        memory_mb=_memory(study),
        minutes=_minutes(study),
    )
