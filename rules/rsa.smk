rule rsa:
    input:
        stimuli=rsa_stimuli,
        patterns=rsa_patterns,
    output:
        rdms="results/datasets/rdms-{recipe}-{scanner}.hdf5",
        table="results/rsa/{recipe}/{scanner}.csv",
    log:
        "results/logs/rsa/{recipe}/{scanner}.log",
    conda:
        "../envs/rsa.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=4, seeds=config["rsa"]["seeds"]),
        runtime=minutes(10),
    params:
        settings=rsa_settings,
        code=code_of("batches/rsa.py", env="rsa"),
    script:
        "../workflow_scripts/batches/rsa.py"


rule rsa_table:
    input:
        rsa_tables,
    output:
        report(
            "results/tables/rsa.csv",
            caption="../report/rsa.rst",
            category="Scanners",
            labels={"result": "table: representational similarity analysis"},
        ),
    log:
        "results/logs/rsa_table.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        code=code_of("tables/rsa_table.py", env="datasets"),
    script:
        "../workflow_scripts/tables/rsa_table.py"
