"""The cortical sheet, the point spread and the voxels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import quadratic_assignment
from scipy.stats import norm

from neuralcode.analysis.sheet import morans_i
from neuralcode.scanner import layouts, voxels


@given(st.integers(1, 2000))
def test_the_sheet_is_the_smallest_near_square_that_holds_the_units(units):
    rows, columns = layouts.shape(units)
    assert rows * columns >= units
    assert (rows - 1) * columns < units
    assert columns - rows in (0, 1)


def test_sheets_of_the_schemes():
    assert layouts.shape(100) == (10, 10)
    assert layouts.shape(128) == (11, 12)
    assert layouts.shape(160) == (13, 13)


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
@pytest.mark.parametrize("units", [16, 18])
def test_a_layout_gives_each_unit_a_square_of_its_own(layout, units):
    rng = np.random.default_rng(1)
    given = {"tuning": rng.standard_normal((40, units)), "places": rng.random((units, 2))}
    squares = layouts.lay_out(units, layout, rng, **given)
    assert len(set(squares.tolist())) == units
    assert squares.min() >= 0
    assert squares.max() < np.prod(layouts.shape(units))


def test_an_unknown_layout_is_an_error():
    with pytest.raises(ValueError, match="random, topographic"):
        layouts.lay_out(4, "hexagonal", np.random.default_rng(0))


def mean_moran(activity, squares, shape):
    sheet = np.zeros((len(activity), shape[0] * shape[1]))
    sheet[:, squares] = activity
    return morans_i(sheet.reshape(-1, *shape)).mean()


def test_a_topographic_layout_finds_the_map_that_was_shuffled():
    """Units tuned to a place on the sheet: shuffled, Moran's I is near 0; put back, near 1."""
    row, column = np.mgrid[:6, :6] / 5
    centres = np.stack([row.ravel(), column.ravel()])
    rng = np.random.default_rng(2)
    shuffled, found, true = [], [], []
    for _ in range(8):
        stimuli = rng.uniform(size=(300, 2, 1))
        order = rng.permutation(36)
        tuning = np.exp(-(((stimuli - centres) ** 2).sum(axis=1)) / 0.1)[:, order]
        # Fitted to the one half of the stimuli, seen in the other.
        squares = layouts.topographic_layout(tuning[:150], rng)
        found.append(mean_moran(tuning[150:], squares, (6, 6)))
        shuffled.append(mean_moran(tuning, layouts.random_layout(36, rng), (6, 6)))
        true.append(mean_moran(tuning[150:], order, (6, 6)))
    # The standard error of I over 60 pairs of neighbours is about 0.1.
    assert abs(np.mean(shuffled)) < 0.1
    assert np.mean(found) > 0.7 * np.mean(true)


def test_a_map_of_independent_units_is_smooth_only_in_what_it_was_fitted_to():
    rng = np.random.default_rng(7)
    fitted, other = [], []
    for _ in range(20):
        activity = rng.standard_normal((60, 100))
        squares = layouts.topographic_layout(activity[:40], rng)
        fitted.append(mean_moran(activity[:40], squares, (10, 10)))
        other.append(mean_moran(activity[40:], squares, (10, 10)))
    error = np.std(other, ddof=1) / np.sqrt(len(other))
    # Without correlation the mean of I over n squares is -1 / (n - 1).
    assert np.mean(other) == pytest.approx(-1 / 99, abs=4 * error)
    assert np.mean(fitted) > 0.1


def test_the_search_for_a_map_does_as_well_as_the_faq_algorithm():
    """The sum over neighbours, against scipy's approximation, whose time grows with the cube."""
    rng = np.random.default_rng(8)
    near = layouts.neighbours(8, 8).astype(float)
    ours, theirs = [], []
    for _ in range(10):
        tuning = rng.standard_normal((50, 64)) @ rng.standard_normal((64, 64))
        correlation = np.corrcoef(tuning, rowvar=False)
        squares = layouts.topographic_layout(tuning, rng)
        ours.append((near[np.ix_(squares, squares)] * correlation).sum())
        found = quadratic_assignment(near, correlation, options={"maximize": True, "rng": rng})
        theirs.append((near * correlation[np.ix_(found.col_ind, found.col_ind)]).sum())
    assert np.mean(ours) > 0.85 * np.mean(theirs)


@pytest.mark.parametrize("seed", range(10))
def test_no_exchange_of_two_units_improves_a_map(seed):
    rng = np.random.default_rng(seed)
    tuning = rng.standard_normal((30, 25))
    squares = layouts.topographic_layout(tuning, rng)
    near = layouts.neighbours(5, 5)
    correlation = np.corrcoef(tuning, rowvar=False)

    def total(squares):
        return (near[np.ix_(squares, squares)] * correlation).sum()

    for one in range(25):
        for other in range(one):
            swapped = squares.copy()
            swapped[[one, other]] = squares[[other, one]]
            # Correlations are rounded to 1e-6, and each unit has four neighbours at most.
            assert total(swapped) < total(squares) + 4e-5


def test_a_map_without_other_stimuli_is_an_error():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="needs the tuning"):
        layouts.lay_out(4, "topographic", rng)
    with pytest.raises(ValueError, match="three conditions or more; got 2"):
        layouts.lay_out(4, "topographic", rng, tuning=np.eye(2, 4))


def by_quadrature(sheet, spacing, voxel_size, point_spread, grid):
    """Voxel means of the blurred sheet: its values at points, averaged by Gauss-Legendre."""
    sd = point_spread / np.sqrt(8 * np.log(2))
    nodes, weights = np.polynomial.legendre.leggauss(40)
    profiles = []
    for squares, count in zip(sheet.shape, grid, strict=True):
        points = voxel_size * (np.arange(count)[:, None] + (nodes + 1) / 2)
        edges = spacing * np.arange(squares + 1)
        blurred = np.diff(norm.cdf((edges - points[..., None]) / -sd), axis=-1) * -1
        profiles.append(np.einsum("vpu,p->vu", blurred, weights / 2))
    return profiles[0] @ sheet @ profiles[1].T


@pytest.mark.parametrize(("voxel_size", "point_spread"), [(3.0, 2.8), (1.5, 1.02), (2.0, 0.82)])
def test_voxels_are_means_of_the_blurred_sheet_over_their_box(voxel_size, point_spread):
    sheet = np.random.default_rng(3).standard_normal((6, 7))
    kwargs = {"spacing": 1.5, "voxel_size": voxel_size}
    grid = voxels.grid(sheet.shape, **kwargs)
    ours = voxels.matrix(sheet.shape, **kwargs, point_spread=point_spread) @ sheet.ravel()
    expected = by_quadrature(sheet, 1.5, voxel_size, point_spread, grid)
    np.testing.assert_allclose(ours.reshape(grid), expected, atol=1e-9)


def test_without_blur_a_voxel_is_the_mean_of_its_squares():
    weights = voxels.matrix((4, 4), spacing=1.0, voxel_size=2.0, point_spread=0.0)
    np.testing.assert_allclose(weights[0].reshape(4, 4)[:2, :2], 0.25)
    assert weights.shape == (4, 16)
    np.testing.assert_allclose(weights.sum(axis=1), 1)


def test_partial_voxels_count_the_tissue_beyond_the_sheet_as_silent():
    # 5 mm in voxels of 2 mm: half of the third lies on the sheet, and it is kept.
    weights = voxels.along_a_side(5, spacing=1.0, voxel_size=2.0, point_spread=0.0)
    np.testing.assert_allclose(weights.sum(axis=1), [1, 1, 0.5])
    # 5 mm in voxels of 2.2 mm: less than a third of it does, and it is left out.
    assert voxels.count(5.0, 2.2) == 2


def test_a_wide_sheet_keeps_its_mean_under_blur():
    weights = voxels.along_a_side(60, spacing=1.0, voxel_size=3.0, point_spread=2.8)
    np.testing.assert_allclose(weights[5:-5].sum(axis=1), 1, atol=1e-12)


def test_a_voxel_larger_than_the_sheet_is_an_error():
    with pytest.raises(ValueError, match=r"16 mm is larger than the sheet, 15 mm"):
        voxels.matrix((10, 10), spacing=1.5, voxel_size=16.0, point_spread=1.0)


def test_smoothing_keeps_a_constant_and_has_its_width():
    smoothing = voxels.smoothing((41, 41), voxel_size=1.0, fwhm=4.0)
    np.testing.assert_allclose(smoothing.sum(axis=1), 1)
    kernel = smoothing[20 * 41 + 20].reshape(41, 41)[20]
    # Half of the maximum at half of the full width.
    assert kernel[22] / kernel[20] == pytest.approx(0.5)
