# A rule whose jobs are short says `localrule` itself, because a base cannot say it.
rule job:
    """Base of the rules; it has no job of its own."""
    log:
        "results/logs/job.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    script:
        "../workflow_scripts/job.py"
