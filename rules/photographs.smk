# Checks have priority over what takes long, and weights wait for them.
use rule job as fetch_photographs with:
    """Download the photographs of the paper that are not there, and decode all photographs."""
    input:
        files("fetch_photographs"),
    output:
        table_path="results/photographs/photographs.csv",
    priority: 100
    params:
        **asks("fetch_photographs"),


use rule job as network_layers with:
    """Find the layers of a pre-trained network, without its weights."""
    output:
        path="results/photographs/layers/{network}.json",
    priority: 100
    params:
        **asks("network_layers"),


rule layers:
    """TARGET: the layers of the networks of the configuration: names, shapes, units and memory."""
    input:
        lambda wildcards: results.of_layers(study),
    log:
        "results/logs/layers.log",
    localrule: True
    run:
        print(photographs.layers_listed(study, input), flush=True)


# Weights are not deleted before the job: what is right already is not fetched again.
use rule job as fetch_weights with:
    """Download the weights of a pre-trained network."""
    input:
        directives.unless_put_there("fetch_weights", "results/weights/{network}.pth"),
    output:
        path=update("results/weights/{network}.pth"),
    params:
        **asks("fetch_weights"),


# The activity of the layers is kept only where the configuration asks for it.
use rule job as photograph_layers with:
    """Show the photographs to a pre-trained network and compare them in its layers."""
    input:
        files("photograph_layers"),
    output:
        **photographs.outputs(study),
    params:
        **asks("photograph_layers"),


use rule job as photograph_dataset with:
    """Gather similarities by layer of all networks that see the photographs in one dataset."""
    input:
        files("photograph_dataset"),
    output:
        path="results/datasets/photographs.nc",
    params:
        **asks("photograph_dataset"),


use rule job as photograph_table with:
    """Tabulate similarity of photographs by layer."""
    input:
        dataset_path="results/datasets/photographs.nc",
    output:
        table_path=table("photographs"),
    params:
        **asks("photograph_table"),


use rule job as layer_similarity_dataset with:
    """Gather similarities by layer of all deep networks in one dataset."""
    input:
        files("layer_similarity_dataset"),
    output:
        path="results/datasets/layer_similarity.nc",
    params:
        **asks("layer_similarity_dataset"),


use rule job as layer_similarity with:
    """Tabulate similarity by layer of all deep networks."""
    input:
        files("layer_similarity"),
    output:
        table_path=table("layer_similarity"),
    params:
        **asks("layer_similarity"),


use rule job as figure_4 with:
    """Draw Figure 4: photographs in two layers of pre-trained networks."""
    input:
        dataset_path="results/datasets/photographs.nc",
    output:
        figure_paths=figure("figure-4"),
    params:
        **asks("figure_4"),


use rule job as figure_4_layers with:
    """Draw similarity of photographs at every layer."""
    input:
        table_path="results/tables/photographs.csv",
    output:
        figure_paths=figure("figure-4-layers"),
    params:
        **asks("figure_4_layers"),


rule photographs:
    """TARGET: pre-trained networks on photographs; run with --configfile config/photographs.yaml."""
    input:
        lambda wildcards: results.of_photographs_alone(study),
