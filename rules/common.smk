# Functions that the rules share: which files there are, and which settings a job takes.

import os
import sys
from hashlib import sha256
from math import ceil, prod
from pathlib import Path

from snakemake.common.configfile import load_configfile
from snakemake.settings.types import DeploymentMethod
from snakemake.utils import update_config

from rules import command, duplicates, leftovers, terminal
from rules.configuration import DEFAULT_STUDY, check
from rules.consistency import units_of
from rules.messages import UserError
from rules.tracking import code_of, module_of_scheme
from neuralcode.coding.contract import SchemeError
from neuralcode.coding.encoding import probe
from neuralcode.recipes import RECIPES
from storage.identity import COMMAND, DEFAULT_COMMAND


def checked_config(given):
    """The configuration in its one form, or an end with one message before any job.

    Keys that are left out are as in the default study: in a folder of `--directory`, which may have
    no configuration file, and in a workflow that uses this one as a module.
    """
    duplicates.refuse([DEFAULT_STUDY, *workflow.configfiles])
    complete = load_configfile(DEFAULT_STUDY)
    update_config(complete, given)
    return check(complete)


def probe_schemes():
    """End with one message, before any job, where a scheme returns something else than patterns.

    Not in the Snakemake of a job, whose scheme is checked as it encodes.
    """
    if not workflow.is_main_process:
        return
    for scheme, recipe in {scheme: recipe for recipe, scheme, _ in combinations()}.items():
        if is_upper_layer(scheme):
            continue
        try:
            probe(
                scheme,
                recipe=recipe,
                study_seed=config["study_seed"],
                stimuli=config["stimuli"],
                parameters=config["schemes"][family(scheme)],
            )
        except SchemeError as error:
            raise UserError(str(error))
        except Exception as error:
            kind = type(error).__name__
            raise UserError(f"The coding scheme {scheme} fails in seed 0: {kind}: {error}")


def resource(name):
    """Path of a file of resources/.

    From the working folder: with an absolute path, as that of workflow.source_path, its users would
    run again in a clone that was moved. The prefix of a workflow that uses this one as a module is
    for results.
    """
    return local(os.path.relpath(HOUSE / "resources" / name))


def resource_hash(name):
    """Hash of a file of resources/: its time stamp may be older than results of another one."""
    return sha256((HOUSE / "resources" / name).read_bytes()).hexdigest()[:16]


def print_environments():
    """Say what the run starts from, where jobs are asked for.

    Not in what is printed for other programs, such as a graph, and not in the Snakemake of a job.
    """
    if not workflow.is_main_process:
        return
    uses_conda = DeploymentMethod.CONDA in workflow.deployment_settings.deployment_method
    terminal.say(
        (
            "Each rule runs in its own conda environment; NEURALCODE_CONDA=no turns this off."
            if uses_conda
            else "All rules run in the environment of Snakemake itself, without conda."
        ),
        sys.stderr,
    )


def leave_command():
    """Leave the command of this run to its jobs, whose messages repeat it."""
    if workflow.is_main_process:
        os.environ[COMMAND] = command.of_this_run() or os.environ.get(COMMAND, DEFAULT_COMMAND)


def print_leftovers():
    """Warn once of results that are damaged, or that Snakemake has no record of."""
    folder = Path(".snakemake")
    if not (workflow.is_main_process and workflow.modifier.is_main_snakefile()):
        return
    # With another backend than files the records are in a database.
    if Path("results").is_dir() and not list(folder.glob("*.db")):
        for text in leftovers.warnings(Path("results"), folder, os.environ[COMMAND]):
            terminal.say(f"Warning: {text}", sys.stderr)


def minutes(number):
    """Time of a job, more with every attempt."""
    return lambda wildcards, attempt: attempt * number


def memory_mb(copies=0, seeds=0):
    """Memory of a job that holds so many arrays of patterns, more with every attempt.

    Of the seeds of a batch, or of the batches that hold so many of the first seeds. Measured: 50 to
    150 MB for Python and its libraries; on a cluster a Snakemake of its own takes another 140 MB.
    """
    stimuli = config["stimuli"]
    held = config["seeds_per_batch"] * max(1, ceil(seeds / config["seeds_per_batch"]))
    values = held * stimuli["categories"] * stimuli["levels"]

    def at_attempt(wildcards, attempt):
        schemes = [wildcards.scheme] if "scheme" in wildcards.keys() else all_schemes()
        units = max(units_of(config, scheme) for scheme in schemes)
        return attempt * round(350 + copies * 4 * values * units / 1e6)

    return at_attempt


def dataset_memory_mb(wildcards, attempt):
    """Memory of similarities over all seeds, of one combination, and of their bootstrap.

    Measured: 85 bytes a pair, 16 bytes a seed and resample, and 150 to 350 MB.
    """
    stimuli = config["stimuli"]
    pairs = config["seeds"] * stimuli["categories"] * stimuli["levels"]
    drawn = config["seeds"] * config["statistics"]["bootstrap_resamples"]
    return attempt * round(500 + (150 * pairs + 20 * drawn) / 1e6)


def family(scheme):
    """Name of the scheme in the configuration: depth-3 is one of depth."""
    return "depth" if scheme.startswith("depth-") else scheme


def batch_names(seeds, size):
    """Names of the batches, by first and last seed."""
    return [f"{first:05d}-{min(first + size, seeds) - 1:05d}" for first in range(0, seeds, size)]


def batches():
    """Batches of the coding schemes' seeds."""
    return batch_names(config["seeds"], config["seeds_per_batch"])


def seeds_of(batch):
    """First seed of a batch, and the one behind its last."""
    first, last = batch.split("-")
    return [int(first), int(last) + 1]


def combinations():
    """Recipe, scheme and scanner of all that the studies compare, without repetition."""
    return list(
        dict.fromkeys(
            (study["recipe"], scheme, scanner)
            for study in config["studies"]
            for scheme in study["schemes"]
            for scanner in study["scanners"]
        )
    )


def all_schemes():
    """Schemes of the studies, without repetition."""
    return list(dict.fromkeys(scheme for _, scheme, _ in combinations()))


def used_schemes():
    """Parameters of the schemes in the studies, by family."""
    families = sorted({family(scheme) for _, scheme, _ in combinations()})
    return {name: config["schemes"][name] for name in families}


def recipes():
    """Recipes of the studies, without repetition."""
    return list(dict.fromkeys(recipe for recipe, _, _ in combinations()))


# Settings of the jobs: one dict each, with sorted keys and plain types. Snakemake compares params
# as a set of values, so two of them that swap their values would go unnoticed side by side.


def ordered(**settings):
    return dict(sorted(settings.items()))


def stimuli_settings(wildcards):
    return ordered(
        made_from=stimuli_identity(wildcards.recipe),
        recipe=wildcards.recipe,
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
        **config["stimuli"],
    )


def is_upper_layer(scheme):
    return family(scheme) == "depth" and scheme != "depth-1"


def layer_below(scheme):
    return f"depth-{int(scheme.removeprefix('depth-')) - 1}"


def encode_input(wildcards):
    """The stimuli; for a network deeper than 1, the representation one layer below."""
    if is_upper_layer(wildcards.scheme):
        below = layer_below(wildcards.scheme)
        return f"results/representations/{wildcards.recipe}/{below}/{wildcards.batch}.nc"
    return f"results/stimuli/{wildcards.recipe}/{wildcards.batch}.nc"


def encode_expected(wildcards):
    """What the input of `encode_input` is made from."""
    if is_upper_layer(wildcards.scheme):
        return representation_identity(wildcards.recipe, layer_below(wildcards.scheme))
    return stimuli_identity(wildcards.recipe)


def encode_settings(wildcards):
    parameters = dict(config["schemes"][family(wildcards.scheme)])
    return ordered(
        # A scheme that takes long may take the first few prototypes of a seed.
        categories=parameters.pop("categories", config["stimuli"]["categories"]),
        expected=encode_expected(wildcards),
        made_from=representation_identity(wildcards.recipe, wildcards.scheme),
        parameters=parameters,
        recipe=wildcards.recipe,
        scheme=wildcards.scheme,
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
        variable="readout_none" if is_upper_layer(wildcards.scheme) else "items",
    )


def encode_code(wildcards):
    return code_of("batches/encode.py", module_of_scheme(family(wildcards.scheme)), env="arrays")


def similarity_input(wildcards):
    """What is compared: measurements, or the units themselves."""
    stage = "representations/{recipe}/{scheme}"
    if is_scanned(wildcards.scanner):
        stage = "measurements/{recipe}/{scheme}/{scanner}"
    return f"results/{stage}/{{batch}}.nc".format(**wildcards)


def similarity_settings(wildcards):
    key = wildcards.recipe, wildcards.scheme, wildcards.scanner
    return ordered(
        expected=pattern_identity(*key),
        made_from=similarity_identity(*key),
        recipe=wildcards.recipe,
        scanner=wildcards.scanner,
        scheme=wildcards.scheme,
        seeds=seeds_of(wildcards.batch),
        variable="betas" if is_scanned(wildcards.scanner) else f"readout_{wildcards.scanner}",
    )


def similarity_memory_mb(wildcards, attempt):
    """Memory of a comparison: as much as the scan where the betas of all runs are read."""
    memory = scan_memory_mb if is_scanned(wildcards.scanner) else memory_mb(copies=4)
    return memory(wildcards, attempt)


def stimulus_similarity_settings(wildcards):
    return ordered(
        expected=stimuli_identity(wildcards.recipe),
        made_from=stimulus_similarity_identity(wildcards.recipe),
        recipe=wildcards.recipe,
        scanner="none",
        scheme="stimuli",
        seeds=seeds_of(wildcards.batch),
        variable="items",
    )


def dataset_settings(wildcards):
    return ordered(
        batches=[seeds_of(batch) for batch in batches()],
        combinations=[list(combination) for combination in combinations()],
        # What stands in the dataset as the configuration that made it: no more, or the colour of
        # a figure would make the dataset anew.
        configuration={
            "scanners": {name: config["scanners"][name] for name in used_scanners()},
            "schemes": used_schemes(),
        }
        | {key: config[key] for key in ("seeds", "stimuli", "studies", "study_seed")},
        expected={
            "similarity": [similarity_identity(*combination) for combination in combinations()],
            "stimuli": [stimulus_similarity_identity(recipe) for recipe in recipes()],
        },
    )


def table_settings(wildcards):
    return ordered(study_seed=config["study_seed"], **config["statistics"])


def confidence_settings(wildcards):
    return ordered(confidence=config["statistics"]["confidence"])


def prediction_settings(wildcards):
    return ordered(
        parameters=used_schemes(),
        units=config["stimuli"]["units"],
        **table_settings(wildcards),
    )


def curve_settings(wildcards):
    """Of means over seeds, which have t intervals: no resamples."""
    settings = prediction_settings(wildcards)
    del settings["bootstrap_resamples"]
    return settings


def sheet_settings(wildcards):
    return ordered(**config["sheet"])


def voxel_spread_settings(wildcards):
    return ordered(**{key: config["sheet"][key] for key in ("field", "side")})


def picture_settings(wildcards):
    return ordered(
        noise_sd_step=config["stimuli"]["noise_sd_step"],
        study_seed=config["study_seed"],
        weight_sd=config["schemes"]["matmul"]["weight_sd"],
        **config["picture"],
    )


def similarity_files(wildcards):
    return [
        f"results/similarity/{recipe}/{scheme}/{scanner}/{batch}.nc"
        for recipe, scheme, scanner in combinations()
        for batch in batches()
    ]


def stimulus_similarity_files(wildcards):
    return [
        f"results/similarity/{recipe}/stimuli/{batch}.nc"
        for recipe in recipes()
        for batch in batches()
    ]


def plain_style():
    """Style of figures that have no colours of the configuration."""
    return ordered(dpi=config["figures"]["dpi"])


def figure_files(*names):
    return [
        f"results/figures/{name}.{ending}" for name in names for ending in ("svg", "pdf", "png")
    ]


def study_results(wildcards):
    """What every study leaves behind."""
    return [
        "results/datasets/similarity.nc",
        "results/tables/functional_smoothness.csv",
        "results/tables/similarity_by_distortion.csv",
        "results/tables/summary.txt",
        "results/tables/table-1.csv",
        "results/tables/design-orthogonality.csv",
        "results/tables/figure-3.csv",
        "results/tables/inhomogeneity.csv",
        *figure_files("figure-1", "figure-2", "figure-3", "smoothness-by-depth"),
    ]
