"""Run one job: the function `run` of a stage, with the files and settings of its rule.

The names of inputs and outputs in a rule are the arguments of that function, and so are its
settings. The module CONTRIBUTING.md says how to run a job by hand.
"""

import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

from storage import log

# Before all packages, one of which may be called `tables` or `datasets`, too.
sys.path.insert(0, str(Path(log.__file__).parent.parent))


def run(stage, inputs, outputs, settings, threads=1):
    """Run a stage.

    Parameters
    ----------
    stage : str
        Module in ``workflow_scripts/``, such as ``batches.encode``.
    inputs, outputs : dict
        Path, or list of paths, by argument.
    settings : dict
        All other arguments.
    threads : int
        For the stages that take them.
    """
    function = import_module(stage).run
    if "threads" in signature(function).parameters:
        settings = settings | {"threads": threads}
    function(**inputs, **outputs, **settings)


if __name__ == "__main__":
    with log.job(snakemake.log[0]):
        run(
            snakemake.params.stage,
            dict(snakemake.input.items()),
            dict(snakemake.output.items()),
            snakemake.params.settings,
            snakemake.threads,
        )
