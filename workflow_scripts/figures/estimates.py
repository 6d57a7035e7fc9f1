"""Which numbers are estimates that may be shown."""


def shown(table):
    """A table of recoverability without corrected values that are no estimates.

    Where the signal is lost in noise, its variance is a small number by chance, and what is divided
    by it is any number. The interval is missing then, unless the study has too few seeds for any.

    Parameters
    ----------
    table : pandas.DataFrame
        With the columns corrected, corrected_ci_low, corrected_ci_high and recovered.

    Returns
    -------
    pandas.DataFrame
    """
    bounds = table[["corrected_ci_low", "corrected_ci_high"]].notna().all(axis=1)
    if not bounds.any():
        return table
    columns = ["corrected", "recovered"]
    return table.assign(**{name: table[name].where(bounds) for name in columns})
