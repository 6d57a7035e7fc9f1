"""The claims that the audit tests: read and checked before any job."""

from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


class ClaimsError(Exception):
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
        for test in claim["tests"]:
            if test["criterion"]["is"] == "near the published value" and "published" not in claim:
                raise ClaimsError(
                    f"{path.name}: claim {claim['id']} is to be near the published value, and has "
                    "no key published."
                )
    return claims


def _load(path):
    # By the loader in C where there is one: it is read whenever Snakemake starts.
    return yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


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
