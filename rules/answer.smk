use rule job as answer with:
    """Tabulate what scanners read of each code, and where the rest is lost."""
    input:
        files("answer"),
    output:
        table_path=table("answer"),
    log:
        "results/logs/answer.log",
    params:
        **asks("answer"),


use rule job as answer_figure with:
    """Draw what scanners read of each code, and where the rest is lost."""
    input:
        table_path="results/tables/answer.csv",
    output:
        figure_paths=figure("answer"),
    log:
        "results/logs/answer_figure.log",
    params:
        **asks("answer_figure"),
