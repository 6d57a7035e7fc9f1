"""Run one job by hand, in this process, with the inputs and settings that its rule gives it.

    python -m rules.by_hand results/tables/hierarchy.csv --configfile mine.yaml
    python -m pdb -m rules.by_hand results/tables/hierarchy.csv

The file is written as Snakemake would write it, but Snakemake keeps no record of it.
"""

import argparse
import sys
from contextlib import contextmanager
from pathlib import Path

from snakemake.api import SnakemakeApi
from snakemake.settings.types import (
    ConfigSettings,
    DAGSettings,
    OutputSettings,
    Quietness,
    ResourceSettings,
)

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def loaded(*configfiles, snakefile=ROOT / "Snakefile"):
    """The workflow as Snakemake loads it, with its rules.

    Parameters
    ----------
    *configfiles : pathlib.Path
    snakefile : pathlib.Path

    Yields
    ------
    snakemake.workflow.Workflow
    """
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        yield api.workflow(
            ResourceSettings(cores=1),
            config_settings=ConfigSettings(configfiles=list(map(Path, configfiles))),
            snakefile=snakefile,
        )._workflow


def job_of(workflow, path):
    """The job that makes a file.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    path : str

    Returns
    -------
    snakemake.jobs.Job

    Raises
    ------
    LookupError
        If no rule makes it.
    """
    from snakemake.dag import DAG
    from snakemake.jobs import Job

    workflow.dag_settings = DAGSettings()
    for rule in workflow.rules:
        if rule.is_producer(path):
            return Job(rule, DAG(workflow, rules=[]), rule.get_wildcards(path))
    raise LookupError(f"No rule makes {path}.")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m rules.by_hand", description=__doc__)
    parser.add_argument("path", help="one of the files that the job makes")
    parser.add_argument("--configfile", nargs="*", default=[], help="as given to snakemake")
    given = parser.parse_args(arguments)
    with loaded(*given.configfile) as workflow:
        job = job_of(workflow, given.path)
        missing = [path for path in job.input if not Path(path).exists()]
        if missing:
            sys.exit(f"Make the inputs first:\n\n  snakemake --cores all {' '.join(missing)}")
        for path in job.output:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        print(f"{job.params.stage}.run, as the rule {job.rule.name} calls it", file=sys.stderr)
        import job as runner

        runner.run_recorded(job.input, job.output, job.params)


if __name__ == "__main__":
    main()
