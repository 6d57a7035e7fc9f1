"""Run one job: the function `run` of a stage, with the files and settings of its rule.

The names of inputs and outputs in a rule are the arguments of that function, and so are its
settings. The module CONTRIBUTING.md says how to run a job by hand.
"""

import gc
import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

from storage import labels, log, records

# Before all packages, one of which may be called `tables` or `datasets`, too.
sys.path.insert(0, str(Path(log.__file__).parent.parent))


def run(stage, inputs, outputs, settings, threads=1):
    """Run a stage.

    Parameters
    ----------
    stage : str
        Module in ``workflow_scripts/``, such as ``batches.encode``.
    inputs, outputs : dict
        Path, list of paths, or paths by label, by argument.
    settings : dict
        All other arguments.
    threads : int
        For the stages that take them.
    """
    # What is imported stays. The garbage collector need not look at it, now or at the end.
    gc.disable()
    function = import_module(stage).run
    gc.freeze()
    gc.enable()
    if "threads" in signature(function).parameters:
        settings = settings | {"threads": threads}
    function(**inputs, **outputs, **settings)


def run_recorded(inputs, outputs, params, threads=1):
    """Run a stage on inputs that are what it expects, and record what its outputs were made from.

    Parameters
    ----------
    inputs, outputs : snakemake.io.Namedlist
    params : snakemake.io.Params
        stage, rule, settings, and what recorded inputs must have been made from, by path.
    threads : int
    """
    for path, facts in params.expected.items():
        records.check(path, facts)
    by_label = (labels.nested(dict(paths.items())) for paths in (inputs, outputs))
    run(params.stage, *by_label, params.settings, threads)
    made_from = records.made_from(params.rule, params.settings, params.expected)
    for path in outputs:
        records.write(path, made_from)


if __name__ == "__main__":
    # Once the C library has seen a block of this size returned, it keeps the memory of smaller ones
    # for the next array. Otherwise the system gives and takes every array of some megabytes.
    bytearray(31 << 20)
    with log.job(snakemake.log[0]):
        run_recorded(snakemake.input, snakemake.output, snakemake.params, snakemake.threads)
    # The process ends: to look for garbage takes up to a third of a second, by what is imported.
    gc.freeze()
