"""The experiment of a scanner: from its parameters to a design, and how good that design is."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from neuralcode.randomness import generator
from neuralcode.scanner import design, events, law

# Variance of the betas over that of isolated events, above which a design is questionable or
# hopeless. At 3 a study needs three times the runs; at 30 the betas are mostly noise.
QUESTIONABLE, HOPELESS = 3.0, 30.0
# Isolated events: their number and the time between them in s.
_ISOLATED, _APART = 10, 60.0


def tables_of(path, runs):
    """Files of the events of a scanner.

    Parameters
    ----------
    path : str
        With ``{run}`` in it one for each run, which count from 1.
    runs : int

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If what is in the braces is no format of a run.

    Examples
    --------
    >>> tables_of("run-{run:02d}_events.tsv", 2)
    ['run-01_events.tsv', 'run-02_events.tsv']
    """
    if "{" not in path:
        return [path]
    try:
        return [path.format(run=run) for run in range(1, runs + 1)]
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"{path} may have {{run}} in it, and nothing else in braces") from error


def timing(scanner, *, name, study_seed, group, kind, labels=()):
    """All that a design depends on, and nothing else.

    Parameters
    ----------
    scanner : dict
        Parameters of `neuralcode.scanner.presets.Scanner`.
    name : str
        Of the scanner; with the study seed it decides where blanks are.
    study_seed : int
    group : int
        Number of stimuli in a category.
    kind : str
        What they are called: ``"level"`` or ``"exemplar"``.
    labels : sequence of str
        Trial types of the stimuli in tables of events, where they are not those of `labels_of`.

    Returns
    -------
    dict
        Of plain values.

    Raises
    ------
    OSError, ValueError
        If a table of events cannot be read or named.
    """
    keys = ("high_pass", "hrf", "tr", "duration", "interval", "blanks", "jitter", "repeats", "rest")
    found = {key: scanner[key] for key in keys} | {"optimised": scanner["order"] == "optimised"}
    if scanner["events"]:
        tables = tables_of(scanner["events"], scanner["runs"])
        hashes = [hashlib.sha256(Path(table).read_bytes()).hexdigest() for table in tables]
        found |= {"tables": tables, "sha256": hashes}
        found |= {"labels": list(labels)} if len(labels) else {}
    if scanner["events"] or scanner["rest"]:
        found |= {"group": group, "kind": kind}
    if scanner["blanks"] or scanner["jitter"]:
        found |= {"drawn": [study_seed, name]}
    return found


def labels_of(stimuli, group, kind):
    """Trial types of the stimuli, in the order in which they are numbered.

    Parameters
    ----------
    stimuli, group : int
        Their number, and how many of them are in a category.
    kind : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> labels_of(4, 2, "level")
    ['category-0_level-0', 'category-0_level-1', 'category-1_level-0', 'category-1_level-1']
    """
    return [f"category-{index // group}_{kind}-{index % group}" for index in range(stimuli)]


def runs_of(given, stimuli):
    """Events of the runs of a scanner.

    Parameters
    ----------
    given : dict
        See `timing`.
    stimuli : int
        Number of stimuli that are shown.

    Returns
    -------
    list of neuralcode.scanner.events.Run
        One that is the same in all runs, or one for each table.

    Raises
    ------
    ValueError
        If a table lacks a stimulus, or runs differ in how often they show one.
    """
    if "tables" in given:
        labels = given.get("labels") or labels_of(stimuli, given["group"], given["kind"])
        runs = [_run_of_table(table, labels) for table in given["tables"]]
        counts = sorted({len(run.onsets) for run in runs})
        if len(counts) > 1:
            raise ValueError(
                f"the tables of events must show stimuli equally often in all runs; there are "
                f"{' and '.join(map(str, counts))} events"
            )
        return runs
    rng = None
    if "drawn" in given:
        study_seed, name = given["drawn"]
        rng = generator(study_seed, 0, "events", f"{name}/{stimuli}")
    keys = ("tr", "hrf", "high_pass", "optimised")
    keys += ("duration", "interval", "blanks", "jitter", "rest")
    own = {key: given[key] for key in keys}
    return [design.run_of(stimuli * given["repeats"], block=_block(given), rng=rng, **own)]


def _run_of_table(table, labels):
    try:
        return events.from_table(events.read_table(table), labels)
    except ValueError as error:
        raise ValueError(f"{table}: {error}") from error


def _block(given):
    return given["group"] if given["rest"] else 0


def repeats_of(given, stimuli):
    """How often each stimulus is shown in a run; the arguments are those of `runs_of`."""
    if "tables" not in given:
        return given["repeats"]
    return len(runs_of(given, stimuli)[0].onsets) // stimuli


def make(given, stimuli, *, in_time=False):
    """Make the experiment of a scanner.

    Parameters
    ----------
    given : dict
        See `timing`.
    stimuli : int
        Number of stimuli that are shown.
    in_time : bool
        Whether parts of events have regressors of their own, for codes in time.

    Returns
    -------
    neuralcode.scanner.measurement.Experiment

    Raises
    ------
    ValueError
        See `runs_of`; or if the design is rank deficient.
    """
    runs = runs_of(given, stimuli)
    return design.experiment(
        runs,
        tr=given["tr"],
        hrf=given["hrf"],
        high_pass=given["high_pass"],
        repeats=len(runs[0].onsets) // stimuli,
        bins=design.bins_of(given["duration"]) if in_time else 0,
        block=_block(given),
    )


def isolated_variance(scanner, duration):
    """Variance of the beta of an event that comes once a minute.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
        For its noise, TR and analysis.
    duration : float
        Of the event in s.

    Returns
    -------
    float
        In squared percent of the baseline.
    """
    run = events.run(_ISOLATED, duration=duration, interval=_APART)
    own = {"tr": scanner.tr, "hrf": scanner.hrf, "high_pass": scanner.high_pass}
    return law.noise_variance(scanner, design.experiment([run], **own))


def quality(scanner, experiment):
    """How well a design tells the stimuli apart, whatever they are.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
        One without noise is judged as if it had that of its field strength.
    experiment : neuralcode.scanner.measurement.Experiment

    Returns
    -------
    dict of str to float
        ``beta_variance`` of a presentation in squared percent, ``isolated_variance`` of an event
        that comes once a minute, their ratio ``variance_ratio``, and ``collinearity``: the mean
        variance inflation of the regressors, 1 where each is orthogonal to all others and to drift.
    """
    judged = scanner if scanner.noise > 0 else replace(scanner, noise=1.0)
    own = law.noise_variance(judged, experiment)
    alone = isolated_variance(judged, experiment.duration)
    white = np.einsum("...ps,...ps->...p", experiment.estimator, experiment.estimator)
    centred = experiment.regressors - experiment.regressors.mean(axis=-2, keepdims=True)
    inflation = white * (centred**2).sum(axis=-2)
    return {
        "beta_variance": own,
        "isolated_variance": alone,
        "variance_ratio": own / alone,
        "collinearity": float(inflation.mean()),
    }
