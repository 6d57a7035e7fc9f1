"""Layers of pre-trained networks on photographs, through the scanners."""

from rules.study import identities, memory, minutes, photographs, scans
from rules.study.stages import Job, ordered, plain_figures, stage
from storage.labels import batch_names, seeds_of


def batches(study):
    config = study.config["photographs"]
    return batch_names(config["seeds"], min(config["seeds_per_batch"], config["seeds"]))


def scanner_parameters(study, name):
    """Parameters of a scanner, whose number of categories is that of all photographs."""
    return study.shown_by(name, len(study.config["photographs"]["categories"]))


def scan_identity(study, network, scanner):
    return identities.photograph_scan(
        photographs.units_identity(study, network),
        scanner,
        scanner_parameters(study, scanner),
        photographs.shown(study, scanner)[0],
    )


@stage("batches.measure", env="measure")
def measure_photographs(study, network, scanner, batch):
    images, others = photographs.shown(study, scanner)
    return Job(
        inputs={
            "activity_path": f"results/photographs/units/{network}.nc",
            "design_path": study.design_file(scanner, len(images)),
        },
        settings=scans.settings(
            study,
            seeds_of(batch),
            scanner,
            scanner_parameters(study, scanner),
            activity=ordered(images=images, others=others, pretrained=network),
            of="photographs",
            stimuli=[len(images)],
            expected={
                "activity": photographs.units_identity(study, network),
                "design": identities.design(study, scanner, len(images), False),
            },
            kept="matrices",
            made_from=scan_identity(study, network, scanner),
        ),
        memory_mb=memory.photograph_scan(study, scanner, len(images + others)),
        minutes=minutes.photograph_scan(study, network, scanner, len(images), batch),
    )


@stage("datasets.photograph_scans", env="datasets")
def photograph_scans(study):
    names, scanners = list(photographs.networks(study)), photographs.scanners(study)
    return Job(
        inputs={
            "layers_path": "results/datasets/photographs.nc",
            "scanned_paths": {
                network: {
                    scanner: {
                        batch: f"results/measurements/photographs/{network}/{scanner}/{batch}.nc"
                        for batch in batches(study)
                    }
                    for scanner in scanners
                }
                for network in names
            },
            "units_paths": {
                network: f"results/photographs/units/{network}.nc" for network in names
            },
        },
        settings=ordered(
            configuration={
                "photographs": photographs.configuration(study)
                | {key: study.config["photographs"][key] for key in ("scanners", "seeds", "units")},
                "scanners": {name: scanner_parameters(study, name) for name in scanners},
                "study_seed": study.config["study_seed"],
            },
            expected={
                network: {"none": photographs.units_identity(study, network)}
                | {name: scan_identity(study, network, name) for name in scanners}
                for network in names
            },
            networks=names,
            scanners=scanners,
        ),
        memory_mb=memory.photograph_scans(study, len(photographs.wanted(study))),
    )


@stage("tables.photograph_scan_table", env="datasets", is_local=False)
def photograph_scan_table(study):
    return Job(
        settings=study.statistics,
        memory_mb=memory.photograph_scans(study, len(photographs.wanted(study))),
        minutes=minutes.photograph_scan_table(study, len(photographs.wanted(study))),
    )


@stage("figures.figure_4_scanners", env="dataset_figures")
def figure_4_scanners(study):
    layers = {
        name: network["figure_layers"] for name, network in photographs.networks(study).items()
    }
    return Job(
        settings=ordered(figure_layers=layers, **study.style),
        memory_mb=memory.photograph_scans(study, len(photographs.wanted(study))),
    )


plain_figures("figure_4_scanned_layers")
