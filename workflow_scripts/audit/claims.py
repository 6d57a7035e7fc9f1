"""Claims of ``resources/claims/``, tested on what the study measured."""

from audit import criteria, words
from audit.effects import effects
from audit.selection import NotRunError, compared, select
from neuralcode.analysis import intervals

RECIPES = ("text", "released")
CITED = "cited"


def codes(bounds, where):
    """Which codes have functional smoothness, or which have none, as sure as intervals make it.

    Parameters
    ----------
    bounds : xarray.DataArray
        Of `audit.evidence.corrected_smoothness`.
    where : dict
        ``codes``, which is ``smooth`` or ``not smooth``, and ``bound``. A code may be neither.

    Returns
    -------
    xarray.DataArray of bool
    """
    low, high = (bounds.sel(bound=name, drop=True) for name in ("ci_low", "ci_high"))
    if low.isnull().all():
        raise NotRunError("sample", f"at least {intervals.MINIMUM}")
    bound = where["bound"]
    return low > bound if where["codes"] == "smooth" else (low <= 0) & (high < bound)


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
        return select(numbers, choice)
    select(numbers, choice)  # an error says what of it is not there
    try:
        wanted = codes(data["corrected_smoothness"], test["where"])
        return select(numbers.where(wanted), choice)
    except NotRunError as error:
        raise (
            error if error.dimension == "sample" else NotRunError("where", test["where"]["codes"])
        ) from None


def tested(test, data, *, simulated, recipe, published, confidence):
    """All effects of a test, judged: see `audit.criteria.judge`."""
    numbers = chosen(test, data, simulated, recipe)
    numbers = compared(numbers, test.get("statistics", []))
    criterion = dict(test["criterion"])
    if criterion["is"].endswith("the published value"):
        criterion["published"] = published
    return criteria.judge(effects(numbers, confidence), criterion)


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
    tests = claim.get("tests", [])
    by_recipe = any(test["data"] in words.STUDIES for test in tests)
    outcomes, measured, missing, rows = {}, {}, [], []
    for recipe in RECIPES if by_recipe else [""]:
        found, shown, lacks = [], [], []
        for number, test in enumerate(tests, 1):
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
                lacks.append(words.lacking(test, error, recipe))
                continue
            found.append(criteria.together(table["outcome"]))
            shown.append((number, words.effect_in_words(table)))
            if found[-1] == "undecided":
                lacks.append(words.too_wide(test, table))
            of = {"id": claim["id"], "recipe": recipe, "test": number, "data": test["data"]}
            of["criterion"] = words.criterion_in_words(test["criterion"])
            asked = {"published": claim.get("published")} | test["criterion"]
            of["kept_from"], of["kept_to"] = criteria.range_of(asked)
            of["sampling_unit"] = words.sampling_unit(test["data"])
            rows += [of | effect for effect in table.to_dict("records")]
        outcomes[recipe] = criteria.together(found) if tests else CITED
        measured[recipe] = words.numbered(shown, len(tests))
        if outcomes[recipe] in (criteria.NOT_RUN, "undecided"):
            said = "; ".join(dict.fromkeys(lacks))
            missing.append(f"in the recipe {recipe}: {said}" if recipe else said)
    wanted = [f"{words.test_in_words(test)}. {test['why'].strip()}" for test in tests]
    units = dict.fromkeys(words.sampling_unit(test["data"]) for test in tests)
    return {
        "id": claim["id"],
        "claim": claim["claim"].strip(),
        "where": claim["where"],
        "ours": "yes" if claim.get("ours") else "",
        "published": str(claim.get("published", "")),
        "measured": measured.get("", ""),
        **{f"measured_{name}": measured.get(name, "") for name in RECIPES},
        "intervals_over": ", ".join(units),
        "verdict": verdict(claim, outcomes),
        "missing": "; ".join(missing),
        "explanation": claim["explanation"].strip(),
        "criterion": words.numbered(enumerate(wanted, 1), len(wanted)) or claim["cited"].strip(),
    }, rows


def verdict(claim, outcomes):
    """What the outcomes of a claim by recipe amount to.

    Parameters
    ----------
    claim : dict
    outcomes : dict of str

    Returns
    -------
    str
        That of `audit.criteria.verdict`; ``cited`` where there is nothing to test; and where tests
        look at published means only, which have no intervals, a verdict that says so.
    """
    if CITED in outcomes.values():
        return CITED
    found = criteria.verdict(outcomes)
    if all(test["data"] in words.WITHOUT_INTERVAL for test in claim["tests"]):
        return {
            "reproduced": "in the published means",
            "not reproduced": "not in the published means",
        }.get(found, found)
    return found
