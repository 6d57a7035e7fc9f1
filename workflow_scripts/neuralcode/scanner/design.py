"""The experiment in time: the design matrix of a run, and the estimator of the GLM.

Each presentation of a stimulus has a regressor of its own. Events have fixed places in a run; what
changes from run to run is which stimulus is shown at which of them. One matrix of regressors by
place and one pseudo-inverse thus serve all runs of all seeds, and the order of the stimuli is a
permutation of their rows. Only tables of events may give each run a matrix of its own.
"""

import numpy as np

from neuralcode.scanner import events as trials
from neuralcode.scanner import hrf as responses
from neuralcode.scanner.measurement import Experiment

# Draws of blanks and jitter among which an optimised order has the least variance of the betas.
CANDIDATES = 50


def bins_of(duration):
    """Number of equal parts of a stimulus in which the spikes of a temporal code are counted.

    Parameters
    ----------
    duration : float
        Of the stimulus in s.

    Returns
    -------
    int
        Parts of a quarter of a second, in which the haemodynamic response hardly changes.
    """
    return max(1, round(duration / 0.25))


def drift_terms(scans, *, tr, high_pass):
    """Number of drift terms in the design matrix, the constant included (as nilearn has them).

    Parameters
    ----------
    scans : int
    tr : float
        In s.
    high_pass : float
        Period of the cut-off in s.

    Returns
    -------
    int
    """
    return 1 + min(scans - 1, int(np.floor(2 * scans * tr / high_pass)))


def cosines(scans, *, tr, high_pass):
    """Drift terms of the design matrix: a discrete cosine transform up to the cut-off.

    Parameters
    ----------
    scans : int
    tr, high_pass : float
        In s; the second is the period of the cut-off.

    Returns
    -------
    ndarray of shape (scan, drift)
        As nilearn has them: cosines of mean square 1 / scans, and the constant as the last.
    """
    terms = drift_terms(scans, tr=tr, high_pass=high_pass)
    phase = np.pi / scans * (np.arange(scans)[:, None] + 0.5)
    waves = np.sqrt(2 / scans) * np.cos(phase * np.arange(1, terms))
    return np.hstack([waves, np.ones((scans, 1))])


def matrix(run, *, tr, hrf, high_pass, scans=None):
    """The design matrix of a run.

    Parameters
    ----------
    run : neuralcode.scanner.events.Run
    tr : float
        In s.
    hrf : str
        ``"spm"`` or ``"glover"``, see `neuralcode.scanner.hrf`. Its integral is 1: a sustained
        stimulus has a regressor of height 1.
    high_pass : float
        Period in s up to which drift is modelled, by cosines.
    scans : int, optional
        If the run has others than its events need.

    Returns
    -------
    regressors : ndarray of shape (scan, place)
    drifts : ndarray of shape (scan, drift)
        The constant is the last.
    """
    scans = scans or run.scans(tr)
    frame_times = tr * np.arange(scans)
    regressors = responses.regressors(run.onsets, run.durations, frame_times, hrf)
    return regressors, cosines(scans, tr=tr, high_pass=high_pass)


def bin_regressors(run, *, bins, tr, hrf, scans=None):
    """Response of the scans to activity in one part of each event.

    Parameters
    ----------
    run : neuralcode.scanner.events.Run
    bins : int
        Number of equal parts.
    tr, hrf, scans
        See `matrix`.

    Returns
    -------
    ndarray of shape (bin, scan, place)
        They add up to the regressors of the events.
    """
    frame_times = tr * np.arange(scans or run.scans(tr))
    width = run.durations / bins
    return np.array(
        [
            responses.regressors(run.onsets + part * width, width, frame_times, hrf)
            for part in range(bins)
        ]
    )


def experiment(runs, *, tr, hrf, high_pass, repeats=1, bins=0, block=0):
    """All that scans of an experiment have in common.

    Parameters
    ----------
    runs : sequence of neuralcode.scanner.events.Run
        One that is the same in all runs, or one for each run, with equally many places.
    tr, hrf, high_pass
        See `matrix`.
    repeats : int
        Number of presentations of each stimulus in a run.
    bins : int
        Number of parts of an event that have regressors of their own; 0 is none.
    block : int
        Number of stimuli in a block; 0 is none.

    Returns
    -------
    neuralcode.scanner.measurement.Experiment

    Raises
    ------
    ValueError
        If a design is rank deficient: see `estimator`.
    """
    # A shorter run is scanned as long as the longest.
    scans = max(run.scans(tr) for run in runs)
    regressors = []
    for run in runs:
        by_place, drifts = matrix(run, tr=tr, hrf=hrf, high_pass=high_pass, scans=scans)
        regressors.append(by_place)
    estimators = [estimator(by_place, drifts) for by_place in regressors]
    parts = [bin_regressors(run, bins=bins, tr=tr, hrf=hrf, scans=scans) for run in runs if bins]
    places = None
    if runs[0].stimuli is not None:
        places = trials.places_of(runs, runs[0].stimuli.max() + 1)
    alike = len(runs) == 1
    return Experiment(
        regressors=regressors[0] if alike else np.array(regressors),
        drifts=drifts,
        estimator=estimators[0] if alike else np.array(estimators),
        bin_regressors=(parts[0] if alike else np.array(parts)) if bins else None,
        places=places,
        block=block,
        repeats=repeats,
        duration=float(np.mean([run.durations.mean() for run in runs])),
    )


def run_of(presentations, *, optimised, tr, hrf, high_pass, rng=None, **timing):
    """Events of a run, from the parameters of a scanner.

    Parameters
    ----------
    presentations : int
        Number of places.
    optimised : bool
        Whether to take the best of `CANDIDATES` draws of blanks and jitter, by the mean variance of
        the betas for white noise, or the first draw.
    tr, hrf, high_pass
        See `matrix`.
    rng : numpy.random.Generator, optional
        For blanks and jitter.
    **timing
        See `neuralcode.scanner.events.run`.

    Returns
    -------
    neuralcode.scanner.events.Run
    """
    if not optimised:
        return trials.run(presentations, rng=rng, **timing)
    candidates = [trials.run(presentations, rng=rng, **timing) for _ in range(CANDIDATES)]

    def variance(run):
        regressors, drifts = matrix(run, tr=tr, hrf=hrf, high_pass=high_pass)
        drifts = np.linalg.qr(drifts)[0]
        free = regressors - drifts @ (drifts.T @ regressors)
        information = free.T @ free
        if np.linalg.matrix_rank(information) < len(information):
            return np.inf
        return np.trace(np.linalg.inv(information))

    return min(candidates, key=variance)


def estimator(regressors, drifts):
    """Ordinary least squares: the rows of the pseudo-inverse that give the events' betas.

    Parameters
    ----------
    regressors : ndarray of shape (scan, event)
    drifts : ndarray of shape (scan, drift)

    Returns
    -------
    ndarray of shape (event, scan)

    Raises
    ------
    ValueError
        If the design is rank deficient: the betas then are not defined.
    """
    full = np.hstack([regressors, drifts])
    u, singular, vt = np.linalg.svd(full, full_matrices=False)
    limit = singular[0] * max(full.shape) * np.finfo(float).eps
    rank = int((singular > limit).sum())
    if rank < full.shape[1]:
        raise ValueError(
            f"the design is rank deficient: {full.shape[1]} regressors ({regressors.shape[1]} "
            f"events, {drifts.shape[1]} drift terms) in {full.shape[0]} scans have rank {rank}. "
            f"Show fewer stimuli, or make the interval longer than the TR"
        )
    return (vt.T[: regressors.shape[1]] / singular) @ u.T


def beta_covariance(estimator, *, autocorrelation):
    """Covariance between the betas of a run for noise of variance 1.

    Parameters
    ----------
    estimator : ndarray of shape (event, scan)
    autocorrelation : float
        Of the noise from a scan to the next, falling off exponentially; 0 is white noise.

    Returns
    -------
    ndarray of shape (event, event)
    """
    if autocorrelation == 0:
        return estimator @ estimator.T
    # The correlation matrix times the estimator, by a sum over earlier and one over later scans:
    # the matrix itself, of scans by scans, would not fit into memory for a long run.
    earlier = estimator.T.copy()
    later = estimator.T.copy()
    for scan in range(1, len(earlier)):
        earlier[scan] += autocorrelation * earlier[scan - 1]
        later[-scan - 1] += autocorrelation * later[-scan]
    return estimator @ (earlier + later - estimator.T)
