# What a run prints and checks before any job.

from snakemake.settings.types import DeploymentMethod

from neuralcode.coding.contract import SchemeError
from neuralcode.coding.encoding import probe
from neuralcode.names import layer_below
from rules import brain_rdms, checked_first, command, found_results, own_data, scheduling, terminal
from rules.configuration import raise_first
from rules.messages import UserError
from rules.designs import said
from rules.study import items
from rules.study.scanning import scanned_designs
from storage.identity import COMMAND, DEFAULT_COMMAND


def speaks():
    """Whether this Snakemake says what it starts from: not that of a job, nor that of the checks."""
    return workflow.is_main_process and checked_first.CHECKING not in os.environ


def check_first():
    """Check networks and photographs before any other job starts; for ``onstart``."""
    folder = command.folder_of_this_run(workflow.main_snakefile, workflow.configfiles)
    checked_first.run(workflow, study, command.of_this_run(), folder, sys.stderr)


def probe_schemes():
    """End with one message, before any job, where a scheme returns something else than patterns.

    Not in the Snakemake of a job, whose scheme is checked as it encodes.
    """
    if not workflow.is_main_process:
        return
    for part, scheme, recipe in {
        (part.name, scheme): (part, scheme, recipe)
        for part in study.parts
        for recipe, scheme, _ in part.combinations
    }.values():
        if layer_below(scheme) is not None:
            continue
        try:
            probe(
                scheme,
                recipe=recipe,
                study_seed=part.config["study_seed"],
                stimuli=part.config["stimuli"],
                parameters=part.parameters(scheme),
            )
        except SchemeError as error:
            raise UserError(str(error))
        except Exception as error:
            kind = type(error).__name__
            raise UserError(f"The coding scheme {scheme} fails in seed 0: {kind}: {error}")


def check_measured_rdms():
    """End with one message where the file of measured matrices is not one of the photographs."""
    if workflow.is_main_process:
        raise_first(config, brain_rdms.problems(study.config))


def print_environments():
    """Say what the run starts from, where jobs are asked for.

    Not in what is printed for other programs, such as a graph, and not in the Snakemake of a job.
    """
    if not speaks():
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


def warn_of_found_results():
    """Warn once of results that are damaged, or that Snakemake has no record of."""
    folder = Path(".snakemake")
    if not (speaks() and workflow.modifier.is_main_snakefile()):
        return
    # With another backend than files the records are in a database.
    if Path("results").is_dir() and not list(folder.glob("*.db")):
        for text in found_results.warnings(Path("results"), folder, os.environ[COMMAND]):
            terminal.say(f"Warning: {text}", sys.stderr)


def print_design_warnings():
    """Warn once of designs that tell stimuli apart much worse than they could."""
    if speaks() and workflow.modifier.is_main_snakefile():
        for part in study.parts:
            designs = dict.fromkeys(key[:2] for key in scanned_designs(part))
            for text in said(part.config, designs):
                terminal.say(f"Warning: {text}", sys.stderr)
        of_data = [t for name in study.data_sets for t in own_data.long_runs(study.config, name)]
        for text in (*of_data, *items.large_jobs(study)):
            terminal.say(f"Warning: {text}", sys.stderr)
