"""Recovery's charts, rolled up over channel, queue and code of customer, say what the marts do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from .marks import Mark, asked, charts_of, marks, rows, select_of, spec

CHARTS = charts_of("recovery")

SCORED = """
    select month_start, {cut} value, value_low, value_high from scorecard.monthly
    where metric = '{metric}' and denominator > 0
"""
ARMS = """
    select arm, {figure}_share, {figure}_share_low, {figure}_share_high
    from recovery.speed where severity = 'all' and {figure}_denominator > 0
"""
SEGMENTS = """
    select generation, {figure}_share, {figure}_share_low, {figure}_share_high
    from recovery.segments
    where stage = 'all' and generation <> 'unknown' and {figure}_share is not null
"""
ACTION = "case kind when 'action' then action else 'only ' || action end"
ACTIONS = """
    select {name}, 'raw', raw_difference, raw_difference_low, raw_difference_high from recovery.actions
    where outcome = '{outcome}' and kind in ('action', 'combination')
    union all
    select {name}, 'adjusted', adjusted_difference, adjusted_difference_low, adjusted_difference_high
    from recovery.actions
    where outcome = '{outcome}' and kind in ('action', 'combination') and adjusted_difference is not null
"""
REACTIONS = ("any_reaction", "stops_recommending", "looks_elsewhere", "disparages")

# Chart, the columns its marks are told apart by, and a select of the same figures as the mart has them: these columns,
# value, lower and upper end.
STORED = {
    "voice_rate": (("month_start",), SCORED.format(cut="", metric="voice_share")),
    "follow_ups_called": (("month_start",), SCORED.format(cut="", metric="follow_up_share")),
    "complaint_speed": (
        ("month_start", "standard"),
        SCORED.format(cut="'resolution',", metric="complaints_in_standard_share"),
    ),
    "speed_came_back": (("arm",), ARMS.format(figure="came_back")),
    "speed_willing": (("arm",), ARMS.format(figure="willing")),
    "untried_said": (("generation",), SEGMENTS.format(figure="leaves_untried")),
    "untried_done": (("generation",), SEGMENTS.format(figure="left_untried")),
    "never_back_said": (("generation",), SEGMENTS.format(figure="never_returns")),
    "reactions_said": (
        ("reaction",),
        " union all ".join(
            f"""select '{one}', {one}_share, {one}_share_low, {one}_share_high
            from recovery.segments where generation = 'all' and stage = 'all'"""
            for one in REACTIONS
        ),
    ),
    "experience_stages": (
        ("stage",),
        """select stage, stage_share, stage_share_low, stage_share_high
        from recovery.segments where generation = 'all' and stage <> 'all' and stage_count > 0""",
    ),
    "actions_came_back": (("action", "figure"), ACTIONS.format(name=ACTION, outcome="came_back")),
    "actions_willing": (("action", "figure"), ACTIONS.format(name=ACTION, outcome="willing")),
    "actions_said": (
        ("action",),
        """select distinct action, said_share, said_share_low, said_share_high
        from recovery.actions where kind = 'action' and said_share is not null""",
    ),
}
# Charts that draw what the mart has no row of its own for: the other standard, what is said of an apology's manner.
DRAWS_MORE = {"complaint_speed", "actions_came_back", "actions_willing"}
# What hangs on rows that so small a company may not have.
MAY_BE_EMPTY = {"paradox", "actions_willing"}


def same(drawn: Mark, stored: tuple[float | None, ...]) -> bool:
    return (drawn.value, drawn.low, drawn.high) == pytest.approx(stored, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_rows_that_its_marks_tell_apart(company: Path, chart: str) -> None:
    described, found = spec("recovery", chart), rows(company, "recovery", chart)
    assert found or chart in MAY_BE_EMPTY
    told_apart = [described[key] for key in ("by", "x", "series") if key in described]
    assert all(row[key] is not None for row in found for key in told_apart)
    if "stored" in described.get("value", {}):
        assert set(Counter(tuple(row[key] for key in told_apart) for row in found).values()) <= {1}


@pytest.mark.parametrize("chart", sorted(STORED))
def test_a_chart_says_the_marts_figure_with_its_interval(company: Path, chart: str) -> None:
    keys, select = STORED[chart]
    drawn = marks(company, "recovery", chart, keys)
    stored = {tuple(row.values())[:-3]: tuple(row.values())[-3:] for row in asked(company, select)}
    assert stored or chart in MAY_BE_EMPTY
    assert stored.keys() <= drawn.keys()
    assert chart in DRAWS_MORE or drawn.keys() == stored.keys()
    assert [key for key in stored if not same(drawn[key], stored[key])] == []


def test_each_step_of_the_return_is_counted_in_the_complaints(company: Path) -> None:
    drawn = marks(company, "recovery", "return_funnel", ("step",))
    (counted,) = asked(
        company,
        """select
            count(*) as voiced,
            (select count(*) from recovery.silent) as silent,
            count(is_in_standard) as due,
            count(*) filter (where is_in_standard) as in_standard,
            count(*) filter (where is_in_standard and is_arm_ripe) as arm_known,
            count(*) filter (where is_in_standard and arm <> 'unresolved') as settled,
            count(*) filter (where is_in_standard and arm <> 'unresolved' and has_come_back) as came_back
        from (
            select *, case when is_standard_ripe then is_first_response_in_standard end as is_in_standard
            from recovery.complaints where customer_id is not null
        )""",
    )
    assert list(drawn) == [(step,) for step in ("voiced", "in_standard", "settled", "willing", "came_back")]
    assert drawn["voiced",].n == counted["voiced"] + counted["silent"]
    assert drawn["in_standard",].n == counted["due"]
    assert drawn["settled",].n == counted["arm_known"]
    for step in ("voiced", "in_standard", "settled", "came_back"):
        assert (drawn[step,].value or 0) * drawn[step,].n == pytest.approx(counted[step])
    for step in ("willing", "came_back"):
        assert drawn[step,].n <= counted["settled"]


def test_a_complaint_answered_before_its_time_is_over_is_in_no_step_after_it_was_voiced() -> None:
    """b was answered at once and its time still runs: counting it would leave out those as young and not answered."""
    with duckdb.connect() as con:
        con.execute(
            """
            create schema recovery;
            create table recovery.complaints as
            select
                id as customer_id, timestamp '2026-01-05' as opened_at, 'C' as customer_code,
                true as is_first_response_in_standard, id = 'a' as is_standard_ripe,
                'fast' as arm, true as is_arm_ripe, null::boolean as is_willing_to_return,
                true as has_come_back, true as is_ripe
            from (values ('a'), ('b')) as customers (id);
            create table recovery.silent (customer_id text, felt_month_start date, customer_code text)
            """
        )
        steps = con.sql(select_of("recovery", "return_funnel")).project("step, passed_count, known_count").fetchall()
    assert steps == [("voiced", 2, 2), ("in_standard", 1, 1), ("settled", 1, 1), ("came_back", 1, 1)]


def test_a_customer_is_one_unit_of_a_step_however_often_it_went_wrong(company: Path) -> None:
    found = rows(company, "recovery", "return_funnel")
    units: Counter[str] = Counter()
    for row in found:
        units[row["step"]] += row["customer_units"]
        assert row["customer_units"] <= row["known_count"] + 1e-9
    (counted,) = asked(
        company,
        """select
            count(distinct customer_id) + (select count(*) from recovery.silent) as voiced,
            count(distinct customer_id) filter (
                where is_standard_ripe and is_first_response_in_standard is not null
            ) as in_standard
        from recovery.complaints where customer_id is not null""",
    )
    for step, customers in counted.items():
        assert units[step] == pytest.approx(customers)


def test_the_parts_of_the_cost_of_failure_are_its_total(company: Path) -> None:
    for chart in ("failure_cost", "failure_parts"):
        totals: Counter[object] = Counter()
        for row in rows(company, "recovery", chart):
            totals[row["month_start"]] += row["amount"] or 0
        stored = asked(company, "select month_start, total_amount from recovery.cost_of_failure")
        assert totals == {row["month_start"]: pytest.approx(row["total_amount"]) for row in stored}


def test_types_of_complainer_are_all_who_were_unhappy(company: Path) -> None:
    drawn = marks(company, "recovery", "complainer_types", ("month_start", "complainer_type"))
    shares: Counter[object] = Counter()
    for (month, _), mark in drawn.items():
        shares[month] += mark.value or 0
    assert shares and all(share == pytest.approx(1) for share in shares.values())


def test_a_step_of_an_escalation_holds_those_who_came_so_far(company: Path) -> None:
    reached = marks(company, "recovery", "escalation_steps", ("step",))
    told = marks(company, "recovery", "escalation_told", ("step",))
    stored = {
        row["step"]: row
        for row in asked(
            company,
            """select
                step, count(*) as n, count(*) filter (where tells_third_party or tells_public) as told
            from recovery.escalations group by step""",
        )
    }
    for step, row in stored.items():
        name = "as made" if step == 0 else f"{step} refusal{'s' if step > 1 else ''}"
        assert told[name,].n == row["n"]
        assert (told[name,].value or 0) * row["n"] == pytest.approx(row["told"])
        if step:
            assert reached[name,].n == stored[0]["n"]
            assert (reached[name,].value or 0) * stored[0]["n"] == pytest.approx(row["n"])


def test_the_silent_are_each_counted_once(company: Path) -> None:
    (everybody,) = asked(company, "select count(*) as n from recovery.silent")
    assert sum(row["customer_count"] for row in rows(company, "recovery", "silent_signs")) == everybody["n"]
    listed = [row["customer_id"] for row in rows(company, "recovery", "silent_customers")]
    assert len(set(listed)) == len(listed) <= 200


def test_what_follows_a_call_and_what_follows_none_are_all_ripe_answers(company: Path) -> None:
    drawn = marks(company, "recovery", "follow_ups_settled", ("follow_up",))
    stored = asked(
        company,
        """select
            case when is_called_back then 'called' else 'not_called' end as follow_up,
            count(*) as n, count(*) filter (where is_settled_observed) as settled
        from recovery.follow_ups where is_settled_ripe group by 1""",
    )
    assert {key: mark.n for (key,), mark in drawn.items()} == {row["follow_up"]: row["n"] for row in stored}
    for row in stored:
        assert drawn[row["follow_up"],].value == pytest.approx(row["settled"] / row["n"])
