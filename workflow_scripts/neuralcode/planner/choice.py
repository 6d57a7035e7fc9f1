"""The design that reaches a target with the least time in the scanner, and what it is in words."""

from neuralcode.planner.questions import TESTS


def cost(row):
    """What designs are compared by: the time of all subjects, then their number, then runs.

    Parameters
    ----------
    row : dict
        subjects, minutes_per_subject and runs of a design.

    Returns
    -------
    tuple
        In minutes to a thousandth, so that sums that are equal in theory are equal.
    """
    minutes = round(row["subjects"] * row["minutes_per_subject"], 3)
    return minutes, row["subjects"], row["runs"]


def best(rows, target):
    """The design with the least time in the scanner, over all subjects, that reaches a target.

    Parameters
    ----------
    rows : list of dict
        Designs of one code, scanner and test: see `cost`, and power.
    target : float

    Returns
    -------
    dict, or None
        None where no design reaches it.

    Examples
    --------
    >>> rows = [
    ...     {"subjects": 8, "runs": 2, "minutes_per_subject": 20.0, "power": 0.85},
    ...     {"subjects": 4, "runs": 2, "minutes_per_subject": 20.0, "power": 0.60},
    ...     {"subjects": 4, "runs": 3, "minutes_per_subject": 30.0, "power": 0.82},
    ... ]
    >>> best(rows, 0.8)["runs"], best(rows, 0.9)
    (3, None)
    """
    able = [row for row in rows if row["power"] >= target]
    return min(able, key=cost, default=None)


def largest(rows):
    """The design with the most time in the scanner, over all subjects; see `cost`."""
    return max(rows, key=cost)


def _count(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def design(row):
    """A design in words.

    Parameters
    ----------
    row : dict
        subjects, runs, minutes_per_run, n_stimuli, repeats.

    Returns
    -------
    str
    """
    minutes = row["minutes_per_run"]
    length = f"{minutes:.2g}" if minutes < 10 else f"{minutes:.0f}"
    shown = {1: "once", 2: "twice"}.get(row["repeats"], f"{row['repeats']} times")
    return (
        f"{_count(row['subjects'], 'subject')} with {_count(row['runs'], 'run')} of {length} "
        f"minutes ({row['n_stimuli']} stimuli, {shown} in a run)"
    )


def sentence(rows, target, place):
    """What it takes to see a structure.

    Parameters
    ----------
    rows : list of dict
        All designs of one code, scanner and test: columns of `design`, scheme, test,
        minutes_per_subject, power, ci_low and ci_high.
    target : float
    place : str
        What a reader calls the scanner.

    Returns
    -------
    str
    """
    chosen = best(rows, target)
    found = TESTS[rows[0]["test"]].found.format(scheme=rows[0]["scheme"])
    if chosen is None:
        tried = largest(rows)
        return (
            f"At {place}, {found} is not seen with {100 * target:.0f} % power by any design that "
            f"was tried: the largest, {design(tried)}, has {_power(tried)}."
        )
    smallest = min(rows, key=cost)
    less = "; no smaller design was tried" if cost(chosen) == cost(smallest) else ""
    return f"At {place}, {found} needs {design(chosen)}: {_power(chosen)}{less}."


def _power(row):
    low, high = 100 * row["ci_low"], 100 * row["ci_high"]
    return f"{100 * row['power']:.0f} % power [{low:.0f}, {high:.0f}]"


def least_minutes(rows, target):
    """Least time in the scanner with which a number of subjects reaches a target.

    Parameters
    ----------
    rows : list of dict
        Designs of one code, scanner, test and number of subjects: n_stimuli, repeats, runs,
        minutes_per_subject, power.
    target : float

    Returns
    -------
    float
        In minutes per subject, the least over numbers of stimuli and repeats. Between two numbers
        of runs power is interpolated linearly. NaN where no design reaches the target.

    Examples
    --------
    >>> rows = [
    ...     {"n_stimuli": 20, "repeats": 1, "runs": 2, "minutes_per_subject": 10.0, "power": 0.7},
    ...     {"n_stimuli": 20, "repeats": 1, "runs": 4, "minutes_per_subject": 20.0, "power": 0.9},
    ... ]
    >>> round(least_minutes(rows, 0.8), 6)
    15.0
    """
    families = {}
    for row in sorted(rows, key=lambda row: row["runs"]):
        families.setdefault((row["n_stimuli"], row["repeats"]), []).append(row)
    found = []
    for family in families.values():
        first = next((i for i, row in enumerate(family) if row["power"] >= target), None)
        if first is None:
            continue
        above = family[first]
        minutes = above["minutes_per_subject"]
        if first:
            below = family[first - 1]
            share = (above["power"] - target) / (above["power"] - below["power"])
            minutes -= share * (minutes - below["minutes_per_subject"])
        found.append(minutes)
    return min(found, default=float("nan"))
