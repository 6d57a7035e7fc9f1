use rule job as functional_smoothness with:
    """Tabulate the functional smoothness of every scheme."""
    input:
        files("functional_smoothness"),
    output:
        table_path=table("functional_smoothness"),
    params:
        **asks("functional_smoothness"),


use rule job as similarity_by_distortion with:
    """Tabulate similarity by level of distortion, in the units and in each scanner."""
    input:
        files("similarity_by_distortion"),
    output:
        **tables(table_path="similarity_by_distortion", scanned_table_path="similarity_by_scanner"),
    params:
        **asks("similarity_by_distortion"),


use rule job as summary with:
    """Write the answer in short, and our numbers next to those of the paper."""
    input:
        files("summary"),
    output:
        path="results/tables/summary.txt",
    params:
        **asks("summary"),


use rule job as table_1 with:
    """Write the paper's Table 1, the full factorial design, and its orthogonality."""
    output:
        **tables(table_path="table-1", orthogonality_path="design-orthogonality"),
    params:
        **asks("table_1"),


use rule job as voxel_spread with:
    """Tabulate the spread between voxels of the patterns of Figure 1."""
    output:
        table_path=table("inhomogeneity"),
    params:
        **asks("voxel_spread"),


use rule job as picture_maps with:
    """Multiply the picture of Figure 3 and its distortions by random weights."""
    output:
        dataset_path="results/datasets/picture_maps.nc",
        table_path=table("figure-3"),
    params:
        **asks("picture_maps"),


use rule job as code_properties with:
    """Tabulate what claims say of codes beside their similarity."""
    output:
        table_path=table("code-properties"),
    params:
        **asks("code_properties"),
