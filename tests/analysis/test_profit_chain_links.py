"""The profit chain: the planted lag is found again, nothing is where nothing was planted, and draws are the same."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from easemart.analysis.profit_chain_links import COLUMNS, worked_out
from easemart.simulation.world.parameters import Parameters
from easemart.simulation.world.site import Site
from easemart.simulation.world.streams import Streams

WORLDS = 20
MONTHS = 12
# What tells of a team in a month: so many judged contacts, each a pleasantness with a deviation of 0.8 points.
JUDGED = 30


def chain(seed: int) -> pd.DataFrame:
    """The simulator's engagement and what its customers say of the person, as int_profit_chain_pairs has them."""
    planted = Parameters()
    site = Site(0, 0, 400, 31, planted, Streams(seed))
    noise = np.random.default_rng(seed)
    felt = {month: site.engagement(month) for month in range(-planted.engagement_lag_months, MONTHS)}
    said = {
        (team, month): 3.7
        + planted.engagement_effect * felt[month - planted.engagement_lag_months][team]
        + noise.normal(0, 0.8 / np.sqrt(JUDGED))
        for month in range(MONTHS)
        for team in felt[month]
    }
    return pd.DataFrame([
        {
            "cause": "staff_satisfaction", "effect": "person", "lag_months": lag, "team": str(team),
            "month_start": dt.date(2024, 1 + month, 1), "cause_value": felt[month][team],
            "effect_value": said[team, month + lag],
        }
        for lag in range(5)
        for (team, month) in said
        if month + lag < MONTHS
    ])  # fmt: skip


@pytest.fixture(scope="module")
def worlds() -> list[pd.DataFrame]:
    return [worked_out(chain(seed)).set_index("lag_months") for seed in range(WORLDS)]


def test_the_planted_lag_is_the_strongest(worlds: list[pd.DataFrame]) -> None:
    planted = Parameters().engagement_lag_months
    found = [int(world["correlation"].idxmax()) for world in worlds]
    assert found.count(planted) >= WORLDS - 1
    assert all(world.loc[planted, "correlation_low"] > 0 for world in worlds)


def test_where_nothing_is_planted_nothing_is_beyond_chance(worlds: list[pd.DataFrame]) -> None:
    """Effects of other teams: the interval of whole teams leaves 0 out about as often as it may, or somewhat more."""
    beyond = 0
    for seed in range(WORLDS):
        frame = chain(seed)
        others = frame.groupby(["lag_months", "month_start"])["effect_value"]
        frame["effect_value"] = others.transform(lambda one: np.roll(one.to_numpy(), 1))
        row = worked_out(frame).set_index("lag_months").loc[Parameters().engagement_lag_months]
        beyond += row["correlation_low"] > 0 or row["correlation_high"] < 0
    assert beyond <= 6


def test_it_is_the_correlation_of_what_is_left_within_teams() -> None:
    """Two teams far apart: deviations (-1, 0, 1) with (-1, 1, 0) and (-2, 0, 2) with (-2, 0, 2): 9 over 10."""
    values = {"a": ([1, 2, 3], [11, 13, 12]), "b": ([100, 102, 104], [0, 2, 4])}
    frame = pd.DataFrame([
        {"cause": "x", "effect": "y", "lag_months": 0, "team": team, "month_start": dt.date(2024, 1 + month, 1),
         "cause_value": float(one), "effect_value": float(other)}
        for team, pairs in values.items() for month, (one, other) in enumerate(zip(*pairs, strict=True))
    ])  # fmt: skip
    (row,) = worked_out(frame).to_dict("records")
    assert (row["pair_count"], row["team_count"], row["correlation"]) == (6, 2, pytest.approx(0.9))
    assert np.isnan(row["correlation_low"]) and np.isnan(row["correlation_high"])


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = chain(3)
    assert worked_out(frame).equals(worked_out(frame.sample(frac=1, random_state=1)))


def test_what_never_varies_has_no_correlation() -> None:
    frame = chain(4).assign(effect_value=0.1)
    found = worked_out(frame)
    assert found["correlation"].isna().all() and (found["pair_count"] > 0).all()


def test_no_pairs_give_no_rows() -> None:
    found = worked_out(chain(5).head(0))
    assert found.empty and list(found.columns) == list(COLUMNS)
