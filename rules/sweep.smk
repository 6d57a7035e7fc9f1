use rule job as sweep with:
    """Arrange functional smoothness over the values of a parameter and over depth."""
    input:
        smoothness_path="results/tables/functional_smoothness.csv",
    output:
        table_path=table("sweep"),
        dataset_path="results/datasets/sweep.nc",
    params:
        **asks("sweep"),


use rule job as sweep_figure with:
    """Draw functional smoothness over the values of a parameter and over depth."""
    input:
        table_path="results/tables/sweep.csv",
    output:
        figure_paths=figure("sweep"),
    params:
        **asks("sweep_figure"),
