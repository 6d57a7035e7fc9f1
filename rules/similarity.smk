rule similarity:
    input:
        similarity_input,
    output:
        "results/similarity/{recipe}/{scheme}/{scanner}/{batch}.nc",
    log:
        "results/logs/similarity/{recipe}/{scheme}/{scanner}/{batch}.log",
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=similarity_memory_mb,
        runtime=minutes(10),
    params:
        settings=similarity_settings,
        code=code_of("batches/similarity.py", env="arrays"),
    script:
        "../workflow_scripts/batches/similarity.py"


rule stimulus_similarity:
    input:
        "results/stimuli/{recipe}/{batch}.nc",
    output:
        "results/similarity/{recipe}/stimuli/{batch}.nc",
    log:
        "results/logs/similarity/{recipe}/stimuli/{batch}.log",
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=4),
        runtime=minutes(10),
    params:
        settings=stimulus_similarity_settings,
        code=code_of("batches/similarity.py", env="arrays"),
    script:
        "../workflow_scripts/batches/similarity.py"
