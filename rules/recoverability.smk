# Not part of the default study: `snakemake recoverability`.
rule recover:
    input:
        activity="results/representations/{recipe}/{scheme}/{batch}.nc",
        design=design_file,
    output:
        "results/recoverability/{recipe}/{scheme}/{scanner}/{batch}.nc",
    log:
        "results/logs/recover/{recipe}/{scheme}/{scanner}/{batch}.log",
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=scan_memory_mb,
        runtime=minutes(10),
    params:
        settings=recoverability_settings,
        code=code_of("batches/recover.py", env="measure"),
    script:
        "../workflow_scripts/batches/recover.py"


rule recoverability_dataset:
    input:
        stimuli=recoverability_stimuli,
        similarity=recoverability_files,
    output:
        dataset="results/datasets/recoverability.nc",
        table="results/tables/recoverability.csv",
    log:
        "results/logs/recoverability_dataset.log",
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=recoverability_dataset_settings,
        code=code_of("datasets/recoverability_dataset.py", env="datasets"),
    script:
        "../workflow_scripts/datasets/recoverability_dataset.py"


rule recoverability_figure:
    input:
        "results/tables/recoverability.csv",
    output:
        report(
            "results/figures/recoverability.svg",
            caption="../report/recoverability.rst",
            category="Scanners",
            labels={"result": "figure: recoverability"},
        ),
        "results/figures/recoverability.pdf",
        "results/figures/recoverability.png",
    log:
        "results/logs/recoverability_figure.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/recoverability_figure.py", env="figures"),
    script:
        "../workflow_scripts/figures/recoverability_figure.py"


# Takes some minutes more, and is not part of the default study.
rule recoverability:
    input:
        "results/datasets/recoverability.nc",
        "results/tables/recoverability.csv",
        figure_files("recoverability"),
    localrule: True
