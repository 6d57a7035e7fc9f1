# What the study no longer names.
from snakemake.io import IOFile

from rules import unused as unused_results


rule unused:
    """TARGET: list results that the configuration no longer names."""
    log:
        "results/logs/unused.log",
    localrule: True
    run:
        found = unused_results.of_workflow(workflow, ROOT / "Snakefile", study.config)
        unused_results.tell(found, log[0])


rule remove_unused:
    """TARGET: remove results that the configuration no longer names."""
    log:
        "results/logs/remove_unused.log",
    localrule: True
    run:
        found = unused_results.of_workflow(workflow, ROOT / "Snakefile", study.config)
        unused_results.tell(found, log[0])
        unused_results.remove(
            found, lambda path: workflow.persistence.cleanup_metadata(IOFile(path))
        )
