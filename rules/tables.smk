rule functional_smoothness:
    input:
        "results/datasets/similarity.nc",
    output:
        report(
            "results/tables/functional_smoothness.csv",
            caption="../report/functional-smoothness-table.rst",
            category="Functional smoothness",
            labels={"result": "table: every scheme"},
        ),
    log:
        "results/logs/functional_smoothness.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=prediction_settings,
        code=code_of("tables/functional_smoothness.py", env="datasets"),
    script:
        "../workflow_scripts/tables/functional_smoothness.py"


rule attenuation:
    input:
        measurements=attenuation_measurements,
        designs=attenuation_designs,
    output:
        report(
            "results/tables/attenuation.csv",
            caption="../report/attenuation.rst",
            category="Scanners",
            labels={"result": "table: what noise does to similarity"},
        ),
    log:
        "results/logs/attenuation.log",
    localrule: True
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=design_memory_mb,
        runtime=minutes(10),
    params:
        settings=attenuation_settings,
        code=code_of("tables/attenuation.py", env="measure"),
    script:
        "../workflow_scripts/tables/attenuation.py"


rule designs_table:
    input:
        design_files,
    output:
        report(
            "results/tables/designs.csv",
            caption="../report/designs-table.rst",
            category="Scanners",
            labels={"result": "table: designs"},
        ),
    log:
        "results/logs/designs_table.log",
    localrule: True
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=design_memory_mb,
        runtime=minutes(10),
    params:
        settings=designs_table_settings,
        code=code_of("tables/designs_table.py", env="measure"),
    script:
        "../workflow_scripts/tables/designs_table.py"


rule similarity_by_distortion:
    input:
        dataset="results/datasets/similarity.nc",
        attenuation="results/tables/attenuation.csv",
    output:
        report(
            "results/tables/similarity_by_distortion.csv",
            caption="../report/similarity-by-distortion.rst",
            category="Figure 2",
            labels={"result": "table: similarity by level of distortion"},
        ),
        report(
            "results/tables/similarity_by_scanner.csv",
            caption="../report/similarity-by-scanner.rst",
            category="Scanners",
            labels={"result": "table: similarity as each scanner sees it"},
        ),
    log:
        "results/logs/similarity_by_distortion.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=curve_settings,
        code=code_of("tables/similarity_by_distortion.py", env="datasets"),
    script:
        "../workflow_scripts/tables/similarity_by_distortion.py"


rule summary:
    input:
        smoothness="results/tables/functional_smoothness.csv",
        published=resource("published_smoothness.csv"),
    output:
        "results/tables/summary.txt",
    log:
        "results/logs/summary.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        published=resource_hash("published_smoothness.csv"),
        code=code_of("tables/summary.py", env="datasets"),
    script:
        "../workflow_scripts/tables/summary.py"


rule table_1:
    output:
        report(
            "results/tables/table-1.csv",
            caption="../report/table-1.rst",
            category="Table 1",
            labels={"result": "table: full factorial design"},
        ),
        report(
            "results/tables/design-orthogonality.csv",
            caption="../report/design-orthogonality.rst",
            category="Table 1",
            labels={"result": "table: orthogonality for 1 to 10 factors"},
        ),
    log:
        "results/logs/table_1.log",
    localrule: True
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        code=code_of("tables/table_1.py", env="arrays"),
    script:
        "../workflow_scripts/tables/table_1.py"


rule layouts_table:
    input:
        measurements=layout_measurements,
        smoothness="results/tables/functional_smoothness.csv",
    output:
        report(
            "results/tables/layouts.csv",
            caption="../report/layouts-table.rst",
            category="Scanners",
            labels={"result": "table: layouts and codes"},
        ),
    log:
        "results/logs/layouts_table.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(copies=3),
        runtime=minutes(10),
    params:
        settings=layout_settings,
        code=code_of("tables/layouts_table.py", env="datasets"),
    script:
        "../workflow_scripts/tables/layouts_table.py"


rule voxel_spread:
    output:
        report(
            "results/tables/inhomogeneity.csv",
            caption="../report/inhomogeneity.rst",
            category="Figure 1",
            labels={"result": "table: spread between voxels"},
        ),
    log:
        "results/logs/voxel_spread.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=voxel_spread_settings,
        code=code_of("tables/voxel_spread.py", env="datasets"),
    script:
        "../workflow_scripts/tables/voxel_spread.py"


rule picture_maps:
    output:
        dataset="results/datasets/picture_maps.nc",
        table=report(
            "results/tables/figure-3.csv",
            caption="../report/figure-3-table.rst",
            category="Figure 3",
            labels={"result": "table: two kinds of smoothness"},
        ),
    log:
        "results/logs/picture_maps.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(10),
    params:
        settings=picture_settings,
        code=code_of("datasets/picture_maps.py", env="datasets"),
    script:
        "../workflow_scripts/datasets/picture_maps.py"
