# Once for each scanner and number of categories: it has no seed in it.
rule design:
    output:
        "results/designs/{scanner}/{categories}.nc",
    log:
        "results/logs/design/{scanner}/{categories}.log",
    wildcard_constraints:
        categories=r"\d+",
    conda:
        "../envs/design.yaml"
    resources:
        mem_mb=design_memory_mb,
        runtime=10,
    params:
        settings=design_settings,
        code=code_of("design.py"),
    script:
        "../workflow_scripts/design.py"


rule measure:
    input:
        activity=measure_input,
        design=design_file,
    output:
        "results/measurements/{recipe}/{scheme}/{scanner}/{batch}.nc",
    log:
        "results/logs/measure/{recipe}/{scheme}/{scanner}/{batch}.log",
    conda:
        "../envs/measure.yaml"
    resources:
        mem_mb=memory_mb(copies=5),
        runtime=10,
    params:
        settings=measure_settings,
        code=measure_code,
    script:
        "../workflow_scripts/measure.py"
