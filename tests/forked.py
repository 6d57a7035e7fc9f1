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
    with tempfile.TemporaryDirectory() as temporary:
        printed = [Path(temporary) / name for name in ("stdout", "stderr")]
        process = _context().Process(
            target=_snakemake, args=(arguments, str(folder), dict(environment), *map(str, printed))
        )
        process.start()
        process.join()
        texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in printed]
    return subprocess.CompletedProcess(["snakemake", *arguments], process.exitcode, *texts)


def _snakemake(arguments, folder, environment, stdout, stderr):
    # What is there already is left alone by collections, and so stays shared.
    gc.freeze()
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((sys.stdout, stdout), (sys.stderr, stderr)):
        with open(path, "w", encoding="utf-8") as file:
            os.dup2(file.fileno(), stream.fileno())
    try:
        _main(arguments, folder)
    except SystemExit:
        raise
    except BaseException:
        # The process would die of it with a word of multiprocessing's.
        traceback.print_exc()
        sys.exit(1)
    finally:
        # Processes of multiprocessing leave these out.
        atexit._run_exitfuncs()


def _main(arguments, folder):
    os.chdir(folder)
    # As ``python -m snakemake`` has them.
    sys.argv = [importlib.util.find_spec("snakemake.__main__").origin, *arguments]
    sys.path.insert(0, folder)
    from snakemake.cli import main

    main(arguments)


def value_of(function, *arguments):
    """What a function gives in a process of its own; RuntimeError says what went wrong there."""
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
