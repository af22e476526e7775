"""Loyalty after an experience: what a band does is found by the adjusted figure, and missed by the raw one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from easemart.analysis.loyalty_after import COLUMNS, worked_out
from easemart.simulation.world.streams import logistic

WORLDS = 40
EFFECT = 1.0


def world(seed: int, customers: int = 1500) -> tuple[pd.DataFrame, dict[str, float]]:
    """Customers of whom those who buy much find it hard more often, and buy again more often whatever they find.

    Easy raises the log odds of buying again by EFFECT, and spending by 10. Returned beside: what is true of all.
    """
    draw = np.random.default_rng(seed)
    orders = draw.poisson(3, customers)
    spent = 40 * orders * draw.gamma(4, 0.25, customers)
    is_hard = draw.random(customers) < logistic(-2 + 1.5 * np.log1p(orders))
    odds = -2 + 1.4 * np.log1p(orders)
    bought = draw.random(customers) < logistic(odds + EFFECT * ~is_hard)
    pays = 50 + 20 * np.log1p(orders) + 10 * ~is_hard + draw.normal(0, 8, customers)
    frame = pd.DataFrame({
        "customer_id": [f"c{n:05}" for n in range(customers)], "aspect": "effort", "horizon_days": 90,
        "band": np.where(is_hard, "hard", "easy"), "felt_at": pd.Timestamp("2026-01-01"), "is_ripe": True,
        "customer_code": np.where(orders > 4, "A", "C"), "spent_before": spent, "orders_before": orders,
        "days_since_order": draw.exponential(40, customers), "tenure_days": draw.exponential(500, customers),
        "contacts_before": draw.poisson(1, customers), "complaints_before": 0, "repurchased": bought.astype(float),
        "has_left": 0.0, "spent": pays, "is_gone": 0.0, "recommends": np.nan, "speaks_badly": 0.0,
    })  # fmt: skip
    hard, easy = logistic(odds).mean(), logistic(odds + EFFECT).mean()
    return frame, {"hard": hard, "easy": easy, "difference": hard - easy}


def row_of(frame: pd.DataFrame, band: str, outcome: str = "repurchased") -> pd.Series:
    found = worked_out(frame)
    return found[(found["band"] == band) & (found["outcome"] == outcome)].iloc[0]


@pytest.fixture(scope="module")
def worlds() -> list[tuple[pd.DataFrame, dict[str, float]]]:
    return [world(seed) for seed in range(WORLDS)]


def test_the_adjusted_difference_holds_the_truth_and_the_raw_one_is_biased(
    worlds: list[tuple[pd.DataFrame, dict[str, float]]],
) -> None:
    held, levels, errors, raw = 0, 0, [], []
    for frame, truth in worlds:
        row = row_of(frame, "hard")
        held += row["adjusted_difference_low"] <= truth["difference"] <= row["adjusted_difference_high"]
        levels += row["adjusted_mean_low"] <= truth["hard"] <= row["adjusted_mean_high"]
        errors.append(row["adjusted_difference"] - truth["difference"])
        shares = frame.groupby("band")["repurchased"].mean()
        raw.append(shares["hard"] - shares["easy"] - truth["difference"])
    # 40 draws at 95 %: fewer than 34 or so once in a thousand.
    assert held >= 34 and levels >= 34
    assert abs(np.mean(errors)) < 3.5 * np.std(errors, ddof=1) / np.sqrt(WORLDS)
    assert np.mean(raw) - 4 * np.std(raw, ddof=1) / np.sqrt(WORLDS) > 0
    # Raw, the hard even look the more loyal; adjusted, they are not.
    assert all(truth["difference"] < 0 for _, truth in worlds)


def test_what_is_spent_is_adjusted_too(worlds: list[tuple[pd.DataFrame, dict[str, float]]]) -> None:
    held = 0
    for frame, _ in worlds:
        row = row_of(frame, "hard", "spent")
        held += row["adjusted_difference_low"] <= -10 <= row["adjusted_difference_high"]
    assert held >= 34


def test_the_band_compared_with_has_a_mean_and_no_difference(
    worlds: list[tuple[pd.DataFrame, dict[str, float]]],
) -> None:
    frame, truth = worlds[0]
    easy, hard = row_of(frame, "easy"), row_of(frame, "hard")
    assert easy["compared_with"] == hard["compared_with"] == "easy"
    assert pd.isna(easy["adjusted_difference"])
    assert hard["adjusted_mean"] - easy["adjusted_mean"] == pytest.approx(hard["adjusted_difference"], abs=1e-8)
    assert easy["adjusted_mean_low"] <= truth["easy"] <= easy["adjusted_mean_high"]
    assert 0 < hard["overlap_share"] <= 1


def test_a_band_of_few_or_of_one_outcome_is_left_out_and_the_others_stand(
    worlds: list[tuple[pd.DataFrame, dict[str, float]]],
) -> None:
    frame = worlds[0][0].copy()
    frame.loc[:3, "band"] = "middle"
    assert set(worked_out(frame)["band"]) == {"easy", "hard"}
    frame.loc[:40, "band"] = "middle"
    frame.loc[:40, "repurchased"] = 1.0
    found = worked_out(frame)
    assert set(found.loc[found["outcome"] == "repurchased", "band"]) == {"easy", "hard"}
    assert set(found.loc[found["outcome"] == "spent", "band"]) == {"easy", "hard", "middle"}


def test_without_outcomes_or_without_the_band_compared_with_there_is_nothing(
    worlds: list[tuple[pd.DataFrame, dict[str, float]]],
) -> None:
    frame = worlds[0][0]
    assert set(worked_out(frame)["outcome"]) == {"repurchased", "spent"}
    assert worked_out(frame[frame["band"] == "hard"]).empty
    assert list(worked_out(frame.head(0)).columns) == list(COLUMNS)


def test_customers_order_does_not_matter(worlds: list[tuple[pd.DataFrame, dict[str, float]]]) -> None:
    frame = worlds[0][0]
    pd.testing.assert_frame_equal(worked_out(frame), worked_out(frame.sample(frac=1, random_state=1)))
