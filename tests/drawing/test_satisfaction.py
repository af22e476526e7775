"""Satisfaction's charts, rolled up over channel, queue and code of customer, say what the marts do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from .marks import asked, charts_of, marks, named, rolled_up, rows, same, select_of, spec, told_apart

CHARTS = charts_of("satisfaction")
# What the small company does not deliver, or too little of: drawn on rows of their own below.
NOT_DELIVERED = {"named_wants", "expectation_gaps_by_seller", "touchpoints", "mystery"}

SCALE = """cast(scale_low as bigint) || ' to ' || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is good' else '' end"""
WAVES = """
    select
        period_start, survey || case subject when 'own' then '' else ': ' || subject end {scale},
        score, score_low, score_high
    from satisfaction.waves where period = 'month' and measure = '{measure}'
"""
SCORECARD = """
    select month_start, value, value_low, value_high from scorecard.monthly
    where metric = '{metric}' and denominator > 0
"""
GAPS = "from satisfaction.expectation_gaps where seller_id = 'all' and pair_count > 0"
OUTCOMES = " union all ".join(
    f"select month_start, dimension || ', ' || {SCALE}, '{outcome}', {outcome}_share, {outcome}_share_low, "
    f"{outcome}_share_high {GAPS}"
    for outcome in ("missed", "met", "exceeded")
)
# Chart, the columns its marks are told apart by within a month, and a select of the same figures as the mart has them:
# these columns, value, lower and upper end.
STORED = {
    "expectation_gaps": (
        ("dimension", "scale"),
        f"select month_start, dimension, {SCALE}, gap_mean, gap_mean_low, gap_mean_high {GAPS}",
    ),
    "expectations_met": (("dimension", "outcome"), OUTCOMES),
    "promises_kept": ((), SCORECARD.format(metric="promise_kept_share")),
    "false_confirmations": ((), SCORECARD.format(metric="false_confirmation_share")),
    "satisfaction_waves": (("company",), WAVES.format(measure="satisfaction", scale=f"|| ', ' || {SCALE}")),
    "recommendation_waves": (("company",), WAVES.format(measure="recommendation", scale="")),
    "wants": (
        ("measure",),
        """select month_start, measure, yes_share, yes_share_low, yes_share_high
        from satisfaction.wants where basis <> 'named'""",
    ),
}


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_rows_with_the_columns_it_names(company: Path, chart: str) -> None:
    described, found = spec("satisfaction", chart), rows(company, "satisfaction", chart)
    assert found or chart in NOT_DELIVERED
    if found:
        assert named(described) <= found[0].keys()
    if found and described["kind"] != "table":
        apart = sorted(told_apart(described, found))
        cells = Counter(tuple(row[key] for key in apart) for row in found)
        assert max(cells.values()) == 1, "a cell stands once: what is stored is not added up, nothing is counted twice"
        assert not any(None in cell for cell in cells)


@pytest.mark.parametrize("chart", sorted(STORED))
def test_a_month_of_a_chart_is_the_marts_figure_with_its_interval(company: Path, chart: str) -> None:
    keys, select = STORED[chart]
    drawn = marks(company, "satisfaction", chart, ("month_start", *keys))
    stored = {tuple(row.values())[:-3]: tuple(row.values())[-3:] for row in asked(company, select)}
    assert drawn.keys() == stored.keys()
    assert [key for key in drawn if not same(drawn[key], stored[key])] == []


def test_outcomes_of_promises_are_the_marts_and_make_up_all(company: Path) -> None:
    drawn = marks(company, "satisfaction", "promise_outcomes", ("month_start", "promise_kind", "outcome"))
    stored = asked(
        company, "select * from satisfaction.promise_keeping where period = 'month' and promise_kind <> 'all'"
    )
    keys = [(row["period_start"], row["promise_kind"], row["outcome"]) for row in stored]
    assert keys
    for key, row in zip(keys, stored, strict=True):
        assert same(drawn[key], [row["outcome_share"], row["outcome_share_low"], row["outcome_share_high"]])
    assert all(drawn[key].value == 0 for key in drawn.keys() - set(keys))
    (judged,) = asked(company, "select count(is_kept_in_time) as n from satisfaction.promises")
    found = rows(company, "satisfaction", "promise_outcomes")
    assert sum(row["outcome_count"] for row in found) == judged["n"]
    assert sum(row["promise_count"] for row in found) == 3 * judged["n"]


def test_a_band_is_made_up_by_where_its_customers_went(company: Path) -> None:
    found = rows(company, "satisfaction", "band_moves")
    went: Counter[tuple[object, ...]] = Counter()
    for row in found:
        went[row["month_start"], row["band_was"]] += row["moved_count"]
    assert {(row["month_start"], row["band_was"]): row["before_count"] for row in found} == went
    (stored,) = asked(company, "select sum(customer_count) as n from satisfaction.band_moves where period = 'month'")
    assert went.total() == stored["n"]
    drawn = marks(company, "satisfaction", "band_moves", ("month_start", "band_was", "band_now"))
    shares = asked(
        company,
        """select
            period_start, replace(band_before, '_', ' ') || ', ' || survey as was,
            replace(band_now, '_', ' ') as now, moved_share, moved_share_low, moved_share_high
        from satisfaction.band_moves where period = 'month'""",
    )
    for row in shares:
        month, was, now, *figure = row.values()
        assert same(drawn[month, was, now], figure)


def test_the_four_cells_are_all_interactions_judged_on_both(company: Path) -> None:
    drawn = marks(company, "satisfaction", "matter_and_person", ("person", "matter"))
    stored = asked(
        company, "select cell, count(*) as n from satisfaction.interactions where cell is not null group by cell"
    )
    counts = {row["cell"]: row["n"] for row in stored}
    everyone = sum(counts.values())
    assert everyone > 30
    for cell, person, matter in (
        ("both", "person pleasant", "matter dealt with well"),
        ("person only", "person pleasant", "matter not dealt with well"),
        ("matter only", "person not pleasant", "matter dealt with well"),
        ("neither", "person not pleasant", "matter not dealt with well"),
    ):
        assert drawn[person, matter].n == everyone
        assert drawn[person, matter].value == pytest.approx(counts.get(cell, 0) / everyone)


def test_the_steps_after_a_no_are_of_the_same_contacts(company: Path) -> None:
    drawn = marks(company, "satisfaction", "after_a_no", ("step",))
    (stored,) = asked(
        company,
        """select
            count(*) as n, count(*) filter (where is_loop_entered) as entered,
            count(*) filter (where is_no_followed_up) as called, count(*) filter (where is_no_proposed) as proposed,
            count(*) filter (where is_no_recovered) as resolved
        from satisfaction.interactions
        where is_no and customer_id is not null and is_loop_entered is not null and is_no_followed_up is not null
            and is_no_proposed is not null and is_no_recovered is not null""",
    )
    assert stored["n"] > 0
    for step, figure in (
        ("in touch again", "entered"),
        ("the company called by itself", "called"),
        ("a promise or compensation", "proposed"),
        ("recorded as resolved", "resolved"),
    ):
        assert drawn[(step,)].n == stored["n"]
        assert drawn[(step,)].value == pytest.approx(stored[figure] / stored["n"])


def test_days_late_are_those_of_the_promises_kept_late(company: Path) -> None:
    drawn = marks(company, "satisfaction", "promises_late_by", ("promise_kind",))
    stored = asked(
        company,
        """select promise_kind, avg(late_by_days) as days, count(*) as n from satisfaction.promises
        where state = 'late' and is_kept_in_time is not null group by promise_kind""",
    )
    assert {row["promise_kind"]: row["n"] for row in stored} == {kind: mark.n for (kind,), mark in drawn.items()}
    assert all(drawn[(row["promise_kind"],)].value == pytest.approx(row["days"]) for row in stored)


def test_who_answers_is_the_marts_share_over_all_channels(company: Path) -> None:
    drawn = marks(company, "satisfaction", "who_answers", ("month_start", "survey"))
    stored = asked(
        company,
        """select month_start, survey, answered_share from satisfaction.response_quality
        where channel = 'all' and segment = 'all' and population_count > 0""",
    )
    assert len(stored) == len(drawn) > 6
    for row in stored:
        assert drawn[row["month_start"], row["survey"]].value == pytest.approx(row["answered_share"])


def drawn_of(statements: str, chart: str) -> list[dict[str, object]]:
    """What a chart's select yields of tables made by hand."""
    with duckdb.connect() as connection:
        connection.execute("create schema satisfaction")
        connection.execute(statements)
        found = connection.execute(select_of("satisfaction", chart))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_what_customers_name_is_added_up_over_months() -> None:
    """January 2 of 4 name courtesy, February 1 of 6: 3 of 10; knowledge as asked is in another chart."""
    found = drawn_of(
        """create table satisfaction.wants as select * from (values
            (date '2026-01-01', 'courtesy', 'makes_service_good', 10, 'named', 2, 4, 4.0),
            (date '2026-02-01', 'courtesy', 'makes_service_good', 10, 'named', 1, 6, 6.0),
            (date '2026-02-01', 'knowledge', 'knowledge', 11, 'asked', 5, 6, 6.0)
        ) as rows(month_start, want, measure, want_rank, basis, yes_count, unit_count, effective_n)""",
        "named_wants",
    )
    assert {row["want"] for row in found} == {"courtesy"}
    described = spec("satisfaction", "named_wants")
    mark = rolled_up(described, described["value"], found)
    assert (mark.value, mark.n) == (0.3, 10)


def test_gaps_of_sellers_leave_out_that_of_all() -> None:
    """Seller s: gaps of -1 and -2 in January, 1 in February: -2 over 3 pairs."""
    found = drawn_of(
        """create table satisfaction.expectation_gaps as select * from (values
            (date '2026-01-01', 'timely', 'all', 1.0, 5.0, 'higher_better', -3.0, 2, 5.0),
            (date '2026-01-01', 'timely', 's', 1.0, 5.0, 'higher_better', -3.0, 2, 5.0),
            (date '2026-02-01', 'timely', 's', 1.0, 5.0, 'higher_better', 1.0, 1, 1.0)
        ) as rows(
            month_start, dimension, seller_id, scale_low, scale_high, direction, gap_sum, pair_count, gap_sum_squares
        )""",
        "expectation_gaps_by_seller",
    )
    assert {row["seller"] for row in found} == {"s, timely"}
    described = spec("satisfaction", "expectation_gaps_by_seller")
    mark = rolled_up(described, described["value"], found)
    assert mark.value == pytest.approx(-2 / 3)
    assert mark.n == 3


def test_a_touchpoint_is_overlooked_not_or_too_thin_to_say() -> None:
    """Without an importance there is no place to draw it at."""
    found = drawn_of(
        """create table satisfaction.touchpoints as select
            *, 0.1 as derived_importance_low, 0.9 as derived_importance_high, 40.0 as score_100_mean,
            35.0 as score_100_mean_low, 45.0 as score_100_mean_high, 60 as answer_count, 60 as paired_count
        from (values
            (date '2026-01-01', 'use', 'menu', 1.0, 5.0, 'higher_better', 0.5, true),
            (date '2026-01-01', 'use', 'menu', 1.0, 7.0, 'lower_better', 0.5, false),
            (date '2026-01-01', 'use', 'site', 1.0, 5.0, 'higher_better', 0.5, null),
            (date '2026-01-01', 'delivery', 'parcel', 1.0, 5.0, 'higher_better', null, false)
        ) as rows(
            month_start, stage, touchpoint, scale_low, scale_high, direction, derived_importance, is_overlooked
        )""",
        "touchpoints",
    )
    assert [(row["touchpoint"], row["judgement"]) for row in found] == [
        ("menu (use), 1 to 5", "overlooked"),
        ("menu (use), 1 to 7, low is good", "not overlooked"),
        ("site (use), 1 to 5", "too few answers to say"),
    ]
    assert named(spec("satisfaction", "touchpoints")) <= found[0].keys()


def test_visits_are_listed_the_newest_first_and_what_is_not_recorded_is_not_no() -> None:
    found = drawn_of(
        """create table satisfaction.mystery as select
            *, cast(entered_at as date) as business_date, 'phone' as channel, 'billing' as issue, 3.0 as wait_seconds,
            100.0 as matter_score, 50.0 as person_score, 75.0 as score_100_mean
        from (values
            (timestamp '2026-01-02 10:00:00', 'q', 'a', true, null),
            (timestamp '2026-02-02 10:00:00', null, 'b', false, false)
        ) as rows(entered_at, queue_id, agent_id, is_answered, is_resolved_recorded)""",
        "mystery",
    )
    assert [(row["agent_id"], row["queue"], row["answered"], row["resolved"]) for row in found] == [
        ("b", "none", "no", "no"),
        ("a", "q", "yes", None),
    ]
    assert named(spec("satisfaction", "mystery")) <= found[0].keys()
