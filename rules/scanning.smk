# Once for each timing and number of stimuli: it has no seed in it. It is cached, too: the cache knows
# how the design of a measurement was made, not its bits, which may differ in the last place on another
# machine.
use rule job as design with:
    """Make the design matrix of an experiment, for all scanners with its timing."""
    output:
        path="results/designs/{timing}/{stimuli}{in_time}.nc",
    cache: True
    params:
        **asks("design"),


use rule job as measure with:
    """Scan a batch of seeds of a coding scheme: beta estimates per run and stimulus."""
    input:
        files("measure"),
    output:
        output_path=intermediate("results/measurements/{recipe}/{scheme}/{scanner}/{batch}.nc"),
    cache: True
    params:
        **asks("measure"),


use rule job as designs_table with:
    """Tabulate how well the experiment of each scanner tells stimuli apart."""
    input:
        files("designs_table"),
    output:
        table_path=table("designs"),
    params:
        **asks("designs_table"),


use rule job as attenuation with:
    """Tabulate what the noise of each scanner does to the mean similarity."""
    input:
        files("attenuation"),
    output:
        table_path=table("attenuation"),
    params:
        **asks("attenuation"),


use rule job as layouts_table with:
    """Tabulate smoothness under random and topographic layouts of the units."""
    input:
        files("layouts_table"),
    output:
        table_path=table("layouts"),
    params:
        **asks("layouts_table"),


use rule job as recover with:
    """Scan a batch of a random network with voxels of several sizes."""
    input:
        files("recover"),
    output:
        output_path="results/recoverability/{recipe}/{scheme}/{scanner}/{batch}.nc",
    params:
        **asks("recover"),


use rule job as recoverability_dataset with:
    """Gather the grid of voxel sizes, scanners and depths in a dataset and a table."""
    input:
        files("recoverability_dataset"),
    output:
        dataset_path="results/datasets/recoverability.nc",
        table_path=table("recoverability"),
    params:
        **asks("recoverability_dataset"),


rule recoverability:
    """TARGET: where similarity structure can be recovered; not part of the default study."""
    input:
        results.of_recoverability(study),
