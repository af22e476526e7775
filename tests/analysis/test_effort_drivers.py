"""What each behaviour costs is found again where it was planted, and nothing where nothing was."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from easemart.analysis.effort_drivers import COLUMNS, DRIVERS, is_held_out, observed, worked_out

COST = {"further_contact": -12.0, "transfer": -6.0, "channel_switch": -5.0, "wait_minute": -1.0}


def answers(customers: int = 400, seed: int = 3, direction: str = "higher_better", low: int = 1) -> pd.DataFrame:
    """Two answers of each customer, who has a strictness of his own; coming again goes with being transferred."""
    draw = np.random.default_rng(seed)
    n = 2 * customers
    again = draw.poisson(0.7, n).astype(float)
    made = pd.DataFrame({
        "answer_id": [f"a{number:05}" for number in range(n)],
        "owner_id": [f"o{number // 2}" for number in range(n)],
        "need_id": [f"n{number}" for number in range(n)],
        "scale_low": float(low), "scale_high": 7.0, "direction": direction,
        "further_contact": again, "transfer": draw.binomial(1 + again.astype(int), 0.2).astype(float),
        "channel_switch": draw.binomial(again.astype(int), 0.4).astype(float), "abandoned_attempt": 0.0,
        "wait_minute": draw.exponential(2, n).round(2), "hold_minute": draw.exponential(1, n).round(2),
        "talk_minute": draw.exponential(5, n).round(2), "not_settled": draw.binomial(1, 0.2, n),
        "outcome_unknown": 0,
    })  # fmt: skip
    strict = np.repeat(draw.normal(0, 6, customers), 2)
    made["score_100"] = 80 - 20 * made["not_settled"] + strict + draw.normal(0, 6, n)
    for name, points in COST.items():
        made["score_100"] += points * made[name]
    return made


def by_driver(frame: pd.DataFrame) -> pd.DataFrame:
    return worked_out(frame).set_index("driver")


def test_planted_costs_lie_in_their_intervals() -> None:
    found = by_driver(answers())
    for name in (*COST, "hold_minute", "talk_minute"):
        planted = COST.get(name, 0.0)
        assert found.loc[name, "points_low"] <= planted <= found.loc[name, "points_high"], name
    assert found.loc["further_contact", "points_high"] - found.loc["further_contact", "points"] < 1.5
    assert found.loc["not_settled", "is_control"] and not found.loc["transfer", "is_control"]


def test_intervals_hold_as_often_as_they_say() -> None:
    """Over 60 draws at 95 % no more than nine may miss (the binomial's 99.9 % quantile)."""
    missed = 0
    for seed in range(60):
        row = by_driver(answers(150, seed)).loc["further_contact"]
        missed += not row["points_low"] <= COST["further_contact"] <= row["points_high"]
    assert missed <= 9


def test_answers_of_one_customer_are_not_counted_as_independent() -> None:
    """Each customer twice, word for word: the estimates stay, and the intervals are not narrower for it."""
    once = answers().drop_duplicates("owner_id")
    twice = pd.concat([once, once.assign(answer_id=once["answer_id"] + "b")])
    single, double = by_driver(once), by_driver(twice)
    width = single["points_high"] - single["points_low"]
    assert (single["points"] - double["points"]).abs().max() < 1e-6
    # The small-sample factor alone differs.
    assert ((double["points_high"] - double["points_low"]) / width).between(0.97, 1).all()


def test_raw_costs_take_in_what_comes_with_them() -> None:
    """Who is transferred has often come again: alone, a transfer seems to cost far more."""
    row = by_driver(answers()).loc["transfer"]
    assert row["raw_points_high"] < COST["transfer"] < row["points_high"]


def test_coming_again_is_ahead_of_what_costs_less_by_more_than_chance() -> None:
    found = by_driver(answers())
    assert found["usual_points"].drop("not_settled").idxmin() == "further_contact"
    row = found.loc["wait_minute"]
    expected = -found.loc["further_contact", "usual_points"] + row["usual_points"]
    assert row["lead_points"] == pytest.approx(expected, abs=1e-6)
    assert 0 < row["lead_points_low"] < row["lead_points"] < row["lead_points_high"]
    assert pd.isna(found.loc["further_contact", "lead_points"]) and pd.isna(found.loc["not_settled", "lead_points"])


def test_a_driver_that_costs_more_is_ahead_of_coming_again() -> None:
    changed = answers()
    changed["score_100"] -= 20 * changed["wait_minute"]
    assert by_driver(changed).loc["wait_minute", "lead_points_high"] < 0


def test_points_of_the_scale_follow_its_width_and_direction() -> None:
    found = by_driver(answers(low=1))
    row = found.loc["further_contact"]
    assert row["scale_points"] == pytest.approx(row["points"] * 6 / 100)
    # Where low is good, effort moves the answer up.
    turned = by_driver(answers(direction="lower_better", low=2)).loc["further_contact"]
    assert turned["scale_points"] == pytest.approx(-row["points"] * 5 / 100)
    assert turned["scale_points_low"] < turned["scale_points"] < turned["scale_points_high"]


def test_scales_are_never_fitted_together() -> None:
    one, other = answers(), answers(seed=9, low=0)
    other["answer_id"] = "b" + other["answer_id"]
    other["score_100"] += 5 * other["further_contact"]
    both = worked_out(pd.concat([one, other]))
    assert both[both["scale_low"] == 1].reset_index(drop=True).equals(worked_out(one))
    assert sorted(set(both["scale_low"])) == [0, 1]


def test_whom_is_fitted_on_goes_by_customer_and_is_the_same_everywhere() -> None:
    frame = answers()
    first = by_driver(frame).iloc[0]
    kept = frame[~frame["owner_id"].map(is_held_out)]
    assert first["answer_count"] == len(kept) and first["held_out_count"] == len(frame) - len(kept)
    assert first["customer_count"] == kept["owner_id"].nunique()
    assert is_held_out("o1") == (int(hashlib.md5(b"o1").hexdigest()[:8], 16) % 5 == 0)
    assert 0.1 < frame["owner_id"].map(is_held_out).mean() < 0.3


def test_what_is_not_fitted_on_changes_no_cost_but_the_comparison() -> None:
    frame = answers()
    held = frame["owner_id"].map(is_held_out)
    other = frame.assign(score_100=frame["score_100"].where(~held, 50.0))
    assert (by_driver(frame)["points"] == by_driver(other)["points"]).all()
    assert by_driver(frame)["held_out_correlation"].iloc[0] > 0.5
    assert by_driver(other)["held_out_correlation"].isna().all()


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = answers()
    assert worked_out(frame).equals(worked_out(frame.sample(frac=1, random_state=1)))


def test_what_never_varies_or_repeats_another_is_left_out() -> None:
    frame = answers()
    frame["talk_minute"] = 2 * frame["hold_minute"]
    assert set(by_driver(frame).index) == {*DRIVERS, "not_settled"} - {"abandoned_attempt", "talk_minute"}


@pytest.mark.parametrize("customers", [0, 1, 4])
def test_too_few_answers_tell_nothing(customers: int) -> None:
    found = worked_out(answers(10).head(2 * customers))
    assert found.empty and list(found.columns) == list(COLUMNS)


def test_observed_effort_stays_within_0_and_100() -> None:
    frame = pd.DataFrame({"further_contact": [0.0, 1.0, 20.0], "transfer": [0.0, 1.0, 0.0]})
    seen = observed(frame, {"further_contact": -12.0, "transfer": 2.0})
    assert list(seen) == [100, 90, 0]
