# What the study no longer names: `snakemake unused` lists it, `snakemake remove_unused` removes it.
from snakemake.io import IOFile

from rules import unused as unused_results


def leftover_results():
    """Results that the workflow made in this folder and that the configuration no longer names."""
    if not workflow.modifier.is_main_snakefile():
        raise WorkflowError(
            "`unused` does not know results of a workflow that is used as a module."
        )
    try:
        named = unused_results.named_files(HOUSE / "Snakefile", config, named_targets())
    except unused_results.UnusedError as error:
        raise WorkflowError(str(error))
    return unused_results.leftovers(
        Path("results"), named, lambda path: workflow.persistence.metadata(IOFile(path))
    )


def named_targets():
    """Targets whose results the configuration names."""
    return ["all"] if any(recoverability_problems(config)) else ["all", "recoverability"]


rule unused:
    localrule: True
    run:
        terminal.say(unused_results.listing(leftover_results()))


rule remove_unused:
    localrule: True
    run:
        found = leftover_results()
        unused_results.remove(
            found, lambda path: workflow.persistence.cleanup_metadata(IOFile(path))
        )
        terminal.say(unused_results.listing(found))
