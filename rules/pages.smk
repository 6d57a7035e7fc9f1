use rule job as audit with:
    """Judge the paper's claims by what the study measured."""
    input:
        files("audit"),
    output:
        claims_path=table("reproduction"),
        tests_path=table("reproduction-tests"),
        published_path=table("published-values"),
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
    params:
        **asks("report"),


use rule job as recoverability_page with:
    """Write the page on where similarity structure can be recovered."""
    input:
        files("recoverability_page"),
    output:
        page_path="results/recoverability.html",
    params:
        **asks("recoverability_page"),
