import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuralcode.analysis.sheet import (
    checkerboard,
    gradient,
    inhomogeneity,
    morans_i,
    voxel_sums,
)

whole_sheets = arrays(
    np.int64,
    st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda n: (6 * n[0], 6 * n[1])),
    elements=st.integers(-100, 100),
)


def test_gradient_rises_evenly_in_its_direction():
    np.testing.assert_allclose(gradient(2, 5), np.tile([0, 0.25, 0.5, 0.75, 1], (2, 1)))
    np.testing.assert_allclose(gradient(3, 2, angle=90), [[0, 0], [0.5, 0.5], [1, 1]], atol=1e-12)
    np.testing.assert_allclose(gradient(2, 2, angle=45), [[0, 0.5], [0.5, 1]], atol=1e-12)


def stripes(rows, columns, *, width):
    """Activity that alternates along the rows only, as ocular dominance columns do."""
    return np.tile((np.arange(columns) // width % 2).astype(float), (rows, 1))


def test_checkerboard_alternates():
    assert checkerboard(2, 4).tolist() == [[0, 1, 0, 1], [1, 0, 1, 0]]
    assert checkerboard(3, 4, width=2).tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0]]


@given(whole_sheets, st.sampled_from([1, 2, 3, 6]))
def test_voxels_sum_their_units(sheet, size):
    expected = [
        [sheet[r : r + size, c : c + size].sum() for c in range(0, sheet.shape[1], size)]
        for r in range(0, sheet.shape[0], size)
    ]
    assert voxel_sums(sheet, size).tolist() == expected


def test_leading_axes_are_sheets_of_their_own():
    sheets = np.random.default_rng(0).standard_normal((2, 3, 6, 4))
    for index in np.ndindex(2, 3):
        for function in (lambda s: voxel_sums(s, 2), lambda s: inhomogeneity(s, 2), morans_i):
            np.testing.assert_allclose(function(sheets)[index], function(sheets[index]))


@pytest.mark.parametrize("size", [0, -2, 4, 5, 12])
def test_voxels_must_fill_the_sheet(size):
    message = rf"size must divide the 6 rows and 12 columns.*one of \[1, 2, 3, 6\]; got {size}"
    for function in (voxel_sums, inhomogeneity):
        with pytest.raises(ValueError, match=message):
            function(np.zeros((6, 12)), size)


def test_even_voxels_see_nothing_of_a_checkerboard():
    sheet = checkerboard(60, 60)
    assert inhomogeneity(sheet, 1) == 0.5
    for size in (2, 4, 6, 10):
        assert inhomogeneity(sheet, size) == 0
    for size in (3, 5, 15):
        # One unit in size^2 is left over; an odd number of voxels a side as well where it divides.
        voxels = (60 // size) ** 2
        assert voxels % 2 == 0
        assert inhomogeneity(sheet, size) == pytest.approx(0.5 / size**2)


def test_smaller_voxels_see_the_stripes_that_larger_ones_lose():
    sheet = stripes(12, 12, width=3)
    assert inhomogeneity(sheet, 3) == 0.5
    assert inhomogeneity(sheet, 6) == 0


@pytest.mark.parametrize("size", [1, 2, 4, 8, 16])
def test_voxels_of_any_size_see_a_gradient(size):
    # The voxels' means are equally spaced: n of them, size / 63 apart.
    n = 64 // size
    expected = size / 63 * np.sqrt((n**2 - 1) / 12)
    assert inhomogeneity(gradient(64, 64), size) == pytest.approx(expected)


def test_independent_units_average_out_with_the_root_of_their_number():
    sheet = np.random.default_rng(1).standard_normal((480, 480))
    for size in (1, 2, 4, 8):
        voxels = (480 // size) ** 2
        relative_error = 4 / np.sqrt(2 * voxels)
        assert inhomogeneity(sheet, size) == pytest.approx(1 / size, rel=relative_error)


def test_morans_i_of_known_sheets():
    assert morans_i(checkerboard(8, 6)) == pytest.approx(-1)
    assert morans_i([[0, 1]]) == pytest.approx(-1)
    # Stripes: of the 56 pairs along rows all differ, of the 56 down columns none.
    assert morans_i(stripes(8, 8, width=1)) == pytest.approx(0, abs=1e-12)
    # Halves: 8 of 112 pairs differ.
    assert morans_i(stripes(8, 8, width=4)) == pytest.approx((104 - 8) / 112)
    assert morans_i(gradient(64, 64)) > 0.95


@given(whole_sheets.filter(lambda s: np.ptp(s) > 0))
def test_morans_i_is_the_sum_over_all_pairs_of_neighbours(sheet):
    rows, columns = sheet.shape
    z = sheet - sheet.mean()
    total, weights = 0.0, 0
    for r, c in np.ndindex(rows, columns):
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            if 0 <= r + dr < rows and 0 <= c + dc < columns:
                total += z[r, c] * z[r + dr, c + dc]
                weights += 1
    expected = z.size / weights * total / (z**2).sum()
    assert morans_i(sheet) == pytest.approx(expected)
    assert morans_i(3 - 2.5 * sheet) == pytest.approx(expected)


def test_morans_i_of_activity_without_order():
    n = 400
    sheets = np.random.default_rng(2).standard_normal((2000, 20, 20))
    found = morans_i(sheets)
    standard_error = found.std() / np.sqrt(len(found))
    assert abs(found.mean() + 1 / (n - 1)) < 4 * standard_error
    assert standard_error < 0.002


def test_morans_i_of_one_constant_sheet_is_an_error():
    with pytest.raises(ValueError, match="sheet must have units of different activity"):
        morans_i(np.stack([np.full((3, 3), 0.1), gradient(3, 3)]))
