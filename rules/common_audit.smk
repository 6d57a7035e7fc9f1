# Functions of the rules for the audit of the paper's claims, and for the analyses made for it.

from rules.claims import read_claims


def generalisation_levels():
    """Number of levels to train on: all but the last, where there are no more."""
    return min(config["decoding"]["train_levels"], config["stimuli"]["levels"] - 1)


def generalisation_seeds():
    return min(config["decoding"]["seeds"], config["seeds"])


def generalisation_batches():
    """As many of the first batches as have the seeds of the analysis."""
    return [batch for batch in batches() if seeds_of(batch)[0] < generalisation_seeds()]


def told_apart(scheme, scanner):
    """Number of categories to tell apart: fewer where the scheme or the scanner has fewer."""
    wanted = config["decoding"]["categories"]
    if is_scanned(scanner):
        return min(wanted, shown_categories(scheme, scanner))
    taken = config["stimuli"]["categories"]
    return min(wanted, taken, config["schemes"].get(family(scheme), {}).get("categories", taken))


def decoded_schemes(recipe, scanner):
    """Schemes in a scanner; those with a single category have nothing to tell apart."""
    return [
        scheme
        for r, scheme, s in combinations()
        if (r, s) == (recipe, scanner) and told_apart(scheme, scanner) > 1
    ]


def decoded_scanners():
    """Recipe and scanner of all that is decoded."""
    pairs = dict.fromkeys((recipe, scanner) for recipe, _, scanner in combinations())
    return [pair for pair in pairs if decoded_schemes(*pair)]


def decoded_patterns(wildcards):
    """Patterns of all schemes, one after the other."""
    recipe, scanner = wildcards.recipe, wildcards.scanner
    stage, under = (
        ("measurements", f"{scanner}/") if is_scanned(scanner) else ("representations", "")
    )
    return [
        f"results/{stage}/{recipe}/{scheme}/{under}{batch}.nc"
        for scheme in decoded_schemes(recipe, scanner)
        for batch in generalisation_batches()
    ]


def separate_settings(wildcards):
    return told_apart_settings("univariate", wildcards.recipe, wildcards.scanner)


def decode_settings(wildcards):
    recipe, scanner = wildcards.recipe, wildcards.scanner
    return ordered(
        variable="betas" if is_scanned(scanner) else f"readout_{scanner}",
        **told_apart_settings("decoding", recipe, scanner),
    )


def told_apart_settings(stage, recipe, scanner):
    made_from = generalisation_identity(stage, recipe, scanner)
    same = ("categories", "schemes", "seeds", "train_levels")
    return ordered(
        batches=[seeds_of(batch) for batch in generalisation_batches()],
        expected=made_from["patterns"],
        levels=config["stimuli"]["levels"],
        made_from=made_from,
        **{key: made_from[key] for key in same},
    )


def generalisation_expected():
    """What the files of decoders and of clusters are made from, in their order."""
    return {
        "decoding": [generalisation_identity("decoding", *pair) for pair in decoded_scanners()],
        "univariate": [
            generalisation_identity("univariate", recipe, scanner)
            for recipe, scanner in decoded_scanners()
            if is_scanned(scanner)
        ],
    }


def decoding_files(wildcards):
    return [f"results/decoding/{recipe}/{scanner}.nc" for recipe, scanner in decoded_scanners()]


def univariate_files(wildcards):
    return [
        f"results/univariate/{recipe}/{scanner}.nc"
        for recipe, scanner in decoded_scanners()
        if is_scanned(scanner)
    ]


def generalisation_settings(wildcards):
    return ordered(expected=generalisation_expected(), **confidence_settings(wildcards))


def generalisation_results(wildcards):
    """What is decoded, if there is anything to tell apart."""
    if not decoded_scanners():
        return []
    names = ("decoding", "univariate", "generalisation")
    return [*(f"results/tables/{name}.csv" for name in names), *figure_files("generalisation")]


def checked_claims():
    """The claims that are tested, or an end with one message before any job."""
    return read_claims()


def audit_input(wildcards):
    """What the study measured that claims are about."""
    files = {
        "similarity": "results/datasets/similarity.nc",
        "corrected_smoothness": "results/tables/functional_smoothness.csv",
        "design_orthogonality": "results/tables/design-orthogonality.csv",
        "two_smoothnesses": "results/tables/figure-3.csv",
        "voxel_spread": "results/tables/inhomogeneity.csv",
        "decoding": decoding_files(wildcards),
        "univariate": univariate_files(wildcards),
    }
    if config["hierarchy"]["networks"]:
        files["hierarchy"] = "results/datasets/hierarchy.nc"
    if networks():
        files["photographs"] = "results/datasets/layer_similarity.nc"
    return files


def audit_settings(wildcards):
    sheet = config["sheet"]
    return ordered(
        claims=claims,
        measured={
            "bootstrap_resamples": config["statistics"]["bootstrap_resamples"],
            "expected": generalisation_expected(),
            "figure_layers": config["hierarchy"]["figure_layers"],
            "study_seed": config["study_seed"],
            "voxels": {"small voxel": sheet["small_voxel"], "voxel": sheet["voxel"]},
        },
        simulated=used_scanners(),
        **confidence_settings(wildcards),
    )
