"""The experiment in time: events, haemodynamic response, and the estimator of the GLM.

Events have fixed onsets, `interval` seconds apart; what changes from run to run is which condition
is shown at which of these places. One matrix of regressors by place and one pseudo-inverse thus
serve all runs of all seeds, and the order of the conditions is a permutation of their rows.
"""

import numpy as np

from neuralcode.scanner import hrf as responses

# Time that is scanned after the last event, so that its response is seen, in s.
TAIL = 20.0


def scans_of_run(events, *, interval, tr):
    """Number of scans in a run.

    Parameters
    ----------
    events : int
    interval, tr : float
        In s.

    Returns
    -------
    int
        Those that start before the run's end, 20 s after the last interval.
    """
    return int(np.floor((events * interval + TAIL) / tr + 1e-9))


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


def orders(conditions, *, runs, order, rng):
    """At which place of each run a condition is shown.

    Parameters
    ----------
    conditions, runs : int
    order : str
        ``"random"``: shuffled anew in each run; ``"sequential"``: as they are numbered.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (run, condition), int
    """
    places = np.tile(np.arange(conditions), (runs, 1))
    return rng.permuted(places, axis=1) if order == "random" else places


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


def matrix(events, *, duration, interval, tr, hrf, high_pass):
    """The design matrix of a run.

    Parameters
    ----------
    events : int
        Number of events, each with a regressor of its own.
    duration, interval, tr : float
        In s.
    hrf : str
        ``"spm"`` or ``"glover"``, see `neuralcode.scanner.hrf`. Its integral is 1: a sustained
        stimulus has a regressor of height 1.
    high_pass : float
        Period in s up to which drift is modelled, by cosines.

    Returns
    -------
    regressors : ndarray of shape (scan, event)
    drifts : ndarray of shape (scan, drift)
        The constant is the last.
    """
    scans = scans_of_run(events, interval=interval, tr=tr)
    frame_times = tr * np.arange(scans)
    onsets = interval * np.arange(events)
    regressors = responses.regressors(onsets, duration, frame_times, hrf)
    return regressors, cosines(scans, tr=tr, high_pass=high_pass)


def bin_regressors(events, *, duration, interval, tr, hrf, high_pass=None):
    """Response of the scans to activity in one part of each event.

    Parameters
    ----------
    events : int
    duration, interval, tr, hrf
        See `matrix`.
    high_pass : float
        Not used; here because both are called alike.

    Returns
    -------
    ndarray of shape (bin, scan, event)
        By the equal parts of `bins_of`; they add up to the regressors of the events.
    """
    scans = scans_of_run(events, interval=interval, tr=tr)
    frame_times = tr * np.arange(scans)
    width = duration / bins_of(duration)
    onsets = interval * np.arange(events)
    return np.array(
        [
            responses.regressors(onsets + part * width, width, frame_times, hrf)
            for part in range(bins_of(duration))
        ]
    )


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
