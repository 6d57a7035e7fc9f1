use rule job as smoothness_by_width with:
    """Tabulate functional smoothness over depth and width, at the same gain."""
    output:
        table_path=table("smoothness_by_width"),
    params:
        **asks("smoothness_by_width"),


use rule job as smoothness_by_width_figure with:
    """Draw functional smoothness over depth for several widths."""
    input:
        table_path="results/tables/smoothness_by_width.csv",
    output:
        figure_paths=figure("smoothness-by-width"),
    params:
        **asks("smoothness_by_width_figure"),
