# Functions of the rules for the designs of scanners.

from rules.designs import said, timing_of


def scanned_designs():
    """What is scanned with which design: name of the scanner, stimuli, units, and in time or not."""
    found = dict.fromkeys(
        (scanner, shown_stimuli(scheme, scanner), units_of(config, scheme), is_in_time(scheme))
        for _, scheme, scanner in combinations()
        if is_scanned(scanner)
    )
    if config["hierarchy"]["networks"]:
        units = config["hierarchy"]["network"]["units"]
        for scanner in config["hierarchy"]["scanners"]:
            found |= {(scanner, hierarchy_stimuli(), units, False): None}
    # One row for codes in time and others with the same design.
    return [key for key in found if not key[3] or (*key[:3], False) not in found]


def print_design_warnings():
    """Warn once of designs that tell stimuli apart much worse than they could."""
    if workflow.is_main_process and workflow.modifier.is_main_snakefile():
        for text in said(config, dict.fromkeys(key[:2] for key in scanned_designs())):
            terminal.say(f"Warning: {text}", sys.stderr)


def design_files(wildcards):
    return [
        f"results/designs/{scanner}/{stimuli}{'-in-time' if in_time else ''}.nc"
        for scanner, stimuli, _, in_time in scanned_designs()
    ]


def designs_table_settings(wildcards):
    return ordered(
        scanned=[
            ordered(
                expected=design_identity(scanner, stimuli, in_time),
                name=scanner,
                scanner=config["scanners"][scanner],
                stimuli=stimuli,
                units=units,
            )
            for scanner, stimuli, units, in_time in scanned_designs()
        ]
    )
