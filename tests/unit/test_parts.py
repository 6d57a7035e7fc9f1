"""Measurements in parts, of which one at a time is in memory."""

import weakref

import numpy as np

from neuralcode.scanner import experiments
from neuralcode.scanner.parts import groups_together
from neuralcode.scanner.presets import Scanner
from neuralcode.scanner.scan import scan

SCANNER = Scanner("7t", runs=3, categories=2)
TIMING = {"name": "7t", "study_seed": 0, "group": 4, "kind": "item"}


def measurements(groups):
    """Of 12 items in equal groups, each in runs of its own, made as they are asked for."""
    items = np.random.default_rng(0).normal(size=(12, 36))
    given = experiments.timing(vars(SCANNER), **TIMING)
    experiment = experiments.make(given, 12 // groups)
    for group in range(groups):
        rng = np.random.default_rng(group)
        yield scan(items[group::groups], SCANNER, experiment, squares=rng, rng=rng, grid=rng)


def test_items_of_groups_are_in_their_order_and_the_covariance_is_that_of_all():
    found, parts = groups_together(measurements(3), 3), list(measurements(3))
    for group, part in enumerate(parts):
        for name in ("betas", "noise_free"):
            one = getattr(part, name).astype(np.float32)
            np.testing.assert_array_equal(getattr(found, name)[:, group::3], one)
    mean = np.mean([part.residual_covariance() for part in parts], axis=0)
    np.testing.assert_allclose(found.residual_covariance(), mean, rtol=1e-12)
    np.testing.assert_allclose(found.residual_variance(), np.diag(mean), rtol=1e-12)


def test_a_single_group_is_the_measurement_itself():
    (one,) = given = list(measurements(1))
    assert groups_together(given, 1) is one


def test_a_measurement_is_gone_when_the_next_is_made():
    def watched():
        last = None
        for one in measurements(4):
            assert last is None or last() is None
            last = weakref.ref(one)
            given = [one]
            del one
            yield given.pop()

    groups_together(watched(), 4)
