"""When stimuli are shown: onsets of the events of a run, from parameters or from tables.

A run has places, one for each presentation of a stimulus; what is shown at which place is a matter
of `orders`. Blank trials and jitter move the places, and are the same in all runs.
"""

from dataclasses import dataclass

import numpy as np

# Time that is scanned after the last trial, so that its response is seen, in s.
TAIL = 20.0
# Trial types of a table in which nothing is shown.
BLANKS = ("blank", "baseline", "fixation", "n/a", "null", "rest")


@dataclass(frozen=True)
class Run:
    """Events of a run, in the order of their places.

    Attributes
    ----------
    onsets, durations : ndarray of shape (place,)
        In s, from the first scan on.
    end : float
        End of the last trial in s; the scanner goes on for `TAIL` s.
    stimuli : ndarray of shape (place,), int, or None
        What is shown at each place; None where the order is drawn in each seed.
    """

    onsets: np.ndarray
    durations: np.ndarray
    end: float
    stimuli: np.ndarray | None = None

    def scans(self, tr):
        """Number of scans: those that start before the scanner stops."""
        return int(np.floor((self.end + TAIL) / tr + 1e-9))


def blank_trials(presentations, share):
    """Number of blank trials among the trials of a run.

    Parameters
    ----------
    presentations : int
        Trials with a stimulus.
    share : float
        Of blank trials among all trials, below 1.

    Returns
    -------
    int

    Examples
    --------
    >>> blank_trials(75, 0.25)
    25
    """
    return round(presentations * share / (1 - share))


def run(presentations, *, duration, interval, blanks=0.0, jitter=0.0, block=0, rest=0.0, rng=None):
    """Events of a run, from the parameters of an experiment.

    Parameters
    ----------
    presentations : int
        Number of places.
    duration, interval : float
        Of a stimulus, and from the onset of a trial to that of the next, in s.
    blanks : float
        Share of the trials that are empty, at random places.
    jitter : float
        Largest shift of an onset in s; shifts are uniform, to both sides.
    block : int
        Number of presentations in a block; 0 is none.
    rest : float
        Time without stimuli between two blocks, in s.
    rng : numpy.random.Generator, optional
        For blanks and jitter.

    Returns
    -------
    Run
    """
    trials = np.arange(presentations)
    count = presentations
    if blanks > 0:
        count += blank_trials(presentations, blanks)
        trials = np.sort(rng.permutation(count)[:presentations])
    onsets, end = interval * trials, interval * count
    if block:
        onsets = onsets + rest * (np.arange(presentations) // block)
        end += rest * ((presentations - 1) // block)
    if jitter > 0:
        shifts = rng.uniform(-jitter, jitter, presentations)
        # Jitter keeps the order of trials; the first one does not start before the scanner.
        onsets = np.maximum.accumulate(np.maximum(onsets + shifts, 0))
    return Run(onsets, np.full(presentations, duration), end)


def from_table(rows, labels):
    """Events of a run, from a table of BIDS.

    Parameters
    ----------
    rows : sequence of (onset, duration, trial_type)
        In s and in s; types in `BLANKS` and types that are no label are left out.
    labels : sequence of str
        Of the stimuli that are shown.

    Returns
    -------
    Run
        With as many places for each stimulus as the table has.

    Raises
    ------
    ValueError
        If a stimulus is missing or is not shown as often as the others, or times are not numbers
        from 0 on.
    """
    number = {label: index for index, label in enumerate(labels)}
    times = [(float(onset), float(duration), kind) for onset, duration, kind in rows]
    for onset, duration, kind in times:
        if not (0 <= onset < np.inf and 0 <= duration < np.inf):
            raise ValueError(f"times must be from 0 on; got onset {onset:g}, duration {duration:g}")
        if kind in number and duration == 0:
            raise ValueError(f"the duration of a stimulus must be above 0; {kind} has {duration:g}")
    shown = sorted(row for row in times if row[2] in number)
    stimuli = np.array([number[kind] for _, _, kind in shown], int)
    counts = np.bincount(stimuli, minlength=len(labels))
    if counts.min() == 0:
        missing = [label for label, count in zip(labels, counts, strict=True) if not count]
        raise ValueError(f"trial types must name every stimulus; {missing[0]} is missing")
    if counts.min() != counts.max():
        few, many = labels[counts.argmin()], labels[counts.argmax()]
        raise ValueError(
            f"every stimulus must be shown equally often; {few} is shown {counts.min()} and {many} "
            f"{counts.max()} times"
        )
    end = max(onset + duration for onset, duration, _ in times)
    onsets, durations = np.array([row[:2] for row in shown]).T
    return Run(onsets, durations, end, stimuli)


def read_table(path):
    """Rows of an events file of BIDS.

    Parameters
    ----------
    path : str
        Text with tabs, whose first line has the columns onset, duration and trial_type.

    Returns
    -------
    list of (str, str, str)

    Raises
    ------
    ValueError
        If a column is missing or a line is too short.
    """
    with open(path, encoding="utf-8-sig") as file:
        lines = [line.rstrip("\r\n").split("\t") for line in file if line.strip()]
    columns = ("onset", "duration", "trial_type")
    missing = [name for name in columns if not lines or name not in lines[0]]
    if missing:
        raise ValueError(f"it must have the columns {', '.join(columns)}; {missing[0]} is missing")
    places = [lines[0].index(name) for name in columns]
    for number, line in enumerate(lines[1:], 2):
        if len(line) <= max(places):
            raise ValueError(f"line {number} has fewer columns than the first line")
    return [tuple(line[place].strip() for place in places) for line in lines[1:]]


def orders(stimuli, *, runs, order, rng, repeats=1, block=0):
    """At which place of each run each presentation of a stimulus is.

    Parameters
    ----------
    stimuli, runs : int
    order : str
        ``"sequential"``: as they are numbered; else shuffled in each run.
    rng : numpy.random.Generator
    repeats : int
        Presentations of each stimulus in a run.
    block : int
        Number of stimuli in a block, which are those that follow one another in number. Blocks are
        shuffled, and the stimuli in each of them. 0 is none.

    Returns
    -------
    ndarray of shape (run, repeats * stimuli), int
        The first presentations of all stimuli, then the second ones, and so on.
    """
    presentations = stimuli * repeats
    places = np.tile(np.arange(presentations), (runs, 1))
    if order == "sequential":
        return places
    if not block:
        return rng.permuted(places, axis=1)
    blocks = rng.permuted(np.tile(np.arange(presentations // block), (runs, 1)), axis=1)
    within = rng.permuted(places.reshape(runs, -1, block) % block, axis=2)
    return (block * blocks[..., None] + within).reshape(runs, -1)


def orders_of(scanner, experiment, rng):
    """Places of the presentations in the runs of a scanner, drawn or as its table gives them.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
    experiment : neuralcode.scanner.measurement.Experiment
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (run, repeats * stimuli), int
        See `orders`.
    """
    if experiment.places is not None:
        # One table is that of all runs.
        return np.broadcast_to(experiment.places, (scanner.runs, experiment.places.shape[1]))
    return orders(
        experiment.regressors.shape[-1] // experiment.repeats,
        runs=scanner.runs,
        order=scanner.order,
        rng=rng,
        repeats=experiment.repeats,
        block=experiment.block,
    )


def places_of(runs, stimuli):
    """The same for runs whose order a table gives.

    Parameters
    ----------
    runs : sequence of Run
        One for each run of the experiment.
    stimuli : int

    Returns
    -------
    ndarray of shape (run, repeats * stimuli), int
    """
    by_stimulus = np.array([np.argsort(run.stimuli, kind="stable") for run in runs])
    return by_stimulus.reshape(len(runs), stimuli, -1).swapaxes(1, 2).reshape(len(runs), -1)
