use rule job as audit with:
    """Judge the paper's claims by what the study measured."""
    input:
        files("audit"),
        published_categories=resource("published_category_similarity.csv"),
        published_figure_4=resource("published_figure_4.csv"),
        published_smoothness_path=resource("published_smoothness.csv"),
    output:
        claims_path=table("reproduction"),
        tests_path=table("reproduction-tests"),
        published_path=table("published-values"),
    log:
        "results/logs/audit.log",
    localrule: True
    params:
        **asks("audit"),


use rule job as report with:
    """Write the report, one file with all figures and tables inside, and the manifest."""
    input:
        files("report"),
    output:
        output_path="results/report.html",
        page_path=shown("results/audit.html"),
        manifest_path="results/manifest.json",
    log:
        "results/logs/report.log",
    localrule: True
    params:
        **asks("report"),


use rule job as recoverability_page with:
    """Write the page on where similarity structure can be recovered."""
    input:
        table_path="results/tables/recoverability.csv",
        figure_path="results/figures/recoverability.svg",
    output:
        page_path="results/recoverability.html",
    log:
        "results/logs/recoverability_page.log",
    localrule: True
    params:
        **asks("recoverability_page"),
