"""Claims of ``resources/claims.yaml``, tested on what the study measured."""

from functools import cache

from neuralcode import audit
from neuralcode.audit import NotRunError
from neuralcode.randomness import generator
from neuralcode.smoothness import resampling_weights

STUDIES = ("functional_smoothness", "similarity", "decoding", "univariate")
RECIPES = ("text", "released")
PHOTOGRAPHS = "snakemake --cores all --configfile config/photographs.yaml"


class Examiner:
    """Examines claims one by one.

    Parameters
    ----------
    data : dict of xarray.DataArray
        Of `plumbing.evidence.read`.
    simulated : list of str
        Names of the simulated scanners.
    study_seed : int
    bootstrap_resamples : int
    confidence : float
    """

    def __init__(self, data, *, simulated, study_seed, bootstrap_resamples, confidence):
        self.data, self.simulated, self.confidence = data, simulated, confidence

        @cache
        def weights(samples):
            rng = generator(study_seed, 0, "statistics", "bootstrap")
            return resampling_weights(samples, bootstrap_resamples, rng)

        self.weights, self.resamples, self.study_seed = weights, bootstrap_resamples, study_seed

    def numbers(self, test, recipe):
        """Numbers that a test chooses, before its statistics."""
        choice = dict(test.get("select", {}))
        if test["data"] not in self.data:
            dimension = next(iter({"network", "scanner"} & set(choice)), "data")
            raise NotRunError(dimension, choice.get(dimension, test["data"]))
        numbers = self.data[test["data"]]
        if recipe:
            choice = {"recipe": recipe} | choice if "recipe" in numbers.dims else choice
        if choice.get("scanner") == "simulated":
            there = [name for name in numbers["scanner"].values.tolist() if name in self.simulated]
            numbers, choice["scanner"] = numbers.sel(scanner=there), "*"
        if "where" in test:
            low = self.data["functional_smoothness"].sel(bound="ci_low", drop=True)
            wanted = low > 0 if test["where"] == "smooth" else low <= 0
            present = audit.select(numbers, choice)
            try:
                return audit.select(numbers.where(wanted), choice)
            except NotRunError:
                if present.notnull().any():
                    raise NotRunError("where", test["where"]) from None
                raise
        return audit.select(numbers, choice)

    def test(self, test, recipe, published):
        """All effects of a test as a table, and its criterion with the published value."""
        numbers = self.numbers(test, recipe)
        for statistic in test.get("statistics", []):
            ((name, arguments),) = statistic.items()
            if name == "rank_correlation":
                reference = self.data["functional_smoothness"].sel(recipe=recipe)
                numbers = audit.rank_correlations(
                    numbers,
                    reference,
                    resamples=self.resamples,
                    generator=lambda label: generator(self.study_seed, 0, "audit", label),
                    confidence=self.confidence,
                    **arguments,
                )
            else:
                numbers = audit.STATISTICS[name](numbers, **arguments)
        table = audit.effects(numbers, self.weights, self.confidence)
        return table, test["criterion"] | {"published": published}

    def examine(self, claim):
        """Test one claim in each recipe.

        Parameters
        ----------
        claim : dict

        Returns
        -------
        row : dict
            Of the table of claims, all text.
        tests : list of dict
            One for each test and recipe that was run.
        """
        by_recipe = any(test["data"] in STUDIES for test in claim["tests"])
        outcomes, measured, missing, tests = {}, {}, [], []
        for recipe in claim.get("recipes", RECIPES) if by_recipe else [""]:
            ran = []
            for test in claim["tests"]:
                try:
                    ran.append(self.test(test, recipe, claim.get("published")))
                except NotRunError as error:
                    missing.append((recipe, lacking(test, error, recipe)))
                    break
            if len(ran) < len(claim["tests"]):
                outcomes[recipe] = None
                continue
            results = [audit.keeps(*one) for one in ran]
            outcomes[recipe] = all(kept for kept, _ in results)
            measured[recipe] = numbered(
                in_words(table, worst) for (table, _), (_, worst) in zip(ran, results, strict=True)
            )
            for number, ((table, _), (kept, worst)) in enumerate(zip(ran, results, strict=True), 1):
                of = {"id": claim["id"], "recipe": recipe, "test": number}
                test = claim["tests"][number - 1]
                tests.append(
                    of
                    | {"data": test["data"], "criterion": criterion_in_words(test["criterion"])}
                    | {"n_effects": len(table), **worst, "kept": kept}
                )
        return {
            "id": claim["id"],
            "claim": claim["claim"].strip(),
            "where": claim["where"],
            "published": str(claim.get("published", "")),
            "measured": measured.get("", ""),
            **{f"measured_{name}": measured.get(name, "") for name in RECIPES},
            "verdict": audit.verdict(outcomes),
            "missing": "; ".join(
                f"in the recipe {recipe}: {words}" if recipe else words for recipe, words in missing
            ),
            "explanation": claim["explanation"].strip(),
            "criterion": numbered(
                f"{test['data'].replace('_', ' ')} {criterion_in_words(test['criterion'])}. "
                f"{test['why'].strip()}"
                for test in claim["tests"]
            ),
        }, tests


def numbered(parts):
    """Words about each test, numbered where there are several."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    return " ".join(f"({number}) {part}" for number, part in enumerate(parts, 1))


def number_in_words(number):
    """Three decimals, or four where there would be nothing in three."""
    text = f"{number:.4f}" if 0 < abs(number) < 0.01 else f"{number:.3f}"
    return text.lstrip("-") if float(text) == 0 else text


def in_words(table, worst):
    """The effect that keeps a criterion least, with its interval."""
    value, low, high = (number_in_words(worst[name]) for name in ("value", "ci_low", "ci_high"))
    text = value if worst["ci_low"] == worst["ci_high"] else f"{value} [{low}, {high}]"
    if len(table) > 1:
        text = f"{worst['effect']}: {text}, nearest of {len(table)}"
    return text


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
        return "a second seed (key seeds, or that of the experiment)"
    if dimension == "where":
        return f"a code that is {label} (key studies), such as " + (
            "depth-1" if label == "smooth" else "hash"
        )
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
