"""What the rules that scan share: of codes, of layers of networks, of grids of voxel sizes."""

from rules.study import memory, spikes
from rules.study.stages import LEAST_MEMORY_MB, ordered


def settings(study, seeds, name, scanner, **own):
    """Settings of a scan; the rules that scan differ in what they scan and in what they keep."""
    return ordered(
        **{"draw": "measure", "voxel_sizes": []}
        | own
        | {"name": name, "scanner": scanner, "seeds": seeds},
        study_seed=study.config["study_seed"],
    )


def memory_mb(study, scheme, scanner):
    """Memory of a scan, with that of the spikes of a seed where the code is in time."""
    found = memory.scan(study, scheme, scanner)
    if study.is_in_time(scheme):
        for one in spikes.seen(study, scheme, scanner).values():
            found += memory.spikes(study, scheme, one) - LEAST_MEMORY_MB
    return found
