# Once for each scanner and number of stimuli: it has no seed in it. In the cache too: what is known
# of a measurement there is how its design was made, not its bits, and on another machine these may
# differ in the last place.
rule design:
    output:
        "results/designs/{scanner}/{stimuli}{in_time}.nc",
    log:
        "results/logs/design/{scanner}/{stimuli}{in_time}.log",
    wildcard_constraints:
        stimuli=r"\d+",
        in_time=r"|-in-time",
    cache: True
    conda:
        "../envs/design.yaml"
    threads: 1
    resources:
        mem_mb=design_memory_mb,
        runtime=minutes(10),
    params:
        settings=design_settings,
        code=code_of("batches/design.py", env="design"),
    script:
        "../workflow_scripts/batches/design.py"


rule measure:
    input:
        activity=measure_input,
        design=design_file,
    output:
        "results/measurements/{recipe}/{scheme}/{scanner}/{batch}.nc",
    log:
        "results/logs/measure/{recipe}/{scheme}/{scanner}/{batch}.log",
    cache: True
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=scan_memory_mb,
        runtime=minutes(10),
    params:
        settings=measure_settings,
        code=measure_code,
    script:
        "../workflow_scripts/batches/measure.py"
