"""Experiments: blanks, jitter, repeats, blocks and tables of events."""

import numpy as np
import pytest

from neuralcode.scanner import design, events, experiments, layouts
from neuralcode.scanner.scan import Scanner, measure, scan, standardised

TRIALS = {"duration": 3.0, "interval": 4.0}


def timing(**changes):
    own = {key: value for key, value in vars(Scanner()).items()} | changes
    return experiments.timing(own, name="mine", study_seed=1, group=5, kind="level")


def test_blanks_are_the_stated_share_of_the_trials_at_random_places():
    rng = np.random.default_rng(0)
    run = events.run(75, **TRIALS, blanks=0.25, rng=rng)
    trials = run.onsets / 4.0
    assert run.end == 4.0 * 100
    np.testing.assert_array_equal(trials, np.round(trials))
    assert (np.diff(trials) >= 1).all()
    assert (
        len({tuple(events.run(75, **TRIALS, blanks=0.25, rng=rng).onsets) for _ in range(4)}) == 4
    )
    # Blanks among the trials are as likely in the first half as in the second.
    early = [
        (events.run(75, **TRIALS, blanks=0.25, rng=rng).onsets < 200).sum() for _ in range(200)
    ]
    assert np.mean(early) == pytest.approx(37.5, abs=4 * np.std(early) / np.sqrt(200))


def test_jitter_keeps_the_order_and_its_limits():
    run = events.run(200, **TRIALS, jitter=2.0, rng=np.random.default_rng(1))
    shifts = run.onsets - 4.0 * np.arange(200)
    assert np.abs(shifts).max() <= 2.0
    assert (np.diff(run.onsets) >= 0).all()
    assert shifts.std() == pytest.approx(2 / np.sqrt(3), rel=0.2)


def test_blocks_are_separated_by_rest_and_hold_one_category():
    run = events.run(20, **TRIALS, block=5, rest=16.0)
    steps = np.diff(run.onsets)
    np.testing.assert_allclose(steps[4::5], 20.0)
    np.testing.assert_allclose(np.delete(steps, [4, 9, 14]), 4.0)
    places = events.orders(
        20, runs=3, order="random", rng=np.random.default_rng(2), repeats=2, block=5
    )
    assert (np.sort(places, axis=1) == np.arange(40)).all()
    blocks = places.reshape(3, 8, 5) // 5
    assert (blocks == blocks[..., :1]).all()
    assert len({tuple(order) for order in blocks[..., 0].tolist()}) == 3
    assert len({tuple(order) for order in (places.reshape(-1, 5) % 5).tolist()}) > 5


def test_an_optimised_order_has_less_variance_than_the_mean_of_its_candidates():
    own = {"tr": 2.0, "hrf": "spm", "high_pass": 128.0}

    def variance(run):
        regressors, drifts = design.matrix(run, **own)
        return np.mean(design.estimator(regressors, drifts) ** 2)

    rng = np.random.default_rng(3)
    drawn = [variance(events.run(40, **TRIALS, blanks=0.25, rng=rng)) for _ in range(50)]
    best = design.run_of(
        40, optimised=True, blanks=0.25, rng=np.random.default_rng(3), **own, **TRIALS
    )
    assert variance(best) == min(drawn)


def write_table(path, rows):
    lines = ["onset\ttrial_type\tduration", *(f"{on}\t{kind}\t{last}" for on, last, kind in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def tables(folder, runs, rng, gap=8.0):
    labels = experiments.labels_of(10, 5, "level") * 2
    for run in range(1, runs + 1):
        onsets = gap * np.arange(20) + rng.uniform(0, 1, 20)
        rows = [
            (onset, 2.5, label)
            for onset, label in zip(onsets, rng.permutation(labels), strict=True)
        ]
        write_table(folder / f"run-{run:02d}_events.tsv", [*rows, (180.0, 4.0, "rest")])
    return str(folder / "run-{run:02d}_events.tsv")


KINDS = {
    "blanks": {"interval": 4.0, "blanks": 0.25},
    "jitter": {"interval": 6.0, "jitter": 1.0},
    "repeats": {"repeats": 3},
    "blocks": {"rest": 12.0},
    "optimised": {"interval": 4.0, "blanks": 0.25, "order": "optimised"},
    "tables": {},
    "table": {},
}


@pytest.mark.parametrize("kind", KINDS)
def test_without_noise_betas_are_the_responses_whatever_the_events(kind, tmp_path):
    rng = np.random.default_rng(4)
    changes = KINDS[kind] | {"runs": 3}
    if kind in ("table", "tables"):
        path = tables(tmp_path, 3, rng)
        changes["events"] = path if kind == "tables" else path.format(run=2)
    own = Scanner(noise=0.0, drift=1.0, **changes)
    whole = experiments.make(timing(**changes), 10)
    activity = standardised(rng.standard_normal((10, 36)))
    measured = scan(activity, own, whole, squares=np.random.default_rng(5), rng=rng)
    layout = layouts.random_layout(36, np.random.default_rng(5))
    expected = own.signal_change * activity @ own.voxel_matrix(36)[:, layout].T
    assert measured.betas.shape == (3, 10, len(own.voxel_matrix(36)))
    np.testing.assert_allclose(
        measured.betas, np.broadcast_to(expected, measured.betas.shape), atol=1e-6
    )
    np.testing.assert_allclose(measured.noise_free[0], expected, atol=1e-10)


def test_runs_of_a_table_have_the_order_of_the_table(tmp_path):
    path = tables(tmp_path, 2, np.random.default_rng(6))
    whole = experiments.make(timing(events=path, runs=2), 10)
    assert whole.repeats == 2
    assert whole.places.shape == (2, 20)
    for number in range(2):
        rows = events.read_table(path.format(run=number + 1))
        shown = [kind for _, _, kind in sorted(rows, key=lambda row: float(row[0]))]
        for presentation, place in enumerate(whole.places[number]):
            stimulus = presentation % 10
            assert shown[place] == f"category-{stimulus // 5}_level-{stimulus % 5}"


def test_repeats_of_a_temporal_code_differ_and_their_betas_are_means():
    rng = np.random.default_rng(7)
    given = timing(repeats=2, runs=2)
    whole = experiments.make(given, 4, in_time=True)
    own = Scanner(noise=0.0, drift=0.0, repeats=2, runs=2)
    constant = rng.standard_normal((2, 1, 8, 16))
    activity = np.broadcast_to(constant, (2, len(whole.bin_regressors), 8, 16))
    places = events.orders(4, runs=2, order="random", rng=rng, repeats=2)
    measured = measure(activity, own, whole, layout=np.arange(16), places=places, rng=rng)
    responses = own.signal_change * constant[:, 0] @ own.voxel_matrix(16).T
    np.testing.assert_allclose(measured.betas, responses.reshape(2, 2, 4, -1).mean(axis=1))


WRONG_TABLES = {
    "is missing": [(0, 1, "category-0_level-0")],
    "equally often": [(8.0 * k, 1, f"category-{k // 5}_level-{k % 5}") for k in range(10)]
    + [(90, 1, "category-0_level-0")],
    "must be above 0": [(8.0 * k, 0, f"category-{k // 5}_level-{k % 5}") for k in range(10)],
    "from 0 on": [(8.0 * k - 8, 1, f"category-{k // 5}_level-{k % 5}") for k in range(10)],
    "could not convert": [("soon", 1, "category-0_level-0")],
}


@pytest.mark.parametrize("message", WRONG_TABLES)
def test_a_table_that_does_not_suit_the_stimuli_is_an_error(message, tmp_path):
    path = write_table(tmp_path / "events.tsv", WRONG_TABLES[message])
    with pytest.raises(ValueError, match=f"events.tsv: .*{message}"):
        experiments.make(timing(events=path), 10)


def test_a_table_without_a_column_is_an_error(tmp_path):
    path = tmp_path / "events.tsv"
    path.write_text("onset\tduration\n0\t1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"columns onset, duration, trial_type; trial_type is"):
        experiments.make(timing(events=str(path)), 10)


def test_another_table_is_another_design(tmp_path):
    path = tmp_path / "events.tsv"
    rows = [(8.0 * k, 1, f"category-{k // 5}_level-{k % 5}") for k in range(10)]
    first = timing(events=write_table(path, rows))
    second = timing(events=write_table(path, rows[::-1]))
    assert first["tables"] == second["tables"]
    assert first["sha256"] != second["sha256"]


def test_names_of_tables():
    assert experiments.tables_of("events.tsv", 3) == ["events.tsv"]
    assert experiments.tables_of("r{run}.tsv", 2) == ["r1.tsv", "r2.tsv"]
    with pytest.raises(ValueError, match="nothing else in braces"):
        experiments.tables_of("{subject}.tsv", 2)


@pytest.mark.parametrize(
    ("changes", "least", "most"),
    [
        ({}, 1.0, 1.3),  # 8 s
        ({"interval": 4.0}, 30.0, np.inf),
        ({"interval": 4.0, "blanks": 0.25}, 0.8, 1.5),
        ({"interval": 3.0}, 1e4, np.inf),
    ],
)
def test_variance_of_the_betas_beside_that_of_isolated_events(changes, least, most):
    whole = experiments.make(timing(**changes), 100)
    assert least < experiments.quality(Scanner(), whole)["variance_ratio"] < most


def test_collinearity_is_1_for_orthogonal_regressors_and_the_variance_inflation_else():
    run = events.run(6, duration=3.0, interval=60.0)
    own = {"tr": 2.0, "hrf": "spm", "high_pass": 1e6}
    apart = experiments.quality(Scanner(), design.experiment([run], **own))["collinearity"]
    assert apart == pytest.approx(1, abs=0.1)
    close = design.experiment([events.run(6, duration=3.0, interval=4.0)], **own)
    columns = np.hstack([close.regressors, close.drifts[:, :-1]])
    correlation = np.corrcoef(columns, rowvar=False)
    inflation = np.diag(np.linalg.inv(correlation))[:6].mean()
    found = experiments.quality(Scanner(), close)["collinearity"]
    assert found == pytest.approx(inflation)
