# What the study no longer names.
rule unused:
    """TARGET: list results that the configuration no longer names."""
    log:
        "results/logs/unused.log",
    localrule: True
    run:
        unused_results.tell(workflow, study.config, log[0])


rule remove_unused:
    """TARGET: remove results that the configuration no longer names."""
    log:
        "results/logs/remove_unused.log",
    localrule: True
    run:
        unused_results.tell_and_remove(workflow, study.config, log[0])
