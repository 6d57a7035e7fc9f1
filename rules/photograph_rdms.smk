use rule job as photograph_rdms with:
    """Write the dissimilarity matrices of all layers that see photographs."""
    input:
        files("photograph_rdms"),
    output:
        **photograph_rdms.outputs(study),
    params:
        **asks("photograph_rdms"),


use rule job as photograph_rsa with:
    """Compare what scanners measure of layers with the layers themselves."""
    input:
        files("photograph_rsa"),
    output:
        table_path=table("photograph_rsa"),
    params:
        **asks("photograph_rsa"),


use rule job as layer_comparison with:
    """Compare all layers of all networks with one another."""
    input:
        files("layer_comparison"),
    output:
        table_path=table("layer_comparison"),
    params:
        **asks("layer_comparison"),


use rule job as layer_comparison_figure with:
    """Draw how alike all layers of all networks are."""
    input:
        table_path="results/tables/layer_comparison.csv",
    output:
        figure_paths=figure("layer-comparison"),
    params:
        **asks("layer_comparison_figure"),


use rule job as brain_comparison with:
    """Compare all layers with measured dissimilarity matrices."""
    input:
        files("brain_comparison"),
    output:
        table_path=table("brain_comparison"),
    params:
        **asks("brain_comparison"),
