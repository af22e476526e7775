"""Operations' charts, rolled up over queue, code of customer and channel, say what the marts do."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from .marks import Mark, asked, charts_of, marks, rows, spec

CHARTS = charts_of("operations")

# Charts that show a figure of the scorecard, and what of their rows it is made of.
OF_THE_SCORECARD = {
    "service_level_by_month": "offered_service_level",
    "service_level_heat": "offered_service_level",
    "service_level_by_tier": "offered_service_level",
    "abandonment_by_month": "abandonment_share",
    "speed_of_answer": "speed_of_answer",
    "resolution_by_issue": "first_contact_resolution",
}
# Charts whose counts are the marts' own, cut as far as these have them: the columns added up, the marts' columns, and
# by what both are grouped.
INTERVALS = """
    select cast(date_trunc('month', interval_date) as date), queue_id, customer_code, {columns}
    from operations.intervals group by 1, 2, 3
"""
COUNTED = {
    "service_level_by_month": (("in_time_count", "due_count"), "sum(answered_in_time_count), sum(due_count)"),
    "service_level_heat": (("in_time_count", "due_count"), "sum(answered_in_time_count), sum(due_count)"),
    "service_level_by_tier": (("in_time_count", "due_count"), "sum(answered_in_time_count), sum(due_count)"),
    "abandonment_by_month": (
        ("lost_count", "due_count"),
        "sum(abandoned_count) - sum(short_abandoned_count), sum(due_count)",
    ),
    "speed_of_answer": (("wait_seconds_sum", "answered_count"), "sum(wait_seconds_sum), sum(wait_known_count)"),
    "offers_by_month": (("offer_count",), "sum(offered_count)"),
    "within_rings": (("rings_count", "rings_known_count"), "sum(rings_count), sum(rings_known_count)"),
    "done_quickly": (("done_quickly_count", "done_known_count"), "sum(done_quickly_count), sum(done_known_count)"),
    "transfers_in": (("transferred_in_count", "offered_count"), "sum(transferred_in_count), sum(offered_count)"),
}


def place(cut_value: str) -> float:
    """Where a month, a weekday or a clock time stands on its axis."""
    whole, _, minutes = cut_value.partition(":")
    return int(whole) + int(minutes or 0) / 60


DEMAND = {"demand_by_season": "season", "demand_by_weekday": "weekday", "demand_by_half_hour": "interval"}


def same(drawn: Mark, stored: tuple[Any, ...]) -> bool:
    found = [math.nan if one is None else one for one in (drawn.value, drawn.low, drawn.high)]
    wanted = [math.nan if one is None else one for one in stored]
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True)


def by_month(marts: Path, select: str) -> dict[Any, tuple[Any, ...]]:
    """Rows of a select by their first column."""
    return {first: tuple(rest) for first, *rest in (row.values() for row in asked(marts, select))}


def added_up(found: list[dict[str, Any]], keys: tuple[str, ...], columns: tuple[str, ...]) -> dict[Any, list[float]]:
    """Sums of columns by keys; keys of which nothing came are left out."""
    sums: dict[Any, list[float]] = defaultdict(lambda: [0.0] * len(columns))
    for row in found:
        for place, column in enumerate(columns):
            sums[tuple(row[key] for key in keys)][place] += float(row[column] or 0)
    return {key: total for key, total in sums.items() if any(total)}


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_rows_with_the_columns_it_names(company: Path, chart: str) -> None:
    described, found = spec("operations", chart), rows(company, "operations", chart)
    assert found
    named = {described[key] for key in ("by", "x", "series", "worth") if key in described}
    named |= {described["target"]} if "target" in described else set()
    for column in described["value"].values():
        named |= set(column) if isinstance(column, list) else {column}
    assert named <= found[0].keys()
    told_apart = {described[key] for key in ("by", "x", "series") if key in described}
    told_apart |= {"month_start", "channel", "queue", "tier"} & found[0].keys()
    assert all(row[key] is not None for row in found for key in told_apart)
    cells = [tuple(row[key] for key in sorted(told_apart)) for row in found]
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize("chart", sorted(OF_THE_SCORECARD))
def test_a_month_of_a_chart_is_the_scorecards_with_its_interval(company: Path, chart: str) -> None:
    drawn = marks(company, "operations", chart, ("month_start",))
    stored = by_month(
        company,
        "select month_start, value, value_low, value_high from scorecard.monthly"
        f" where metric = '{OF_THE_SCORECARD[chart]}' and value is not null",
    )
    assert {month for (month,) in drawn} == stored.keys()
    assert [month for (month,), mark in drawn.items() if not same(mark, stored[month])] == []


def test_our_formula_and_the_observed_are_the_scorecards(company: Path) -> None:
    for chart, key, ours, metric in (
        ("service_level_formulas", "formula", "answered_of_due", "offered_service_level"),
        ("first_contact_resolution", "seen", "observed", "first_contact_resolution"),
    ):
        drawn = marks(company, "operations", chart, ("month_start", key))
        stored = by_month(
            company,
            "select month_start, value, value_low, value_high from scorecard.monthly"
            f" where metric = '{metric}' and value is not null",
        )
        found = {month: mark for (month, one), mark in drawn.items() if one == ours}
        assert found.keys() == stored.keys()
        assert [month for month, mark in found.items() if not same(mark, stored[month])] == []


@pytest.mark.parametrize("chart", sorted(COUNTED))
def test_cells_add_up_to_the_half_hours_and_nobody_is_lost(company: Path, chart: str) -> None:
    columns, select = COUNTED[chart]
    drawn = added_up(rows(company, "operations", chart), ("month_start", "queue", "tier"), columns)
    stored = {}
    for row in asked(company, INTERVALS.format(columns=select)):
        month, queue, tier, *sums = row.values()
        if any(sums):
            stored[month, queue, tier] = [float(one) for one in sums]
    assert drawn == stored


def test_needs_add_up_to_the_resolution_of_days_and_queues(company: Path) -> None:
    stored = asked(
        company,
        "select cast(date_trunc('month', opened_date) as date) as month_start, queue_id as queue, * "
        "from operations.resolution",
    )
    keys = ("month_start", "queue")
    drawn = rows(company, "operations", "first_contact_resolution")
    for kind in ("observed", "recorded", "stated"):
        seen = [row for row in drawn if row["seen"] == kind]
        assert added_up(seen, keys, ("settled_count", "known_count")) == added_up(
            stored, keys, (f"{kind}_count", f"{kind}_known_count")
        )
    assert added_up(rows(company, "operations", "transferred_needs"), keys, ("transferred_count", "need_count")) == (
        added_up(stored, keys, ("transferred_need_count", "need_count"))
    )
    issues = added_up(rows(company, "operations", "resolution_by_issue"), ("issue",), ("settled_count", "known_count"))
    assert issues == added_up(stored, ("issue",), ("observed_count", "observed_known_count"))


@pytest.mark.parametrize("chart", sorted(DEMAND))
def test_demand_of_one_queue_is_the_marts_with_its_interval(company: Path, chart: str) -> None:
    described = spec("operations", chart)
    drawn = marks(company, "operations", chart, ("queue", described.get("by", described.get("x"))))
    stored = {
        (row["queue_id"], place(row["cut_value"])): tuple(row.values())[2:]
        for row in asked(
            company,
            "select queue_id, cut_value, demand_index, demand_index_low, demand_index_high from operations.demand"
            f" where cut = '{DEMAND[chart]}' and usual_count > 0",
        )
    }
    assert drawn.keys() == stored.keys()
    assert [key for key in drawn if not same(drawn[key], stored[key])] == []


def test_the_peak_is_the_marts(company: Path) -> None:
    stored = asked(company, "select distinct queue_id, cut, peak_factor_staff from operations.demand")
    peaks = {(queue, cut): peak for queue, cut, peak in (row.values() for row in stored)}
    for row in rows(company, "operations", "peak_staff"):
        assert row["peak_factor_staff"] == peaks[row["queue"], row["cut"]]


def test_staff_is_counted_where_plan_and_presence_are_told(company: Path) -> None:
    told = [
        row
        for row in asked(company, "select * from operations.staffing")
        if row["scheduled_count"] is not None and row["present_count"] is not None
    ]
    assert told
    hours = added_up(rows(company, "operations", "staff_by_half_hour"), ("staff",), ("agent_hours",))
    for staff in ("required", "scheduled", "present"):
        assert hours[staff,] == [pytest.approx(sum(row[f"{staff}_count"] for row in told) / 2)]
    missing = added_up(rows(company, "operations", "staff_gap_by_weekday"), ("weekday", "staff"), ("missing_hours",))
    expected: dict[Any, float] = defaultdict(float)
    for row in told:
        for staff in ("scheduled", "present"):
            short = max(0.0, row["required_count"] - row[f"{staff}_count"])
            expected[row["interval_date"].isoweekday(), staff] += short / 2
    assert {key: hours for key, (hours,) in missing.items()} == pytest.approx(
        {key: hours for key, hours in expected.items() if hours}
    )


def test_too_few_agents_are_those_of_half_hours_with_an_offer(company: Path) -> None:
    drawn = added_up(rows(company, "operations", "understaffed_heat"), ("queue",), ("short_count", "half_hour_count"))
    expected: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in asked(company, "select * from operations.staffing"):
        if row["offered_count"] and row["present_count"] is not None:
            expected[row["queue_id"] or row["pool_id"],][0] += row["present_count"] < row["required_count"]
            expected[row["queue_id"] or row["pool_id"],][1] += 1
    assert drawn == expected


def test_occupancy_is_of_days_with_presence_and_has_no_interval(company: Path) -> None:
    found = rows(company, "operations", "occupancy")
    assert {row["no_worth"] for row in found} == {None}
    ((present,),) = (
        row.values() for row in asked(company, "select sum(present_seconds) / 3600 from operations.intervals")
    )
    assert sum(row["present_hours"] for row in found) == pytest.approx(present)
    days: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in asked(company, "select * from operations.intervals"):
        day = days[row["queue_id"], row["interval_date"]]
        day[0] += row["talk_seconds"] + row["hold_seconds"] + row["wrap_seconds"]
        day[1] += row["present_seconds"]
    work = sum(worked for worked, present in days.values() if present) / 3600
    assert sum(row["work_hours"] for row in found) == pytest.approx(work)


def test_busy_lines_are_all_that_were_met(company: Path) -> None:
    drawn = added_up(rows(company, "operations", "busy_lines"), ("month_start", "queue"), ("busy_count",))
    stored = asked(
        company,
        "select cast(date_trunc('month', interval_date) as date) as month_start, queue_id as queue, busy_count "
        "from operations.intervals",
    )
    assert drawn == added_up(stored, ("month_start", "queue"), ("busy_count",))
