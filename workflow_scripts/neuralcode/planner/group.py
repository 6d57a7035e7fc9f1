"""Tests over the subjects of a study, and their power.

What is tested is one number per subject that is 0 on average where there is nothing to see, by a
one-sided t test; or one number per pair of subjects, by flips of the signs of subjects.
"""

from functools import cache

import numpy as np
from scipy.special import ndtri, stdtrit

from neuralcode.planner.questions import TESTS

# Sign flips of subjects, where there are more than so many.
FLIPS = 512


def succeeds(values, alpha):
    """Whether the mean over subjects is above 0 in each study: a one-sided t test.

    Parameters
    ----------
    values : ndarray of shape (study, subject)
    alpha : float

    Returns
    -------
    ndarray of shape (study,), bool

    Examples
    --------
    >>> succeeds(np.array([[0.2, 0.3, 0.1, 0.2], [0.2, -0.3, 0.1, -0.2]]), 0.05)
    array([ True, False])
    """
    values = np.asarray(values, np.float64)
    count = values.shape[1]
    mean, error = values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(count)
    # Without spread, as where all subjects are decoded perfectly, any mean above 0 is significant.
    return mean > np.maximum(stdtrit(count - 1, 1 - alpha) * error, 1e-12)


@cache
def _signs(subjects):
    """Signs of the subjects in each flip, (flip, subject): all of them, or a random part.

    The first flip is none. Flipping all subjects changes nothing: the first one keeps its sign.
    """
    if 2 ** (subjects - 1) <= FLIPS:
        numbers = np.arange(2 ** (subjects - 1))
        return 1.0 - 2.0 * (numbers[:, None] >> np.arange(subjects - 1, -1, -1) & 1)
    signs = np.random.default_rng(subjects).choice([-1.0, 1.0], (FLIPS, subjects))
    signs[0] = 1
    return signs


def pairs_succeed(values, alpha):
    """Whether numbers of pairs of subjects are above 0 on average: a sign-flip test of subjects.

    If there is nothing to see, the dissimilarities of a subject, less their mean, are as likely as
    their negatives. The mean over pairs is compared with what it is after the signs of subjects are
    flipped. A t test over pairs would be wrong: they are uncorrelated then, but not independent,
    and their mean is skewed where stimuli are few.

    Parameters
    ----------
    values : ndarray of shape (study, subject, subject)
    alpha : float

    Returns
    -------
    ndarray of shape (study,), bool
        False where there are too few subjects for any p value up to alpha: fewer than 6 for 0.05.
    """
    values = np.asarray(values, np.float32)
    subjects = values.shape[1]
    signs = _signs(subjects).astype(np.float32)
    total = np.einsum("fi,sfi->sf", signs, signs @ values)
    # What differs by rounding is equal.
    least = total[:, :1] - 1e-5 * subjects
    return (total >= least).mean(axis=1) <= alpha


def wilson(successes, studies, confidence):
    """A share with its score interval (Wilson 1927, J. Am. Stat. Assoc. 22:209-212).

    Parameters
    ----------
    successes : int or ndarray
    studies : int
        Independent of each other.
    confidence : float

    Returns
    -------
    share, low, high : float or ndarray

    Examples
    --------
    >>> share, low, high = wilson(160, 200, 0.95)
    >>> print(f"{share:.2f} [{low:.3f}, {high:.3f}]")
    0.80 [0.739, 0.850]
    """
    share, z = np.asarray(successes) / studies, ndtri((1 + confidence) / 2)
    centre = (share + z**2 / (2 * studies)) / (1 + z**2 / studies)
    half = z / (1 + z**2 / studies)
    half = half * np.sqrt(share * (1 - share) / studies + z**2 / (4 * studies**2))
    return share, np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def power(measured, tests, subjects, *, alpha, confidence):
    """Power of each test with each number of subjects.

    Parameters
    ----------
    measured : dict of str to ndarray
        By test, see `succeeds` and `pairs_succeed`; of the largest number of subjects.
    tests : sequence of str
        Keys of `neuralcode.planner.questions.TESTS`.
    subjects : sequence of int
        The first ones of each study.
    alpha, confidence : float

    Yields
    ------
    dict
        test, subjects, power, ci_low, ci_high.
    """
    for name in tests:
        of_pairs = TESTS[name].of_pairs
        for count in subjects:
            values = measured[name][:, :count]
            values = values[:, :, :count] if of_pairs else values
            found = (pairs_succeed if of_pairs else succeeds)(values, alpha)
            share, low, high = wilson(int(found.sum()), len(found), confidence)
            yield {
                "test": name,
                "subjects": count,
                "power": float(share),
                "ci_low": float(low),
                "ci_high": float(high),
            }
