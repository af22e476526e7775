"""The first screen says what the scorecard does, and lists what the worklist does."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .marks import Mark, asked, charts_of, marks, rows, spec

CHARTS = charts_of("scorecard")
# Parts of the service-profit chain, by the chart that shows them.
CHAIN = {
    "profit_chain_points": ("internal_service", "staff_satisfaction", "person", "customer_satisfaction"),
    "profit_chain_shares": ("service_value", "loyalty"),
}


def same(drawn: Mark, stored: tuple[Any, ...]) -> bool:
    found = [math.nan if one is None else one for one in (drawn.value, drawn.low, drawn.high)]
    wanted = [math.nan if one is None else one for one in stored]
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_yields_the_columns_it_names(company: Path, chart: str) -> None:
    described, found = spec("scorecard", chart), rows(company, "scorecard", chart)
    assert found or chart == "changes"
    named = {described[key] for key in ("by", "x", "series", "target") if key in described}
    named |= set(described.get("columns", ()))
    for column in described.get("value", {}).values():
        named |= set(column) if isinstance(column, list) else {column}
    assert not found or named <= found[0].keys()


def test_the_tiles_are_the_complete_months_of_the_scorecard(company: Path) -> None:
    tiles = rows(company, "scorecard", "standards")
    stored = {(row["metric"], row["month_start"]): row for row in asked(company, "select * from scorecard.monthly")}
    for tile in tiles:
        row = stored[tile["metric"], tile["month_start"]]
        assert {key: value for key, value in tile.items() if key != "is_complete"} == {
            key: row[key] for key in tile if key != "is_complete"
        }
    known = {metric for (metric, _), row in stored.items() if row["value"] is not None}
    assert {tile["metric"] for tile in tiles} == known
    complete = {key for key, row in stored.items() if row["is_complete"] and row["value"] is not None}
    with_complete = {metric for metric, _ in complete}
    assert {(tile["metric"], tile["month_start"]) for tile in tiles if tile["metric"] in with_complete} == complete
    assert [tile["standard"] for tile in tiles] == sorted(
        (tile["standard"] for tile in tiles), key=["financial", "perception", "operations", "learning"].index
    )


def test_what_changed_is_more_than_chance(company: Path) -> None:
    changes = rows(company, "scorecard", "changes")
    stored = asked(company, "select * from scorecard.monthly where trend in ('better', 'worse')")
    assert Counter((row["label"], row["month_start"]) for row in changes) == Counter(
        (row["label"], row["month_start"]) for row in stored
    )
    for column in ("value", "change", "change_low", "change_high"):
        values = {(row["label"], row["month_start"]): row[column] for row in stored}
        assert {(row["label"], row["month_start"]): row[column] for row in changes} == pytest.approx(values)
    units = {(row["label"], row["unit"]) for row in changes}
    assert units == {(row["label"], row["unit"]) for row in stored} and "share" in dict(units).values()
    assert all(row["change_low"] > 0 or row["change_high"] < 0 for row in changes)
    assert [row["month_start"] for row in changes] == sorted((row["month_start"] for row in changes), reverse=True)


def test_the_worklist_is_what_is_open_the_first_of_every_kind_on_top(company: Path) -> None:
    listed = rows(company, "scorecard", "next_actions")
    open_by_kind = Counter(
        row["kind"] for row in asked(company, "select kind from scorecard.actions where state = 'open'")
    )
    assert Counter(row["kind"] for row in listed) == {kind: min(25, n) for kind, n in open_by_kind.items()}
    assert {row["kind"] for row in listed[: len(open_by_kind)]} == open_by_kind.keys()
    assert {row["kind"] for row in listed} <= spec("scorecard", "next_actions")["labels"].keys()


def test_what_was_closed_is_done_or_missed(company: Path) -> None:
    drawn = {
        kind: (mark.value, mark.n) for (kind,), mark in marks(company, "scorecard", "done_in_time", ("kind",)).items()
    }
    closed = asked(
        company, "select kind, state from scorecard.actions where state <> 'open' and closed_date is not null"
    )
    done, all_closed = Counter(r["kind"] for r in closed if r["state"] == "done"), Counter(r["kind"] for r in closed)
    assert drawn == {kind: (done[kind] / n, n) for kind, n in all_closed.items()}


@pytest.mark.parametrize("chart", sorted(CHAIN))
def test_a_month_of_a_team_is_the_chains_with_its_interval(company: Path, chart: str) -> None:
    drawn = marks(company, "scorecard", chart, ("part", "team", "month_start"))
    stored = {
        (part, row["team"], row["month_start"]): (row[f"{part}_value"], row[f"{part}_low"], row[f"{part}_high"])
        for row in asked(company, "select * from scorecard.profit_chain")
        for part in CHAIN[chart]
        if row[f"{part}_count"]
    }
    assert drawn.keys() == stored.keys()
    assert [key for key in drawn if not same(drawn[key], stored[key])] == []


def test_every_comparison_of_the_chain_is_shown_and_the_strongest_of_each_link(company: Path) -> None:
    stored = asked(company, "select * from scorecard.profit_chain_links where correlation is not null")
    lags = {
        (row["link"], row["lag_months"]): row["correlation"] for row in rows(company, "scorecard", "profit_chain_lags")
    }
    assert lags == {(row["link"], row["lag_months"]): row["correlation"] for row in stored}
    assert {link for link, _ in lags} <= spec("scorecard", "profit_chain_lags")["labels"].keys()
    for row in rows(company, "scorecard", "profit_chain_links"):
        link = row["link"].rsplit(", ", 1)[0]
        of_link = {lag: correlation for (one, lag), correlation in lags.items() if one.replace("_", " ") == link}
        assert abs(row["correlation"]) == max(map(abs, of_link.values()))
        assert of_link[row["lag_months"]] == row["correlation"]
