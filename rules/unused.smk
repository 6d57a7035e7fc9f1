# What the study no longer names: `snakemake unused` lists it, `snakemake remove_unused` removes it.
rule unused:
    log:
        "results/logs/unused.log",
    localrule: True
    run:
        tell_leftovers(leftover_results(), log[0])


rule remove_unused:
    log:
        "results/logs/remove_unused.log",
    localrule: True
    run:
        found = leftover_results()
        tell_leftovers(found, log[0])
        remove_leftovers(found)
