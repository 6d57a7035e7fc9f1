rule encode:
    input:
        encode_input,
    output:
        "results/representations/{recipe}/{scheme}/{batch}.nc",
    log:
        "results/logs/encode/{recipe}/{scheme}/{batch}.log",
    cache: True
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=6),
        runtime=minutes(10),
    params:
        settings=encode_settings,
        code=encode_code,
    script:
        "../workflow_scripts/batches/encode.py"
