use rule job as hierarchy_layers with:
    """Train networks on a hierarchy of categories and keep all layers' activity."""
    output:
        path="results/hierarchy/{task}/{batch}.nc",
    # A GPU gives other bits: with `auto` a cache could mix them.
    cache: study.config["hierarchy"]["network"]["device"] == "cpu"
    params:
        **asks("hierarchy_layers"),


use rule job as measure_layers with:
    """Scan the layers of the networks of the hierarchy."""
    input:
        files("measure_layers"),
    output:
        output_path=intermediate("results/measurements/hierarchy/{task}/{scanner}/{batch}.nc"),
    cache: True
    params:
        **asks("measure_layers"),


use rule job as similarity_layers with:
    """Compare the exemplars in each layer of a network, in the units and in each scanner."""
    input:
        files("similarity_layers"),
    output:
        output_path="results/similarity/hierarchy/{task}/{batch}.nc",
    params:
        **asks("similarity_layers"),


use rule job as hierarchy_dataset with:
    """Gather similarities and accuracies of all layers of the hierarchy in one dataset."""
    input:
        files("hierarchy_dataset"),
    output:
        path="results/datasets/hierarchy.nc",
    params:
        **asks("hierarchy_dataset"),


use rule job as hierarchy_table with:
    """Tabulate measures of every layer of the hierarchy."""
    input:
        dataset_path="results/datasets/hierarchy.nc",
    output:
        table_path=table("hierarchy"),
    params:
        **asks("hierarchy_table"),


use rule job as hierarchy_comparison with:
    """Compare all layers of the networks of the hierarchy with one another."""
    input:
        dataset_path="results/datasets/hierarchy.nc",
    output:
        table_path=table("hierarchy_comparison"),
    params:
        **asks("hierarchy_comparison"),


use rule job as hierarchy_comparison_figure with:
    """Draw how alike all layers of the networks of the hierarchy are."""
    input:
        table_path="results/tables/hierarchy_comparison.csv",
    output:
        figure_paths=figure("hierarchy-comparison"),
    params:
        **asks("hierarchy_comparison_figure"),


use rule job as figure_4_hierarchy with:
    """Draw the hierarchy of categories in two layers."""
    input:
        dataset_path="results/datasets/layer_similarity.nc",
    output:
        figure_paths=figure("figure-4-hierarchy"),
    params:
        **asks("figure_4_hierarchy"),


use rule job as figure_4_hierarchy_training with:
    """Draw loss and similarity during training on the hierarchy of categories."""
    input:
        dataset_path="results/datasets/hierarchy.nc",
    output:
        figure_paths=figure("figure-4-hierarchy-training"),
    params:
        **asks("figure_4_hierarchy_training"),


use rule job as figure_4_hierarchy_layers with:
    """Draw the hierarchy of categories at every layer."""
    input:
        table_path="results/tables/hierarchy.csv",
    output:
        figure_paths=figure("figure-4-hierarchy-layers"),
    params:
        **asks("figure_4_hierarchy_layers"),


use rule job as figure_4_hierarchy_scanners with:
    """Draw the layers of the hierarchy as scanners see them."""
    input:
        table_path="results/tables/hierarchy.csv",
    output:
        figure_paths=figure("figure-4-hierarchy-scanners"),
    params:
        **asks("figure_4_hierarchy_scanners"),
