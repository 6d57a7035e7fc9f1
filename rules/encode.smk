rule encode:
    input:
        encode_input,
    output:
        "results/representations/{recipe}/{scheme}/{batch}.nc",
    log:
        "results/logs/encode/{recipe}/{scheme}/{batch}.log",
    conda:
        "../envs/arrays.yaml"
    params:
        settings=encode_settings,
        code=encode_code,
    script:
        "../workflow_scripts/encode.py"
