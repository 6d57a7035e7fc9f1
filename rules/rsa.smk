use rule job_of_paper as rsa with:
    """Compare dissimilarity matrices of the first seeds with those of the stimuli."""
    input:
        files("rsa"),
    output:
        rdms_path="results/datasets/rdms-{recipe}-{scanner}.hdf5",
        models_path="results/datasets/model-rdms-{recipe}-{scanner}.hdf5",
        table_path="results/rsa/{recipe}/{scanner}.csv",
    params:
        **asks("rsa"),


use rule job as rsa_table with:
    """Gather the tables of representational similarity analysis, and of what is lost where."""
    input:
        files("rsa_table"),
    output:
        **tables(rsa_path="rsa", losses_path="losses"),
    params:
        **asks("rsa_table"),
