"""Files by label: none is told from another by its place in a list.

Snakemake gives a job files, or lists of them, by name. The files of several codes and batches of
seeds have names such as ``paths:text/vector/3t:00000-00009``, which a job gets as dicts in dicts.
"""

import hashlib
import json

#: Between the labels of a name. It is in no name of a recipe, scheme, scanner, network or batch.
SEPARATOR = ":"


def joined(*names):
    """One label of several names, such as those of a recipe, a scheme and a scanner.

    Examples
    --------
    >>> joined("text", "vector", "3t")
    'text/vector/3t'
    """
    return "/".join(names)


def digest(facts):
    """A name for what has none: the same for the same facts.

    Parameters
    ----------
    facts : object
        Of values of JSON.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> digest({"tr": 2.0, "interval": 8.0}) == digest({"interval": 8.0, "tr": 2.0})
    True
    """
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def flat(tree):
    """One dict of what is in dicts in dicts, by labels together.

    Parameters
    ----------
    tree : dict

    Returns
    -------
    dict

    Examples
    --------
    >>> flat({"paths": {"text/3t": {"00000-00009": "a.nc"}}, "path": "b.nc"})
    {'paths:text/3t:00000-00009': 'a.nc', 'path': 'b.nc'}
    """
    found = {}
    for label, value in tree.items():
        if isinstance(value, dict):
            found |= {f"{label}{SEPARATOR}{rest}": leaf for rest, leaf in flat(value).items()}
        else:
            found[label] = value
    return found


def nested(named):
    """Undo `flat`.

    Parameters
    ----------
    named : dict

    Returns
    -------
    dict

    Examples
    --------
    >>> nested({"paths:text/3t:00000-00009": "a.nc", "path": "b.nc"})
    {'paths': {'text/3t': {'00000-00009': 'a.nc'}}, 'path': 'b.nc'}
    """
    tree = {}
    for name, value in named.items():
        *above, last = name.split(SEPARATOR)
        place = tree
        for label in above:
            place = place.setdefault(label, {})
        place[last] = value
    return tree


def batch_names(seeds, size):
    """Names of the batches of seeds, by first and last seed.

    Examples
    --------
    >>> batch_names(12, 10)
    ['00000-00009', '00010-00011']
    """
    return [f"{first:05d}-{min(first + size, seeds) - 1:05d}" for first in range(0, seeds, size)]


def seeds_of(batch):
    """First seed of a batch and one past its last.

    Examples
    --------
    >>> seeds_of("00010-00019")
    [10, 20]
    """
    first, last = batch.split("-")
    return [int(first), int(last) + 1]
