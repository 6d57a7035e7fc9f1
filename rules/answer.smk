use rule job as answer with:
    """Tabulate what scanners read of each code, and where the rest is lost."""
    input:
        files("answer"),
    output:
        table_path=table("answer"),
    params:
        **asks("answer"),


use rule job as answer_figure with:
    """Draw what scanners read of each code, and where the rest is lost."""
    input:
        table_path="results/tables/answer.csv",
    output:
        figure_paths=figure("answer"),
    params:
        **asks("answer_figure"),
