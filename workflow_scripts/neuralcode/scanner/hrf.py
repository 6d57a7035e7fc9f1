"""Haemodynamic response: a double gamma, and its exact integral over events of any duration."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DoubleGamma:
    """A gamma density less a part of a later one.

    Attributes
    ----------
    peak, undershoot : float
        Shapes of the two densities.
    scale : float
        Of both, in s: a density with shape k has its maximum at (k - 1) times the scale.
    ratio : float
        Weight of the undershoot; that of the peak is 1.
    """

    peak: float
    undershoot: float
    scale: float
    ratio: float


# The parameters of nilearn 0.13, which has them from SPM and from Glover 1999, NeuroImage
# 9:416-429. Its Glover response has times to peak of 6 and 12 s in units of a dispersion of 0.9 s.
RESPONSES = {
    "spm": DoubleGamma(peak=6.0, undershoot=16.0, scale=1.0, ratio=0.167),
    "glover": DoubleGamma(peak=6 / 0.9, undershoot=12 / 0.9, scale=0.9, ratio=0.48),
}


def step_response(time, name):
    """Response to activity of 1 that starts at time 0 and never stops.

    The integral of the haemodynamic response, by regularised incomplete gamma functions P:
    (P(peak, t) - ratio P(undershoot, t)) / (1 - ratio), with t in units of the scale.

    Parameters
    ----------
    time : array_like
        In s; before 0 there is no response.
    name : str
        A key of `RESPONSES`.

    Returns
    -------
    ndarray of the shape of `time`
        Goes to 1, since the haemodynamic response has the integral 1.

    Raises
    ------
    ValueError
        If there is no response of that name.

    Examples
    --------
    >>> step_response([-1.0, 5.0, 100.0], "spm").round(3)
    array([0.   , 0.461, 1.   ])
    """
    if name not in RESPONSES:
        raise ValueError(f"hrf must be one of {', '.join(RESPONSES)}; got {name!r}")
    response = RESPONSES[name]
    scaled = np.maximum(np.asarray(time, float), 0) / response.scale
    # Here, because the rules ask `design` for its numbers, and Snakemake may have no scipy.
    from scipy.special import gammainc

    peak = gammainc(response.peak, scaled)
    undershoot = gammainc(response.undershoot, scaled)
    return (peak - response.ratio * undershoot) / (1 - response.ratio)


def regressors(onsets, durations, frame_times, name):
    """Responses to events: the haemodynamic response, integrated over each of them.

    There is no grid of time steps, so that the response to a brief event has its true size.

    Parameters
    ----------
    onsets, durations : array_like, broadcast to shape (event,)
        In s.
    frame_times : array_like of shape (scan,)
        In s.
    name : str
        A key of `RESPONSES`.

    Returns
    -------
    ndarray of shape (scan, event)
        A sustained event has a response of height 1.
    """
    since = np.asarray(frame_times, float)[:, None] - np.asarray(onsets, float)
    return step_response(since, name) - step_response(since - durations, name)


def times(name):
    """When the response to a brief event starts, peaks and is over.

    Parameters
    ----------
    name : str
        A key of `RESPONSES`.

    Returns
    -------
    dict of float
        In s after the event: ``start`` (the response reaches a tenth of its peak), ``peak`` and
        ``baseline`` (the response crosses 0 after its peak). To 0.01 s.

    Examples
    --------
    >>> {key: round(float(value), 1) for key, value in times("spm").items()}
    {'start': 1.6, 'peak': 5.0, 'baseline': 12.1}
    """
    time = np.arange(0, 40, 0.01)
    response = np.diff(step_response(time, name))
    middle = (time[:-1] + time[1:]) / 2
    peak = response.argmax()
    start = np.argmax(response >= response[peak] / 10)
    baseline = peak + np.argmax(response[peak:] <= 0)
    return {"start": middle[start], "peak": middle[peak], "baseline": middle[baseline]}
