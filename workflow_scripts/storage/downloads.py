"""Downloads that show progress, go on where they broke off, and are checked before use.

The weights of networks are large. pooch, which fetches files elsewhere, starts each download again
from its first byte, so that a slow or unsteady connection may never finish one.
"""

import hashlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


class DownloadError(Exception):
    """A file could not be had, or is not the one that it should be."""


class UnreachableError(DownloadError):
    """The server does not answer, or breaks off each time."""


def sha256_of(path):
    """SHA-256 of a file, as hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def show(text):
    """Write to the terminal, whatever a job's log takes."""
    print(text, file=sys.__stderr__, flush=True)


def fetch(address, path, sha256, *, timeout=30.0, attempts=4, pause=1.0, report=show):
    """Download a file, all of it or nothing.

    What has come stays in ``PATH.part``: a later attempt, or a later run, asks for the rest, and
    starts again where the server does not give it. The file gets its name after it was checked.

    Parameters
    ----------
    address : str
    path : str or pathlib.Path
        Its folder is made.
    sha256 : str
        SHA-256 that the file must have, or its first digits.
    timeout : float
        Silence of the server that ends an attempt, in seconds.
    attempts : int
        How often a connection that broke off or fell silent is tried.
    pause : float
        Time before the second attempt, in seconds; it doubles with each one.
    report : function
        Is told the progress, as text.

    Raises
    ------
    DownloadError
        If the server does not have the file, falls silent or breaks off in every attempt, or gives
        another file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    begun = part.exists()
    _try_to_receive(address, part, path.name, timeout, attempts, pause, report)
    found = sha256_of(part)
    if begun and sha256 and not found.startswith(sha256):
        # What there was may be of another file.
        report(f"{path.name}: starting from the beginning")
        part.unlink()
        _try_to_receive(address, part, path.name, timeout, attempts, pause, report)
        found = sha256_of(part)
    if not sha256 or not found.startswith(sha256):
        part.unlink()
        raise DownloadError(f"{address}: its SHA-256 is {found}, not {sha256 or 'known'}")
    os.replace(part, path)


def _try_to_receive(address, part, name, timeout, attempts, pause, report):
    for attempt in range(attempts):
        try:
            _receive(address, part, timeout, lambda text: report(f"{name}: {text}"))
            return
        except urllib.error.HTTPError as error:
            reason = f"the server answers {error.code} {error.reason}"
            if error.code < 500 and error.code not in (408, 429):
                raise DownloadError(f"{address}: {reason}") from error
        except (OSError, http.client.HTTPException) as error:
            reason = str(getattr(error, "reason", None) or error) or type(error).__name__
        if attempt + 1 == attempts:
            raise UnreachableError(f"{address}: {reason} ({attempts} attempts)")
        report(f"{name}: {reason}; trying again")
        time.sleep(pause * 2**attempt)


def _receive(address, part, timeout, report):
    """Append to `part` what is missing of the file; raise an OSError where it breaks off."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    request = urllib.request.Request(address, headers=headers)
    try:
        answer = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        # Nothing behind what there is: all of the file, or more than all of another one.
        if error.headers.get("Content-Range", "").rpartition("/")[2] == str(have):
            return
        part.unlink()
        answer = urllib.request.urlopen(address, timeout=timeout)
    with answer:
        resumed = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(
            f"bytes {have}-"
        )
        have = have if resumed else 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length else None
        shown = time.monotonic()
        with open(part, "ab" if resumed else "wb") as file:
            while block := answer.read(1 << 18):
                file.write(block)
                have += len(block)
                if time.monotonic() - shown > 2:
                    shown = time.monotonic()
                    report(_progress(have, total))
    if total is not None and have < total:
        raise ConnectionError(f"the connection broke off after {have} of {total} bytes")
    report(_progress(have, total))


def _progress(have, total):
    text = f"{have / 1e6:.1f}"
    return f"{text} of {total / 1e6:.1f} MB ({have / total:.0%})" if total else f"{text} MB"
