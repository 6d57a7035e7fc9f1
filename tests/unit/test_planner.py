"""The planner: its measures against rsatoolbox, its betas against time series, its tests' size."""

import doctest
from importlib import import_module

import numpy as np
import pytest
from rsatoolbox.data import Dataset
from rsatoolbox.rdm import RDMs, calc_rdm, compare
from scipy.stats import ttest_1samp

from neuralcode.coding.encoding import encode
from neuralcode.planner import choice, group, measures, people, studies
from neuralcode.planner.questions import TESTS
from neuralcode.scanner import experiments
from neuralcode.scanner.scan import Scanner, measure
from rules import planning
from rules.configuration import check, raise_first
from rules.messages import ConfigurationError
from rules.study import Study

STIMULI = {"levels": 4, "units": 36, "noise_sd_step": 0.3}
LEVELS = [0, 1, 2, 3]
CATEGORIES, COUNT = 3, 12


def experiment(scanner, stimuli=COUNT):
    given = experiments.timing(vars(scanner), name="mine", study_seed=1, group=4, kind="level")
    return experiments.make(given, stimuli)


def everyone(count, scheme="vector", together=1):
    items = people.drawn_items(
        count,
        recipe="text",
        categories=CATEGORIES,
        stimuli=STIMULI,
        study_seed=1,
        together=together,
    )
    parameters = {"depth": {"weight_sd": 0.2}}.get(scheme.partition("-")[0], {})
    return people.people(items, scheme=scheme, recipe="text", parameters=parameters, study_seed=1)


@pytest.mark.parametrize("name", ["choice", "group"])
def test_examples(name):
    assert doctest.testmod(import_module(f"neuralcode.planner.{name}")).failed == 0


# Measures.


def rdm_of(betas):
    """Crossnobis distances by rsatoolbox; betas: (run, stimulus, voxel)."""
    runs, stimuli, _ = betas.shape
    observed = {
        "stimulus": np.tile(np.arange(float(stimuli)), runs),
        "run": np.repeat(np.arange(float(runs)), stimuli),
    }
    data = Dataset(betas.reshape(runs * stimuli, -1), obs_descriptors=observed)
    return calc_rdm(data, method="crossnobis", descriptor="stimulus", cv_descriptor="run")


def moments_of(betas):
    """`measures.Moments` of betas (subject, run, stimulus, voxel)."""
    centred = betas - betas.mean(axis=2, keepdims=True)
    own = np.einsum("srav,srbv->sab", centred, centred)
    return measures.Moments(centred.sum(axis=1), own, betas.shape[1])


def test_agreement_is_the_whitened_correlation_of_rsatoolbox():
    rng = np.random.default_rng(1)
    betas = rng.standard_normal((4, 3, 6, 5))
    items = rng.standard_normal((6, 9))
    model = measures.model(np.corrcoef(items))
    expected = calc_rdm(Dataset(items), method="correlation")
    moments = moments_of(betas)
    found = moments.agreement(model)
    between = moments.between(2)
    for subject, own in enumerate(betas):
        rdm = rdm_of(own)
        np.testing.assert_allclose(found[subject], compare(expected, rdm, "corr_cov"), atol=1e-6)
    pair = compare(rdm_of(betas[2]), rdm_of(betas[3]), "corr_cov")
    np.testing.assert_allclose(between[1, 0, 1], pair, atol=1e-6)
    np.testing.assert_allclose(between[1, 0, 0], 1)


def test_the_model_of_categories_is_that_of_their_dissimilarities():
    rng = np.random.default_rng(2)
    betas = rng.standard_normal((1, 3, 6, 5))
    apart = np.repeat(np.arange(3), 2)
    pairs = np.triu_indices(6, 1)
    expected = RDMs((apart[:, None] != apart)[pairs][None].astype(float))
    found = moments_of(betas).agreement(measures.categories(3, 2))
    np.testing.assert_allclose(found, compare(expected, rdm_of(betas[0]), "corr_cov")[0], atol=1e-6)


def test_a_model_of_equal_distances_has_nothing_to_agree_with():
    assert not measures.model(np.eye(5) + 0.3).any()


def test_categories_are_decoded_at_other_levels_only():
    """A pattern that a stimulus shares with no other of its category is no help."""
    rng = np.random.default_rng(3)
    alone = rng.standard_normal((400, 12, 40)).astype(np.float32)
    found = measures.decoding(alone, alone, 3)
    assert abs(found.mean()) < 4 * found.std() / 20
    of_category = np.repeat(rng.standard_normal((400, 3, 40)), 4, axis=1).astype(np.float32)
    np.testing.assert_allclose(measures.decoding(of_category, of_category, 3), 2 / 3)


# Betas.


RICH = {
    "field_strength": 7,
    "voxel_size": 2.0,
    "point_spread": 1.0,
    "duration": 2.0,
    "interval": 4.0,
    "blanks": 0.25,
    "repeats": 2,
    "common_noise": 0.5,
    "drift_kind": "random walk",
    "trial_variability": 0.5,
    "smoothing": 2.0,
}


@pytest.mark.parametrize("parameters", [{"voxel_size": 1.5}, RICH], ids=["plain", "rich"])
def test_what_is_measured_has_the_distribution_that_time_series_give(parameters):
    """All tests but that of pairs, of 300 subjects: mean and variance within four errors."""
    scanner, runs, count = Scanner("3t", runs=3, **parameters), 3, 300
    made = experiment(scanner)
    group_of_people = everyone(count)
    responses = people.responses(group_of_people, scanner, LEVELS, study_seed=1, what="mine")
    models = people.models(group_of_people, LEVELS)
    errors = studies.errors_of(scanner, made, STIMULI["units"])
    given = {"categories": CATEGORIES, "runs": [runs], "subjects": 1, "studies": count}
    given |= {"order": "random", "repeats": made.repeats, "block": 0}
    drawn = studies.simulate(
        responses, models, errors, generators=lambda part: np.random.default_rng([5, part]), **given
    )[runs]
    by_category = measures.categories(CATEGORIES, 4)
    rows = []
    for number in range(count):
        rng = np.random.default_rng([6, number])
        places = studies.events.orders(
            COUNT, runs=runs, order="random", rng=rng, repeats=made.repeats
        )
        layout = people.layouts.random_layout(
            STIMULI["units"], people.generator(1, number, "plan", "mine")
        )
        patterns = people.standardised(group_of_people.activity[number].reshape(COUNT, -1))
        betas = measure(patterns, scanner, made, layout=layout, places=places, rng=rng).betas
        betas = (betas - betas.mean(axis=1, keepdims=True)) @ errors.whitening
        moments = moments_of(betas[None])
        agreement = moments.agreement(models[number][None])[0]
        halves = betas[::2].mean(axis=0)[None], betas[1::2].mean(axis=0)[None]
        rows.append(
            {
                "agreement": agreement,
                "models": agreement - moments.agreement(by_category)[0],
                "categories": measures.decoding(*halves, CATEGORIES)[0],
            }
        )
    for name in rows[0]:
        ours, theirs = drawn[name].ravel(), np.array([row[name] for row in rows])
        error = np.hypot(ours.std(), theirs.std()) / np.sqrt(count)
        assert abs(ours.mean() - theirs.mean()) < 4 * error, name
        # The logarithm of a variance of normal numbers has the variance 2 / n.
        assert abs(np.log(ours.var() / theirs.var())) < 4 * np.sqrt(2 * 2 / count), name


def test_a_scanner_without_noise_measures_the_responses():
    scanner = Scanner(noise=0.0, drift=0.0, voxel_size=1.5)
    made = experiment(scanner)
    errors = studies.errors_of(scanner, made, 36)
    assert not errors.draw(np.tile(np.arange(COUNT), (2, 1)), np.random.default_rng(1)).any()


# Tests over subjects.


def test_tests_are_one_sided_t_tests():
    values = np.random.default_rng(1).normal(0.5, 1, (200, 7))
    expected = ttest_1samp(values, 0, axis=1, alternative="greater").pvalue < 0.05
    np.testing.assert_array_equal(group.succeeds(values, 0.05), expected)
    assert 20 < expected.sum() < 180
    assert group.succeeds(np.full((1, 4), 0.3), 0.05).all()
    assert not group.succeeds(np.zeros((1, 4)), 0.05).any()


def test_wilson_intervals_cover():
    rng = np.random.default_rng(1)
    for truth in (0.05, 0.5, 0.8, 0.97):
        _, low, high = group.wilson(rng.binomial(100, truth, 4000), 100, 0.95)
        assert 0.92 <= np.mean((low <= truth) & (truth <= high)) <= 0.98
    assert group.wilson(0, 100, 0.95)[1] == pytest.approx(0, abs=1e-12)
    assert group.wilson(100, 100, 0.95)[2] == pytest.approx(1)


NULL_STUDIES = 2000
SEQUENTIAL = {"order": "sequential", "interval": 4.0, "blanks": 0.25}


def null(kind):
    """Measures of studies in which there is nothing to see."""
    parameters = SEQUENTIAL if kind == "noise of neighbours" else {}
    scanner = Scanner("7t", **parameters)
    made = experiment(scanner)
    group_of_people = everyone(4000, "hash-item" if kind == "hash" else "vector")
    responses = people.responses(group_of_people, scanner, LEVELS, study_seed=1, what="null")
    units = group_of_people.activity.shape[-1]
    return studies.simulate(
        responses if kind == "hash" else np.zeros_like(responses),
        people.models(group_of_people, LEVELS),
        studies.errors_of(scanner, made, units),
        categories=CATEGORIES,
        runs=[2, 5],
        subjects=16,
        studies=NULL_STUDIES,
        order=scanner.order,
        repeats=1,
        block=0,
        generators=lambda part: np.random.default_rng([9, part]),
    )


@pytest.mark.parametrize("kind", ["hash", "noise", "noise of neighbours"])
def test_no_test_finds_what_is_not_there(kind):
    """In a share of alpha of the studies, within 4 errors, and in no more with few subjects.

    A hash keeps stimuli apart and none of their similarity. Stimuli of a category that are shown
    one after the other share noise in each run.
    """
    error = np.sqrt(0.05 * 0.95 / NULL_STUDIES)
    for runs, measured in null(kind).items():
        found = group.power(measured, TESTS, [4, 8, 12, 16], alpha=0.05, confidence=0.95)
        for row in found:
            place = (runs, row["test"], row["subjects"])
            assert row["power"] < 0.05 + 4 * error, (*place, row["power"])
            if row["subjects"] >= 8:
                assert row["power"] > 0.05 - 4 * error, (*place, row["power"])


# People.


def test_people_are_the_seeds_of_the_study():
    found = everyone(3, "depth-2")
    layer = found.items
    for name in ("depth-1", "depth-2"):
        given = {"recipe": "text", "study_seed": 1, "seeds": range(3)}
        layer = encode(layer, scheme=name, parameters={"weight_sd": 0.2}, **given)["none"]
    np.testing.assert_array_equal(found.activity, layer)
    assert not np.array_equal(found.items[0], found.items[1])


def test_people_who_share_stimuli_have_codes_of_their_own():
    found = everyone(6, "depth-1", together=3)
    for first in (0, 3):
        for other in (1, 2):
            np.testing.assert_array_equal(found.items[first], found.items[first + other])
            assert not np.allclose(found.activity[first], found.activity[first + other])
    assert not np.array_equal(found.items[0], found.items[3])


# The choice of a design.


def row(subjects, runs, minutes_per_run, power, **others):
    place = {"scheme": "depth-4", "scanner": "3t", "test": "agreement", "repeats": 1}
    place |= {"n_stimuli": 100, "ci_low": power - 0.1, "ci_high": power + 0.1}
    design = {"subjects": subjects, "runs": runs, "minutes_per_run": minutes_per_run}
    return place | design | {"minutes_per_subject": runs * minutes_per_run, "power": power} | others


def test_the_best_design_takes_the_least_time_of_all_subjects():
    rows = [row(12, 8, 14, 0.85), row(20, 4, 14, 0.8), row(4, 20, 14, 0.79)]
    assert choice.best(rows, 0.8) is rows[1]
    assert choice.best(rows, 0.81) is rows[0]
    assert choice.best(rows, 0.9) is None


def test_among_designs_of_the_same_time_fewer_subjects_are_better():
    # 3 x 0.1 is not 0.3 in floating point.
    rows = [row(3, 1, 0.1, 0.9), row(1, 1, 0.3, 0.9)]
    assert choice.best(rows, 0.8) is rows[1]


def test_sentences():
    rows = [row(4, 2, 14, 0.3), row(12, 8, 13.67, 0.85), row(16, 8, 13.67, 0.9)]
    assert choice.sentence(rows, 0.8, "3 T") == (
        "At 3 T, the similarity structure of depth-4 needs 12 subjects with 8 runs of 14 minutes "
        "(100 stimuli, once in a run): 85 % power [75, 95]."
    )
    assert "the largest, 16 subjects" in choice.sentence(rows, 0.95, "3 T")
    assert "no smaller design was tried" in choice.sentence(rows, 0.3, "3 T")


def test_the_contour_takes_the_best_of_all_numbers_of_stimuli():
    rows = [row(8, 2, 10, 0.6), row(8, 4, 10, 0.9), row(8, 2, 3, 0.85, n_stimuli=20)]
    assert choice.least_minutes(rows, 0.8) == 6
    assert choice.least_minutes(rows[:2], 0.8) == pytest.approx(20 + 20 * 2 / 3)
    assert np.isnan(choice.least_minutes(rows[:1], 0.8))


# The configuration.


def study_with(**plan):
    return Study(check(Study.read().config | {"plan": plan}))


def test_what_has_no_plan_says_why():
    config = Study.read().config
    for scheme, scanner, word in (
        ("rate", "3t", "spikes"),
        ("vector", "7t-topographic", "topographic"),
        ("vector", "3t", ""),
    ):
        reason = planning.left_out(config, "text", scheme, scanner)
        assert word in reason
        assert bool(reason) == bool(word)


def test_scanners_and_schemes_are_those_of_the_studies_or_of_the_plan():
    inputs = Study.read().job("plan_table").inputs["paths"]
    assert len(inputs) == 30
    own = study_with(scanners=["nsd"], schemes=["vector", "hash"]).job("plan_table")
    assert list(own.inputs["paths"].values()) == [
        "results/plan/text/vector/nsd.csv",
        "results/plan/text/hash/nsd.csv",
        "results/plan/released/vector/nsd.csv",
    ]


def test_levels_are_those_of_the_study_at_most():
    config = study_with(levels=[4, 20, 50]).config
    assert planning.shown_levels(config) == [[0, 6, 13, 19], list(range(20))]


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"scanners": ["9t"]}, "'plan.scanners[0]'"),
        ({"schemes": ["vektor"]}, "'plan.schemes[0]'"),
        ({"scanners": ["fast"]}, "'scanners.fast.interval'"),
    ],
)
def test_a_plan_is_checked_when_it_is_wanted(plan, message):
    config = Study.read().config
    fast = config["scanners"]["3t"] | {"interval": 3.0, "duration": 3.0}
    config = check(config | {"scanners": config["scanners"] | {"fast": fast}, "plan": plan})
    with pytest.raises(ConfigurationError) as error:
        raise_first(config, planning.problems(config))
    assert message in str(error.value)


def test_the_people_are_a_multiple_of_the_largest_study():
    settings = (
        study_with(subjects=[3, 30])
        .job("plan_power", recipe="text", scheme="vector", scanner="3t")
        .settings
    )
    assert settings["people_count"] == 990
    assert settings["together"] == 1
    shared = study_with(stimuli="shared").job(
        "plan_power", recipe="text", scheme="vector", scanner="3t"
    )
    assert shared.settings["together"] == 20


def test_larger_plans_get_more_memory_and_time():
    place = {"recipe": "text", "scheme": "depth-8", "scanner": "7t"}
    usual = Study.read().job("plan_power", **place)
    assert usual.memory_mb < 1000
    more = study_with(studies=20_000, repeats=[1, 80]).job("plan_power", **place)
    assert more.memory_mb > usual.memory_mb
    assert more.minutes > usual.minutes


def test_items_without_categories_have_the_two_tests_that_need_none():
    scanner = Scanner("7t")
    items = np.random.default_rng(4).standard_normal((1, 12, 1, 36)).astype(np.float32)
    shared = np.repeat(items, 40, axis=0)
    code = {"scheme": "depth-1", "recipe": "text", "parameters": {"weight_sd": 0.2}}
    seen = people.people(shared, study_seed=1, **code)
    assert not np.allclose(seen.activity[0], seen.activity[1])
    measured = studies.simulate(
        people.responses(seen, scanner, [0], study_seed=1, what="data"),
        people.models(seen, [0]),
        studies.errors_of(scanner, experiment(scanner), 36),
        categories=12,
        runs=[4],
        subjects=8,
        studies=20,
        order="random",
        repeats=1,
        block=0,
        generators=lambda part: np.random.default_rng(part),
    )[4]
    assert set(measured) == {"agreement", "structure"}
    assert group.succeeds(measured["agreement"], 0.05).mean() > 0.9
