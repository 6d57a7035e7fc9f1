rule figure_1:
    output:
        figure=[
            report(
                "results/figures/figure-1.svg",
                caption="../report/figure-1.rst",
                category="Figure 1",
                labels={"result": "figure: patterns and voxels"},
            ),
            "results/figures/figure-1.pdf",
            "results/figures/figure-1.png",
        ],
        table=report(
            "results/tables/inhomogeneity.csv",
            caption="../report/inhomogeneity.rst",
            category="Figure 1",
            labels={"result": "table: spread between voxels"},
        ),
    log:
        "results/logs/figure_1.log",
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=memory_mb(),
        runtime=10,
    params:
        settings=sheet_settings,
        style=config["figures"],
        code=code_of("figure_1.py"),
    script:
        "../workflow_scripts/figure_1.py"


rule figure_3:
    output:
        figure=[
            report(
                "results/figures/figure-3.svg",
                caption="../report/figure-3.rst",
                category="Figure 3",
                labels={"result": "figure: two kinds of smoothness"},
            ),
            "results/figures/figure-3.pdf",
            "results/figures/figure-3.png",
        ],
        table=report(
            "results/tables/figure-3.csv",
            caption="../report/figure-3-table.rst",
            category="Figure 3",
            labels={"result": "table: two kinds of smoothness"},
        ),
    log:
        "results/logs/figure_3.log",
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=memory_mb(),
        runtime=10,
    params:
        settings=picture_settings,
        style=config["figures"],
        code=code_of("figure_3.py"),
    script:
        "../workflow_scripts/figure_3.py"


rule figure_2:
    input:
        "results/tables/similarity_by_distortion.csv",
    output:
        report(
            "results/figures/figure-2.svg",
            caption="../report/figure-2.rst",
            category="Figure 2",
            labels={"result": "figure: similarity by level of distortion"},
        ),
        "results/figures/figure-2.pdf",
        "results/figures/figure-2.png",
    log:
        "results/logs/figure_2.log",
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=memory_mb(),
        runtime=10,
    params:
        settings=config["figures"],
        code=code_of("figure_2.py"),
    script:
        "../workflow_scripts/figure_2.py"


rule smoothness_by_depth:
    input:
        smoothness="results/tables/functional_smoothness.csv",
        published=workflow.source_path("../resources/published_smoothness.csv"),
    output:
        report(
            "results/figures/smoothness-by-depth.svg",
            caption="../report/smoothness-by-depth.rst",
            category="Functional smoothness",
            labels={"result": "figure: by depth of the network"},
        ),
        "results/figures/smoothness-by-depth.pdf",
        "results/figures/smoothness-by-depth.png",
    log:
        "results/logs/smoothness_by_depth.log",
    conda:
        "../envs/figures.yaml"
    resources:
        mem_mb=memory_mb(),
        runtime=10,
    params:
        settings=config["figures"],
        code=code_of("smoothness_by_depth.py"),
    script:
        "../workflow_scripts/smoothness_by_depth.py"
