"""What a run finds among its results: damaged files, and files without a record of Snakemake."""

import os
import struct
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from pathlib import Path

from storage import records

# What no other job reads, so that its damage would go unnoticed, by folder of results/.
LAST_RESULTS = ("datasets", "figures", "tables")
# Not made by rules, or without a record by design.
WITHOUT_RECORD = ("logs", "records", "weights")
UNFINISHED = (".part", ".partial")
SHOWN = 5
# Bytes of a file whose content is compared at each start: a fraction of a second.
READ_AT_MOST = 200_000_000


def damaged(results):
    """Last results that are empty, end too early or have another content than when they were made.

    Their last bytes and their records tell. Larger files than `READ_AT_MOST` are not read for that.

    Parameters
    ----------
    results : pathlib.Path

    Returns
    -------
    list of pathlib.Path
    """
    found = [path for folder in LAST_RESULTS for path in (results / folder).rglob("*")]
    return sorted(
        path for path in found if path.is_file() and (_ends_too_early(path) or _has_changed(path))
    )


def _has_changed(path):
    recorded, size = records.recorded(path), path.stat().st_size
    if recorded is None:
        return False
    sha256, size_when_made = recorded
    return size != size_when_made or (size <= READ_AT_MOST and records.sha256(path) != sha256)


def _ends_too_early(path):
    with open(path, "rb") as file:
        start = file.read(64)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 64))
        end = file.read()
    if not size:
        return True
    if path.suffix in (".nc", ".hdf5"):
        return size < _hdf5_size(start)
    ending = {".svg": b"</svg>", ".pdf": b"%%EOF", ".png": b"IEND\xaeB`\x82"}.get(path.suffix)
    if path.suffix == ".csv":
        return not end.endswith(b"\n")
    return ending is not None and not end.rstrip().endswith(ending)


def _hdf5_size(start):
    """Size that an HDF5 file states in its superblock; infinite where there is none.

    Source: HDF5 File Format Specification, section II.A: the end of file address lies at byte 40 in
    versions 0, at 44 in version 1, and at 28 in versions 2 and 3.
    """
    if not start.startswith(b"\x89HDF\r\n\x1a\n") or len(start) < 52:
        return float("inf")
    place = {0: 40, 1: 44}.get(start[8], 28)
    return struct.unpack("<Q", start[place : place + 8])[0]


def unrecorded(results, snakemake):
    """Files in the results folder that Snakemake has no record of, as they were copied there.

    Parameters
    ----------
    results : pathlib.Path
        Relative to the working folder, as targets are.
    snakemake : pathlib.Path
        ``.snakemake``: it has a file for each finished or begun result, with the path of the
        result in base64 as its name.

    Returns
    -------
    list of pathlib.Path
    """
    known = {
        _path_of(path.relative_to(snakemake / state))
        for state in ("metadata", "incomplete")
        for path in _files(snakemake / state)
    }
    return sorted(
        path
        for path in _files(results)
        if path.relative_to(results).parts[0] not in WITHOUT_RECORD
        and path.suffix not in UNFINISHED
        and path.as_posix() not in known
    )


def _files(folder):
    return [Path(place) / name for place, _, names in os.walk(folder) for name in names]


def _path_of(record):
    """Path of the result of a record: long names are cut into folders that start with @."""
    try:
        return urlsafe_b64decode("".join(part.removeprefix("@") for part in record.parts)).decode()
    except (NotBase64, UnicodeDecodeError):
        return ""


def warnings(results, snakemake, command):
    """What to say before a run, if there is anything.

    Parameters
    ----------
    results, snakemake : pathlib.Path
        See `unrecorded`.
    command : str
        Of the user's own run, without targets.

    Returns
    -------
    list of str
    """
    said = []
    broken = damaged(results)
    if broken:
        said.append(
            f"{listed(broken)}: empty, cut off, or changed after they were made. Make them again "
            "with:\n\n"
            f"  {command} --force {' '.join(map(str, broken))}\n"
        )
    unknown = unrecorded(results, snakemake)
    if unknown:
        said.append(
            f"Snakemake has no record of {listed(unknown)}. Files that were copied without the "
            "folder .snakemake are used if they say that they were made from what this study asks "
            "for. Delete what you do not trust: it is then made again."
        )
    return said


def listed(paths):
    """Some of the paths, and how many more there are.

    Examples
    --------
    >>> listed(["a.csv", "b.csv"])
    'a.csv, b.csv'
    """
    more = len(paths) - SHOWN
    shown = ", ".join(map(str, paths[:SHOWN]))
    return shown + (f" and {more} more files" if more > 0 else "")
