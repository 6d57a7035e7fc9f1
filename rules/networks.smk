rule hierarchy_layers:
    output:
        "results/hierarchy/{task}/{batch}.nc",
    log:
        "results/logs/hierarchy/{task}/{batch}.log",
    # A GPU gives other bits: with `auto` a cache could mix them.
    cache: config["hierarchy"]["network"]["device"] == "cpu"
    conda:
        "../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_memory_mb,
        runtime=minutes(30),
    params:
        settings=hierarchy_settings,
        code=code_of("batches/hierarchy_layers.py", env="torch"),
    script:
        "../workflow_scripts/batches/hierarchy_layers.py"


rule measure_layers:
    input:
        activity="results/hierarchy/{task}/{batch}.nc",
        design=hierarchy_design,
    output:
        "results/measurements/hierarchy/{task}/{scanner}/{batch}.nc",
    log:
        "results/logs/measure/hierarchy/{task}/{scanner}/{batch}.log",
    cache: True
    conda:
        "../envs/measure.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_memory_mb,
        runtime=minutes(10),
    params:
        settings=measure_layers_settings,
        code=code_of("batches/measure_layers.py", env="measure"),
    script:
        "../workflow_scripts/batches/measure_layers.py"


rule hierarchy_dataset:
    input:
        layers=hierarchy_files,
        scanned=hierarchy_scan_files,
    output:
        "results/datasets/hierarchy.nc",
    log:
        "results/logs/hierarchy_dataset.log",
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=hierarchy_dataset_settings,
        code=code_of("datasets/hierarchy_dataset.py", env="datasets"),
    script:
        "../workflow_scripts/datasets/hierarchy_dataset.py"


rule hierarchy_table:
    input:
        "results/datasets/hierarchy.nc",
    output:
        report(
            "results/tables/hierarchy.csv",
            caption="../report/hierarchy-table.rst",
            category="Figure 4",
            labels={"result": "table: hierarchy of categories, all layers"},
        ),
    log:
        "results/logs/hierarchy_table.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=table_settings,
        code=code_of("tables/hierarchy_table.py", env="datasets"),
    script:
        "../workflow_scripts/tables/hierarchy_table.py"


rule fetch_photographs:
    input:
        resource("photographs.csv"),
    output:
        "results/photographs/photographs.csv",
    log:
        "results/logs/fetch_photographs.log",
    localrule: True
    conda:
        "../envs/arrays.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb(),
        runtime=minutes(60),
    params:
        settings=photograph_settings,
        code=code_of("batches/fetch_photographs.py", env="arrays"),
    script:
        "../workflow_scripts/batches/fetch_photographs.py"


rule fetch_weights:
    output:
        "results/weights/{network}.pth",
    log:
        "results/logs/fetch_weights/{network}.log",
    localrule: True
    conda:
        "../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 700 * attempt,
        runtime=minutes(60),
    params:
        settings=fetch_weights_settings,
        code=code_of("batches/fetch_weights.py", env="torch"),
    script:
        "../workflow_scripts/batches/fetch_weights.py"


rule photograph_layers:
    input:
        unpack(network_input),
    output:
        **network_output(),
    log:
        "results/logs/photograph_layers/{network}.log",
    conda:
        "../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=photograph_memory_mb,
        runtime=minutes(60),
    params:
        settings=network_settings,
        code=code_of("batches/photograph_layers.py", env="torch"),
    script:
        "../workflow_scripts/batches/photograph_layers.py"


rule layer_similarity_dataset:
    input:
        unpack(layer_similarity_input),
    output:
        "results/datasets/layer_similarity.nc",
    log:
        "results/logs/layer_similarity_dataset.log",
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=layer_similarity_settings,
        code=code_of("datasets/layer_similarity_dataset.py", env="datasets"),
    script:
        "../workflow_scripts/datasets/layer_similarity_dataset.py"


rule layer_similarity:
    input:
        "results/datasets/layer_similarity.nc",
    output:
        report(
            "results/tables/layer_similarity.csv",
            caption="../report/layer-similarity.rst",
            category="Figure 4",
            labels={"result": "table: similarity by layer, all networks"},
        ),
    log:
        "results/logs/layer_similarity.log",
    localrule: True
    conda:
        "../envs/datasets.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        code=code_of("tables/layer_similarity.py", env="datasets"),
    script:
        "../workflow_scripts/tables/layer_similarity.py"


rule figure_4:
    input:
        "results/datasets/layer_similarity.nc",
    output:
        report(
            "results/figures/figure-4.svg",
            caption="../report/figure-4.rst",
            category="Figure 4",
            labels={"result": "figure: photographs, two layers"},
        ),
        "results/figures/figure-4.pdf",
        "results/figures/figure-4.png",
    log:
        "results/logs/figure_4.log",
    localrule: True
    conda:
        "../envs/dataset_figures.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=figure_4_settings,
        code=code_of("figures/figure_4.py", env="dataset_figures"),
    script:
        "../workflow_scripts/figures/figure_4.py"


rule figure_4_layers:
    input:
        "results/tables/layer_similarity.csv",
    output:
        report(
            "results/figures/figure-4-layers.svg",
            caption="../report/figure-4-layers.rst",
            category="Figure 4",
            labels={"result": "figure: photographs, all layers"},
        ),
        "results/figures/figure-4-layers.pdf",
        "results/figures/figure-4-layers.png",
    log:
        "results/logs/figure_4_layers.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/figure_4_layers.py", env="figures"),
    script:
        "../workflow_scripts/figures/figure_4_layers.py"


rule figure_4_hierarchy:
    input:
        "results/datasets/layer_similarity.nc",
    output:
        report(
            "results/figures/figure-4-hierarchy.svg",
            caption="../report/figure-4-hierarchy.rst",
            category="Figure 4",
            labels={"result": "figure: hierarchy of categories, two layers"},
        ),
        "results/figures/figure-4-hierarchy.pdf",
        "results/figures/figure-4-hierarchy.png",
    log:
        "results/logs/figure_4_hierarchy.log",
    localrule: True
    conda:
        "../envs/dataset_figures.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=figure_4_hierarchy_settings,
        code=code_of("figures/figure_4.py", env="dataset_figures"),
    script:
        "../workflow_scripts/figures/figure_4.py"


rule figure_4_hierarchy_layers:
    input:
        "results/tables/hierarchy.csv",
    output:
        report(
            "results/figures/figure-4-hierarchy-layers.svg",
            caption="../report/figure-4-hierarchy-layers.rst",
            category="Figure 4",
            labels={"result": "figure: hierarchy of categories, all layers"},
        ),
        "results/figures/figure-4-hierarchy-layers.pdf",
        "results/figures/figure-4-hierarchy-layers.png",
    log:
        "results/logs/figure_4_hierarchy_layers.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/figure_4_hierarchy_layers.py", env="figures"),
    script:
        "../workflow_scripts/figures/figure_4_hierarchy_layers.py"


rule figure_4_hierarchy_scanners:
    input:
        "results/tables/hierarchy.csv",
    output:
        report(
            "results/figures/figure-4-hierarchy-scanners.svg",
            caption="../report/figure-4-hierarchy-scanners.rst",
            category="Figure 4",
            labels={"result": "figure: hierarchy of categories, as scanners see the layers"},
        ),
        "results/figures/figure-4-hierarchy-scanners.pdf",
        "results/figures/figure-4-hierarchy-scanners.png",
    log:
        "results/logs/figure_4_hierarchy_scanners.log",
    localrule: True
    conda:
        "../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=hierarchy_dataset_memory_mb,
        runtime=minutes(10),
    params:
        settings=plain_style(),
        code=code_of("figures/figure_4_hierarchy_scanners.py", env="figures"),
    script:
        "../workflow_scripts/figures/figure_4_hierarchy_scanners.py"


rule photographs:
    input:
        photographs_asked_for,
    localrule: True
