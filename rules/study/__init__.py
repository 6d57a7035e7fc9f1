"""What a configuration asks for: the files, settings, memory and code of every job.

Plain Python without Snakemake. A module per file of ``rules/*.smk`` has a function per rule, of the
same name; the job itself is the module of that name in ``workflow_scripts/``.

Examples
--------
>>> from rules.study import Study
>>> study = Study.read()
>>> study.job("encode", recipe="text", scheme="vector", batch="00000-00024").inputs
{'items_path': 'results/stimuli/text/00000-00024.nc'}
"""

from rules.study import (  # noqa: F401, each registers its stages
    answer,
    coding,
    figures,
    generalisation,
    hierarchy,
    items,
    pages,
    photograph_rdms,
    photograph_scans,
    photographs,
    plan,
    rsa,
    scanning,
    spikes,
    sweep,
    tables,
    width,
)
from rules.study.stages import STAGES, Job
from rules.study.study import Study

__all__ = ["STAGES", "Job", "Study"]
