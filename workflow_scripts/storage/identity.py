"""What a file says about itself, and what its reader expects.

The rules make one dict for each file: its stage, and all that it was made from (recipe, scheme,
scanner, study seed, parameters). Its writer stores the dict, and each of its readers compares it.
"""

import json
import os
import shlex
from contextlib import contextmanager

#: Where the main process of Snakemake leaves the command of the user's own run for its jobs.
COMMAND = "NEURALCODE_COMMAND"
DEFAULT_COMMAND = "snakemake --cores all"


class UnusableFileError(Exception):
    """A file is there, and is not the one that its reader needs."""

    def __init__(self, path, reason):
        super().__init__(f"{path} {reason}\n{advice(path)}")


class DamagedFileError(UnusableFileError):
    """A file cannot be read, fails its checksum or lacks a part."""

    def __init__(self, path, reason):
        super().__init__(path, f"is damaged ({reason}).")


class OtherFileError(UnusableFileError):
    """A file is readable, and was made from something else than its reader expects."""

    def __init__(self, path, differences):
        listed = "\n".join(
            f"  {name}: it has {_shown(found)}, expected is {_shown(wanted)}"
            for name, found, wanted in differences
        )
        super().__init__(path, f"is not the file that belongs there:\n{listed}")


@contextmanager
def reading(path):
    """Tell a damaged file from one that the system does not let be read.

    Parameters
    ----------
    path : str

    Raises
    ------
    DamagedFileError
        Where what is read in the context is damaged or missing.
    OSError
        Of the system, as without the permission.
    """
    try:
        yield
    except UnusableFileError:
        raise
    except OSError as error:
        # Errors of the system have positive numbers, those of netCDF negative ones.
        if error.errno is not None and error.errno > 0:
            raise
        raise DamagedFileError(path, str(error)) from error
    except (RuntimeError, LookupError, ValueError, AttributeError) as error:
        raise DamagedFileError(path, f"{type(error).__name__}: {error}") from error


def _shown(value):
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def advice(path):
    """Say how to make a file again, with the options of the user's own run.

    Parameters
    ----------
    path : str

    Returns
    -------
    str
        Ends in the command to paste. Of a link into a cache between workflows, the command removes
        the cached file first: Snakemake would take it back.
    """
    command = os.environ.get(COMMAND, DEFAULT_COMMAND)
    steps = f"{command} --force {shlex.quote(str(path))}"
    text = "Make it again with:"
    if os.path.islink(path):
        entry = shlex.quote(os.path.realpath(path))
        text = "It is a link into a cache. Remove the cached file, and make it again, with:"
        steps = f"rm -f {entry} && {steps}"
    return f"{text}\n\n  {steps}\n"


def to_attributes(facts):
    """Global attributes of a netCDF file: each value as JSON with sorted keys.

    Parameters
    ----------
    facts : dict

    Returns
    -------
    dict of str
    """
    return {key: json.dumps(value, sort_keys=True) for key, value in facts.items()}


def from_attributes(attributes):
    """Undo `to_attributes`; what is no JSON stays text."""
    facts = {}
    for key, value in attributes.items():
        try:
            facts[key] = json.loads(value)
        except (TypeError, ValueError):
            facts[key] = value
    return facts


def compare(path, found, expected):
    """Refuse a file that was not made from what its reader expects.

    Parameters
    ----------
    path : str
    found : dict
        What the file says about itself; it may say more than is expected.
    expected : dict
        Values of JSON.

    Raises
    ------
    OtherFileError
        Names each key that differs, by its path (``stimuli.units``), what the file holds and what
        is expected.
    """
    differences = list(_differences(found, expected))
    if differences:
        raise OtherFileError(path, differences)


def _differences(found, expected, prefix=""):
    for key, wanted in expected.items():
        value = found.get(key)
        # As JSON has it: tuples are lists there, and keys are text.
        wanted = json.loads(json.dumps(wanted))
        if isinstance(wanted, dict) and isinstance(value, dict):
            missing = dict.fromkeys(value.keys() - wanted.keys())
            yield from _differences(value, wanted | missing, f"{prefix}{key}.")
        elif value != wanted:
            yield f"{prefix}{key}", value, wanted
