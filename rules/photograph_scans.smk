use rule job as measure_photographs with:
    """Scan the layers of a pre-trained network that sees photographs."""
    input:
        files("measure_photographs"),
    output:
        output_path=intermediate("results/measurements/photographs/{network}/{scanner}/{batch}.nc"),
    params:
        **asks("measure_photographs"),


use rule job as photograph_scans with:
    """Gather what scanners measure of all layers of the networks in one dataset."""
    input:
        files("photograph_scans"),
    output:
        path="results/datasets/photograph_scans.nc",
    params:
        **asks("photograph_scans"),


use rule job as photograph_scan_table with:
    """Tabulate what scanners recover of every layer."""
    input:
        dataset_path="results/datasets/photograph_scans.nc",
    output:
        table_path=table("photograph_scanners"),
    params:
        **asks("photograph_scan_table"),


use rule job as figure_4_scanners with:
    """Draw Figure 4 as scanners see it."""
    input:
        dataset_path="results/datasets/photograph_scans.nc",
    output:
        figure_paths=figure("figure-4-scanners"),
    params:
        **asks("figure_4_scanners"),


use rule job as figure_4_scanned_layers with:
    """Draw what scanners recover of every layer."""
    input:
        table_path="results/tables/photograph_scanners.csv",
    output:
        figure_paths=figure("figure-4-scanned-layers"),
    params:
        **asks("figure_4_scanned_layers"),
