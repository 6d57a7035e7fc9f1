"""Evidence of the audit: published values, properties of codes, and what datasets say."""

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY

from audit import of_codes, of_photographs, published
from neuralcode.analysis import properties, sheet
from neuralcode.scanner import hrf
from rules.study import Study
from tables import code_properties

RESOURCES = REPOSITORY / "resources"
RELEASED = {
    "published_figure_4": RESOURCES / "published_figure_4.csv",
    "published_categories": RESOURCES / "published_category_similarity.csv",
}


# The published functional smoothness, as a draw.


def pairs(seeds, categories, levels=19):
    """Similarities whose correlation over pairs is 0.8."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal((seeds, categories, levels))
    return x, 0.8 * x + 0.6 * rng.standard_normal(x.shape)


@pytest.mark.parametrize("seeds", [100, 400])
def test_a_draw_of_the_papers_size_has_the_sampling_error_of_its_pairs(seeds):
    drawn = published.draws(*pairs(seeds, 30))
    for prototypes, categories in (("one", 1), ("all", 30)):
        mean, spread, error = drawn[prototypes]
        # Of a correlation over independent normal pairs: (1 - r^2) / sqrt(n).
        exact = 0.36 / np.sqrt(published.NETWORKS * 19 * categories)
        # A standard deviation of 100 values or more is known to 7 %; the mean to its error.
        assert spread == pytest.approx(exact, rel=0.25)
        assert mean == pytest.approx(0.8, abs=4 * 0.36 / np.sqrt(seeds * 30 * 19))
        assert error == pytest.approx(0.36 / np.sqrt(seeds * 30 * 19), rel=0.25)


def test_a_published_value_is_judged_by_its_own_sampling_error():
    drawn = {("text", "depth-8"): {"one": (0.26, 0.02, 0.002), "all": (0.26, 0.002, 0.002)}}
    table = published.table_of_readings(drawn, [("depth-8", 0.22), ("depth-1", 0.86)], 0.005)
    table = table.set_index("prototypes_per_network")
    assert table["verdict"].to_dict() == {"one": "may be a draw", "all": "no draw gives it"}
    assert table.loc["one", "deviation"] == pytest.approx(-2)
    half = 1.96 * np.hypot(0.02, 0.002)
    assert table.loc["one", ["low", "high"]].tolist() == pytest.approx([0.26 - half, 0.26 + half])


def test_a_study_that_knows_less_than_the_paper_has_no_verdict():
    drawn = {("text", "depth-8"): {"one": (0.26, 0.02, 0.03), "all": (0.26, np.nan, np.nan)}}
    table = published.table_of_readings(drawn, [("depth-8", 0.22)], 0.005)
    assert table["verdict"].tolist() == ["", ""]
    assert published.readings(drawn).sel(bound="ci_low").isnull().all()
    assert published.readings({}) is None
    x, y = pairs(4, 3)
    assert np.isnan(published.draws(x, y)["one"]).all()


# Figure 4.


@pytest.fixture(scope="module")
def released():
    return of_photographs.read(RELEASED)


def test_released_matrices_are_a_network_of_their_own(released):
    relations = released["photograph_relations"]
    assert relations["network"].values.tolist() == ["inception_v3_2015 (published)"]
    assert relations.sizes["sample"] == 40
    own = released["photograph_categories"].sel(layer="pool_3", category="tiger")
    difference = own.sel(other="lion") - own.sel(other="banjo")
    # The values of the released figure, read to within 0.004.
    assert float(difference.mean()) == pytest.approx(0.128 + 0.003, abs=0.008)


def test_published_means_are_those_of_the_matrices(released):
    means, relations = released["published_means"], released["photograph_relations"]
    for layer in ("mixed_7", "pool_3"):
        for relation in relations["relation"].values:
            ours = means.sel(layer=layer, relation=relation)
            other = relations.sel(layer=layer, relation=relation).mean("sample")
            assert float(ours) == pytest.approx(float(other.squeeze()), abs=0.004), relation
    assert means.sizes["layer"] == 14
    share = means.sel(layer="mixed_7", relation="kept by basic categories")
    assert float(share) == pytest.approx((0.270 - 0.220) / (0.325 - 0.220), abs=0.02)


def test_photographs_of_the_study_stand_beside_the_released_ones(released, tmp_path):
    dataset = published.released_matrices(RELEASED["published_figure_4"])
    fewer = dataset.isel(image=slice(0, 20), other_image=slice(0, 20))
    fewer = fewer.expand_dims(network=["inception_v3_2015"])
    fewer["gini"] = (("network", "layer"), [[0.9, 0.6]])
    fewer.to_netcdf(tmp_path / "layers.nc")
    both = of_photographs.read(RELEASED | {"photographs": tmp_path / "layers.nc"})
    relations = both["photograph_relations"]
    assert set(relations["network"].values) == {
        "inception_v3_2015",
        "inception_v3_2015 (published)",
    }
    samples = relations.sel(layer="pool_3", relation="within_basic").notnull().sum("sample")
    assert dict(zip(samples["network"].values, samples.values, strict=True)) == {
        "inception_v3_2015": 20,
        "inception_v3_2015 (published)": 40,
    }


# Properties of codes.


def test_a_sheet_of_averaged_noise_is_smooth():
    noise = np.random.default_rng(1).standard_normal((200, 100))
    smooth = properties.smoothed_over_sheet(noise, 3)
    assert smooth.shape == (200, 10, 10)
    # Neighbours share 6 of 9 units, less the correlation that a finite sheet takes: 1 / 11.
    assert sheet.morans_i(smooth).mean() == pytest.approx(2 / 3, abs=0.1)
    np.testing.assert_allclose(smooth.mean(axis=(-2, -1)), noise.mean(axis=-1))


def test_a_mixture_has_the_mean_similarity_of_its_halves():
    rng = np.random.default_rng(2)
    patterns, others = rng.standard_normal((2, 50, 400))
    mixed = properties.mixture(5 * patterns + 3, others)
    expected = [
        (np.corrcoef(a[0, :200], a[1, :200])[0, 1] + np.corrcoef(b[0, :200], b[1, :200])[0, 1]) / 2
        for a, b in [(patterns, others)]
    ]
    assert np.corrcoef(mixed[:2])[0, 1] == pytest.approx(expected[0])


@pytest.mark.parametrize("name", hrf.RESPONSES)
def test_times_of_the_response_are_those_of_its_curve(name):
    times = hrf.times(name)
    steps = {moment: np.array([-0.02, 0.02]) + time for moment, time in times.items()}
    height = {
        moment: np.diff(hrf.step_response([time - 0.005, time + 0.005], name)).item()
        for moment, time in times.items()
    }
    slopes = {
        moment: np.diff(np.diff(hrf.step_response(np.append(ends[0] - 0.04, ends), name))).item()
        for moment, ends in steps.items()
    }
    assert height["start"] == pytest.approx(height["peak"] / 10, rel=0.02)
    assert height["baseline"] == pytest.approx(0, abs=0.002 * height["peak"])
    assert slopes["start"] > 0 > slopes["baseline"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("properties") / "table.csv"
    settings = Study.read().job("code_properties").settings | {"seeds": 5, "categories": 3}
    code_properties.run(path, **settings)
    return of_codes.code_properties(path)


def test_properties_of_codes_are_what_their_definitions_make_them(table):
    of_seeds = table["code_properties"]
    for recipe in ("text", "released"):
        values = of_seeds.sel(recipe=recipe)
        for scheme, share in (("hash", 1), ("hash-item", 1)):
            np.testing.assert_array_equal(
                values.sel(property="own_pattern_share", scheme=scheme), share
            )
        np.testing.assert_array_equal(
            values.sel(property="one_factor_similarity", scheme="factorial"), 0
        )
    text = of_seeds.sel(recipe="text")
    # Inputs of the first layer have a standard deviation of 10: within atanh(0.9) of 0 are 11.7 %.
    share = text.sel(property="corner_share", scheme="depth-1").mean()
    assert float(share) == pytest.approx(0.883, abs=0.02)
    # Values of a normal distribution within 0.1 of -1 or 1.
    share = text.sel(property="corner_share", scheme="vector").mean()
    assert float(share) == pytest.approx(0.0968, abs=4 * np.sqrt(0.09 / (5 * 60 * 100)))


def test_what_formulas_say_has_no_seed(table):
    exact = table["exact_properties"]
    time = exact.sel(property="time of the peak", scheme="spm")
    assert float(time) == pytest.approx(5.0, abs=0.02)


def test_pairs_in_the_same_row_are_set_aside():
    similarity = np.array([[[1.0, 0.0, 1e-9, 1.0]]])
    assert of_codes.largest_other_similarity(similarity) == pytest.approx(0, abs=1e-8)
    similarity[0, 0, 1] = -0.25
    assert of_codes.largest_other_similarity(similarity) == 0.25
    assert np.isnan(of_codes.largest_other_similarity(np.ones((1, 1, 2))))


def test_decoding_is_ranked_against_functional_smoothness(monkeypatch):
    """Of codes whose accuracy is their functional smoothness, and of codes in the reverse order."""
    rng = np.random.default_rng(5)
    levels = np.linspace(0.1, 0.9, 8)

    class Read:
        categories = 2

        def __init__(self, scheme, scanner, values):
            self.key = {"recipe": "text", "scheme": scheme, "scanner": scanner}
            self.higher = values

    sums, read = {}, []
    for number, level in enumerate(levels):
        noise = rng.standard_normal((2, 20, 1))
        row = np.array([1.0, level, 1.0, 1.0]) * np.ones((20, 1))
        for scanner, accuracy in (("none", level), ("3t", 1 - level)):
            sums["text", f"code-{number}", scanner] = row
            values = 0.5 + 0.5 * accuracy + 0.001 * noise[0]
            read.append(Read(f"code-{number}", scanner, values))
    read.append(Read("alone", "7t", np.full((20, 1), 0.7)))
    sums["text", "alone", "7t"] = row
    monkeypatch.setattr(of_codes.generalisation, "read", lambda *_, **__: read)
    weights = rng.multinomial(20, np.full(20, 0.05), size=200).astype(float)
    ranks = of_codes.smoothness_and_decoding(sums, [], [], weights, 0.95).sel(recipe="text")
    assert ranks.sel(scanner="none").values.tolist() == pytest.approx([1, 1, 1])
    assert ranks.sel(scanner="3t").values.tolist() == pytest.approx([-1, -1, -1])
    # A single code has no rank.
    assert "7t" not in ranks["scanner"]


def test_voxels_are_compared_with_units(tmp_path):
    rows = [("a", 1, 0.4), ("a", 2, 0.3), ("a", 4, 0.1)]
    columns = ["pattern", "voxel_side", "inhomogeneity"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "table.csv", index=False)
    shares = of_codes.voxel_sizes(tmp_path / "table.csv").sel(pattern="a")
    assert shares["side"].values.tolist() == [2, 4]
    assert shares.values.tolist() == pytest.approx([0.75, 0.25])
