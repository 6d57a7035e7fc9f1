"""Run time limits of the jobs in minutes, of their first attempt.

A limit is many times what the work takes, estimated from its size: the number of values times the
seconds per value measured in the default study (benchmarks/README.md). Clusters kill a job at its
limit, and a node may be several times slower or its disk busy.
"""

from math import ceil, prod

from neuralcode.names import layers_of
from rules.study import memory
from rules.study.stages import LEAST_MINUTES
from storage.labels import seeds_of

# Limit over estimate.
MARGIN = 10


def limit(seconds):
    """Limit of a job that is estimated to take so many seconds.

    Examples
    --------
    >>> limit(5), limit(600)
    (10, 100)
    """
    return max(LEAST_MINUTES, ceil(MARGIN * seconds / 60))


def _seeds(batches):
    """Number of seeds in batches, by their names."""
    return sum(end - first for first, end in map(seeds_of, batches))


def _stimuli(study, scheme):
    """Number of stimuli of a seed that a scheme takes."""
    return study.taken_categories(scheme) * study.config["stimuli"]["levels"]


def _time_steps(study, scheme):
    """Number of steps in time over all trials of a stimulus; none for a code without time."""
    if not study.is_in_time(scheme):
        return 0
    code = study.parameters(scheme)
    return code["trials"] * code["duration"] / code["time_step"]


def stimuli(study, batch):
    """Of drawing the items of a batch of seeds: 40 ns per value."""
    size = study.config["stimuli"]
    return limit(4e-8 * _seeds([batch]) * size["categories"] * size["levels"] * size["units"])


def encode(study, scheme, batch):
    """Of a coding scheme.

    The slowest per value is the hash, 0.2 us. A layer multiplies by a square matrix: 0.2 ns per
    product. A code in time draws spikes: 5 ns per step.
    """
    units = study.units(scheme)
    values = _seeds([batch]) * _stimuli(study, scheme) * units
    products = max(units, study.config["stimuli"]["units"])
    return limit(values * (2e-7 + 2e-10 * products + 5e-9 * _time_steps(study, scheme)))


def similarity(study, scheme, scanners, batch):
    """Of comparing prototypes with their distortions: 20 ns per value; of betas, as their scan.

    Of all pairs of items: 1 ns per product, with runs on top.
    """
    values = _seeds([batch]) * _stimuli(study, scheme) * study.units(scheme)
    scans = sum(_seconds_of_scan(study, scheme, scanner, batch) for scanner in scanners)
    pairs = _stimuli(study, scheme) if study.compared == "items" else 0
    return limit(2e-8 * values + scans + 1e-8 * values * pairs * (1 + len(scanners)))


def _scans(scanner, shown):
    """Number of volumes in a run."""
    return shown * scanner["interval"] / scanner["tr"]


def design(study, scanner, stimuli):
    """Of a design matrix: 60 us per event and volume."""
    return limit(6e-5 * stimuli * _scans(study.config["scanners"][scanner], stimuli))


def _scan_seconds(scanner, seeds, stimuli, units):
    """Of simulated runs and their general linear model: 2 ns per seed, run, volume, event, voxel.

    A topographic layout is sought for each seed: 3 us per pair of units.
    """
    voxels = units * max(1, (scanner["unit_spacing"] / scanner["voxel_size"]) ** 2)
    seconds = 2e-9 * seeds * scanner["runs"] * _scans(scanner, stimuli) * stimuli * voxels
    if scanner["layout"] == "topographic":
        seconds += 3e-6 * seeds * units**2
    return seconds


def scan(study, scheme, scanner, batch, repeats=1):
    """Of a scan of a batch of seeds, so many times."""
    return limit(repeats * _seconds_of_scan(study, scheme, scanner, batch))


def _seconds_of_scan(study, scheme, scanner, batch):
    shown, units, seeds = study.shown_stimuli(scheme, scanner), study.units(scheme), _seeds([batch])
    return _scan_seconds(study.scanner_of(scheme, scanner), seeds, shown, units)


def spikes(study, scheme, drawn, batch):
    """Of spikes in all runs of a scan: 5 ns per step in time; `drawn` as for their memory."""
    shown = drawn["categories"] * study.config["stimuli"]["levels"] * study.units(scheme)
    seconds = drawn["runs"] * drawn["repeats"] * drawn["duration"]
    steps = seconds / study.parameters(scheme)["time_step"]
    return limit(5e-9 * _seeds([batch]) * shown * steps)


def scan_layers(study, scanner, stimuli, batch):
    """Of a scan of all layers of the networks of a batch of seeds."""
    network = study.config["hierarchy"]["network"]
    seconds = _scan_seconds(
        study.config["scanners"][scanner], _seeds([batch]), stimuli, network["units"]
    )
    return limit((network["layers"] + 1) * seconds)


def rsa(study, schemes, scanner=None):
    """Of dissimilarities of the first seeds: 0.1 ms per pair of stimuli, 0.1 ns per two pairs.

    Scanned, the covariance of the voxels is inverted: 2 ns per three voxels.
    """
    config = study.config
    seeds = min(config["rsa"]["seeds"], config["seeds"])
    shown = max(block["categories"] for block in config["scanners"].values())
    stimuli = min(config["stimuli"]["categories"], shown) * config["rsa"]["levels"]
    seconds = 1e-4 * stimuli**2 + 1e-10 * stimuli**4
    if scanner is not None:
        seconds += 2e-9 * memory.voxels(study, max(map(study.units, schemes)), scanner) ** 3
    return limit(seeds * len(schemes) * seconds)


def items(study, combinations):
    """Of comparing all pairs of items, or decoding each: 1 ns per product, with runs on top."""
    units = max(map(study.units, study.schemes))
    products = study.data.items**2 * 10 * units
    return limit(1e-9 * combinations * study.config["seeds"] * products)


def item_rsa(study, schemes, scanner=None):
    """Of dissimilarities of a data set, and of comparing them without each of the items.

    10 us per pair of items, and as much for each model; scanned, 0.2 ns per three voxels.
    """
    seeds = min(study.config["rsa"]["seeds"], study.config["seeds"])
    seconds = 1e-5 * (2 + study.data.models) * study.data.items**2
    if scanner is not None:
        seconds += 2e-10 * memory.voxels(study, max(map(study.units, schemes)), scanner) ** 3
    return limit(seeds * len(schemes) * seconds)


def patterns(study, seeds, categories):
    """Of decoders, clusters and tables of patterns: 0.4 us per value, 2 ns per value that is read.

    `categories` has the number of categories that are used, by scheme.
    """
    levels = study.config["stimuli"]["levels"]
    used = sum(number * levels * study.units(scheme) for scheme, number in categories.items())
    read = sum(_stimuli(study, scheme) * study.units(scheme) for scheme in categories)
    return limit(seeds * (4e-7 * used + 2e-9 * read))


def dataset(study, combinations):
    """Of similarities over all seeds and their bootstrap: 40 ns per pair and per resample."""
    config = study.config
    pairs = config["stimuli"]["categories"] * config["stimuli"]["levels"]
    resamples = config["statistics"]["bootstrap_resamples"]
    return limit(4e-8 * combinations * config["seeds"] * (pairs + resamples))


def networks(study, batch):
    """Of training the networks of a batch of seeds: 0.3 ns per product of a step."""
    hierarchy = study.config["hierarchy"]
    network = hierarchy["network"]
    products = network["layers"] * network["units"] ** 2
    items = prod(hierarchy["categories"].values()) * sum(hierarchy["exemplars"].values())
    shown = network["steps"] * network["batch"] + items
    # With few products a step takes as long as its calls: 2 ms, whatever the number of seeds.
    return limit(_seeds([batch]) * 3e-10 * shown * products + 2e-3 * network["steps"])


def layers(study):
    """Of the similarity matrices of all layers and their bootstrap: 1 us per pair of exemplars."""
    hierarchy = study.config["hierarchy"]
    matrices = hierarchy["seeds"] * len(hierarchy["networks"]) * (1 + len(hierarchy["scanners"]))
    exemplars = prod(hierarchy["categories"].values()) * hierarchy["exemplars"]["new"]
    pairs = (hierarchy["network"]["layers"] + 1) * exemplars**2
    resamples = study.config["statistics"]["bootstrap_resamples"]
    return limit(matrices * (1e-6 * pairs + 4e-8 * resamples))


def photographs(number):
    """Of showing so many photographs to a network, 10 s each on a slow core, or fetching them."""
    return max(60, limit(number))


def photograph_scan(study, network, scanner, shown, batch):
    """Of a scan of all layers of a pre-trained network."""
    photographs = study.config["photographs"]
    layers = next(own["layers"] for own in photographs["networks"] if own["name"] == network)
    parameters = study.config["scanners"][scanner]
    seconds = _scan_seconds(parameters, _seeds([batch]), shown, photographs["units"])
    return limit(max(20, len(layers)) * seconds)


def photograph_scan_table(study, number):
    """Of a bootstrap over photographs and seeds: 1 ns per resample, seed and pair of photographs.

    Of each layer and scanner, for some ten measures.
    """
    photographs = study.config["photographs"]
    layers = sum(max(20, len(network["layers"])) for network in photographs["networks"])
    scans = layers * (1 + len(photographs["scanners"])) * photographs["seeds"]
    return limit(1e-8 * scans * study.config["statistics"]["bootstrap_resamples"] * number**2)


def photograph_rsa(study, number):
    """Of matrices of layers, compared in 200 resamples of the photographs: 2 ns per two pairs.

    Three comparisons by two measures of each layer in each scanner; pairs are half of the square.
    """
    photographs = study.config["photographs"]
    layers = sum(max(20, len(network["layers"])) for network in photographs["networks"])
    compared = layers * (1 + len(photographs["scanners"])) * 6
    return limit(compared * 200 * (2e-3 + 2e-9 * number**4 / 4))


def width(study):
    """Of networks of several widths: 20 ns per weight drawn, 0.2 ns per product."""
    size, stimuli = study.config["width"], study.config["stimuli"]
    weights = sum(units**2 for units in size["units"])
    products = size["categories"] * stimuli["levels"] * 2e-10
    return limit(size["seeds"] * size["depth"] * weights * (2e-8 + products))


def plan(study, scheme, scanner, people):
    """Of a plan: codes of all people, and betas and second moments of all subjects and runs.

    Codes take as long as in `encode`, with all layers below; 2 ns per number drawn and 0.1 ns per
    product.
    """
    grid, shown = study.config["plan"], study.shown_stimuli(scheme, scanner)
    units = study.units(scheme)
    codes = people * len(layers_of(scheme)) * shown * units * (2e-7 + 2e-10 * units)
    n_voxels = memory.voxels(study, units, scanner)
    runs = grid["studies"] * max(grid["subjects"]) * max(grid["runs"]) * len(grid["levels"])
    drawn = sum(shown * repeats * n_voxels for repeats in grid["repeats"])
    products = (shown * max(grid["repeats"])) ** 2 * n_voxels * len(grid["repeats"])
    return limit(codes + runs * (2e-9 * drawn + 1e-10 * products))
