rule similarity_dataset:
    input:
        stimuli=stimulus_similarity_files,
        similarity=similarity_files,
    output:
        "results/datasets/similarity.nc",
    log:
        "results/logs/similarity_dataset.log",
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=dataset_settings,
        code=code_of("datasets/similarity_dataset.py", env="datasets"),
    script:
        "../workflow_scripts/datasets/similarity_dataset.py"
