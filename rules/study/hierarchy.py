"""Deep networks on a hierarchy of categories, and the layers in the scanner."""

from math import prod

from rules.study import identities, memory, minutes, scans
from rules.study.stages import Job, ordered, plain_figures, stage
from storage.labels import batch_names, seeds_of


def batches(study):
    hierarchy = study.config["hierarchy"]
    return batch_names(hierarchy["seeds"], hierarchy["seeds_per_batch"])


def scanner_parameters(study, name):
    """Parameters of a scanner that shows the subordinate categories, however many they are."""
    return study.shown_by(name, prod(study.config["hierarchy"]["categories"].values()))


def scan_identity(study, task, scanner):
    parameters = scanner_parameters(study, scanner)
    return identities.hierarchy_scan(study, task, scanner, parameters)


def configuration(study):
    """Configuration that a dataset of the hierarchy stores."""
    left_out = ("figure_layers", "seeds_per_batch")
    return {key: value for key, value in study.config["hierarchy"].items() if key not in left_out}


def of_all_layers(study, settings, inputs=None):
    """A job that reads the dataset of the layers of all networks."""
    return Job(inputs or {}, settings, memory.layers(study), minutes.layers(study))


@stage("batches.hierarchy_layers", env="torch")
def hierarchy_layers(study, task, batch):
    hierarchy = study.config["hierarchy"]
    return Job(
        settings=ordered(
            categories=hierarchy["categories"],
            exemplars=hierarchy["exemplars"],
            made_from=identities.hierarchy(study, task),
            network=task,
            parameters=hierarchy["network"],
            prototype_sd=hierarchy["prototype_sd"],
            seeds=seeds_of(batch),
            study_seed=study.config["study_seed"],
        ),
        memory_mb=memory.networks(study),
        minutes=minutes.networks(study, batch),
    )


@stage("batches.measure", env="measure")
def measure_layers(study, task, scanner, batch):
    stimuli = memory.exemplars(study)
    return Job(
        inputs={
            "activity_path": f"results/hierarchy/{task}/{batch}.nc",
            "design_path": study.design_file(scanner, stimuli),
        },
        settings=scans.settings(
            study,
            seeds_of(batch),
            scanner,
            scanner_parameters(study, scanner),
            activity={"network": task},
            of="network",
            stimuli=[stimuli],
            expected={
                "activity": identities.hierarchy(study, task),
                "design": identities.design(study, scanner, stimuli, False),
            },
            kept="halves",
            made_from=scan_identity(study, task, scanner),
        ),
        memory_mb=memory.networks(study),
        minutes=minutes.scan_layers(study, scanner, stimuli, batch),
    )


def of_places(study, task):
    """What the activity of a network in its units and in each scanner is made from."""
    return {"none": identities.hierarchy(study, task)} | {
        scanner: scan_identity(study, task, scanner)
        for scanner in study.config["hierarchy"]["scanners"]
    }


def similarity_identity(study, task):
    places = of_places(study, task)
    return identities.hierarchy(study, task) | ordered(places=places, stage="similarity")


@stage("batches.similarity", env="arrays")
def similarity_layers(study, task, batch):
    scanners = study.config["hierarchy"]["scanners"]
    return Job(
        inputs={
            "patterns_paths": {"none": f"results/hierarchy/{task}/{batch}.nc"}
            | {
                scanner: f"results/measurements/hierarchy/{task}/{scanner}/{batch}.nc"
                for scanner in scanners
            }
        },
        settings=ordered(
            compared="layers",
            expected=of_places(study, task),
            made_from=similarity_identity(study, task),
            of=f"network {task}",
            seeds=seeds_of(batch),
            variables={"none": "activity"} | dict.fromkeys(scanners, "halves"),
        ),
        memory_mb=memory.networks(study),
        minutes=minutes.layers(study),
    )


@stage("datasets.hierarchy_dataset", env="datasets")
def hierarchy_dataset(study):
    hierarchy = study.config["hierarchy"]
    tasks, scanners = hierarchy["networks"], hierarchy["scanners"]
    folders = {"layers_paths": "results/hierarchy", "paths": "results/similarity/hierarchy"}
    return Job(
        inputs={
            argument: {
                task: {batch: f"{folder}/{task}/{batch}.nc" for batch in batches(study)}
                for task in tasks
            }
            for argument, folder in folders.items()
        },
        settings=ordered(
            categories=hierarchy["categories"],
            configuration={
                "hierarchy": configuration(study),
                "scanners": {name: scanner_parameters(study, name) for name in scanners},
                "study_seed": study.config["study_seed"],
            },
            exemplars=hierarchy["exemplars"],
            expected={
                task: {
                    "layers": identities.hierarchy(study, task),
                    "similarity": similarity_identity(study, task),
                }
                for task in tasks
            },
            networks=tasks,
            scanners=scanners,
        ),
        memory_mb=memory.layers(study),
        minutes=minutes.layers(study),
    )


@stage("tables.hierarchy_table", env="datasets")
def hierarchy_table(study):
    return of_all_layers(study, study.statistics)


@stage("tables.hierarchy_comparison", env="rsa", is_local=False)
def hierarchy_comparison(study):
    return of_all_layers(study, study.confidence)


@stage("figures.layer_comparison_figure", env="figures")
def hierarchy_comparison_figure(study):
    return Job(settings=ordered(items="exemplars", **study.style))


@stage("figures.figure_4", env="dataset_figures")
def figure_4_hierarchy(study):
    hierarchy = study.config["hierarchy"]
    names = [f"layer {depth}" if depth else "items" for depth in hierarchy["figure_layers"]]
    layers = {task: names for task in hierarchy["networks"]}
    settings = ordered(experiment="hierarchy", figure_layers=layers, **study.style)
    return of_all_layers(study, settings)


@stage("figures.figure_4_hierarchy_training", env="dataset_figures")
def figure_4_hierarchy_training(study):
    return of_all_layers(study, study.style)


plain_figures("figure_4_hierarchy_layers", "figure_4_hierarchy_scanners")
