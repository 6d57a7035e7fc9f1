# Data sets: what is compared of items, in files like those of the paper's stimuli. Encoding, designs and
# scans are those of all stimuli.
use rule stimuli as items with:
    """Take the patterns of a data set as the stimuli of a batch of seeds."""
    wildcard_constraints:
        recipe=directives.data_sets,
    cache: True
    params:
        **asks("items"),


use rule job as item_dataset with:
    """Gather the similarities of all pairs of items of a data set in one dataset."""
    input:
        files("item_dataset"),
    output:
        path="results/datasets/items-{recipe}.nc",
    wildcard_constraints:
        recipe=directives.data_sets,
    params:
        **asks("item_dataset"),


use rule rsa as item_rsa with:
    """Compare dissimilarity matrices of a data set with its items and with models."""
    input:
        files("item_rsa"),
    wildcard_constraints:
        recipe=directives.data_sets,
    params:
        **asks("item_rsa"),


use rule decode as item_decode with:
    """Decode the categories of the items of a data set across runs."""
    input:
        files("item_decode"),
    wildcard_constraints:
        recipe=directives.data_sets,
    params:
        **asks("item_decode"),


use rule job as item_decoding with:
    """Tabulate the decoded categories of data sets."""
    input:
        files("item_decoding"),
    output:
        table_path=table("item_decoding"),
    params:
        **asks("item_decoding"),


use rule job as model_rdms with:
    """Tabulate how data sets agree with models of the user."""
    input:
        files("model_rdms"),
    output:
        table_path=table("model_rdms"),
    params:
        **asks("model_rdms"),


use rule job as item_rdms_figure with:
    """Draw dissimilarity matrices of data sets, in the units and in each scanner."""
    input:
        files("item_rdms_figure"),
    output:
        figure_paths=figure("item-rdms"),
    params:
        **asks("item_rdms_figure"),
