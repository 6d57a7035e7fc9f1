"""Memory of the jobs in MB, of their first attempt."""

from math import ceil, prod

from neuralcode.scanner import design as design_of_scanner
from neuralcode.scanner import parts, presets
from rules.study.stages import LEAST_MEMORY_MB


def patterns(study, copies, seeds=0, scheme=None, units=0):
    """Memory of a job that holds so many arrays of patterns.

    Of the seeds of a batch, or of the batches that hold so many of the first seeds; of the scheme,
    or of the one with most units, unless their number is given.
    """
    stimuli, size = study.config["stimuli"], study.config["seeds_per_batch"]
    values = size * max(1, ceil(seeds / size)) * stimuli["categories"] * stimuli["levels"]
    units = units or max(map(study.units, [scheme] if scheme else study.schemes), default=0)
    return round(LEAST_MEMORY_MB + copies * 4 * values * units / 1e6)


def encode(study, scheme):
    """Memory of a coding scheme, which may take a layer of another number of units than its own.

    A network draws the weights of one seed in double precision.
    """
    units = study.units(scheme), study.config["stimuli"]["units"]
    largest = patterns(study, copies=6, scheme=scheme, units=max(units))
    return round(largest + 20 * units[0] * max(units) / 1e6)


def dataset(study):
    """Memory of similarities over all seeds, of one combination, and of their bootstrap.

    Measured: 85 bytes per pair, 16 bytes per seed and resample, and 150 to 350 MB.
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
        sizes.append(design_matrix(scanner, events))
    return round(500 + 10 * max(sizes))


def design_matrix(scanner, stimuli):
    """Memory of scans by presentations in double precision, in MB: of all runs of a table."""
    events = stimuli * scanner["repeats"]
    scans = events * scanner["interval"] / (1 - scanner["blanks"]) / scanner["tr"]
    return 8 * events * scans * (scanner["runs"] if scanner["events"] else 1) / 1e6


def voxels(study, units, scanner):
    """Number of voxels over a sheet of so many units, or more where voxels are large."""
    rows, columns = presets.Scanner(**study.config["scanners"][scanner]).voxel_grid(units)
    return max(units, rows * columns)


def scan(study, scheme, scanner):
    """Memory of a scan of a batch of seeds: all units, the design, and what is stored of a seed.

    That is betas of every run twice, and half a covariance matrix over voxels. Two of these, of
    some runs and of all so far, are in double precision. Seeds are written one at a time.
    """
    parameters, shown = study.config["scanners"][scanner], study.shown_stimuli(scheme, scanner)
    n_voxels = voxels(study, study.units(scheme), scanner)
    stored = 2 * 4 * parameters["runs"] * shown * n_voxels + 2 * n_voxels**2
    in_run = study.stimuli_in_run(scheme, scanner)
    design = 10 * design_matrix(parameters, in_run)
    return round(
        patterns(study, copies=2, scheme=scheme)
        + design
        + series(parameters, in_run, n_voxels)
        + (stored + 2 * 8 * n_voxels**2) / 1e6
    )


def spikes(study, scheme, drawn):
    """Memory of the spikes of a seed, in single precision, three times over.

    `drawn` has what they depend on: see `rules.study.spikes.drawn`. A stimulus has some parts a
    second, and is shown several times in a run.
    """
    shown = drawn["categories"] * study.config["stimuli"]["levels"] * study.units(scheme)
    parts_of_run = drawn["runs"] * drawn["repeats"] * design_of_scanner.bins_of(drawn["duration"])
    return round(LEAST_MEMORY_MB + 3 * 4 * shown * parts_of_run / 1e6)


def series(scanner, stimuli, n_voxels):
    """Memory of time series in MB: 5 copies in double precision of what is scanned at once."""
    scans = stimuli * scanner["repeats"] * scanner["interval"] / (1 - scanner["blanks"])
    values = scans / scanner["tr"] * n_voxels
    return 5 * 8 * max(values, min(values * scanner["runs"], parts.MOST_VALUES)) / 1e6


def rsa(study, scanner=None):
    """Memory of the patterns of the compared seeds.

    Scanned, each has half a covariance matrix over voxels, and one at a time some whole ones.
    """
    seeds = min(study.config["rsa"]["seeds"], study.config["seeds"])
    memory = patterns(study, copies=4, seeds=seeds)
    if scanner is not None:
        n_voxels = voxels(study, max(map(study.units, study.schemes)), scanner)
        memory += (2 * seeds + 50) * n_voxels**2 / 1e6
    return round(memory)


def item_rsa(study, scanner=None):
    """Memory of RSA of a data set: matrices of all pairs, and one seed at a time.

    Scanned, that is six matrices over its voxels, while the covariance is shrunk and inverted.
    """
    memory = patterns(study, copies=4) + 300 * study.data.items**2 / 1e6
    if scanner is not None:
        n_voxels = voxels(study, max(map(study.units, study.schemes)), scanner)
        betas = study.config["scanners"][scanner]["runs"] * study.data.items * n_voxels
        memory = LEAST_MEMORY_MB + (300 * study.data.items**2 + 5 * betas + 46 * n_voxels**2) / 1e6
    return round(memory)


def similarity(study, scheme, scanners):
    """Memory of comparing patterns in all places: of one seed, of all runs where it is scanned.

    Copies are in double precision. Of items all pairs are compared.
    """
    stimuli = study.taken_categories(scheme) * study.config["stimuli"]["levels"]
    values = 4 * stimuli * study.units(scheme)
    for scanner in scanners:
        betas = study.config["scanners"][scanner]["runs"] * study.shown_stimuli(scheme, scanner)
        values += 3 * betas * voxels(study, study.units(scheme), scanner)
    pairs = 3 * stimuli**2 * (1 + len(scanners)) if study.compared == "items" else 0
    return round(LEAST_MEMORY_MB + 8 * (values + pairs) / 1e6)


def decoded_items(study, scanner=None):
    """Memory of decoding the categories of items: patterns of a seed, and all pairs of items."""
    count, units = study.data.items, max(map(study.units, study.schemes))
    runs, width = 1, units
    if scanner is not None:
        runs = study.config["scanners"][scanner]["runs"]
        width = voxels(study, units, scanner)
    return round(LEAST_MEMORY_MB + 8 * runs * count * (3 * width + 3 * count) / 1e6)


def item_dataset(study):
    """Memory of the similarities of all pairs of items of one combination, in double precision."""
    return round(500 + 3 * 8 * study.config["seeds"] * study.data.items**2 / 1e6)


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


def photographs(study, number):
    """Memory of the similarity matrices of all layers of all networks, three times over."""
    networks = study.config["photographs"]["networks"]
    layers = sum(max(20, len(network["layers"])) for network in networks)
    return round(500 + 3 * 4 * layers * number**2 / 1e6)


def _layers_of(study):
    """Number of layers of each network on photographs, or more."""
    networks = study.config["photographs"]["networks"]
    return [max(20, len(network["layers"])) for network in networks]


def photograph_scan(study, scanner, number):
    """Memory of scans of layers, one after the other: time series, and activity of all layers.

    Measured: 4 copies of the series of all runs. A topographic map takes 40 bytes per two units.
    """
    parameters, units = study.config["scanners"][scanner], study.config["photographs"]["units"]
    scans = (number * parameters["repeats"] + 4) * parameters["interval"] / parameters["tr"]
    scans /= 1 - parameters["blanks"]
    series = 8 * scans * parameters["runs"] * voxels(study, units, scanner)
    sheet = 5 * 8 * number * units
    pairs = 40 * units**2 if parameters["layout"] == "topographic" else 0
    activity = 4 * number * units * max(_layers_of(study), default=0)
    # Responses that differ between trials are drawn for every unit.
    drawn = 2 * 8 * parameters["runs"] * number * units * (parameters["trial_variability"] > 0)
    design = 10e6 * design_matrix(parameters, number)
    return round(LEAST_MEMORY_MB + (5 * series + sheet + pairs + activity + drawn + design) / 1e6)


def photograph_scans(study, number):
    """Memory of the matrices of all scans of layers, twice, and of a bootstrap of photographs."""
    photographs = study.config["photographs"]
    layers = sum(_layers_of(study)) * (1 + len(photographs["scanners"]))
    matrices = 4 * layers * photographs["seeds"] * 5 * number**2
    drawn = 3 * 8 * study.config["statistics"]["bootstrap_resamples"] * number**2
    return round(500 + (2 * matrices + drawn) / 1e6)


def width(study):
    """Of the widest network: weights in double and single precision, and its patterns."""
    size, stimuli = study.config["width"], study.config["stimuli"]
    units = max(size["units"], default=0)
    values = size["categories"] * stimuli["levels"] * units
    return round(LEAST_MEMORY_MB + (20 * units**2 + 60 * values) / 1e6)


def plan(study, scheme, scanner, people):
    """Of a plan: stimuli, codes, models and responses of all people, and studies in parts.

    Measured: 500 MB for 1000 people, 100 stimuli and 100 voxels.
    """
    shown, units = study.shown_stimuli(scheme, scanner), study.units(scheme)
    n_voxels = voxels(study, units, scanner)
    values = people * shown * (study.config["stimuli"]["units"] + 2 * units + shown + 2 * n_voxels)
    most = max(study.config["plan"]["subjects"]) * shown * max(study.config["plan"]["repeats"])
    part = max(4_000_000, most * n_voxels)
    return round(LEAST_MEMORY_MB + 4 * (values + 8 * part) / 1e6)
