"""Where a study comes from: commit, software, time, and how to cite it."""

import hashlib
import json
import platform
import re
from pathlib import Path

from pages.software import versions
from storage import origin


def core_seconds(logs):
    """Core time of the jobs whose logs are there.

    Parameters
    ----------
    logs : str or pathlib.Path
        Folder.

    Returns
    -------
    float
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(Path(logs).rglob("*.log")))
    # At the end of each log, see `storage.log`.
    found = (re.findall(r"([\d.]+) core s, peak memory", text)[-1:] for text in texts)
    return sum(float(seconds) for one in found for seconds in one)


def in_words(seconds):
    """A time to be read, with the digits that another run would have as well.

    Examples
    --------
    >>> in_words(8.2), in_words(431), in_words(9000)
    ('8 core seconds', '7 core minutes', '2.5 core hours')
    """
    if seconds < 100:
        return f"{seconds:.0f} core seconds"
    return (
        f"{seconds / 60:.0f} core minutes" if seconds < 6000 else f"{seconds / 3600:.1f} core hours"
    )


def manifest(config, parameters, environments, snakemake_version, citation, results):
    """What it takes to make a study again, and to cite it. Without clock times.

    Parameters
    ----------
    config : dict
        The whole configuration.
    parameters : list of list of str
        Of `rules.reference.parameters`.
    environments : dict of dict of str
        Pinned versions.
    snakemake_version : str
    citation : dict
        CITATION.cff.
    results : list of str
        Paths.

    Returns
    -------
    str
        JSON.
    """
    content = {
        "title": citation["title"],
        "commit": origin.commit(),
        "commit_date": origin.commit_date(),
        "code": origin.code_hash(),
        "configuration": config,
        "differs_from_default": {row[0]: row[1] for row in parameters if row[2]},
        "software": {
            "python": platform.python_version(),
            "snakemake": snakemake_version,
            **{package: found for package, _, found, _ in versions(environments)},
        },
        "cite": [citation["preferred-citation"], *citation["references"]],
        "license": citation["license"],
        "results": {
            path: hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in sorted(results)
        },
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
