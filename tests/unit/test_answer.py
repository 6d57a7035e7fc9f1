"""The table and the figure of what fMRI can read, on tables whose answer is known."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import answer_figure
from tables import answer, summary

# Agreement of each code in the units, a good scanner and a bad one; None where it is not shown.
AGREEMENT = {
    "flat": (0.0, 0.02, -0.01),
    "weak": (0.5, 0.3, 0.2),
    "timing": (0.99, 0.05, 0.0),
    "best": (1.0, 0.8, 0.6),
    "unseen": (0.9, None, None),
    # 0.7 in the good scanner is less than 0.64 in the bad one.
    "only-good": (0.95, 0.7, None),
    "only-bad": (0.95, None, 0.64),
}
PLACES = ("none", "good", "bad")
KEY = ["recipe", "scheme", "scanner"]


def tables(agreement=AGREEMENT, *, half_width=0.02, recipes=("text",)):
    """The tables of a study: smoothness, RSA, losses, generalisation."""
    rows = [
        {"recipe": recipe, "scheme": scheme, "scanner": scanner, "value": value}
        for recipe in recipes
        for scheme, values in agreement.items()
        for scanner, value in zip(PLACES, values, strict=True)
        if value is not None
    ]
    rows = pd.DataFrame(rows)
    in_sum = [{"recipe": r, "scheme": "timing", "scanner": "sum", "value": 0.0} for r in recipes]
    smooth = pd.concat([rows, pd.DataFrame(in_sum if "timing" in agreement else [])])
    value = smooth["value"]
    smoothness = smooth[KEY].assign(
        functional_smoothness=value,
        ci_low=value - half_width,
        ci_high=value + half_width,
        ceiling=1.0,
        corrected=value,
        corrected_ci_low=value - half_width,
        corrected_ci_high=value + half_width,
        n_seeds=100,
        note="of smoothness",
    )
    rsa = rows[KEY].assign(
        comparison="whitened",
        agreement=rows["value"],
        ci_low=rows["value"] - half_width,
        ci_high=rows["value"] + half_width,
        ceiling=0.9,
        ceiling_ci_low=0.85,
        ceiling_ci_high=0.95,
        n_seeds=12,
        n_conditions=20,
        note="of RSA",
    )
    # The other comparison has numbers that must not come in.
    rsa = pd.concat([rsa, rsa.assign(comparison="rank", agreement=-9.0)], ignore_index=True)
    scanned = rows[rows["scanner"] != "none"]
    losses = scanned[KEY].assign(comparison="whitened", voxels=scanned["value"] + 0.1)
    decoding = smooth[KEY].assign(
        decoding=value, decoding_ci_low=value, decoding_ci_high=value, note="of both"
    )
    return smoothness, rsa, losses, decoding


def table_of(*args, **kwargs):
    return answer.gathered(*tables(*args, **kwargs), in_time=["timing"])


def order_of(table):
    return list(table.sort_values("rank", kind="stable")["scheme"].unique())


def test_codes_that_are_read_come_first_and_those_that_no_scanner_shows_last():
    expected = ["best", "only-bad", "only-good", "weak", "timing", "flat", "unseen"]
    found = table_of()
    assert order_of(found) == expected
    # The rank is a number per code, and the table is in that order.
    assert list(found["scheme"].unique()) == expected
    assert list(found.groupby("scheme", sort=False)["rank"].unique().str[0]) == list(range(1, 8))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_does_not_depend_on_that_of_the_rows(seed):
    shuffled = np.random.default_rng(seed).permutation(list(AGREEMENT))
    assert order_of(table_of({name: AGREEMENT[name] for name in shuffled})) == order_of(table_of())


def test_agreement_of_codes_is_that_of_the_model_that_made_it():
    codes, scanners = np.array([0.9, 0.5, 0.1, 0.3]), np.array([0.1, 0.0, -0.1])
    values = pd.DataFrame(codes[:, None] + scanners)
    values = values.mask(np.array([[0, 1, 1], [0, 0, 0], [1, 1, 0], [1, 1, 1]], dtype=bool))
    found = answer.of_codes(values)
    assert found[:3].to_numpy() == pytest.approx(codes[:3], abs=1e-9)
    assert np.isnan(found[3])


def test_the_rest_is_ordered_by_what_the_units_have():
    unread = {"a": (0.2, 0.09, 0.0), "b": (0.9, 0.0, 0.0), "c": (0.5, 0.05, 0.05)}
    assert order_of(table_of(unread, half_width=0.2)) == ["b", "c", "a"]


def test_without_intervals_values_decide_and_nothing_is_called_read():
    found = table_of(half_width=np.nan)
    assert order_of(found)[:4] == ["best", "only-bad", "only-good", "weak"]
    assert order_of(found)[-1] == "unseen"
    assert set(found["kept"]) == {""}


def test_losses_add_up_to_what_is_missing_and_time_takes_those_of_codes_in_time():
    rows = table_of().set_index(["scheme", "scanner"])
    lost = rows[["lost_in_time", "lost_in_voxels", "lost_in_noise"]]
    assert lost.loc[("weak", "good")].to_list() == pytest.approx([0, 0.1, 0.1])
    # The spike count has no functional smoothness: all that is lost before the noise is time.
    assert lost.loc[("timing", "good")].to_list() == pytest.approx([0.99 - 0.15, 0, 0.1])
    for scheme, (units, *scanned) in AGREEMENT.items():
        for scanner, value in zip(PLACES[1:], scanned, strict=True):
            if value is not None:
                assert lost.loc[(scheme, scanner)].sum() == pytest.approx(units - value)
    assert lost.xs("none", level="scanner").isna().all(axis=None)


def test_a_code_in_time_without_a_spike_count_has_no_losses_told_apart():
    smoothness, *others = tables()
    smoothness = smoothness[smoothness["scanner"] != "sum"]
    row = answer.gathered(smoothness, *others, in_time=["timing"]).set_index(["scheme", "scanner"])
    assert row.loc[("timing", "good"), ["lost_in_time", "lost_in_voxels"]].isna().all()
    assert answer_figure.segments(row.loc[("timing", "good")], 0.99)[-1][0] == "unknown"
    assert row.loc[("weak", "good"), "lost_in_voxels"] == pytest.approx(0.1)


def test_every_row_of_the_smoothness_is_there_once_with_the_whitened_comparison():
    smoothness, *others = tables(recipes=("text", "released"))
    found = answer.gathered(smoothness, *others, in_time=["timing"])
    assert len(found) == len(smoothness) == len(found.drop_duplicates(KEY))
    for scheme, values in AGREEMENT.items():
        own = found[(found["scheme"] == scheme) & (found["scanner"] != "sum")]
        expected = [value for value in values if value is not None] * 2
        assert sorted(own["agreement"]) == pytest.approx(sorted(expected))
    assert set(found["decoding"].notna()) == {True}
    without = answer.gathered(smoothness, *others[:2], None, in_time=["timing"])
    assert without["decoding"].isna().all()


def test_parts_of_a_bar_end_at_the_units_and_none_is_below_0():
    row = pd.Series(
        {"agreement": -0.05, "lost_in_noise": 0.15, "lost_in_voxels": -0.02, "lost_in_time": 0.4}
    )
    found = answer_figure.segments(row, 0.48)
    assert found[0] == ("read", 0.0, 0.0)
    assert [name for name, *_ in found[1:]] == ["lost_in_noise", "lost_in_time"]
    # One part starts where the last one ends.
    assert [start for _, start, _ in found[1:]] == pytest.approx([0, 0.1])
    assert found[-1][2] == pytest.approx(0.48)
    assert answer_figure.segments(row * np.nan, 0.5) == []


@pytest.mark.parametrize(
    ("agreement", "half_width", "title"),
    [
        (AGREEMENT, 0.02, "fMRI reads 4 of 6 codes"),
        (AGREEMENT, 0.12, "fMRI reads 4 of 6 codes; 2 undecided"),
        (AGREEMENT, np.nan, "What fMRI can read: too few seeds for intervals"),
        ({"best": (1.0, 0.8, None)}, 0.02, "fMRI reads 1 of 1 code"),
        ({"flat": (0.0, None, 0.0)}, 0.02, "fMRI reads 0 of 1 code"),
    ],
)
def test_the_figure_says_what_was_found_in_any_study(agreement, half_width, title, tmp_path):
    table = table_of(agreement, half_width=half_width)
    path = tmp_path / "answer.csv"
    table.to_csv(path, index=False)
    answer_figure.run(path, [str(tmp_path / "answer.png")], dpi=50)
    figure = plt.gcf()
    assert figure.legends[0].get_title().get_text() == title
    shown = [name for name in order_of(table) if name != "unseen"]
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == shown
    heights = figure.axes[0].get_yticks()
    assert list(heights) == sorted(heights, reverse=True)
    plt.close(figure)


def test_the_summary_names_the_codes_by_what_scanners_read():
    lines = summary.lines_of_answer(table_of(half_width=0.12))
    assert lines[0] == "fMRI reads 4 of 6 codes; 2 undecided"
    assert lines[1] == "  read by a scanner: best, only-bad, only-good, weak"
    assert lines[2] == "  undecided: timing, flat"
    assert not any("unseen" in line for line in lines)


def test_the_summary_shows_depths_of_the_study_alone():
    measured = pd.DataFrame(
        {"recipe": "text", "scheme": ["vector", "depth-1"]}
        | {"functional_smoothness": 0.9, "ci_low": 0.89, "ci_high": 0.91}
    )
    lines = summary.lines_of_smoothness(measured, {"depth-1": 0.86, "depth-8": 0.22})
    assert lines[-1].split() == ["depth-1", "0.900", "[0.890,", "0.910]", "0.86"]
    assert summary.lines_of_smoothness(measured[:1], {}) == []


def test_the_summary_counts_the_papers_claims_and_ours_apart():
    rows = pd.DataFrame(
        [("reproduced", ""), ("undecided", ""), ("reproduced", ""), ("not reproduced", "yes")],
        columns=["verdict", "ours"],
    )
    assert summary.lines_of_claims(rows) == [
        "",
        "The paper's claims (3): 2 reproduced, 1 undecided",
        "What we add (1): 1 not reproduced",
    ]
