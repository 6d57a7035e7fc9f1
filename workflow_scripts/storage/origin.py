"""Which version of the workflow computed a result: its commit, and a hash of its code."""

import hashlib
import os
import subprocess
from functools import cache
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
ROOT = SCRIPTS.parent
UNKNOWN = "unknown"


@cache
def commit(root=ROOT):
    """Commit of the workflow, with ``-dirty`` behind it where files were edited since.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the workflow.

    Returns
    -------
    str
        ``unknown`` without git, in an unpacked archive, and in an archive inside a repository of
        somebody else: the commit of that repository says nothing about this code.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != Path(root).resolve():
        return UNKNOWN
    # An archive may also be unpacked over the top folder of another repository.
    if not _git(root, "ls-files", "--", str(Path(__file__).relative_to(ROOT))):
        return UNKNOWN
    return _git(root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") or UNKNOWN


def commit_date(root=ROOT):
    """Day of that commit, such as 2026-11-26; ``unknown`` where the commit is."""
    if commit(root) == UNKNOWN:
        return UNKNOWN
    return _git(root, "show", "--no-patch", "--format=%cs", "HEAD")


def _git(folder, *arguments):
    """Output of git in a folder; empty where it fails or is not installed."""
    # A git hook sets variables that name another repository.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@cache
def code_hash(scripts=SCRIPTS):
    """Hash of all code that computes results: every module below ``workflow_scripts/``.

    It is known where the commit is not, and it is the same in every copy of the same code.

    Parameters
    ----------
    scripts : pathlib.Path

    Returns
    -------
    str
        The first 16 digits of a SHA-256.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(scripts).rglob("*.py")):
        digest.update(path.relative_to(scripts).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
