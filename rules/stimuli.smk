rule stimuli:
    output:
        "results/stimuli/{recipe}/{batch}.nc",
    log:
        "results/logs/stimuli/{recipe}/{batch}.log",
    conda:
        "../envs/arrays.yaml"
    params:
        settings=stimuli_settings,
        code=code_of("stimuli.py"),
    script:
        "../workflow_scripts/stimuli.py"
