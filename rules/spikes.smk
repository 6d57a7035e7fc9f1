use rule job as spikes with:
    """Draw the spikes of a code in time for a batch of seeds, for all scanners that show the same."""
    input:
        files("spikes"),
    output:
        output_path=intermediate("results/spikes/{recipe}/{scheme}/{drawn}/{batch}.nc"),
    cache: True
    params:
        **asks("spikes"),
