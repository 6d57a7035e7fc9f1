# Functions of the rules for scanners: designs, measurements, and what is made from them.

from rules.configuration import raise_first
from rules.consistency import is_in_time, recoverability_problems
from rules.tracking import TEMPORAL_ACTIVITY


def design_memory_mb(wildcards, attempt):
    """Memory of the largest design: some matrices of scans by stimuli, in double precision."""
    stimuli = config["stimuli"]
    sizes = []
    for scanner in config["scanners"].values():
        shown = min(scanner["categories"], stimuli["categories"]) * stimuli["levels"]
        events = max(shown, hierarchy_stimuli())
        sizes.append(8 * events * events * scanner["interval"] / scanner["tr"] / 1e6)
    return attempt * round(500 + 10 * max(sizes))


def scan_memory_mb(wildcards, attempt):
    """Memory of a scan of a batch of seeds: all units, the design, and betas of every run twice."""
    scanner, stimuli = config["scanners"][wildcards.scanner], config["stimuli"]
    shown = shown_stimuli(wildcards.scheme, wildcards.scanner)
    units = units_of(config, wildcards.scheme)
    voxels = 2 * units * max(1, (scanner["unit_spacing"] / scanner["voxel_size"]) ** 2)
    betas = 4 * config["seeds_per_batch"] * scanner["runs"] * shown * voxels / 1e6
    design = 8 * shown * shown * scanner["interval"] / scanner["tr"] / 1e6
    return attempt * round(memory_mb(copies=2)(wildcards, 1) + 10 * design + 2 * betas)


def used_scanners():
    """Names of the simulated scanners in the studies."""
    names = dict.fromkeys(scanner for _, _, scanner in combinations())
    return [name for name in names if is_scanned(name)]


def is_scanned(scanner):
    """Whether a forward model measures; else the scanner is a readout of the units themselves."""
    return scanner in config["scanners"]


def shown_categories(scheme, scanner):
    """Number of categories that a scanner shows of those that the scheme takes."""
    taken = config["stimuli"]["categories"]
    taken = min(taken, config["schemes"][family(scheme)].get("categories", taken))
    return min(taken, config["scanners"][scanner]["categories"])


def shown_by(scanner, categories):
    """Parameters of a scanner that shows so many categories, be they fewer than it could show."""
    return config["scanners"][scanner] | {"categories": categories}


def shown_stimuli(scheme, scanner):
    """Number of stimuli in a run."""
    return shown_categories(scheme, scanner) * config["stimuli"]["levels"]


def design_file(wildcards):
    """The design for so many stimuli; for a code in time one that has it in time too.

    A file of its own, or a code in time in a scanner would make the design of all its scans anew.
    """
    stimuli = shown_stimuli(wildcards.scheme, wildcards.scanner)
    in_time = "-in-time" if is_in_time(wildcards.scheme) else ""
    return f"results/designs/{wildcards.scanner}/{stimuli}{in_time}.nc"


def design_settings(wildcards):
    made_from = design_identity(wildcards.scanner, int(wildcards.stimuli), wildcards.in_time != "")
    return ordered(
        made_from=made_from, **{key: made_from[key] for key in ("in_time", "stimuli", "timing")}
    )


def measure_input(wildcards):
    """The representation; for a temporal code the stimuli, for its spikes are drawn anew."""
    stage = (
        "stimuli/{recipe}" if is_in_time(wildcards.scheme) else "representations/{recipe}/{scheme}"
    )
    return f"results/{stage}/{{batch}}.nc".format(**wildcards)


def measure_settings(wildcards):
    in_time = is_in_time(wildcards.scheme)
    key = wildcards.recipe, wildcards.scheme
    return ordered(
        categories=shown_categories(wildcards.scheme, wildcards.scanner),
        expected={
            "activity": stimuli_identity(key[0]) if in_time else representation_identity(*key),
            "design": scan_design_identity(wildcards.scheme, wildcards.scanner),
        },
        made_from=measurement_identity(*key, wildcards.scanner),
        name=wildcards.scanner,
        parameters=config["schemes"][wildcards.scheme] if in_time else {},
        recipe=wildcards.recipe,
        scanner=shown_by(wildcards.scanner, shown_categories(wildcards.scheme, wildcards.scanner)),
        scheme=wildcards.scheme,
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
        variable="items" if in_time else "readout_none",
    )


def measure_code(wildcards):
    scheme = wildcards.scheme
    in_time = [TEMPORAL_ACTIVITY, module_of_scheme(scheme)] if is_in_time(scheme) else []
    return code_of("batches/measure.py", *in_time, env="measure")


def attenuated_combinations():
    """Scanned combinations with a known attenuation: of codes not in time, in a random layout."""
    return [
        [recipe, scheme, scanner]
        for recipe, scheme, scanner in combinations()
        if not is_in_time(scheme)
        and is_scanned(scanner)
        and config["scanners"][scanner]["layout"] == "random"
    ]


def attenuation_measurements(wildcards):
    """One batch each: the law is the same in all."""
    return [
        f"results/measurements/{recipe}/{scheme}/{scanner}/{batches()[0]}.nc"
        for recipe, scheme, scanner in attenuated_combinations()
    ]


def attenuation_designs(wildcards):
    return [
        f"results/designs/{scanner}/{shown_stimuli(scheme, scanner)}.nc"
        for _, scheme, scanner in attenuated_combinations()
    ]


def attenuation_settings(wildcards):
    return ordered(
        combinations=attenuated_combinations(),
        expected=[
            {
                "design": scan_design_identity(scheme, scanner),
                "measurement": measurement_identity(recipe, scheme, scanner),
            }
            for recipe, scheme, scanner in attenuated_combinations()
        ],
        levels=config["stimuli"]["levels"],
    )


def rsa_batches():
    """As many of the first batches as have the seeds of the analysis."""
    seeds = min(config["rsa"]["seeds"], config["seeds"])
    return [batch for batch in batches() if seeds_of(batch)[0] < seeds]


def rsa_schemes(recipe, scanner):
    return [scheme for r, scheme, s in combinations() if (r, s) == (recipe, scanner)]


def rsa_stimuli(wildcards):
    return [f"results/stimuli/{wildcards.recipe}/{batch}.nc" for batch in rsa_batches()]


def rsa_patterns(wildcards):
    """Measurements of all schemes, one after the other; without a scanner their representations."""
    recipe, scanner = wildcards.recipe, wildcards.scanner
    stage, under = (
        ("measurements", f"{scanner}/") if is_scanned(scanner) else ("representations", "")
    )
    return [
        f"results/{stage}/{recipe}/{scheme}/{under}{batch}.nc"
        for scheme in rsa_schemes(recipe, scanner)
        for batch in rsa_batches()
    ]


def rsa_settings(wildcards):
    scanner = wildcards.scanner
    # What no scanner sees is compared in as many categories as the scanners of the study show.
    scanners = [scanner] if is_scanned(scanner) else used_scanners() or list(config["scanners"])
    return ordered(
        all_levels=config["stimuli"]["levels"],
        batches=[seeds_of(batch) for batch in rsa_batches()],
        categories=max(config["scanners"][name]["categories"] for name in scanners),
        confidence=config["statistics"]["confidence"],
        expected={
            "patterns": [
                pattern_identity(wildcards.recipe, scheme, scanner)
                for scheme in rsa_schemes(wildcards.recipe, scanner)
            ],
            "stimuli": stimuli_identity(wildcards.recipe),
        },
        levels=config["rsa"]["levels"],
        recipe=wildcards.recipe,
        resamples=config["rsa"]["resamples"],
        scanner=scanner,
        schemes=rsa_schemes(wildcards.recipe, scanner),
        seeds=config["rsa"]["seeds"],
        study_seed=config["study_seed"],
        variable="betas" if is_scanned(scanner) else "readout_none",
    )


def scanned_recipes():
    return list(dict.fromkeys(recipe for recipe, _, name in combinations() if is_scanned(name)))


def rsa_tables(wildcards):
    """Of each scanner, and of the units themselves in the recipes that are scanned."""
    pairs = dict.fromkeys(
        (recipe, scanner)
        for recipe, _, scanner in combinations()
        if recipe in scanned_recipes() and scanner != "sum"
    )
    return [f"results/rsa/{recipe}/{scanner}.csv" for recipe, scanner in pairs]


def layout_pairs():
    """Scanners that differ in nothing but the layout: recipe, scheme, random, topographic."""
    blocks = {name: config["scanners"][name] for name in used_scanners()}
    present = set(combinations())
    return [
        [recipe, scheme, scanner, other]
        for recipe, scheme, scanner in combinations()
        if scanner in blocks and blocks[scanner]["layout"] == "random"
        for other in blocks
        if blocks[other] == blocks[scanner] | {"layout": "topographic"}
        and (recipe, scheme, other) in present
    ]


def scanned_layouts():
    return list(
        dict.fromkeys(
            (recipe, scheme, scanner)
            for recipe, scheme, *scanners in layout_pairs()
            for scanner in scanners
        )
    )


def layout_measurements(wildcards):
    return [
        f"results/measurements/{recipe}/{scheme}/{scanner}/{batch}.nc"
        for recipe, scheme, scanner in scanned_layouts()
        for batch in batches()
    ]


def layout_settings(wildcards):
    return ordered(
        batches=[seeds_of(batch) for batch in batches()],
        combinations=[list(combination) for combination in scanned_layouts()],
        expected=[measurement_identity(*combination) for combination in scanned_layouts()],
        layouts=[config["scanners"][name]["layout"] for _, _, name in scanned_layouts()],
        **confidence_settings(wildcards),
    )


def time_courses():
    """Recipe and scanner of the first study that scans both rate and burstiness; or nothing."""
    present = set(combinations())
    return next(
        (
            (recipe, scanner)
            for recipe, scheme, scanner in combinations()
            if is_scanned(scanner)
            and {(recipe, "rate", scanner), (recipe, "burstiness", scanner)} <= present
        ),
        None,
    )


def time_course_settings(wildcards):
    recipe, scanner = time_courses()
    return ordered(
        recipe=recipe,
        scanner=config["scanners"][scanner],
        schemes={name: config["schemes"][name] for name in ("rate", "burstiness")},
        study_seed=config["study_seed"],
    )


def scanner_results(wildcards):
    """What the studies show of scanners, if any is in them."""
    results = []
    if used_scanners():
        tables = ("attenuation", "designs", "rsa", "similarity_by_scanner")
        results += [f"results/tables/{name}.csv" for name in tables]
        results += figure_files("scanners")
        results += figure_files("rsa")
    if time_courses():
        results += figure_files("time-course")
    if layout_pairs():
        results += ["results/tables/layouts.csv", *figure_files("layouts")]
    return results


# The grid of voxel sizes, scanners and depths.


def recoverability_settings(wildcards):
    scanner = wildcards.scanner
    levels = config["stimuli"]["levels"]
    return ordered(
        categories=shown_categories(wildcards.scheme, scanner),
        expected={
            "activity": representation_identity(wildcards.recipe, wildcards.scheme),
            "design": scan_design_identity(wildcards.scheme, scanner),
        },
        levels=levels,
        made_from=recoverability_identity(wildcards.recipe, wildcards.scheme, scanner),
        name=scanner,
        recipe=wildcards.recipe,
        scanner=shown_by(scanner, shown_categories(wildcards.scheme, scanner)),
        scheme=wildcards.scheme,
        seeds=seeds_of(wildcards.batch),
        study_seed=config["study_seed"],
        voxel_sizes=config["recoverability"]["voxel_sizes"],
    )


def recoverability_files(wildcards):
    raise_first(config, recoverability_problems(config))
    grid = config["recoverability"]
    return [
        f"results/recoverability/{grid['recipe']}/depth-{depth}/{scanner}/{batch}.nc"
        for scanner in grid["scanners"]
        for depth in sorted(grid["depths"])
        for batch in batches()
    ]


def recoverability_stimuli(wildcards):
    recipe = config["recoverability"]["recipe"]
    return [f"results/similarity/{recipe}/stimuli/{batch}.nc" for batch in batches()]


def recoverability_dataset_settings(wildcards):
    grid = config["recoverability"]
    return ordered(
        batches=[seeds_of(batch) for batch in batches()],
        configuration={
            "recoverability": config["recoverability"],
            "scanners": {
                name: config["scanners"][name] for name in config["recoverability"]["scanners"]
            },
            "stimuli": config["stimuli"],
            "study_seed": config["study_seed"],
        },
        expected={
            "similarity": [
                recoverability_identity(grid["recipe"], f"depth-{depth}", scanner)
                for scanner in grid["scanners"]
                for depth in sorted(grid["depths"])
            ],
            "stimuli": stimulus_similarity_identity(grid["recipe"]),
        },
        **table_settings(wildcards),
    )
