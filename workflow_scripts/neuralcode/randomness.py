"""Random numbers that depend on what they are for, and on nothing else."""

from zlib import crc32

import numpy as np


def generator(study_seed, seed, stage, what):
    """Make the generator of one purpose, in one seed of a study.

    The same four arguments give the same numbers whatever the size of a batch, the number of
    cores, the executor or the order of the jobs.

    Parameters
    ----------
    study_seed : int
        Seed of the whole study; another one makes an independent replication.
    seed : int
        Number of the simulated seed, from 0.
    stage : str
        Stage of the workflow that draws, such as ``"stimuli"``.
    what : str
        What is drawn there, such as ``"prototypes"``.

    Returns
    -------
    numpy.random.Generator
    """
    names = [crc32(name.encode()) for name in (stage, what)]
    return np.random.default_rng(np.random.SeedSequence([study_seed, seed, *names]))
