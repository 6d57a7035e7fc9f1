"""Records of datasets, tables and figures: what each was made from, and the hash of its content.

A table or a figure cannot say what it is, and a dataset not whether all of it is there. The job
that makes such a file writes a record, and each job that reads the file compares it.
Files of a batch of seeds need no record: see `storage.files`.
"""

import hashlib
import json
from pathlib import Path

from storage import identity
from storage.complete import written
from storage.identity import DamagedFileError, UnusableFileError
from storage.labels import digest

FOLDER = "records"
#: Folders of results whose files say themselves what they are, or come from elsewhere.
WITHOUT_RECORD = (
    *("stimuli", "representations", "designs", "spikes", "measurements", "similarity"),
    *("hierarchy", "recoverability", "decoding", "univariate", "logs", "weights"),
)
LONGEST_VALUE = 200


def record_of(path):
    """Path of the record of a file.

    Parameters
    ----------
    path : str
        Of a result, such as ``results/tables/rsa.csv``; there may be folders in front of it.

    Returns
    -------
    pathlib.Path, or None
        None of a file that has no record.

    Examples
    --------
    >>> record_of("results/tables/rsa.csv").as_posix()
    'results/records/tables/rsa.csv.json'
    >>> record_of("results/stimuli/text/00000-00009.nc")
    """
    parts = Path(path).parts
    if "results" not in parts:
        return None
    place = len(parts) - 1 - parts[::-1].index("results")
    folders = parts[place + 1 : -1]
    if folders and folders[0] in WITHOUT_RECORD:
        return None
    return Path(*parts[: place + 1], FOLDER, *folders, f"{parts[-1]}.json")


def made_from(rule, settings, inputs):
    """What a file was made from, as its record has it.

    Parameters
    ----------
    rule : str
    settings : dict
        Of the job: values of JSON.
    inputs : dict of dict
        What each recorded input was made from, by its path.

    Returns
    -------
    dict
        Long values, and what the inputs were made from, are represented by their hashes.
    """
    return {
        "inputs": {path: digest(facts) for path, facts in sorted(inputs.items())},
        "rule": rule,
        "settings": _shortened(settings),
    }


def _shortened(value):
    if isinstance(value, dict):
        return {str(key): _shortened(part) for key, part in sorted(value.items())}
    return value if len(json.dumps(value)) <= LONGEST_VALUE else f"hash {digest(value)}"


def sha256(path):
    """SHA-256 of the content of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path, facts):
    """Write the record of a finished file; nothing where the file has none.

    Parameters
    ----------
    path : str
    facts : dict
        See `made_from`.
    """
    record = record_of(path)
    if record is None:
        return
    record.parent.mkdir(parents=True, exist_ok=True)
    content = {"sha256": sha256(path), "size": Path(path).stat().st_size, "made_from": facts}
    with written(str(record)) as partial, open(partial, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, sort_keys=True)


def recorded(path):
    """SHA-256 and size in bytes of a file when it was made; None where no record says it."""
    record = record_of(path)
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return content["sha256"], content["size"]
    except (AttributeError, OSError, ValueError, KeyError, TypeError):
        return None


def check(path, facts):
    """Refuse a file that is not as the job left it that was to make it.

    Parameters
    ----------
    path : str
    facts : dict
        What the file must have been made from: see `made_from`.

    Raises
    ------
    storage.identity.UnusableFileError
        If the file has no record, is not complete, has changed since it was made, or was made from
        something else. It names the file and how to make it again.
    """
    record = record_of(path)
    if not record.exists():
        reason = f"has no record of what it was made from ({record}): was it copied here?"
        raise UnusableFileError(path, reason)
    try:
        with open(record, encoding="utf-8") as file:
            content = json.load(file)
        digest, size, found = (content[key] for key in ("sha256", "size", "made_from"))
    except (ValueError, KeyError, TypeError) as error:
        reason = f"has a record that cannot be read ({record}: {error})."
        raise UnusableFileError(path, reason) from error
    identity.compare(path, found, facts)
    has = Path(path).stat().st_size
    if has != size:
        raise DamagedFileError(path, f"it has {has} bytes, and had {size} when it was made")
    if sha256(path) != digest:
        raise DamagedFileError(path, "its content has changed since it was made")
