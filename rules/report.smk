rule report:
    input:
        report_files,
    output:
        "results/report.html",
    log:
        "results/logs/report.log",
    localrule: True
    conda:
        "../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=report_settings,
        code=code_of("pages/report.py", env="report"),
    script:
        "../workflow_scripts/pages/report.py"
