"""Names of a value and its interval in tables.

This module does not import scipy, because the environments of pages and figures lack it.
"""

#: Of the ends of an interval.
BOUNDS = ("ci_low", "ci_high")


def columns(name, found, *, prefix=None):
    """Columns of a table with a value and the ends of its interval.

    Parameters
    ----------
    name : str
        Of the value.
    found : iterable
        Value, lower and upper end.
    prefix : str, optional
        Before the names of the ends; by default that of the value.

    Returns
    -------
    dict

    Examples
    --------
    >>> columns("decoding", (0.4, 0.3, 0.5))
    {'decoding': 0.4, 'decoding_ci_low': 0.3, 'decoding_ci_high': 0.5}
    >>> columns("mean", (0.4, 0.3, 0.5), prefix="")
    {'mean': 0.4, 'ci_low': 0.3, 'ci_high': 0.5}
    """
    prefix = f"{name}_" if prefix is None else prefix
    names = (name, *(f"{prefix}{bound}" for bound in BOUNDS))
    return dict(zip(names, found, strict=True))
