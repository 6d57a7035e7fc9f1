"""Memory of the jobs in MB, of their first attempt."""

from math import ceil, prod

from rules.study.stages import LEAST_MEMORY_MB


def patterns(study, copies, seeds=0, scheme=None):
    """Memory of a job that holds so many arrays of patterns.

    Of the seeds of a batch, or of the batches that hold so many of the first seeds; of the scheme,
    or of the one with most units.
    """
    stimuli, size = study.config["stimuli"], study.config["seeds_per_batch"]
    values = size * max(1, ceil(seeds / size)) * stimuli["categories"] * stimuli["levels"]
    units = max(map(study.units, [scheme] if scheme else study.schemes))
    return round(LEAST_MEMORY_MB + copies * 4 * values * units / 1e6)


def dataset(study):
    """Memory of similarities over all seeds, of one combination, and of their bootstrap.

    Measured: 85 bytes a pair, 16 bytes a seed and resample, and 150 to 350 MB.
    """
    config = study.config
    pairs = config["seeds"] * config["stimuli"]["categories"] * config["stimuli"]["levels"]
    drawn = config["seeds"] * config["statistics"]["bootstrap_resamples"]
    return round(500 + (150 * pairs + 20 * drawn) / 1e6)


def design(study):
    """Memory of the largest design: some matrices of scans by stimuli, in double precision."""
    stimuli = study.config["stimuli"]
    sizes = []
    for scanner in study.config["scanners"].values():
        shown = min(scanner["categories"], stimuli["categories"]) * stimuli["levels"]
        events = max(shown, exemplars(study))
        sizes.append(8 * events * events * scanner["interval"] / scanner["tr"] / 1e6)
    return round(500 + 10 * max(sizes))


def scan(study, scheme, scanner):
    """Memory of a scan of a batch of seeds: all units, the design, and betas of every run twice."""
    parameters, shown = study.config["scanners"][scanner], study.shown_stimuli(scheme, scanner)
    spacing = parameters["unit_spacing"] / parameters["voxel_size"]
    voxels = 2 * study.units(scheme) * max(1, spacing**2)
    betas = 4 * study.config["seeds_per_batch"] * parameters["runs"] * shown * voxels / 1e6
    design = 8 * shown * shown * parameters["interval"] / parameters["tr"] / 1e6
    return round(patterns(study, copies=2, scheme=scheme) + 10 * design + 2 * betas)


def exemplars(study):
    """Number of new exemplars of the hierarchy, which are what a scanner shows."""
    hierarchy = study.config["hierarchy"]
    return prod(hierarchy["categories"].values()) * hierarchy["exemplars"]["new"]


def networks(study):
    """Memory of the networks of a batch of seeds: weights four times over, and activity."""
    hierarchy = study.config["hierarchy"]
    network = hierarchy["network"]
    items = prod(hierarchy["categories"].values()) * sum(hierarchy["exemplars"].values())
    values = (network["layers"] + 1) * network["units"] * (items + 4 * network["units"])
    return round(600 + 4 * 4 * hierarchy["seeds_per_batch"] * values / 1e6)


def layers(study):
    """Memory of the similarity matrices of all layers and those across runs, three times over."""
    hierarchy = study.config["hierarchy"]
    matrices = hierarchy["seeds"] * len(hierarchy["networks"]) * (1 + len(hierarchy["scanners"]))
    values = matrices * (hierarchy["network"]["layers"] + 1) * exemplars(study) ** 2
    return round(500 + 2 * 3 * 8 * values / 1e6)


def photographs(number):
    """Measured with Inception v3 for 40: 1.1 GB, and 1.9 GB with its early convolutions."""
    return round(1000 + 30 * number)
