use rule job_of_paper as stimuli with:
    """Draw prototypes and their distortions for a batch of seeds."""
    output:
        path="results/stimuli/{recipe}/{batch}.nc",
    cache: True
    params:
        **asks("stimuli"),


use rule job as encode with:
    """Encode the stimuli of a batch by a coding scheme."""
    input:
        files("encode"),
    output:
        output_path=intermediate("results/representations/{recipe}/{scheme}/{batch}.nc"),
    cache: True
    params:
        **asks("encode"),


use rule job as similarity with:
    """Compare the patterns of a code, in the units and in each scanner."""
    input:
        files("similarity"),
    output:
        output_path="results/similarity/{recipe}/{scheme}/{batch}.nc",
    params:
        **asks("similarity"),


use rule job as stimulus_similarity with:
    """Compare the stimuli themselves."""
    input:
        files("stimulus_similarity"),
    output:
        output_path="results/similarity/{recipe}/stimuli/{batch}.nc",
    params:
        **asks("stimulus_similarity"),


use rule job as similarity_dataset with:
    """Gather the similarities of all seeds, schemes and scanners in one dataset."""
    input:
        files("similarity_dataset"),
    output:
        path="results/datasets/similarity.nc",
    params:
        **asks("similarity_dataset"),
