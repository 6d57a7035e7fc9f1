# Data sets: what is compared of items. Encoding, designs and scans are those of all stimuli.
use rule job as items with:
    """Take the patterns of a data set as the stimuli of a batch of seeds."""
    output:
        path="results/stimuli/{recipe}/{batch}.nc",
    log:
        "results/logs/stimuli/{recipe}/{batch}.log",
    wildcard_constraints:
        recipe=data_sets(),
    cache: True
    params:
        **asks("items"),


use rule job as item_similarity with:
    """Compare all pairs of items of a data set, in the units or in a scanner."""
    input:
        files("item_similarity"),
    output:
        output_path="results/similarity/{recipe}/{scheme}/{scanner}/{batch}.nc",
    log:
        "results/logs/similarity/{recipe}/{scheme}/{scanner}/{batch}.log",
    wildcard_constraints:
        recipe=data_sets(),
    params:
        **asks("item_similarity"),


use rule job as stimulus_item_similarity with:
    """Compare the items of a data set themselves."""
    input:
        files("stimulus_item_similarity"),
    output:
        output_path="results/similarity/{recipe}/stimuli/{batch}.nc",
    log:
        "results/logs/similarity/{recipe}/stimuli/{batch}.log",
    wildcard_constraints:
        recipe=data_sets(),
    params:
        **asks("stimulus_item_similarity"),


use rule job as item_dataset with:
    """Gather the similarities of all pairs of items of a data set in one dataset."""
    input:
        files("item_dataset"),
    output:
        path="results/datasets/items-{recipe}.nc",
    log:
        "results/logs/item_dataset/{recipe}.log",
    wildcard_constraints:
        recipe=data_sets(),
    params:
        **asks("item_dataset"),


use rule job as item_rsa with:
    """Compare dissimilarity matrices of a data set with its items and with models."""
    input:
        files("item_rsa"),
    output:
        rdms_path="results/datasets/rdms-{recipe}-{scanner}.hdf5",
        models_path="results/datasets/model-rdms-{recipe}-{scanner}.hdf5",
        table_path="results/rsa/{recipe}/{scanner}.csv",
    log:
        "results/logs/rsa/{recipe}/{scanner}.log",
    wildcard_constraints:
        recipe=data_sets(),
    params:
        **asks("item_rsa"),


use rule job as item_decode with:
    """Decode the categories of the items of a data set across runs."""
    input:
        files("item_decode"),
    output:
        output_path="results/decoding/{recipe}/{scanner}.nc",
    log:
        "results/logs/decode/{recipe}/{scanner}.log",
    wildcard_constraints:
        recipe=data_sets(),
    params:
        **asks("item_decode"),


use rule job as item_decoding with:
    """Tabulate the decoded categories of data sets."""
    input:
        files("item_decoding"),
    output:
        table_path=table("item_decoding"),
    log:
        "results/logs/item_decoding.log",
    localrule: True
    params:
        **asks("item_decoding"),


use rule job as model_rdms with:
    """Tabulate how data sets agree with models of the user."""
    input:
        files("model_rdms"),
    output:
        table_path=table("model_rdms"),
    log:
        "results/logs/model_rdms.log",
    localrule: True
    params:
        **asks("model_rdms"),


use rule job as item_rdms_figure with:
    """Draw dissimilarity matrices of data sets, in the units and in each scanner."""
    input:
        files("item_rdms_figure"),
    output:
        figure_paths=figure("item-rdms"),
    log:
        "results/logs/item_rdms_figure.log",
    localrule: True
    params:
        **asks("item_rdms_figure"),
