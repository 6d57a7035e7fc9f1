rule decode:
    input:
        decoded_patterns,
    output:
        "results/decoding/{recipe}/{scanner}.nc",
    log:
        "results/logs/decode/{recipe}/{scanner}.log",
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=3, seeds=generalisation_seeds()),
        runtime=minutes(10),
    params:
        settings=decode_settings,
        code=code_of("batches/decode.py", env="arrays"),
    script:
        "../workflow_scripts/batches/decode.py"


rule separate:
    input:
        decoded_patterns,
    output:
        "results/univariate/{recipe}/{scanner}.nc",
    log:
        "results/logs/separate/{recipe}/{scanner}.log",
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=3, seeds=generalisation_seeds()),
        runtime=minutes(10),
    params:
        settings=separate_settings,
        code=code_of("batches/separate.py", env="measure"),
    script:
        "../workflow_scripts/batches/separate.py"


rule generalisation:
    input:
        decoding=decoding_files,
        univariate=univariate_files,
        smoothness="results/tables/functional_smoothness.csv",
    output:
        decoding=report(
            "results/tables/decoding.csv",
            caption="../report/decoding.rst",
            category="Generalisation",
            labels={"result": "table: decoding, level by level"},
        ),
        univariate=report(
            "results/tables/univariate.csv",
            caption="../report/univariate.rst",
            category="Generalisation",
            labels={"result": "table: clusters of voxels, level by level"},
        ),
        summary=report(
            "results/tables/generalisation.csv",
            caption="../report/generalisation-table.rst",
            category="Generalisation",
            labels={"result": "table: every scheme"},
        ),
    log:
        "results/logs/generalisation.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=generalisation_settings,
        code=code_of("tables/generalisation.py", env="datasets"),
    script:
        "../workflow_scripts/tables/generalisation.py"


rule generalisation_figure:
    input:
        "results/tables/generalisation.csv",
    output:
        report(
            "results/figures/generalisation.svg",
            caption="../report/generalisation-figure.rst",
            category="Generalisation",
            labels={"result": "figure: against functional smoothness"},
        ),
        "results/figures/generalisation.pdf",
        "results/figures/generalisation.png",
    log:
        "results/logs/generalisation_figure.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/generalisation_figure.py", env="figures"),
    script:
        "../workflow_scripts/figures/generalisation_figure.py"


rule audit:
    input:
        unpack(audit_input),
    output:
        claims=report(
            "results/tables/reproduction.csv",
            caption="../report/reproduction-table.rst",
            category="Audit",
            labels={"result": "table: claims and verdicts"},
        ),
        tests=report(
            "results/tables/reproduction-tests.csv",
            caption="../report/reproduction-tests.rst",
            category="Audit",
            labels={"result": "table: tests behind the verdicts"},
        ),
        page=report(
            "results/audit.html",
            caption="../report/audit.rst",
            category="Audit",
            labels={"result": "page: claims and verdicts"},
        ),
    log:
        "results/logs/audit.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=audit_settings,
        code=code_of("tables/audit.py", env="datasets"),
    script:
        "../workflow_scripts/tables/audit.py"
