rule stimuli:
    output:
        "results/stimuli/{recipe}/{batch}.nc",
    log:
        "results/logs/stimuli/{recipe}/{batch}.log",
    cache: True
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=3),
        runtime=minutes(10),
    params:
        settings=stimuli_settings,
        code=code_of("batches/stimuli.py", env="arrays"),
    script:
        "../workflow_scripts/batches/stimuli.py"
