"""Verdicts in symbols and counts."""

# A word and a symbol for each verdict: colour alone is not for all eyes.
SYMBOLS = {
    "reproduced": "\u2713",
    "not reproduced": "\u2717",
    "undecided": "?",
    "not run": "\u2013",
    "cited": "\u201d",
    "in the published means": "\u2713",
    "not in the published means": "\u2717",
}
PARTLY = "\u25d0"
# Claims of the paper, and those that this project adds, by the column `ours`.
GROUPS = {"": "The paper's claims", "yes": "What we add"}


def symbol(verdict):
    """Symbol of a verdict.

    Examples
    --------
    >>> symbol("reproduced"), symbol("reproduced only with the released recipe")
    ('\u2713', '\u25d0')
    """
    return SYMBOLS.get(verdict, PARTLY)


def counts(verdicts):
    """How many claims have which verdict, the most frequent first.

    Parameters
    ----------
    verdicts : sequence of str

    Returns
    -------
    str

    Examples
    --------
    >>> counts(["undecided", "reproduced", "reproduced"])
    '3 claims: 2 reproduced, 1 undecided'
    """
    verdicts = list(verdicts)
    found = sorted(set(verdicts), key=lambda name: (-verdicts.count(name), name))
    noun = "claim" if len(verdicts) == 1 else "claims"
    return f"{len(verdicts)} {noun}: " + ", ".join(
        f"{verdicts.count(name)} {name}" for name in found
    )


def groups(rows):
    """Claims of the paper and our own.

    Parameters
    ----------
    rows : sequence of mapping
        Of the table of claims.

    Returns
    -------
    list of (str, list)
        Title and rows of each group that has any.
    """
    parted = [
        (title, [row for row in rows if row["ours"] == ours]) for ours, title in GROUPS.items()
    ]
    return [(title, part) for title, part in parted if part]
