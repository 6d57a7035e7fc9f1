use rule job as fetch_photographs with:
    """Download the photographs of the paper that are not there."""
    input:
        manifest_path=resource("photographs.csv"),
    output:
        table_path="results/photographs/photographs.csv",
    log:
        "results/logs/fetch_photographs.log",
    localrule: True
    params:
        **asks("fetch_photographs"),


use rule job as fetch_weights with:
    """Download the weights of a pre-trained network."""
    output:
        path="results/weights/{network}.pth",
    log:
        "results/logs/fetch_weights/{network}.log",
    localrule: True
    params:
        **asks("fetch_weights"),


# The activity of the layers is kept only where the configuration asks for it.
use rule job as photograph_layers with:
    """Show the photographs to a pre-trained network and compare them in its layers."""
    input:
        files("photograph_layers"),
    output:
        **photographs.outputs(study),
    log:
        "results/logs/photograph_layers/{network}.log",
    params:
        **asks("photograph_layers"),


use rule job as layer_similarity_dataset with:
    """Gather similarities by layer of all deep networks in one dataset."""
    input:
        files("layer_similarity_dataset"),
    output:
        path="results/datasets/layer_similarity.nc",
    log:
        "results/logs/layer_similarity_dataset.log",
    params:
        **asks("layer_similarity_dataset"),


use rule job as layer_similarity with:
    """Tabulate similarity by layer of all deep networks."""
    input:
        dataset_path="results/datasets/layer_similarity.nc",
    output:
        table_path=table("layer_similarity"),
    log:
        "results/logs/layer_similarity.log",
    localrule: True
    params:
        **asks("layer_similarity"),


use rule job as figure_4 with:
    """Draw Figure 4: photographs in two layers of pre-trained networks."""
    input:
        dataset_path="results/datasets/layer_similarity.nc",
    output:
        figure_paths=figure("figure-4"),
    log:
        "results/logs/figure_4.log",
    localrule: True
    params:
        **asks("figure_4"),


use rule job as figure_4_layers with:
    """Draw similarity of photographs at every layer."""
    input:
        table_path="results/tables/layer_similarity.csv",
    output:
        figure_paths=figure("figure-4-layers"),
    log:
        "results/logs/figure_4_layers.log",
    localrule: True
    params:
        **asks("figure_4_layers"),


rule photographs:
    """TARGET: pre-trained networks on photographs; run with --configfile config/photographs.yaml."""
    input:
        lambda wildcards: results.of_photographs_alone(study),
    localrule: True
