rule job:
    """Base of the rules; it has no job of its own."""
    conda:
        lambda wildcards, params: f"../envs/{params.env}.yaml"
    threads: 1
    resources:
        mem_mb=directives.memory_mb,
        runtime=directives.minutes,
    script:
        "../workflow_scripts/job.py"


# Rules of the paper's stimuli and of data sets make the same files, of different recipes.
use rule job as job_of_paper with:
    """Base of the rules of the paper's stimuli."""
    wildcard_constraints:
        recipe="|".join(RECIPES),
