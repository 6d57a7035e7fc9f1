use rule job as functional_smoothness with:
    """Tabulate the functional smoothness of every scheme."""
    input:
        files("functional_smoothness"),
    output:
        table_path=table("functional_smoothness"),
    log:
        "results/logs/functional_smoothness.log",
    localrule: True
    params:
        **asks("functional_smoothness"),


use rule job as similarity_by_distortion with:
    """Tabulate similarity by level of distortion, in the units and in each scanner."""
    input:
        files("similarity_by_distortion"),
    output:
        table_path=table("similarity_by_distortion"),
        scanned_table_path=table("similarity_by_scanner"),
    log:
        "results/logs/similarity_by_distortion.log",
    localrule: True
    params:
        **asks("similarity_by_distortion"),


use rule job as summary with:
    """Write the answer in short, and our numbers next to those of the paper."""
    input:
        files("summary"),
        smoothness_path="results/tables/functional_smoothness.csv",
        published_path=resource("published_smoothness.csv"),
    output:
        path="results/tables/summary.txt",
    log:
        "results/logs/summary.log",
    localrule: True
    params:
        **asks("summary"),


use rule job as table_1 with:
    """Write the paper's Table 1, the full factorial design, and its orthogonality."""
    output:
        table_path=table("table-1"),
        orthogonality_path=table("design-orthogonality"),
    log:
        "results/logs/table_1.log",
    localrule: True
    params:
        **asks("table_1"),


use rule job as voxel_spread with:
    """Tabulate the spread between voxels of the patterns of Figure 1."""
    output:
        table_path=table("inhomogeneity"),
    log:
        "results/logs/voxel_spread.log",
    localrule: True
    params:
        **asks("voxel_spread"),


use rule job as picture_maps with:
    """Multiply the picture of Figure 3 and its distortions by random weights."""
    output:
        dataset_path="results/datasets/picture_maps.nc",
        table_path=table("figure-3"),
    log:
        "results/logs/picture_maps.log",
    localrule: True
    params:
        **asks("picture_maps"),


use rule job as code_properties with:
    """Tabulate what claims say of codes beside their similarity."""
    output:
        table_path=table("code-properties"),
    log:
        "results/logs/code_properties.log",
    localrule: True
    params:
        **asks("code_properties"),
