"""Simulated studies: betas of all subjects from their exact law, and what is measured of them."""

from dataclasses import dataclass

import numpy as np

from neuralcode.analysis.precision import noise_precision
from neuralcode.planner import measures
from neuralcode.scanner import events, law, noise

# Numbers of one array of betas that are held at a time.
AT_A_TIME = 4_000_000


@dataclass(frozen=True)
class Errors:
    """Errors of the betas of a run, in voxels that are whitened.

    Attributes
    ----------
    sources : list of (ndarray, ndarray or None)
        Roots of covariances over places and over voxels, of each source; None where voxels are
        independent.
    whitening : ndarray of shape (voxel, voxel)
        What betas are multiplied by.
    """

    sources: list
    whitening: np.ndarray

    def draw(self, places, rng):
        """Errors of one run of many subjects.

        Parameters
        ----------
        places : ndarray of shape (subject, presentation), int
            See `neuralcode.scanner.events.orders`.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of shape (subject, presentation, voxel), float32
        """
        subjects, presentations = places.shape
        voxels = len(self.whitening)
        total = 0.0
        for over_places, over_voxels in self.sources:
            drawn = rng.standard_normal((presentations, subjects * voxels), np.float32)
            drawn = (over_places @ drawn).reshape(presentations, subjects, voxels)
            total = total + (drawn if over_voxels is None else drawn @ over_voxels)
        if not self.sources:
            return np.zeros((subjects, presentations, voxels), np.float32)
        return total[places, np.arange(subjects)[:, None]]


def errors_of(scanner, experiment, units):
    """The law of the errors of the betas of one run.

    Parameters
    ----------
    scanner : neuralcode.scanner.presets.Scanner
    experiment : neuralcode.scanner.measurement.Experiment
        The same in all runs.
    units : int

    Returns
    -------
    Errors
        Voxels are whitened by the covariance that they have, which an experiment estimates from
        the residuals of its many scans. Responses that vary from trial to trial have the covariance
        over voxels of the mean over layouts.
    """
    found = law.components(scanner, experiment, units)
    total = sum(np.trace(part.over_places) * part.over_voxels for part in found.values())
    if not found:
        voxels = len(scanner.smoothing_matrix(units))
        return Errors([], np.eye(voxels, dtype=np.float32))
    precision = noise_precision(total / experiment.regressors.shape[-1], experiment.residual_dof(2))
    whitening = noise.square_root(precision)
    # Sources with the same covariance over voxels are one.
    merged = []
    for part in found.values():
        for number, (over_places, over_voxels) in enumerate(merged):
            if np.array_equal(over_voxels, part.over_voxels):
                merged[number] = (over_places + part.over_places, over_voxels)
                break
        else:
            merged.append((part.over_places, part.over_voxels))
    sources = []
    for over_places, over_voxels in merged:
        places, root = noise.square_root(over_places), noise.square_root(over_voxels) @ whitening
        scale = root[0, 0]
        if np.allclose(root, scale * np.eye(len(root)), rtol=0, atol=1e-9 * abs(scale)):
            places, root = scale * places, None
        sources.append((places.astype(np.float32), None if root is None else root.astype("f4")))
    return Errors(sources, whitening.astype(np.float32))


def simulate(
    responses,
    models,
    errors,
    *,
    categories,
    runs,
    subjects,
    studies,
    order,
    repeats,
    block,
    generators,
):
    """What is measured of every subject of every study, after each number of runs.

    Parameters
    ----------
    responses : ndarray of shape (person, stimulus, voxel), float32
        Without noise; see `neuralcode.planner.people`. Study after study takes the next people, and
        begins with the first ones again where there are no more.
    models : ndarray of shape (person, stimulus, stimulus), float32
    errors : Errors
    categories : int
    runs : sequence of int
        In increasing order.
    subjects, studies : int
    order, repeats, block
        See `neuralcode.scanner.events.orders`.
    generators : callable
        From the number of a part of the studies to a `numpy.random.Generator`.

    Returns
    -------
    dict of int to dict of str to ndarray
        By number of runs and test, see `neuralcode.planner.group`. Where each category has a single
        stimulus there is nothing to measure of categories.
    """
    stimuli, voxels = responses.shape[1:]
    shown = responses @ errors.whitening
    shown -= shown.mean(axis=1, keepdims=True)
    size = subjects * stimuli * repeats * voxels
    at_once = min(studies, max(1, AT_A_TIME // size))
    by_category = measures.categories(categories, stimuli // categories)
    found = {count: [] for count in runs}
    for part, start in enumerate(range(0, studies, at_once)):
        rng = generators(part)
        taking = min(at_once, studies - start) * subjects
        who = (start * subjects + np.arange(taking)) % len(responses)
        halves = np.zeros((2, taking, stimuli, voxels), np.float32)
        own = np.zeros((taking, stimuli, stimuli), np.float32)
        for number in range(1, max(runs) + 1):
            places = events.orders(
                stimuli, runs=taking, order=order, rng=rng, repeats=repeats, block=block
            )
            drawn = errors.draw(places, rng)
            if repeats > 1:
                drawn = drawn.reshape(taking, repeats, stimuli, voxels).mean(axis=1)
            drawn -= drawn.mean(axis=1, keepdims=True)
            drawn += shown[who]
            halves[number % 2] += drawn
            own += drawn @ drawn.swapaxes(-1, -2)
            if number in found:
                found[number].append(
                    _measured(halves, own, number, models[who], by_category, categories, subjects)
                )
    return {
        count: {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        for count, parts in found.items()
    }


def _measured(halves, own, runs, models, by_category, categories, subjects):
    """All tests of some studies after so many runs."""
    moments = measures.Moments(halves.sum(axis=0), own, runs)
    found = {"agreement": moments.agreement(models)}
    if len(by_category) > categories:
        odd, even = halves[1] / (runs - runs // 2), halves[0] / (runs // 2)
        found["models"] = found["agreement"] - moments.agreement(by_category)
        found["categories"] = measures.decoding(odd, even, categories)
    found = {name: values.reshape(-1, subjects) for name, values in found.items()}
    return found | {"structure": moments.between(subjects)}
