use rule job as rsa with:
    """Compare dissimilarity matrices of the first seeds with those of the stimuli."""
    input:
        files("rsa"),
    output:
        rdms_path="results/datasets/rdms-{recipe}-{scanner}.hdf5",
        table_path="results/rsa/{recipe}/{scanner}.csv",
    log:
        "results/logs/rsa/{recipe}/{scanner}.log",
    params:
        **asks("rsa"),


use rule job as rsa_table with:
    """Gather the tables of representational similarity analysis."""
    input:
        files("rsa_table"),
    output:
        table_path=table("rsa"),
    log:
        "results/logs/rsa_table.log",
    localrule: True
    params:
        **asks("rsa_table"),
