use rule job_of_paper as decode with:
    """Decode prototypes from patterns at higher levels of distortion."""
    input:
        files("decode"),
    output:
        output_path="results/decoding/{recipe}/{scanner}.nc",
    params:
        **asks("decode"),


use rule job as separate with:
    """Find clusters of voxels that separate two prototypes."""
    input:
        files("separate"),
    output:
        output_path="results/univariate/{recipe}/{scanner}.nc",
    params:
        **asks("separate"),


use rule job as generalisation with:
    """Tabulate how decoders and clusters of voxels generalise to higher distortion."""
    input:
        files("generalisation"),
    output:
        decoding_table=table("decoding"),
        univariate_table=table("univariate"),
        summary_table=table("generalisation"),
    params:
        **asks("generalisation"),
