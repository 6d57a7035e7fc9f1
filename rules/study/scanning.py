"""Designs, measurements, the law of attenuation, layouts, and the grid of recoverability."""

from neuralcode.coding.registry import find
from neuralcode.names import layer_name
from rules.configuration import raise_first
from rules.consistency import recoverability_problems, scanners_of
from rules.designs import timing_of
from rules.study import identities, memory, minutes, photographs, scans, spikes
from rules.study.stages import Job, ordered, stage
from rules.study.study import unique
from storage.labels import digest, joined, seeds_of


def _with_timing(study, timing, stimuli):
    """A study and a scanner whose experiment has the timing of this digest."""
    for part in study.parts:
        # The table of events of a scanner that nothing uses may be missing.
        for scanner in unique([*scanners_of(part.config), *part.config["scanners"]]):
            if digest(timing_of(part.config, scanner, stimuli)) == timing:
                return part, scanner
    raise KeyError(f"no scanner of the study has the timing {timing}")


@stage("batches.design", env="design")
def design(study, timing, stimuli, in_time):
    """The experiment of the scanners with a timing, by its digest: see `Study.design_file`."""
    part, scanner = _with_timing(study, timing, int(stimuli))
    made_from = identities.design(part, scanner, int(stimuli), in_time != "")
    return Job(
        settings=ordered(
            made_from=made_from, **{key: made_from[key] for key in ("in_time", "stimuli", "timing")}
        ),
        memory_mb=memory.design(study),
        minutes=minutes.design(study, scanner, int(stimuli)),
    )


def _patterns(study, recipe, scheme, scanner, batch):
    """What a scan of a coding scheme takes: path, what it was made from, kind, how to read it.

    Of a code in time that is spikes.
    """
    names = {"recipe": recipe, "scheme": scheme}
    if not study.is_in_time(scheme):
        path = study.representation_path(recipe, scheme, batch)
        shown = study.shown_categories(scheme, scanner)
        made_from = identities.representation(study, recipe, scheme)
        return path, made_from, "scheme", names | {"categories": shown}
    paths, made_from = {}, {}
    for role, one in spikes.seen(study, scheme, scanner).items():
        paths[role] = f"results/spikes/{recipe}/{scheme}/{digest(one)}/{batch}.nc"
        made_from[role] = identities.spikes(study, recipe, scheme, one)
    mean_rate = find(scheme).mean_rate(**study.parameters(scheme))
    return paths, made_from, "spikes", names | {"mean_rate": mean_rate}


def _of_scheme(study, recipe, scheme, scanner, batch, *, sizes=(), **settings):
    """A scan of a coding scheme."""
    path, made_from, kind, activity = _patterns(study, recipe, scheme, scanner, batch)
    levels = study.config["stimuli"]["levels"]
    return Job(
        inputs={"activity_path": path, "design_path": study.design_path(scheme, scanner)},
        settings=scans.settings(
            study,
            seeds_of(batch),
            scanner,
            study.scanner_of(scheme, scanner),
            activity=ordered(**activity),
            of=kind,
            stimuli=[study.shown_categories(scheme, scanner), levels],
            expected={
                "activity": made_from,
                "design": identities.scan_design(study, scheme, scanner),
            },
            **study.groups(scheme, scanner),
            voxel_sizes=list(sizes),
            **settings,
        ),
        memory_mb=scans.memory_mb(study, scheme, scanner),
        minutes=minutes.scan(study, scheme, scanner, batch, max(1, len(sizes))),
    )


@stage("batches.measure", env="measure")
def measure(study, recipe, scheme, scanner, batch):
    made_from = identities.measurement(study, recipe, scheme, scanner)
    return _of_scheme(study, recipe, scheme, scanner, batch, kept="betas", made_from=made_from)


@stage("batches.measure", env="measure")
def recover(study, recipe, scheme, scanner, batch):
    return _of_scheme(
        study,
        recipe,
        scheme,
        scanner,
        batch,
        sizes=study.config["recoverability"]["voxel_sizes"],
        draw="recover",
        kept="similarity",
        made_from=identities.recoverability(study, recipe, scheme, scanner),
    )


def scanned_designs(study):
    """What is scanned with which design: name of the scanner, stimuli, units, in time or not."""
    found = dict.fromkeys(
        (
            scanner,
            study.stimuli_in_run(scheme, scanner),
            study.units(scheme),
            study.is_in_time(scheme),
        )
        for _, scheme, scanner in study.combinations
        if study.is_scanned(scanner)
    )
    hierarchy = study.config["hierarchy"]
    if hierarchy["networks"]:
        units = hierarchy["network"]["units"]
        for scanner in hierarchy["scanners"]:
            found |= {(scanner, memory.exemplars(study), units, False): None}
    for scanner in photographs.scanners(study):
        images, _ = photographs.shown(study, scanner)
        found |= {(scanner, len(images), study.config["photographs"]["units"], False): None}
    # One row for codes in time and others with the same design.
    return [key for key in found if not key[3] or (*key[:3], False) not in found]


def _label(path):
    """A design by its timing and number of stimuli."""
    return path.removeprefix("results/designs/").removesuffix(".nc")


@stage("tables.designs_table", env="measure")
def designs_table(study):
    """A row per design, of whatever stimuli it is."""
    designs = {}
    for part in study.parts:
        for scanner, stimuli, units, in_time in scanned_designs(part):
            path = part.design_file(scanner, stimuli, in_time)
            designs.setdefault((path, scanner, units), (part, stimuli, in_time))
    return Job(
        inputs={"design_paths": {_label(path): path for path, *_ in designs}},
        settings=ordered(
            scanned=[
                ordered(
                    design=_label(path),
                    expected=identities.design(part, scanner, stimuli, in_time),
                    name=scanner,
                    scanner=study.config["scanners"][scanner],
                    stimuli=stimuli,
                    units=units,
                )
                for (path, scanner, units), (part, stimuli, in_time) in designs.items()
            ]
        ),
        memory_mb=memory.design(study),
    )


def attenuated_combinations(study):
    """Scanned combinations with a known attenuation: of codes not in time, in a random layout."""
    return [
        [recipe, scheme, scanner]
        for recipe, scheme, scanner in study.combinations
        if not study.is_in_time(scheme)
        and study.is_scanned(scanner)
        and study.config["scanners"][scanner]["layout"] == "random"
    ]


@stage("tables.attenuation", env="measure")
def attenuation(study):
    """One batch of each combination: the law is the same in all."""
    combinations = attenuated_combinations(study)
    return Job(
        inputs={
            "measurement_paths": {
                joined(*names): study.pattern_path(*names, study.batches[0])
                for names in combinations
            },
            "design_paths": {
                joined(recipe, *codes): study.design_path(*codes) for recipe, *codes in combinations
            },
        },
        settings=ordered(
            combinations=combinations,
            expected={
                joined(recipe, scheme, scanner): {
                    "design": identities.scan_design(study, scheme, scanner),
                    "measurement": identities.measurement(study, recipe, scheme, scanner),
                }
                for recipe, scheme, scanner in combinations
            },
            levels=study.config["stimuli"]["levels"],
        ),
        memory_mb=memory.design(study),
        minutes=minutes.dataset(study, len(combinations)),
    )


def layout_pairs(study):
    """Scanners that differ in nothing but the layout: recipe, scheme, random, topographic."""
    blocks = {name: study.config["scanners"][name] for name in study.scanners}
    return [
        [recipe, scheme, scanner, other]
        for recipe, scheme, scanner in study.combinations
        if scanner in blocks and blocks[scanner]["layout"] == "random"
        for other in blocks
        if blocks[other] == blocks[scanner] | {"layout": "topographic"}
        and (recipe, scheme, other) in study.combinations
    ]


@stage("tables.layouts_table", env="datasets")
def layouts_table(study):
    combinations = unique(
        (recipe, scheme, scanner)
        for recipe, scheme, *scanners in layout_pairs(study)
        for scanner in scanners
    )
    return Job(
        inputs={
            "measurement_paths": {
                joined(*names): {b: study.pattern_path(*names, b) for b in study.batches}
                for names in combinations
            },
            "smoothness_path": "results/tables/functional_smoothness.csv",
        },
        settings=ordered(
            combinations=list(map(list, combinations)),
            expected={joined(*c): identities.measurement(study, *c) for c in combinations},
            layouts={name: study.config["scanners"][name]["layout"] for _, _, name in combinations},
            **study.confidence,
        ),
        memory_mb=memory.patterns(study, copies=3),
        minutes=minutes.patterns(
            study,
            study.config["seeds"],
            {
                scheme: study.shown_categories(scheme, scanner)
                for _, scheme, scanner in combinations
            },
        ),
    )


@stage("datasets.recoverability_dataset", env="datasets")
def recoverability_dataset(study):
    raise_first(study.config, recoverability_problems(study.config))
    grid = study.config["recoverability"]
    recipe = grid["recipe"]
    scans = {
        joined(scanner, str(depth)): (recipe, layer_name("depth", depth), scanner)
        for scanner in grid["scanners"]
        for depth in sorted(grid["depths"])
    }
    scanners = {name: study.config["scanners"][name] for name in grid["scanners"]}
    return Job(
        inputs={
            "stimulus_paths": study.stimulus_similarity_paths(recipe),
            "similarity_paths": {
                label: study.batch_paths(f"results/recoverability/{joined(*scan)}")
                for label, scan in scans.items()
            },
        },
        settings=ordered(
            configuration={"recoverability": grid, "scanners": scanners}
            | {key: study.config[key] for key in ("stimuli", "study_seed")},
            expected={
                "similarity": {
                    label: identities.recoverability(study, *scan) for label, scan in scans.items()
                },
                "stimuli": identities.stimulus_similarity(study, recipe),
            },
            **study.statistics,
        ),
        memory_mb=memory.dataset(study),
        minutes=minutes.dataset(study, len(scans)),
    )
