"""Parameters of coding schemes with a list of values: one scheme for each value.

A list stands where a key of a block of `schemes` or `families` is a number. Keys that are lists by
themselves, such as frequencies, are not swept: a list there is one value.
"""

from neuralcode.allowed import is_allowed, words_of
from neuralcode.names import family, swept, with_value
from rules.messages import part_of

BLOCKS = ("schemes", "families")


def _numbers(config, schema):
    """Path, value and schema of each number in the blocks of schemes."""
    for top in BLOCKS:
        blocks = config.get(top) or {}
        for name, block in blocks.items() if isinstance(blocks, dict) else ():
            place = part_of(part_of(schema, top), name)
            for key, value in block.items() if isinstance(block, dict) else ():
                part = part_of(place, key)
                if part.get("type") in ("number", "integer"):
                    yield [top, name, key], value, part


def lists(config, schema):
    """Keys that have a list of values.

    Parameters
    ----------
    config, schema : dict

    Returns
    -------
    list of (path, values, schema of the key)
    """
    return [found for found in _numbers(config, schema) if isinstance(found[1], list)]


def problems(config, schema):
    """Lists of values that cannot be swept.

    Parameters
    ----------
    config, schema : dict

    Yields
    ------
    path, given, allowed, better
        See `rules.consistency.problems`.
    """
    found = lists(config, schema)
    for path, values, place in found:
        if not values:
            yield (
                path,
                values,
                f"{words_of(place)}, or a list of such numbers",
                place.get("default"),
            )
            return
        for position, value in enumerate(values):
            if not is_allowed(value, place):
                better = values[:position] + values[position + 1 :] or place.get("default")
                yield path, values, f"a list; each {words_of(place)}", better
                return
        if len(set(values)) < len(values):
            yield path, values, "a list without repetition", list(dict.fromkeys(values))
            return
    keys = list(dict.fromkeys(path[-1] for path, _, _ in found))
    for path, values, _ in found:
        block = [other for other, _, _ in found if other[:2] == path[:2]]
        if path[-1] != keys[0] or (len(block) > 1 and path != block[0]):
            allowed = f"a single number: {keys[0]} has a list, and a study varies one key at a time"
            yield path, values, allowed, values[0]
            return


def with_first_values(config, schema):
    """The configuration with the first of the values of each list, which the schema allows.

    Parameters
    ----------
    config, schema : dict

    Returns
    -------
    dict
    """
    return with_lists(config, [(path, values[0]) for path, values, _ in lists(config, schema)])


def with_lists(config, values):
    """The configuration with other values of some keys of schemes.

    Parameters
    ----------
    config : dict
    values : iterable of (path, value)

    Returns
    -------
    dict
    """
    found = config | {top: dict(config[top]) for top in BLOCKS if top in config}
    for (top, name, key), value in values:
        found[top][name] = found[top][name] | {key: value}
    return found


def expanded(config, schema):
    """The configuration with a scheme for each value, in place of the one that has a list.

    Parameters
    ----------
    config, schema : dict

    Returns
    -------
    dict
    """
    found = {path[1]: (path[-1], values) for path, values, _ in lists(config, schema)}

    def names(scheme):
        if family(scheme) not in found or swept(scheme) is not None:
            return [scheme]
        key, values = found[family(scheme)]
        return [with_value(scheme, key, value) for value in values]

    studies = [
        study | {"schemes": list(dict.fromkeys(n for s in study["schemes"] for n in names(s)))}
        for study in config["studies"]
    ]
    return config | {"studies": studies}
