# Functions of the rules for what the study no longer names.

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


def tell_leftovers(found, log):
    """Print what is left over, and keep it in a log."""
    text = unused_results.listing(found)
    terminal.say(text)
    Path(log).write_text(f"{text}\n", encoding="utf-8")


def remove_leftovers(found):
    unused_results.remove(found, lambda path: workflow.persistence.cleanup_metadata(IOFile(path)))
