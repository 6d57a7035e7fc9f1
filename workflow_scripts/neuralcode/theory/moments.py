"""Moments of two units' outputs for correlated normal inputs, by activation function."""

from dataclasses import dataclass
from functools import cache
from math import comb, gamma, pi, sqrt

import numpy as np
from scipy.special import erf

LINEAR = "linear"
ODD = {"tanh": np.tanh, "erf": erf}
ACTIVATIONS = ("tanh", "relu", LINEAR, "erf")


@dataclass(frozen=True)
class Moments:
    """Mean of f^a g^b, for outputs f, g of mean square 1 (or of variance 1 around their mean).

    Attributes
    ----------
    m11, m22, m31, m33, m42, m51 : ndarray of shape (overlap,)
        The digits are the powers a and b.
    m40, m60 : float
    """

    m11: np.ndarray
    m22: np.ndarray
    m31: np.ndarray
    m33: np.ndarray
    m42: np.ndarray
    m51: np.ndarray
    m40: float
    m60: float


@dataclass(frozen=True)
class OutputMoments:
    """Moments of a layer's outputs.

    Attributes
    ----------
    log_square : float
        Log of the mean square output.
    plain, central : Moments
        Of outputs scaled to a mean square of 1; of outputs centred and scaled to a variance of 1.
    """

    log_square: float
    plain: Moments
    central: Moments


@cache
def half_normal(q: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of a trapezoid rule for even functions of N(0, 1).

    The functions here are smooth in sqrt(q) z: the step shrinks where q is large. The error is
    below 1e-7 for q from 0.01 to 4,000; Gauss-Hermite rules of any practical order miss the step
    that tanh becomes at large q.

    Parameters
    ----------
    q : float
        Variance of the argument.

    Returns
    -------
    nodes, weights : ndarray of shape (node,)
        From 0 to 8.5.
    """
    step = min(0.5, 0.45 / sqrt(q)) if q > 0 else 0.5
    nodes = np.arange(0, 8.5 + step, step)
    weights = np.exp(-(nodes**2) / 2)
    weights[1:] *= 2
    return nodes, weights / weights.sum()


def moments(activation: str, overlap: np.ndarray, q: float) -> OutputMoments:
    """Moments of the outputs of two units.

    Parameters
    ----------
    activation : str
        A name of `ACTIVATIONS`.
    overlap : ndarray of shape (overlap,)
        Correlation of the inputs.
    q : float
        Variance of the inputs.

    Returns
    -------
    OutputMoments
    """
    overlap = np.asarray(overlap, float)
    if activation == LINEAR:
        found = _linear(overlap)
        return OutputMoments(np.log(q), found, found)
    if activation == "relu":
        return _rectified(overlap, q)
    if activation not in ODD:
        raise ValueError(f"activation is {activation!r}; allowed: {', '.join(ACTIVATIONS)}")
    square, found = _odd(ODD[activation], overlap, q)
    return OutputMoments(np.log(square), found, found)


def _linear(c):
    """Isserlis' theorem."""
    return Moments(
        m11=c,
        m22=1 + 2 * c**2,
        m31=3 * c,
        m33=9 * c + 6 * c**3,
        m42=3 + 12 * c**2,
        m51=15 * c,
        m40=3.0,
        m60=15.0,
    )


def _odd(function, overlap, q):
    """By a trapezoid rule in the sum and the difference of the inputs, which are independent."""
    nodes, weights = half_normal(q)
    single = function(np.sqrt(q) * nodes)
    square, fourth, sixth = (float(weights @ single**power) for power in (2, 4, 6))
    both = np.outer(weights, weights).ravel()
    sums = np.empty((len(overlap), 6))
    # One overlap at a time: all of them at once would not fit into the processor's cache.
    for index, c in enumerate(overlap):
        total = np.sqrt(q * (1 + c) / 2) * nodes[:, None]
        difference = np.sqrt(q * (1 - c) / 2) * nodes[None, :]
        f, g = function(total + difference), function(total - difference)
        # Exchanging f and g is changing the sign of the difference: all terms are symmetric.
        p, s = (f * g).ravel(), (f * f + g * g).ravel()
        wp = both * p
        sums[index] = wp.sum(), wp @ p, wp @ s, wp @ (p * p), wp @ (p * s), wp @ (s * s)
    powers = np.array([1, 2, 2, 3, 3, 3])  # of f^2, in each sum
    p1, p2, ps, p3, p2s, ps2 = (sums / square**powers).T
    return square, Moments(
        m11=p1,
        m22=p2,
        m31=ps / 2,
        m33=p3,
        m42=p2s / 2,
        m51=ps2 / 2 - p3,
        m40=fourth / square**2,
        m60=sixth / square**3,
    )


def _rectified(overlap, q):
    """Rectified linear units: an integral over the angle at which both inputs are positive.

    Cho & Saul 2009, Kernel methods for deep learning. The outputs have a mean, which the Pearson
    correlation takes away: hence moments around it too.
    """
    angle = np.arccos(np.clip(overlap, -1, 1))
    nodes, weights = np.polynomial.legendre.leggauss(32)
    width = (pi - angle)[:, None]
    at = pi / 2 - width * (1 - nodes) / 2
    first, second = np.cos(at), np.cos(at - angle[:, None])

    def raw(a, b):
        if a == 0 or b == 0:
            k = a + b
            mean = 1.0 if k == 0 else 2 ** (k / 2) * gamma((k + 1) / 2) / sqrt(pi) / 2
            return np.full(len(overlap), mean)
        radial = 2 ** ((a + b) / 2) * gamma(1 + (a + b) / 2)
        return radial * (first**a * second**b * weights * width / 2).sum(axis=1) / (2 * pi)

    table = {(a, b): raw(a, b) for a in range(7) for b in range(7 - a)}

    def around(mean, scale):
        def moment(a, b):
            total = sum(
                comb(a, i) * comb(b, j) * (-mean) ** (a - i + b - j) * table[i, j]
                for i in range(a + 1)
                for j in range(b + 1)
            )
            return total / scale ** (a + b)

        return Moments(
            **{
                name: moment(int(name[1]), int(name[2]))
                for name in ("m11", "m22", "m31", "m33", "m42", "m51")
            },
            m40=float(moment(4, 0)[0]),
            m60=float(moment(6, 0)[0]),
        )

    mean = 1 / sqrt(2 * pi)
    return OutputMoments(
        np.log(q / 2), around(0.0, sqrt(1 / 2)), around(mean, sqrt(1 / 2 - mean**2))
    )
