rule figure_1:
    input:
        "results/tables/inhomogeneity.csv",
    output:
        report(
            "results/figures/figure-1.svg",
            caption="../report/figure-1.rst",
            category="Figure 1",
            labels={"result": "figure: patterns and voxels"},
        ),
        "results/figures/figure-1.pdf",
        "results/figures/figure-1.png",
    log:
        "results/logs/figure_1.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=sheet_settings,
        style=plain_style(),
        code=code_of("figures/figure_1.py", env="figures"),
    script:
        "../workflow_scripts/figures/figure_1.py"


rule figure_3:
    input:
        "results/datasets/picture_maps.nc",
    output:
        report(
            "results/figures/figure-3.svg",
            caption="../report/figure-3.rst",
            category="Figure 3",
            labels={"result": "figure: two kinds of smoothness"},
        ),
        "results/figures/figure-3.pdf",
        "results/figures/figure-3.png",
    log:
        "results/logs/figure_3.log",
    localrule: True
    conda:
        "../envs/dataset_figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/figure_3.py", env="dataset_figures"),
    script:
        "../workflow_scripts/figures/figure_3.py"


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
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=config["figures"],
        code=code_of("figures/figure_2.py", env="figures"),
    script:
        "../workflow_scripts/figures/figure_2.py"


rule smoothness_by_depth:
    input:
        smoothness="results/tables/functional_smoothness.csv",
        published=resource("published_smoothness.csv"),
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
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        published=resource_hash("published_smoothness.csv"),
        code=code_of("figures/smoothness_by_depth.py", env="figures"),
    script:
        "../workflow_scripts/figures/smoothness_by_depth.py"


rule scanners_figure:
    input:
        "results/tables/similarity_by_distortion.csv",
        "results/tables/similarity_by_scanner.csv",
    output:
        report(
            "results/figures/scanners.svg",
            caption="../report/scanners-figure.rst",
            category="Scanners",
            labels={"result": "figure: similarity as each scanner sees it"},
        ),
        "results/figures/scanners.pdf",
        "results/figures/scanners.png",
    log:
        "results/logs/scanners_figure.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=config["figures"],
        code=code_of("figures/scanners_figure.py", env="figures"),
    script:
        "../workflow_scripts/figures/scanners_figure.py"


rule rsa_figure:
    input:
        "results/tables/rsa.csv",
    output:
        report(
            "results/figures/rsa.svg",
            caption="../report/rsa-figure.rst",
            category="Scanners",
            labels={"result": "figure: representational similarity analysis"},
        ),
        "results/figures/rsa.pdf",
        "results/figures/rsa.png",
    log:
        "results/logs/rsa_figure.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/rsa_figure.py", env="figures"),
    script:
        "../workflow_scripts/figures/rsa_figure.py"


rule layouts_figure:
    input:
        "results/tables/layouts.csv",
    output:
        report(
            "results/figures/layouts.svg",
            caption="../report/layouts-figure.rst",
            category="Scanners",
            labels={"result": "figure: layouts and codes"},
        ),
        "results/figures/layouts.pdf",
        "results/figures/layouts.png",
    log:
        "results/logs/layouts_figure.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/layouts_figure.py", env="figures"),
    script:
        "../workflow_scripts/figures/layouts_figure.py"


rule time_course_figure:
    input:
        "results/tables/similarity_by_distortion.csv",
    output:
        report(
            "results/figures/time-course.svg",
            caption="../report/time-course.rst",
            category="Scanners",
            labels={"result": "figure: temporal codes in time"},
        ),
        "results/figures/time-course.pdf",
        "results/figures/time-course.png",
    log:
        "results/logs/time_course_figure.log",
    localrule: True
    conda:
        "../envs/time_course.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=1),
        runtime=minutes(10),
    params:
        settings=time_course_settings,
        style=plain_style(),
        code=code_of("figures/time_course_figure.py", env="time_course"),
    script:
        "../workflow_scripts/figures/time_course_figure.py"
