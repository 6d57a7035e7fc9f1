"""What a job's code is: a hash of the modules it uses, for Snakemake to compare.

Snakemake notices neither an edited package that a script imports nor, without looking at time
stamps, an edited script. The hash of their code stands in the params of each rule: an edit makes
exactly the users of a module run again, and `touch` or `git checkout` nothing. The same holds for
the versions that its environment pins: Snakemake itself would compare the text of the file and the
folder that it lies in, and nothing at all where there is no conda.
"""

import hashlib
from functools import cache
from pathlib import Path

from neuralcode.coding.registry import find
from rules import yaml_files
from rules.study import syntax

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = ROOT / "workflow_scripts"


@cache
def _syntax(path):
    return syntax.of(path)


@cache
def _imported(path, root):
    """Modules below the folder `root` that the module at `path` imports."""
    found = set()
    for dots, name in _syntax(path).imports:
        # One dot is the folder of this module, each further one the folder above.
        folder = path.parents[dots - 1] if dots else root
        if folder.is_relative_to(root):
            parts = [*folder.relative_to(root).parts, *name.split(".")]
            # The packages that it lies in are run first.
            for end in range(1, len(parts) + 1):
                module = root.joinpath(*parts[:end])
                found |= {module / "__init__.py", module.with_suffix(".py")}
    return [file for file in found if file.is_file()]


@cache
def modules_of(*starts, root=None):
    """Files below a folder that the given files use, themselves included.

    Parameters
    ----------
    *starts : pathlib.Path
    root : pathlib.Path
        Where modules are looked for by name; by default the scripts of this project.

    Returns
    -------
    tuple of pathlib.Path, sorted
    """
    found, waiting = set(), list(starts)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imported(path, root or SCRIPTS))
    return tuple(sorted(found))


def source_hash(name, folder="."):
    """Hash of the code behind ``package.module:function``, where it lies in the working folder.

    With all modules of its package, since they may find each other by name, and with all modules
    that these import from the working folder.

    Parameters
    ----------
    name : str
        Empty for no function.
    folder : str or pathlib.Path

    Returns
    -------
    str
        Empty where no such code lies in the folder.

    Raises
    ------
    SyntaxError
        If a module is no Python. Names the file.
    """
    if not name:
        return ""
    folder = Path(folder).resolve()
    top = folder / name.partition(":")[0].split(".")[0]
    single = top.with_suffix(".py")
    is_package = (top / "__init__.py").is_file() or not single.is_file()
    starts = sorted(top.rglob("*.py")) if is_package else [single]
    if not starts:
        return ""
    digest = hashlib.sha256()
    for path in modules_of(*starts, root=folder):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def module_of_scheme(name):
    """File in which a coding scheme is registered."""
    return SCRIPTS.joinpath(*find(name).function.__module__.split(".")).with_suffix(".py")


@cache
def pins_of(env):
    """What an environment of ``envs/`` pins, in the order of the names."""
    return sorted(yaml_files.read(ROOT / "envs" / f"{env}.yaml")["dependencies"])


def resource(name):
    """A file of ``resources/``, whose content is part of the code of a job that reads it.

    Its time stamp may be older than results that another version of it has made.
    """
    return ROOT / "resources" / name


def modules_of_job(module, *others):
    """Modules of the project that a job uses; the arguments are those of `code_of`."""
    starts = [SCRIPTS / "job.py", SCRIPTS.joinpath(*module.split(".")).with_suffix(".py")]
    return modules_of(*starts, *(path for path in others if path.suffix == ".py"))


@cache
def code_of(module, *others, env):
    """Hash of a job's module, of all modules of the project that it uses, and of its pins.

    Parameters
    ----------
    module : str
        In ``workflow_scripts/``, such as ``batches.encode``.
    *others : pathlib.Path
        Modules that the job finds by itself rather than imports by name, and other files.
    env : str
        Name of a file in ``envs/``, without its ending.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(repr(pins_of(env)).encode())
    for path in modules_of_job(module, *others):
        digest.update(path.relative_to(SCRIPTS).as_posix().encode())
        digest.update(bytes.fromhex(_syntax(path).digest))
    for path in others:
        if path.suffix != ".py":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
