"""The cortical sheet, the point spread and the voxels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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
    squares = layouts.lay_out(rng.standard_normal((40, units)), layout, rng)
    assert len(set(squares.tolist())) == units
    assert squares.min() >= 0
    assert squares.max() < np.prod(layouts.shape(units))


def test_an_unknown_layout_is_an_error():
    with pytest.raises(ValueError, match="random, topographic"):
        layouts.lay_out(np.zeros((2, 4)), "hexagonal", np.random.default_rng(0))


def test_a_topographic_layout_finds_the_map_that_was_shuffled():
    """Units tuned to a place on the sheet: shuffled, Moran's I is near 0; put back, near 1."""
    row, column = np.mgrid[:6, :6] / 5
    centres = np.stack([row.ravel(), column.ravel()])
    rng = np.random.default_rng(2)
    stimuli = rng.uniform(size=(300, 2, 1))
    tuning = np.exp(-(((stimuli - centres) ** 2).sum(axis=1)) / 0.1)[:, rng.permutation(36)]

    def smoothness_of(squares):
        sheet = np.empty_like(tuning)
        sheet[:, squares] = tuning
        return morans_i(sheet.reshape(-1, 6, 6)).mean()

    # The standard error of I over 60 pairs of neighbours is about 0.1, that of the mean smaller.
    assert abs(smoothness_of(layouts.random_layout(36, rng))) < 0.3
    assert smoothness_of(layouts.topographic_layout(tuning, rng)) > 0.6


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
