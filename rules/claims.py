"""The claims that the audit tests: read and checked before any job."""

from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from rules import yaml_files
from rules.messages import UserError

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
CODES = ("recipe", "scheme", "scanner")
# What labels are chosen along, by data; what these are is said in audit/evidence.py.
DIMENSIONS = {
    "functional_smoothness": CODES,
    "corrected_smoothness": CODES,
    "corrected_by_seed": CODES,
    "published_smoothness": ("recipe", "scheme", "prototypes"),
    "similarity": (*CODES, "level"),
    "different_patterns": CODES,
    "decoding": CODES,
    "univariate": (*CODES, "distortion"),
    "smoothness_and_decoding": ("recipe", "scanner"),
    "code_properties": ("recipe", "property", "scheme"),
    "exact_properties": ("property", "scheme"),
    "width_theory": ("units", "depth", "measure"),
    "design_orthogonality": ("factors", "measure"),
    "voxel_spread": ("pattern", "voxel"),
    "voxel_sizes": ("pattern", "side"),
    "two_smoothnesses": ("map", "level", "measure"),
    "hierarchy": ("network", "layer", "relation"),
    "hierarchy_gini": ("network", "layer"),
    "photograph_gini": ("network", "layer"),
    "photograph_relations": ("network", "layer", "relation"),
    "photograph_categories": ("network", "layer", "category", "other"),
    "photograph_scans": ("network", "layer", "scanner", "measure"),
    "published_means": ("layer", "relation"),
    "published_categories": ("layer", "category", "other"),
}
# Intervals without the values of single samples, and where there are such values.
WITHOUT_SAMPLES = {
    "corrected_smoothness": "corrected_by_seed",
    "published_smoothness": "functional_smoothness",
    "smoothness_and_decoding": "decoding",
}


class ClaimsError(UserError):
    """A file of resources/claims/ is not as resources/claims.schema.yaml has it."""


def read_claims(folder=RESOURCES / "claims"):
    """Claims of all files, in plain types and in the order of the files.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    list of dict

    Raises
    ------
    ClaimsError
        Names the file, the claim and the key, and what is allowed.
    """
    found, places = [], {}
    for path, given in _files(folder):
        for claim in given.get("claims", []):
            if claim["id"] in places:
                also = (
                    "" if places[claim["id"]] == path else f" (one in {places[claim['id']].name})"
                )
                raise ClaimsError(f"{path.name} has two claims with the id {claim['id']}{also}.")
            places[claim["id"]] = path
            for number, test in enumerate(claim.get("tests", [])):
                _check(claim, test, f"{path.name} is wrong: claim {claim['id']}, tests[{number}]")
            found.append(claim)
    return found


def read_not_tested(folder=RESOURCES / "claims"):
    """Statements of the paper without a test: sentence, where and reason."""
    return [one for _, given in _files(folder) for one in given.get("not_tested", [])]


def _files(folder):
    """Each file of claims and what it holds, checked against the schema."""
    schema = Draft202012Validator(yaml_files.read(RESOURCES / "claims.schema.yaml"))
    for path in sorted(folder.glob("*.yaml")):
        try:
            given = yaml_files.read(path)
        except yaml.YAMLError as error:
            raise ClaimsError(f"{path.name} is not YAML: {error}") from error
        errors = sorted(
            schema.iter_errors(given), key=lambda error: list(map(str, error.absolute_path))
        )
        if errors:
            raise ClaimsError(_explain(path, given, errors[0]))
        yield path, given


def _check(claim, test, where):
    """Whether a test fits its claim and its data."""
    if test["criterion"]["is"].endswith("the published value") and "published" not in claim:
        raise ClaimsError(f"{where} has a published value to be near, and the claim none.")
    _check_dimensions(test, where)


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
    if test["data"] in WITHOUT_SAMPLES and test.get("statistics"):
        raise ClaimsError(
            f"{where}.statistics: {test['data']} has intervals without the values of single "
            f"seeds, which a difference needs; take {WITHOUT_SAMPLES[test['data']]}."
        )
    for number, statistic in enumerate(test.get("statistics", [])):
        ((kind, arguments),) = statistic.items()
        require(arguments["along"], f"statistics[{number}].{kind}")
        if kind in ("change", "contrast"):
            there.remove(arguments["along"])


def _is_many(label):
    return "*" in label or label == "simulated"


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
    if error.validator == "oneOf" and place and place[-1] == "criterion":
        problem = (
            f"{error.instance} needs the key within (the published value), bound and within "
            "(equal to), or bound (all others), and no other"
        )
    return f"{path.name} is wrong: {where}{key.removeprefix('.') or 'the file'}: {problem}."
