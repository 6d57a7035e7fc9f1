"""Layers of pre-trained networks in the scanner: sheets, maps, distances, decoding, intervals."""

from dataclasses import asdict

import numpy as np
import pytest
from scipy.stats import pearsonr

from neuralcode.analysis import crossnobis, intervals, jackknife, rdms, shared_items, smoothness
from neuralcode.analysis.nearest_category import left_out
from neuralcode.networks import hierarchy, maps
from neuralcode.scanner import experiments, layouts, voxels
from neuralcode.scanner.presets import Scanner
from neuralcode.scanner.scan import scan, voxel_responses

LABELS = hierarchy.category_labels(
    {"superordinate": 2, "basic_per_superordinate": 2, "subordinate_per_basic": 2}, 5
)


def map_of(height, width, channels):
    """Places of the units of a map, channel after channel."""
    units = np.arange(channels * height * width)
    return maps.places((channels, height, width), units)


@pytest.mark.parametrize("size", [(20, 20, 6), (9, 30, 4), (12, 12, 1), (3, 3, 100)])
def test_a_unit_lies_on_the_sheet_where_it_lies_in_the_map(size):
    places = map_of(*size)
    square = layouts.retinotopic_layout(places, np.random.default_rng(0))
    units = len(places)
    rows, columns = layouts.shape(units)
    assert len(set(square)) == units
    assert 0 <= min(square) <= max(square) < rows * columns
    found = np.stack([(square // columns + 0.5) / rows, (square % columns + 0.5) / columns], 1)
    # Within a place of the map and the squares that rounding takes.
    steps = 1 / np.array(size[:2]) + 2 / np.array([rows, columns])
    assert (abs(found - places) < steps * [1, 2]).all()


def test_channels_of_a_place_are_mixed():
    places = map_of(4, 4, 50)
    channel = np.repeat(np.arange(50), 16)
    square = layouts.retinotopic_layout(places, np.random.default_rng(0))
    here = (places == places[0]).all(axis=1)
    other = layouts.retinotopic_layout(places, np.random.default_rng(1))
    # 50 channels: a rank correlation of 0.6 has p < 1e-5.
    assert abs(pearsonr(channel[here], square[here])[0]) < 0.6
    assert (square[here] != other[here]).mean() > 0.5


def test_a_layout_of_maps_needs_places():
    with pytest.raises(ValueError, match="needs the places"):
        layouts.lay_out(9, "retinotopic", np.random.default_rng(0))
    lost = np.full((9, 2), np.nan)
    with pytest.raises(ValueError, match="not all finite"):
        layouts.lay_out(9, "retinotopic", np.random.default_rng(0), places=lost)


def test_a_retinotopic_layout_keeps_a_picture_that_a_random_one_loses():
    """A spot of activity in a map is a spot in the voxels."""
    places, rng = map_of(16, 16, 9), np.random.default_rng(0)
    spot = np.exp(-((places - 0.5) ** 2).sum(axis=1) / 0.02)
    sd = {}
    for layout in ("random", "retinotopic"):
        squares = layouts.lay_out(len(places), layout, rng, places=places)
        sd[layout] = voxel_responses(spot, Scanner("3t"), squares).std()
    assert sd["retinotopic"] > 2 * sd["random"]


def test_large_sheets_have_the_responses_of_the_whole_matrix(monkeypatch):
    rng = np.random.default_rng(0)
    activity, layout = rng.standard_normal((2, 3, 117)), layouts.random_layout(117, rng)
    scanner = Scanner("7t", cortical_thickness=1.2)
    whole = voxel_responses(activity, scanner, layout, (0.3, -0.2))
    monkeypatch.setattr(voxels, "MOST_WEIGHTS", 0)
    np.testing.assert_allclose(
        voxel_responses(activity, scanner, layout, (0.3, -0.2)), whole, rtol=1e-10, atol=1e-12
    )


@pytest.fixture(scope="module")
def measured():
    rng = np.random.default_rng(0)
    scanner = Scanner("7t", runs=4)
    given = {"name": "x", "study_seed": 1, "group": 8, "kind": "item"}
    experiment = experiments.make(experiments.timing(asdict(scanner), **given), 8)
    return scan(rng.standard_normal((8, 100)), scanner, experiment, squares=rng, rng=rng)


def test_residual_variance_is_the_diagonal_of_the_covariance(measured):
    np.testing.assert_allclose(
        measured.residual_variance(), np.diag(measured.residual_covariance()), rtol=1e-9
    )


def test_distances_are_the_crossnobis_distances_of_rsatoolbox(measured):
    variance = measured.residual_variance()
    upper = np.triu_indices(8, 1)
    for betas in (measured.betas, measured.noise_free):
        ours = crossnobis.distances(betas, variance)[upper]
        theirs = rdms.crossnobis_rdm(
            betas.reshape(len(betas), 2, 4, -1), range(4), {"seed": 0}, np.diag(1 / variance)
        )
        np.testing.assert_allclose(ours, theirs.dissimilarities[0], rtol=1e-6, atol=1e-9)


def test_the_left_out_item_is_decoded_from_the_others():
    rng = np.random.default_rng(0)
    patterns = rng.standard_normal((8, 30))[LABELS[:, 2]] + 2 * rng.standard_normal((2, 40, 30))
    for level in range(3):
        labels = LABELS[:, level]
        across, within = (np.corrcoef(*patterns)[:40, 40:], np.corrcoef(patterns[1]))
        standard = [(p - p.mean(1, keepdims=True)) / p.std(1, keepdims=True) for p in patterns]
        right = []
        for item in range(40):
            rest = np.arange(40) != item
            means = [standard[1][rest & (labels == name)].mean(0) for name in np.unique(labels)]
            scores = [pearsonr(mean, standard[0][item])[0] for mean in means]
            right.append(np.argmax(scores) == labels[item])
        found = left_out(np.stack([across, across]), np.stack([within, within]), labels)
        np.testing.assert_array_equal(found, [right, right])
        assert 0.2 < np.mean(right) < 1


def test_an_item_alone_in_its_category_is_not_decoded():
    similarity = np.corrcoef(np.random.default_rng(0).standard_normal((3, 9)))
    np.testing.assert_array_equal(
        np.isnan(left_out(similarity, similarity, ["a", "a", "b"])), [False, False, True]
    )


def test_maps_are_found_by_the_shape_of_a_layer():
    assert maps.map_axes((3, 1, 1)) is None
    assert maps.map_axes((7, 7, 7)) == (1, 2)
    assert np.isnan(maps.places((12,), np.arange(4))).all()
    last = maps.places((4, 4, 6), np.arange(96))
    np.testing.assert_array_equal(last[:6], np.full((6, 2), 0.125))


def test_a_sample_of_the_units_is_random_and_the_same_for_one_seed():
    one, two = (maps.sample(1_000_000, 50, np.random.default_rng(seed)) for seed in (0, 0))
    np.testing.assert_array_equal(one, two)
    assert len(set(one)) == 50
    assert (np.diff(one) > 0).all()
    # Uniform: the mean of 50 has a standard error of 0.041.
    assert abs(one.mean() / 1e6 - 0.5) < 0.16


def test_values_of_items_are_the_jackknife_of_leaving_out_an_item():
    similarity = np.corrcoef(np.random.default_rng(0).standard_normal((40, 50)))
    pseudo = hierarchy.jackknife_by_relation(similarity, LABELS)
    related = hierarchy.shared_levels(LABELS) == 2
    values = jackknife.by_item(
        lambda sums: sums[..., 1] / sums[..., 0],
        jackknife.pair_sums_by_item(similarity, related)[:, [2, 5]],
    )
    assert values.mean() == pytest.approx(similarity[related].mean())
    np.testing.assert_allclose(
        values - values.mean(), pseudo[:, 1] - pseudo[:, 1].mean(), atol=1e-9
    )


def test_intervals_over_items_cover_the_correlation_of_similarities():
    """What covers is the value in a large sample of items, the population's."""
    rng = np.random.default_rng(1)
    mixing = rng.standard_normal((6, 40))

    def draw(items):
        kept = rng.standard_normal((items, 6))
        x = np.corrcoef(kept @ mixing)
        y = np.corrcoef(kept[:, :3] @ mixing[:3] + 2 * rng.standard_normal((items, 40)))
        return x, y

    def correlation(x, y):
        return smoothness.functional_smoothness(jackknife.pair_sums_by_item(x, y).sum(axis=0) / 2)

    truth = np.mean([correlation(*draw(1500)) for _ in range(3)])
    covered = []
    for _ in range(400):
        x, y = draw(40)
        values = jackknife.by_item(
            smoothness.functional_smoothness, jackknife.pair_sums_by_item(x, y)
        )
        _, low, high = intervals.of_mean(values, 0.95, scale="correlation")
        covered.append(low <= truth <= high)
    # What the project asks of its intervals; the standard error of a share of 400 is 0.011.
    assert 0.90 <= np.mean(covered) <= 0.99


def test_intervals_over_items_cover_mean_similarity_of_a_relation():
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(400):
        # Items of one category correlate by 1/2 in the population, by their shared part.
        shared = rng.standard_normal((8, 200))[LABELS[:, 2]]
        similarity = np.corrcoef(shared + rng.standard_normal((40, 200)))
        values = hierarchy.jackknife_by_relation(similarity, LABELS)[:, 0]
        _, low, high = intervals.of_mean(values, 0.95, scale="correlation")
        # The categories are the same in all samples of photographs: their own mean is the truth.
        norm = shared[::5] - shared[::5].mean(axis=1, keepdims=True)
        truth = np.mean((norm**2).mean(axis=1) / ((norm**2).mean(axis=1) + 1))
        covered.append(low <= truth <= high)
    assert np.mean(covered) >= 0.90


def test_statistics_of_resampled_pairs_are_those_of_the_pairs_as_often_as_drawn():
    rng = np.random.default_rng(0)
    drawn = intervals.resampling_weights(6, 4, rng)
    x, y = np.corrcoef(rng.standard_normal((6, 9))), rng.uniform(-1, 1, (2, 6, 6))
    pairs = shared_items.weights_of_pairs(drawn)
    used = np.arange(15) % 2 == 0
    values = shared_items.correlations(hierarchy.pairs(x), hierarchy.pairs(y), pairs)
    means = shared_items.means(hierarchy.pairs(y), used, pairs)
    for number, counts in enumerate(drawn.astype(int)):
        chosen = np.repeat(np.arange(6), counts)
        one, other = np.triu_indices(6, 1)
        every = [
            (min(a, b), max(a, b))
            for place, a in enumerate(chosen)
            for b in chosen[place + 1 :]
            if a != b
        ]
        rows, columns = np.array(every).T
        for subject in range(2):
            expected = pearsonr(x[rows, columns], y[subject][rows, columns])[0]
            assert values[number, subject] == pytest.approx(expected)
            index = [np.flatnonzero((one == a) & (other == b))[0] for a, b in every]
            kept = [y[subject][a, b] for (a, b), i in zip(every, index, strict=True) if used[i]]
            assert means[number, subject] == pytest.approx(np.mean(kept))


def test_intervals_over_subjects_and_items_cover():
    """Subjects with noise of their own see the same items; both are new in each study."""
    rng = np.random.default_rng(3)
    mixing = rng.standard_normal((6, 40))

    def draw(items, subjects):
        kept = rng.standard_normal((items, 6))
        seen = kept[:, :3] @ mixing[:3]
        noisy = seen + (1 + rng.random((subjects, 1, 1))) * 2 * rng.standard_normal(
            (subjects, items, 40)
        )
        return hierarchy.pairs(np.corrcoef(kept @ mixing)), np.stack(
            [hierarchy.pairs(np.corrcoef(own)) for own in noisy]
        )

    def values_of(x, y, drawn):
        return shared_items.correlations(x, y, shared_items.weights_of_pairs(drawn))

    truth = np.mean([values_of(*draw(300, 40), np.ones((1, 300))) for _ in range(10)])
    covered = []
    for _ in range(200):
        x, y = draw(40, 10)
        drawn = intervals.resampling_weights(40, 200, rng)
        values = values_of(x, y, np.vstack([np.ones(40), drawn]))
        weights = intervals.resampling_weights(10, 200, rng)
        (_, low, high), note = shared_items.with_interval(values[0], values[1:], weights, 0.95, 40)
        assert not note
        covered.append(low <= truth <= high)
    # The standard error of a share of 200 is 0.015.
    assert 0.90 <= np.mean(covered) <= 1.0


def test_correlations_of_layers_are_those_of_their_pairs_with_the_jackknife_over_items():
    from neuralcode.analysis import layer_rdms

    rng = np.random.default_rng(0)
    kept = rng.standard_normal((20, 30))
    similarity = np.stack(
        [np.corrcoef(kept + noise * rng.standard_normal(kept.shape)) for noise in (0, 1, 2)]
    )
    value, low, high = layer_rdms.correlations(similarity, 0.95)
    for one in range(3):
        for other in range(3):
            sums = jackknife.pair_sums_by_item(similarity[one], similarity[other])
            values = jackknife.by_item(smoothness.functional_smoothness, sums)
            expected = intervals.of_mean(values, 0.95, scale="correlation")
            found = value[one, other], low[one, other], high[one, other]
            np.testing.assert_allclose(found, expected, atol=1e-9)
    np.testing.assert_array_equal(low.diagonal(), 1)


@pytest.mark.parametrize(("subjects", "over"), [(1, "items"), (6, "subjects and items")])
def test_agreement_with_subjects_has_an_interval_and_a_ceiling(subjects, over):
    from neuralcode.analysis import layer_rdms

    rng = np.random.default_rng(0)
    kept, items = rng.standard_normal((15, 30)), {"item": [f"lion/{n}" for n in range(15)]}

    def matrices(*noise):
        found = [1 - np.corrcoef(kept + sd * rng.standard_normal(kept.shape)) for sd in noise]
        return layer_rdms.of_matrices(found, "correlation", items, {})

    model, measured = matrices(0), matrices(*[1] * subjects)
    found = layer_rdms.agreement_with(
        model, measured, "rank", resamples=50, confidence=0.95, rng=rng
    )
    assert found["interval_over"] == over
    assert found["ci_low"] < found["agreement"] < found["ci_high"]
    assert 0.3 < found["agreement"] < 1
    if subjects == 1:
        assert np.isnan(found["ceiling_low"])
    else:
        assert found["ceiling_low"] < found["ceiling_high"]
        # The model is what all subjects share: no worse than the others' mean.
        assert found["agreement"] > found["ceiling_low"]


def test_relations_of_photographs_are_in_the_table_with_their_jackknife():
    from storage.layers import Layer
    from tables import layer_similarity

    rng = np.random.default_rng(0)
    patterns = rng.standard_normal((8, 90))[LABELS[:, 2]] + rng.standard_normal((40, 90))
    similarity, given = np.corrcoef(patterns), np.corrcoef(patterns[:, :30])
    layer = Layer("net", "a", 0, 90, similarity, 0.5, "", rng.random(40), given)
    found = layer_similarity.of_photographs(layer, LABELS, 0.95)
    pseudo = hierarchy.jackknife_by_relation(similarity, LABELS)
    for number, name in enumerate(hierarchy.RELATIONS):
        values = pseudo[:, number]
        mean = hierarchy.mean_by_relation(similarity, LABELS)[number]
        expected = intervals.of_mean(values - values.mean() + mean, 0.95, scale="correlation")
        np.testing.assert_allclose(found[name], expected, atol=1e-9)
    pairs = [hierarchy.pairs(part) for part in (given, similarity)]
    value = found["functional_smoothness_input"][0]
    assert value == pytest.approx(pearsonr(*pairs)[0])
    beyond = hierarchy.pairs(hierarchy.shared_levels(LABELS)) < 3
    value = found["functional_smoothness_beyond_label"][0]
    assert value == pytest.approx(pearsonr(*(part[beyond] for part in pairs))[0])
    assert layer_similarity.why_empty(found, 40) == ""


def test_a_single_layer_is_compared_with_itself():
    from neuralcode.analysis import layer_rdms

    similarity = np.corrcoef(np.random.default_rng(3).standard_normal((6, 40)))
    for part in layer_rdms.correlations(similarity[None], 0.95):
        np.testing.assert_array_equal(part, [[1.0]])
