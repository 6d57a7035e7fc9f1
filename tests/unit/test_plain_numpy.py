"""The two plain programs of the benchmark compute the same."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import plain_loop
import plain_numpy


def test_arrays_and_loops_agree():
    size = dict(categories=3, levels=4, units=20, step=0.2)
    found = plain_numpy.run(2017, range(2), **size)
    assert {name for recipe, name in found if recipe == "text"} == set(plain_numpy.SCHEMES)
    for name, value in plain_loop.run(2017, range(2), **size)[1].items():
        # Rounding of double precision, through nine layers that stretch it fivefold each.
        assert found["released", name] == pytest.approx(value, abs=1e-8)
