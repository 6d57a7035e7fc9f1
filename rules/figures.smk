use rule job as figure_1 with:
    """Draw Figure 1: patterns and voxels."""
    input:
        table_path="results/tables/inhomogeneity.csv",
    output:
        figure_paths=figure("figure-1"),
    params:
        **asks("figure_1"),


use rule job as figure_2 with:
    """Draw Figure 2: similarity by level of distortion."""
    input:
        files("figure_2"),
    output:
        figure_paths=figure("figure-2"),
    params:
        **asks("figure_2"),


use rule job as figure_3 with:
    """Draw Figure 3: two kinds of smoothness."""
    input:
        dataset_path="results/datasets/picture_maps.nc",
    output:
        figure_paths=figure("figure-3"),
    params:
        **asks("figure_3"),


use rule job as smoothness_by_depth with:
    """Draw functional smoothness by depth of the network."""
    input:
        files("smoothness_by_depth"),
    output:
        figure_paths=figure("smoothness-by-depth"),
    params:
        **asks("smoothness_by_depth"),


use rule job as scanners_figure with:
    """Draw similarity by level of distortion in each scanner."""
    input:
        files("scanners_figure"),
    output:
        figure_paths=figure("scanners"),
    params:
        **asks("scanners_figure"),


use rule job as rsa_figure with:
    """Draw representational similarity analysis."""
    input:
        table_path="results/tables/rsa.csv",
    output:
        figure_paths=figure("rsa"),
    params:
        **asks("rsa_figure"),


use rule job as losses_figure with:
    """Draw what each code loses in the voxels and in the noise."""
    input:
        files("losses_figure"),
    output:
        figure_paths=figure("losses"),
    params:
        **asks("losses_figure"),


use rule job as layouts_figure with:
    """Draw smoothness under random and topographic layouts."""
    input:
        table_path="results/tables/layouts.csv",
    output:
        figure_paths=figure("layouts"),
    params:
        **asks("layouts_figure"),


use rule job as time_course_figure with:
    """Draw temporal codes in time."""
    input:
        table_path="results/tables/similarity_by_distortion.csv",
    output:
        figure_paths=figure("time-course"),
    params:
        **asks("time_course_figure"),


use rule job as generalisation_figure with:
    """Draw generalisation against functional smoothness."""
    input:
        table_path="results/tables/generalisation.csv",
    output:
        figure_paths=figure("generalisation"),
    params:
        **asks("generalisation_figure"),


use rule job as recoverability_figure with:
    """Draw where similarity structure can be recovered."""
    input:
        table_path="results/tables/recoverability.csv",
    output:
        figure_paths=figure("recoverability"),
    params:
        **asks("recoverability_figure"),
