"""Python and Snakemake in processes forked from one that has imported their packages already.

A fresh `python -m snakemake` takes longer to import Snakemake than to do what most tests ask of it.
What is forked runs the same code with the same arguments, has a state of its own, and prints and
ends as it would. Nothing of the workflow itself is imported before: each copy has its own.
"""

import atexit
import gc
import importlib.util
import multiprocessing
import os
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path

# What a start of Snakemake with our rules imports, and takes long.
IMPORTED = [
    *("snakemake.cli", "snakemake.dag", "snakemake.executors.dryrun", "snakemake.executors.local"),
    *("snakemake.report.html_reporter", "snakemake.script", "snakemake.workflow"),
    *("jsonschema", "numpy", "pandas", "requests", "scipy.special", "smart_open", "xarray"),
]


@cache
def _context():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


def snakemake(arguments, folder, environment):
    """Run ``python -m snakemake``.

    In a fresh process where the environment asks for another start of Python, as another language
    does.

    Parameters
    ----------
    arguments : iterable of str
    folder : pathlib.Path
        Where it runs.
    environment : dict of str to str

    Returns
    -------
    subprocess.CompletedProcess
        Its stdout and stderr are text.
    """
    arguments = list(map(str, arguments))
    if _read_at_start(environment) != _read_at_start(os.environ):
        return subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    with tempfile.TemporaryDirectory() as temporary:
        printed = {name: Path(temporary) / name for name in ("stdout", "stderr")}
        status = value_of(_snakemake, arguments, str(folder), dict(environment), printed)
        texts = {name: path.read_text(encoding="utf-8") for name, path in printed.items()}
    return subprocess.CompletedProcess(["snakemake", *arguments], status, **texts)


def _read_at_start(environment):
    """What a fork cannot change any more."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(("PYTHON", "LC_", "LANG"))
    }


def _snakemake(arguments, folder, environment, printed):
    """Exit status of Snakemake in this process, which is of no use behind it."""
    # What is there already is left alone by collections, which are few, and so stays shared.
    gc.freeze()
    gc.set_threshold(100_000)
    os.environ.clear()
    os.environ.update(environment)
    for name, path in printed.items():
        with open(path, "w", encoding="utf-8") as file:
            os.dup2(file.fileno(), getattr(sys, name).fileno())
    os.chdir(folder)
    # As ``python -m snakemake`` has them.
    sys.argv = [importlib.util.find_spec("snakemake.__main__").origin, *arguments]
    sys.path.insert(0, folder)
    from snakemake.cli import main

    try:
        main(arguments)
        status = 0
    except SystemExit as exit:
        status = exit.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
    # Processes of multiprocessing leave these out.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def value_of(function, *arguments):
    """What a function gives in a process of its own; RuntimeError says what went wrong there.

    It comes through a pipe of its own: where several threads wait, multiprocessing may read the
    exit status of a process for another one.
    """
    receiver, sender = _context().Pipe(duplex=False)
    process = _context().Process(target=_answer, args=(sender, function, arguments))
    process.start()
    sender.close()
    try:
        value, error = receiver.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{function.__name__}: exit code {process.exitcode}") from None
    process.join()
    if error:
        raise RuntimeError(error)
    return value


def _answer(sender, function, arguments):
    try:
        sender.send((function(*arguments), None))
    except Exception:
        sender.send((None, traceback.format_exc()))
