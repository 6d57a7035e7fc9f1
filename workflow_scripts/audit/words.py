"""The audit in words: numbers, criteria, and what a study lacks."""

# What each kind of data is called, and what its intervals are over.
DATA = {
    "functional_smoothness": ("functional smoothness", "seeds"),
    "corrected_smoothness": ("functional smoothness corrected for noise", "seeds"),
    "corrected_by_seed": ("functional smoothness corrected for noise", "seeds"),
    "published_smoothness": ("functional smoothness, as the paper draws it", "draws of its size"),
    "similarity": ("similarity", "seeds"),
    "decoding": ("accuracy of decoders above chance", "seeds"),
    "univariate": ("share of pairs that a cluster tells apart, above chance", "seeds"),
    "smoothness_and_decoding": ("rank correlation of functional smoothness and decoding", "seeds"),
    "code_properties": ("property of a code", "seeds"),
    "exact_properties": ("value of a formula", ""),
    "width_theory": ("functional smoothness and its scatter, by theory", ""),
    "different_patterns": ("largest similarity of items with other patterns", ""),
    "design_orthogonality": ("largest product of two rows or columns", ""),
    "voxel_spread": ("spread between voxels", ""),
    "voxel_sizes": ("spread between voxels as a share of that between units", ""),
    "two_smoothnesses": ("smoothness of a map", ""),
    "hierarchy": ("similarity in our own networks", "seeds"),
    "hierarchy_gini": ("Gini coefficient in our own networks", "seeds"),
    "photograph_gini": ("Gini coefficient", ""),
    "photograph_relations": ("similarity of photographs", "photographs"),
    "photograph_categories": ("similarity of photographs", "photographs of the category"),
    "photograph_scans": ("what scanners recover of photographs", "subjects and photographs"),
    "published_means": ("published mean similarity", ""),
    "published_categories": ("published mean similarity", ""),
}
STUDIES = (
    "functional_smoothness",
    "corrected_smoothness",
    "corrected_by_seed",
    "published_smoothness",
    "similarity",
    "decoding",
    "univariate",
    "smoothness_and_decoding",
    "code_properties",
    "different_patterns",
)
# Published means have no intervals: a verdict of its own kind.
WITHOUT_INTERVAL = ("published_means", "published_categories")
PHOTOGRAPHS = "snakemake --cores all --configfile config/photographs.yaml"


def numbered(parts, of):
    """Words about tests, with the number of each where there are several."""
    return " ".join(f"({number}) {words}" if of > 1 else words for number, words in parts)


def number_in_words(number):
    """Three decimals, or four where there would be nothing in three."""
    text = f"{number:.4f}" if 0 < abs(number) < 0.01 else f"{number:.3f}"
    return text.lstrip("-") if float(text) == 0 else text


def effect_in_words(table):
    """The effect that speaks most against the claim, with its interval."""
    worst = table.iloc[0]
    value, low, high = (number_in_words(worst[name]) for name in ("value", "ci_low", "ci_high"))
    text = value if worst["ci_low"] == worst["ci_high"] else f"{value} [{low}, {high}]"
    if len(table) == 1:
        return text
    if (table[["value", "ci_low", "ci_high"]] == table["value"].iloc[0]).all(axis=None):
        return f"{text} (all {len(table)})"
    return f"{worst['effect']}: {text} (closest of {len(table)})"


def sampling_unit(data):
    """What intervals are over; of exact numbers and published means there are none."""
    if data in WITHOUT_INTERVAL:
        return "none: published means"
    return DATA[data][1] or "none: exact"


def too_wide(test, table):
    """What it takes to decide what is undecided."""
    what = "photographs" if test["data"].startswith("photograph") else "seeds"
    number = (table["outcome"] == "undecided").sum()
    of = "the interval" if len(table) == 1 else f"{number} of {len(table)} intervals"
    verb = "is" if number == 1 else "are"
    return f"more {what}: {of} {verb} too wide to tell"


def test_in_words(test):
    """What a test looks at and its criterion, as the table has it."""
    words = DATA[test["data"]][0]
    if test["data"] in ("code_properties", "exact_properties") and "property" in test["select"]:
        words = test["select"]["property"].replace("_", " ")
    for statistic in test.get("statistics", []):
        ((name, arguments),) = statistic.items()
        along = arguments["along"]
        if name == "contrast":
            part = f"{arguments['of']} minus {arguments['minus']}".replace("_", " ")
            words = f"{words}, {part}"
        else:
            way = {
                "step": f"from one {along} to the next",
                "change": f"from the first {along} to the last",
                "from_first": f"from the first {along} to each other",
            }[name]
            words = f"change of {words} {way}"
    if "where" in test:
        words += f", of codes {codes_in_words(test['where'])}"
    return f"{words[0].upper()}{words[1:]}: {criterion_in_words(test['criterion'])}"


def codes_in_words(where):
    """Which codes a test takes."""
    bound = f"{where['bound']:g}"
    if where["codes"] == "smooth":
        return f"whose corrected functional smoothness lies above {bound} with its whole interval"
    return f"whose corrected functional smoothness may be 0 and lies below {bound}"


def criterion_in_words(criterion):
    """A criterion as the table has it."""
    words = criterion["is"]
    if "bound" in criterion:
        words += f" {criterion['bound']:g}"
    if criterion.get("within"):
        words += f", within {criterion['within']:g}"
    return words


def lacking(test, error, recipe):
    """What the study lacks for a test, with the key of the configuration or the command.

    Parameters
    ----------
    test : dict
    error : audit.selection.NotRunError
    recipe : str

    Returns
    -------
    str
    """
    data, dimension, label = test["data"], error.dimension, error.label
    chosen = test.get("select", {})
    if dimension == "sample" and data != "photograph_scans":
        if data.startswith("photograph"):
            return f"{label} photographs (key photographs.categories)"
        return f"{label} seeds (key seeds, or that of the experiment)"
    if dimension == "where":
        kind = test["where"]["codes"]
        example = "depth-1" if kind == "smooth" else "hash"
        return f"a code that is {kind} (key studies), such as {example}"
    if dimension == "level":
        return "more levels of distortion (key stimuli.levels)"
    if data == "photograph_scans" and dimension in ("network", "sample"):
        return (
            f"the network {chosen['network']} on photographs in a scanner, and five subjects or "
            "more (keys networks, scanners and seeds of photographs)"
        )
    if data.startswith("photograph"):
        network = chosen["network"].rstrip("*")
        if dimension == "layer":
            return (
                f"the layer {label} of {network}, with weights that reach it (keys "
                "layers and weights of photographs.networks)"
            )
        if dimension in ("category", "other"):
            return f"photographs of {label} (key photographs.categories)"
        return f"the network {network} on photographs ({PHOTOGRAPHS})"
    if data.startswith("hierarchy"):
        return f"the network {chosen['network']} of the hierarchy (key hierarchy.networks)"
    if data == "voxel_spread":
        return f"a size of the {label} that Figure 1 shows (keys voxel and small_voxel of sheet)"
    if data == "width_theory":
        return "networks of 100 and 1000 units and 8 layers (keys width.units and width.depth)"
    if data == "smoothness_and_decoding":
        return f"a study with decoders of six codes in the recipe {recipe} (key studies)"
    if data in STUDIES:
        return _study(data, {"recipe": recipe} | chosen | {dimension: label}, dimension, label)
    return f"{dimension} {label} of {data}"


def _study(data, wanted, dimension, label):
    """Recipe, scheme and scanner that a study would have to have."""
    parts = []
    for name in ("recipe", "scheme", "scanner"):
        value = wanted.get(name, "*")
        if isinstance(value, list):
            value = " and ".join(filter(None, [", ".join(value[:-1]), value[-1]]))
        if name == "scanner" and (value == "simulated" or (value, data) == ("*", "univariate")):
            value = "such as 3t"
        elif value == "*":
            continue
        elif name == dimension and value == label and label.startswith("beside "):
            value = f"another {label}"
        parts.append(f"{name} {value}")
    return f"a study with {', '.join(parts)} (key studies)"
