"""Versions of the software that the workflow runs with."""

from importlib.metadata import PackageNotFoundError, version

# What conda calls by another name.
DISTRIBUTIONS = {"matplotlib-base": "matplotlib", "pytorch": "torch"}


def found(package):
    """Version of a package in this environment, in words where it has none."""
    try:
        return version(DISTRIBUTIONS.get(package, package))
    except PackageNotFoundError:
        return "not in this environment"


def versions(environments):
    """Versions of packages: pinned, and found here.

    Parameters
    ----------
    environments : dict of dict of str
        Pinned version by environment and package.

    Returns
    -------
    list of list of str
        Package, pinned version, version found, names of the environments.
    """
    users = {}
    for environment, pins in environments.items():
        for package, pinned in pins.items():
            if package != "python":
                users.setdefault((package, pinned), []).append(environment)
    return [
        [package, pinned, found(package), ", ".join(names)]
        for (package, pinned), names in sorted(users.items())
    ]
