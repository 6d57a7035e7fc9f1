"""How the overlap and the length of two patterns come out of a layer of finitely many units."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from neuralcode.theory.moments import Moments

# Derivatives of x^(-1/2) at 1.
OF_ROOT = (1.0, -1 / 2, 3 / 4, -15 / 8)


def _derivative(*which):
    """How often a derivative is by each of f^2, g^2 and f g; None where it is 0."""
    counts = tuple(which.count(index) for index in range(3))
    return counts if counts[2] < 2 else None


def _cumulant(*which):
    """Key of a cumulant: f^2 and g^2 have the same law, so 0 and 1 may be exchanged."""
    return min(tuple(sorted(which)), tuple(sorted({0: 1, 1: 0, 2: 2}[index] for index in which)))


# Terms of `_second_variance`, by what they are products of.
OF_THIRDS = [
    (_derivative(i), _derivative(j, k), _cumulant(i, j, k))
    for i, j, k in product(range(3), repeat=3)
    if _derivative(j, k)
]
OF_SECONDS = [
    (
        (_derivative(h, i), _derivative(j, k), _cumulant(h, j), _cumulant(i, k)),
        (_derivative(h), _derivative(i, j, k), _cumulant(h, i), _cumulant(j, k)),
    )
    for h, i, j, k in product(range(3), repeat=4)
]


@dataclass(frozen=True)
class LayerLaw:
    """How overlap and length of two patterns come out of a layer of N units.

    Attributes
    ----------
    mean_field : ndarray of shape (overlap,)
        Overlap of the outputs for infinitely many units.
    bias, variance, second_variance : ndarray of shape (overlap,)
        The mean overlap is ``mean_field + bias / N``; its variance is ``variance / N +
        second_variance / N**2``.
    log_bias : float
        N times the mean of the log of the relative length.
    log_variance, covariance : ndarray of shape (overlap,)
        N times the variance of that log (mean of both items), and its covariance with the overlap.
    """

    mean_field: np.ndarray
    bias: np.ndarray
    variance: np.ndarray
    second_variance: np.ndarray
    log_bias: float
    log_variance: np.ndarray
    covariance: np.ndarray


def layer_law(m: Moments) -> LayerLaw:
    """The law of the overlap C / sqrt(A B), with A, B, C the means over units of f^2, g^2, f g.

    By the delta method to the second order. For linear units they are the textbook values of a
    correlation: variance (1 - c^2)^2, bias -c (1 - c^2) / 2.

    Parameters
    ----------
    m : neuralcode.theory.moments.Moments
        Of outputs scaled to a mean square of 1.

    Returns
    -------
    LayerLaw
    """
    f = m.m11
    variance = m.m22 - 2 * f * m.m31 + f**2 * (m.m40 + m.m22) / 2
    return LayerLaw(
        mean_field=f,
        bias=-m.m31 + f * (3 * m.m40 + m.m22) / 4,
        variance=np.maximum(variance, 0),  # the terms cancel near an overlap of 1
        second_variance=_second_variance(m),
        log_bias=-(m.m40 - 1) / 2,
        log_variance=(m.m40 + m.m22) / 2 - 1,
        covariance=m.m31 - f * (m.m40 + m.m22) / 2,
    )


def _second_variance(m):
    """Term of order 1 / N^2 of the variance of C / sqrt(A B).

    It is g_i g_jk k_ijk + g_hi g_jk k_hj k_ik / 2 + g_h g_ijk k_hi k_jk, summed over indices, with
    k the cumulants of (f^2, g^2, f g) and g the derivatives at (1, 1, F).
    """
    f = m.m11
    second = {(0, 0): m.m40 - 1, (0, 1): m.m22 - 1, (0, 2): m.m31 - f, (2, 2): m.m22 - f**2}
    third = {
        (0, 0, 0): m.m60 - 3 * m.m40 + 2,
        (0, 0, 1): m.m42 - m.m40 - 2 * m.m22 + 2,
        (0, 0, 2): m.m51 - f * m.m40 - 2 * m.m31 + 2 * f,
        (0, 1, 2): m.m33 - f * m.m22 - 2 * m.m31 + 2 * f,
        (0, 2, 2): m.m42 - m.m22 - 2 * f * m.m31 + 2 * f**2,
        (2, 2, 2): m.m33 - 3 * f * m.m22 + 2 * f**3,
    }
    g = {
        counts: OF_ROOT[counts[0]] * OF_ROOT[counts[1]] * (1.0 if counts[2] else f)
        for counts in product(range(4), range(4), range(2))
    }
    total = np.zeros_like(f)
    for one, other, cumulant in OF_THIRDS:
        total += g[one] * g[other] * third[cumulant]
    for (one, other, first, last), (alone, three, left, right) in OF_SECONDS:
        if one and other:
            total += g[one] * g[other] * (second[first] * second[last]) / 2
        if alone and three:
            total += g[alone] * g[three] * (second[left] * second[right])
    return total
