"""Every count works at the least value that the schema allows, all of them together."""

import csv

import yaml

from rules.configuration import SCHEMA, check

# What has to be larger than the schema's least value: three voxels need a sheet, and every unit of
# a temporal code needs a spike.
LARGER = {
    "stimuli": {"units": 20},
    "schemes": {name: {"trials": 8} for name in ("burstiness", "bands", "rate")},
    "hierarchy": {"network": {"units": 20}},
    "photographs": {},
}
CHOSEN = {
    "study_seed": 2017,
    "scanners": {"mine": {"voxel_size": 1.5}},
    "studies": [
        {"recipe": "text", "schemes": ["vector", "depth-1"], "scanners": ["none", "mine"]},
        {"recipe": "text", "schemes": ["rate"], "scanners": ["none", "sum", "mine"]},
    ],
    "hierarchy": {"networks": ["trained"], "scanners": ["mine"], "network": {"device": "cpu"}},
    "figures": {"dpi": 50},
}


# Tables of claims, whose columns differ from verdict to verdict; and one whose columns are fixed:
# similarity_by_scanner.csv has the notes.
WITHOUT_NOTES = {
    *("reproduction.csv", "reproduction-tests.csv", "published-values.csv"),
    "similarity_by_distortion.csv",
}


def least(place):
    """Least value of every count in a block; nothing of what is no count."""
    found = {}
    for key, part in place.get("properties", {}).items():
        if "properties" in part:
            found[key] = least(part)
        elif part.get("type") == "integer" and "minimum" in part:
            found[key] = part["minimum"]
        elif part.get("items", {}).get("minimum") is not None and "default" in part:
            count = max(1, part.get("minItems", 1))
            found[key] = [part["items"]["minimum"] + step for step in range(count)]
    return found


def merged(base, changes):
    if isinstance(base, dict) and isinstance(changes, dict):
        return base | {key: merged(base.get(key), value) for key, value in changes.items()}
    return changes


def configuration():
    (block,) = SCHEMA["properties"]["scanners"]["patternProperties"].values()
    counts = least(SCHEMA)
    # Ranges of rates and frequencies are no counts.
    for scheme in counts["schemes"].values():
        for key in ("rates", "fano"):
            scheme.pop(key, None)
    counts["scanners"] = {"mine": least(block)}
    return merged(merged(counts, LARGER), CHOSEN)


def test_every_count_of_the_schema_is_at_its_least():
    config = check(configuration())
    assert (config["seeds"], config["rsa"]["seeds"], config["hierarchy"]["seeds"]) == (1, 1, 1)
    assert (config["stimuli"]["levels"], config["scanners"]["mine"]["runs"]) == (2, 2)


def test_the_smallest_study_runs_to_its_end(workflow):
    (workflow / "mine.yaml").write_text(yaml.safe_dump(configuration()), encoding="utf-8")
    workflow.run()
    tables = list((workflow / "results/tables").glob("*.csv"))
    assert {"functional_smoothness.csv", "rsa.csv", "hierarchy.csv"} <= {p.name for p in tables}
    silent = set()
    for path in tables:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        # One seed gives no interval, and each row says so.
        for row in rows:
            ends = [value for name, value in row.items() if name.endswith(("ci_low", "_low"))]
            reasons = [text for name, text in row.items() if name.endswith("note")]
            if "" in ends and not any(reasons):
                silent.add(path.name)
    assert silent <= WITHOUT_NOTES
    assert (workflow / "results/report.html").exists()
