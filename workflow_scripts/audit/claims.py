"""Claims of ``resources/claims.yaml``, tested on what the study measured."""

from audit import criteria
from audit.criteria import NotRunError
from neuralcode.analysis import intervals

STUDIES = ("functional_smoothness", "corrected_smoothness", "similarity", "decoding", "univariate")
RECIPES = ("text", "released")
PHOTOGRAPHS = "snakemake --cores all --configfile config/photographs.yaml"
# A correlation below it is less than small: Cohen 1988, Statistical Power Analysis for the
# Behavioral Sciences.
SMALL = 0.1


def codes(bounds, where):
    """Which codes have functional smoothness, or which have none, as sure as intervals make it.

    Parameters
    ----------
    bounds : xarray.DataArray
        Of `audit.evidence.corrected_smoothness`.
    where : str
        ``smooth`` or ``not smooth``. A code may be neither.

    Returns
    -------
    xarray.DataArray of bool
    """
    low, high = (bounds.sel(bound=name, drop=True) for name in ("ci_low", "ci_high"))
    if low.isnull().all():
        raise NotRunError("sample", f"at least {intervals.MINIMUM}")
    return low > SMALL if where == "smooth" else (low <= 0) & (high < SMALL)


def chosen(test, data, simulated, recipe):
    """Numbers that a test chooses, before its statistics."""
    choice = dict(test.get("select", {}))
    if test["data"] not in data:
        dimension = next(iter({"network", "scanner"} & set(choice)), "data")
        raise NotRunError(dimension, choice.get(dimension, test["data"]))
    numbers = data[test["data"]]
    if "recipe" in numbers.dims:
        choice = {"recipe": recipe} | choice
    if choice.get("scanner") == "simulated":
        there = [name for name in numbers["scanner"].values.tolist() if name in simulated]
        numbers, choice["scanner"] = numbers.sel(scanner=there), "*"
    if "where" not in test:
        return criteria.select(numbers, choice)
    criteria.select(numbers, choice)  # an error says what of it is not there
    try:
        wanted = codes(data["corrected_smoothness"], test["where"])
        return criteria.select(numbers.where(wanted), choice)
    except NotRunError as error:
        raise (
            error if error.dimension == "sample" else NotRunError("where", test["where"])
        ) from None


def tested(test, data, *, simulated, recipe, published, confidence):
    """All effects of a test, judged: see `audit.criteria.judge`."""
    numbers = chosen(test, data, simulated, recipe)
    numbers = criteria.compared(numbers, test.get("statistics", []))
    criterion = dict(test["criterion"])
    if criterion["is"] == "near the published value":
        criterion["published"] = published
    return criteria.judge(criteria.effects(numbers, confidence), criterion)


def examine(claim, data, *, simulated, confidence):
    """Test one claim in each recipe.

    Parameters
    ----------
    claim : dict
    data : dict of xarray.DataArray
        Of `audit.evidence.read`.
    simulated : list of str
        Names of the simulated scanners.
    confidence : float

    Returns
    -------
    row : dict
        Of the table of claims, all text.
    effects : list of dict
        All effects of all tests that were run.
    """
    by_recipe = any(test["data"] in STUDIES for test in claim["tests"])
    outcomes, measured, missing, effects = {}, {}, [], []
    for recipe in RECIPES if by_recipe else [""]:
        found, shown, lacks = [], [], []
        for number, test in enumerate(claim["tests"], 1):
            try:
                table = tested(
                    test,
                    data,
                    simulated=simulated,
                    recipe=recipe,
                    published=claim.get("published"),
                    confidence=confidence,
                )
            except NotRunError as error:
                found.append(criteria.NOT_RUN)
                lacks.append(lacking(test, error, recipe))
                continue
            found.append(criteria.together(table["outcome"]))
            shown.append((number, in_words(table)))
            if found[-1] == "undecided":
                lacks.append(too_wide(test, table))
            of = {"id": claim["id"], "recipe": recipe, "test": number, "data": test["data"]}
            of["criterion"] = criterion_in_words(test["criterion"])
            effects += [of | effect for effect in table.to_dict("records")]
        outcomes[recipe] = criteria.together(found)
        measured[recipe] = numbered(shown, len(claim["tests"]))
        if outcomes[recipe] in (criteria.NOT_RUN, "undecided"):
            words = "; ".join(dict.fromkeys(lacks))
            missing.append(f"in the recipe {recipe}: {words}" if recipe else words)
    wanted = [
        f"{test['data'].replace('_', ' ')} {criterion_in_words(test['criterion'])}. "
        f"{test['why'].strip()}"
        for test in claim["tests"]
    ]
    return {
        "id": claim["id"],
        "claim": claim["claim"].strip(),
        "where": claim["where"],
        "published": str(claim.get("published", "")),
        "measured": measured.get("", ""),
        **{f"measured_{name}": measured.get(name, "") for name in RECIPES},
        "verdict": criteria.verdict(outcomes),
        "missing": "; ".join(missing),
        "explanation": claim["explanation"].strip(),
        "criterion": numbered(enumerate(wanted, 1), len(wanted)),
    }, effects


def numbered(parts, of):
    """Words about tests, with the number of each where there are several."""
    return " ".join(f"({number}) {words}" if of > 1 else words for number, words in parts)


def number_in_words(number):
    """Three decimals, or four where there would be nothing in three."""
    text = f"{number:.4f}" if 0 < abs(number) < 0.01 else f"{number:.3f}"
    return text.lstrip("-") if float(text) == 0 else text


def in_words(table):
    """The effect that speaks most against the claim, with its interval."""
    worst = table.iloc[0]
    value, low, high = (number_in_words(worst[name]) for name in ("value", "ci_low", "ci_high"))
    text = value if worst["ci_low"] == worst["ci_high"] else f"{value} [{low}, {high}]"
    if len(table) > 1:
        text = f"{worst['effect']}: {text} (closest of {len(table)})"
    return text


def too_wide(test, table):
    """What it takes to decide what is undecided."""
    what = "photographs" if test["data"].startswith("photograph") else "seeds"
    number = (table["outcome"] == "undecided").sum()
    return f"more {what}, for {number} of {len(table)} intervals are too wide to tell"


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
    error : NotRunError
    recipe : str

    Returns
    -------
    str
    """
    data, dimension, label = test["data"], error.dimension, error.label
    chosen = test.get("select", {})
    if dimension == "sample":
        if data.startswith("photograph"):
            return f"{label} photographs (key photographs.categories)"
        return f"{label} seeds (key seeds, or that of the experiment)"
    if dimension == "where":
        return f"a code that is {label} (key studies), such as " + (
            "depth-1" if label == "smooth" else "hash"
        )
    if dimension == "level":
        return "more levels of distortion (key stimuli.levels)"
    if data.startswith("photograph"):
        if dimension == "layer":
            return (
                f"the layer {label} of {chosen['network']}, with weights that reach it (keys "
                "layers and weights of photographs.networks)"
            )
        if dimension in ("category", "other"):
            return f"photographs of {label} (key photographs.categories)"
        return f"the network {chosen['network']} on photographs ({PHOTOGRAPHS})"
    if data == "hierarchy":
        return f"the network {chosen['network']} of the hierarchy (key hierarchy.networks)"
    if data == "voxel_spread":
        return f"a size of the {label} that Figure 1 shows (keys voxel and small_voxel of sheet)"
    if data in STUDIES:
        wanted = {"recipe": recipe} | chosen | {dimension: label}
        parts = []
        for name in ("recipe", "scheme", "scanner"):
            value = wanted.get(name, "*")
            value = " and ".join(value) if isinstance(value, list) else value
            if name == "scanner" and (value == "simulated" or (value, data) == ("*", "univariate")):
                value = "such as 3t"
            elif value == "*":
                continue
            elif name == dimension and value == label and label.startswith("beside "):
                value = f"another {label}"
            parts.append(f"{name} {value}")
        return f"a study with {', '.join(parts)} (key studies)"
    return f"{dimension} {label} of {data}"
