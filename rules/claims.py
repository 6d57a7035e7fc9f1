"""The claims that the audit tests: read and checked before any job."""

from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from rules.messages import UserError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
CODES = ("recipe", "scheme", "scanner")
# What labels are chosen along, by data; what these are is said in audit/evidence.py.
DIMENSIONS = {
    "functional_smoothness": CODES,
    "corrected_smoothness": CODES,
    "similarity": (*CODES, "level"),
    "decoding": CODES,
    "univariate": (*CODES, "distortion"),
    "design_orthogonality": ("factors", "measure"),
    "voxel_spread": ("pattern", "voxel"),
    "two_smoothnesses": ("map", "level", "measure"),
    "hierarchy": ("network", "layer", "relation"),
    "photograph_gini": ("network", "layer"),
    "photograph_relations": ("network", "layer", "relation"),
    "photograph_categories": ("network", "layer", "category", "other"),
}


class ClaimsError(UserError):
    """resources/claims.yaml is not as resources/claims.schema.yaml has it."""


def read_claims(path=RESOURCES / "claims.yaml"):
    """Claims in plain types.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    list of dict

    Raises
    ------
    ClaimsError
        Names the claim and the key, and what is allowed.
    """
    try:
        given = _load(path)
    except yaml.YAMLError as error:
        raise ClaimsError(f"{path.name} is not YAML: {error}") from error
    schema = _load(RESOURCES / "claims.schema.yaml")
    errors = Draft202012Validator(schema).iter_errors(given)
    error = next(iter(sorted(errors, key=lambda error: list(map(str, error.absolute_path)))), None)
    if error is not None:
        raise ClaimsError(_explain(path, given, error))
    claims = given["claims"]
    names = [claim["id"] for claim in claims]
    for number, claim in enumerate(claims):
        if claim["id"] in names[:number]:
            raise ClaimsError(f"{path.name} has two claims with the id {claim['id']}.")
        for number, test in enumerate(claim["tests"]):
            where = f"{path.name} is wrong: claim {claim['id']}, tests[{number}]"
            if test["criterion"]["is"] == "near the published value" and "published" not in claim:
                raise ClaimsError(f"{where} has a published value to be near, and the claim none.")
            _check_dimensions(test, where)
    return claims


def _check_dimensions(test, where):
    """Whether what a test chooses and compares along is there, after each of its steps."""
    there = list(DIMENSIONS[test["data"]])
    if "where" in test and test["data"] not in ("decoding", "univariate", "similarity"):
        raise ClaimsError(f"{where}.where: {test['data']} has codes of no kind to choose by it.")

    def require(name, key):
        if name not in there:
            listed = ", ".join(there) or "nothing"
            raise ClaimsError(f"{where}.{key}: there is no {name!r} here; there is {listed}.")

    for name, label in test.get("select", {}).items():
        require(name, "select")
        if isinstance(label, int | float) or (isinstance(label, str) and not _is_many(label)):
            there.remove(name)
    if test["data"] == "corrected_smoothness" and test.get("statistics"):
        raise ClaimsError(
            f"{where}.statistics: corrected_smoothness has intervals without the values of single "
            "seeds, which a difference needs; take functional_smoothness."
        )
    for number, statistic in enumerate(test.get("statistics", [])):
        ((kind, arguments),) = statistic.items()
        require(arguments["along"], f"statistics[{number}].{kind}")
        if kind in ("change", "contrast"):
            there.remove(arguments["along"])


def _is_many(label):
    return "*" in label or label == "simulated"


def _load(path):
    # By the loader in C where there is one: it is read whenever Snakemake starts.
    return yaml.load(
        path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def _explain(path, given, error):
    place = list(error.absolute_path)
    claim = ""
    if place[:1] == ["claims"] and len(place) > 1:
        name = given["claims"][place[1]]
        claim = name.get("id", f"number {place[1] + 1}") if isinstance(name, dict) else ""
        place = place[2:]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    where = f"claim {claim}, " if claim else ""
    problem = error.message
    if error.validator == "oneOf":
        problem = (
            f"{error.instance} needs the key within (near the published value), bound and within "
            "(equal to), or bound (all others), and no other"
        )
    return f"{path.name} is wrong: {where}{key.removeprefix('.') or 'the file'}: {problem}."
