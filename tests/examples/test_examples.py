"""Each example answers its question: checked against the same worked out by hand, and on both warehouses alike."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest

from easemart.home import REPOSITORY
from postgres import Database

EXAMPLES = REPOSITORY / "examples"
Row = dict[str, Any]
Ask = Callable[[str], list[Row]]


@pytest.fixture(scope="module")
def ask(company: Path) -> Ask:
    def ask(select: str) -> list[Row]:
        with duckdb.connect(str(company), read_only=True) as connection:
            found = connection.execute(select)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return ask


@pytest.fixture(scope="module")
def answered(ask: Ask) -> Callable[[str], list[Row]]:
    def answered(name: str) -> list[Row]:
        rows = ask((EXAMPLES / f"{name}.sql").read_text("utf-8"))
        assert rows
        return rows

    return answered


def plain(value: Any) -> Any:
    """As both warehouses have it: numbers to nine digits."""
    if isinstance(value, bool) or value is None:
        return value
    try:
        return float(f"{float(value):.9g}")
    except (TypeError, ValueError):
        return str(value)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.sql")), ids=lambda path: path.stem)
def test_an_example_says_how_to_read_it_and_answers_alike_on_both_warehouses(
    company: Path, company_on_server: Database, path: Path
) -> None:
    select = path.read_text("utf-8")
    heading = "".join(line[3:] for line in select.splitlines(keepends=True) if line.startswith("--"))
    assert re.match(r"[^\n]+\?\n", heading)
    assert "\nRead: " in heading and "\nMind: " in heading
    with duckdb.connect(str(company), read_only=True) as connection:
        embedded = connection.execute(select).fetchall()
    assert [[plain(value) for value in row] for row in embedded] == [
        [plain(value) for value in row] for row in company_on_server.ask(select)
    ]


def test_every_example_is_checked() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [path.name for path in EXAMPLES.iterdir() if f'"{path.stem}' not in text] == []


def test_settled_at_once_is_the_scorecards_figure_when_issues_are_added_up(ask: Ask, answered: Ask) -> None:
    rows = answered("first_contact_resolution_by_issue")
    (whole,) = ask(
        """select sum(numerator) as settled, sum(denominator) as needs
        from scorecard.monthly where metric = 'first_contact_resolution'"""
    )
    assert sum(row["settled_count"] for row in rows) == whole["settled"]
    assert sum(row["need_count"] for row in rows) == whole["needs"]
    assert all(row["settled_share"] == row["settled_count"] / row["need_count"] for row in rows)


def test_minutes_and_medians_are_those_of_the_needs(ask: Ask, answered: Ask) -> None:
    rows = answered("minutes_by_issue")
    needs = defaultdict(list)
    for need in ask("select issue, customer_minutes from effort.needs where customer_minutes is not null"):
        needs[need["issue"]].append(need["customer_minutes"])
    for row in rows:
        assert row["minutes"] == pytest.approx(sum(needs[row["issue"]]))
        assert row["median_minutes"] == pytest.approx(median(needs[row["issue"]]))
    assert sum(row["share_of_minutes"] or 0 for row in rows) == pytest.approx(1)


def test_causes_are_shares_of_what_is_known_between_their_bounds(ask: Ask, answered: Ask) -> None:
    rows = answered("why_customers_came_back")
    causes = Counter(row["primary_cause"] for row in ask("select primary_cause from effort.repeat_contacts"))
    unknown = causes.pop("undetermined", 0)
    assert {row["cause"]: row["repeat_count"] for row in rows} == causes
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    for row in rows:
        assert row["lowest"] <= row["share"] <= row["highest"]
        assert row["highest"] - row["lowest"] == pytest.approx(unknown / (causes.total() + unknown))


def test_next_issues_are_found_beyond_chance(ask: Ask, answered: Ask) -> None:
    rows = answered("next_issues_to_solve_ahead")
    spared = [row["spared_contacts_monthly"] for row in rows]
    assert spared == sorted(spared, reverse=True)
    pairs = {(row["issue"], row["next_issue"]): row for row in ask("select * from effort.next_issues")}
    for row in rows:
        pair = pairs[row["issue"], row["next_issue"]]
        assert pair["q_value"] <= 0.05 and pair["support_count"] > pair["expected_count"]
        assert row["spared_contacts_monthly_low"] <= row["spared_contacts_monthly"]


def test_a_quarter_of_self_service_is_its_sessions(ask: Ask, answered: Ask) -> None:
    rows = answered("self_service_over_a_quarter")
    months = ask(
        """select month_start, session_count, moved_48h_count from effort.channel_flows
        where from_channel = 'self_service' and to_channel = '*' order by month_start"""
    )
    assert [row["month_start"] for row in rows] == [month["month_start"] for month in months[2:]]
    for place, row in enumerate(rows):
        quarter = months[place : place + 3]
        sessions, moved = (sum(month[name] for month in quarter) for name in ("session_count", "moved_48h_count"))
        assert row["session_count"] == sessions
        assert row["kept_share"] == pytest.approx((sessions - moved) / sessions)


def test_a_quarters_service_level_is_that_of_its_days(ask: Ask, answered: Ask) -> None:
    rows = answered("service_level_by_quarter")
    days = ask(
        """select queue_id, cast(date_trunc('quarter', interval_date) as date) as quarter_start,
        sum(numerator) as in_time, sum(denominator) as due
        from operations.service_levels where formula = 'answered_of_due' group by 1, 2 having sum(denominator) > 0"""
    )
    stored = {(day["queue_id"], day["quarter_start"]): (day["in_time"], day["due"]) for day in days}
    assert {(row["queue_id"], row["quarter_start"]): (row["in_time_count"], row["due_count"]) for row in rows} == stored
    assert all(0 <= row["service_level_share"] <= 1 for row in rows)


def test_the_hours_of_the_week_hold_every_planned_half_hour(ask: Ask, answered: Ask) -> None:
    rows = answered("when_staff_is_short")
    planned = ask(
        """select interval_local_at, scheduled_gap_count from operations.staffing
        where scheduled_gap_count is not null"""
    )
    short: Counter[tuple[int, int]] = Counter()
    by: Counter[tuple[int, int]] = Counter()
    for one in planned:
        key = one["interval_local_at"].isoweekday(), one["interval_local_at"].hour
        short[key] += one["scheduled_gap_count"] < 0
        by[key] += max(0, -one["scheduled_gap_count"])
    assert sum(row["planned_count"] for row in rows) == len(planned)
    for row in rows:
        key = row["weekday"], row["hour_of_day"]
        assert row["short_count"] == short[key]
        assert (row["short_by_mean"] or 0) * row["short_count"] == pytest.approx(by[key])


def test_false_confirmations_are_the_scorecards(ask: Ask, answered: Ask) -> None:
    rows = answered("false_confirmations_by_channel")
    (whole,) = ask(
        """select sum(numerator) as yes, sum(denominator) as n
        from scorecard.monthly where metric = 'false_confirmation_share'"""
    )
    assert (sum(row["false_count"] for row in rows), sum(row["confirmed_count"] for row in rows)) == (
        whole["yes"],
        whole["n"],
    )


def test_promises_kept_are_the_scorecards_and_the_days_late_a_median(ask: Ask, answered: Ask) -> None:
    rows = answered("promises_kept")
    (whole,) = ask(
        "select sum(numerator) as yes, sum(denominator) as n from scorecard.monthly where metric = 'promise_kept_share'"
    )
    assert (sum(row["kept_count"] for row in rows), sum(row["promise_count"] for row in rows)) == (
        whole["yes"],
        whole["n"],
    )
    for row in rows:
        late = ask(
            f"""select late_by_days from satisfaction.promises
            where promise_kind = '{row["promise_kind"]}' and is_ripe and is_kept_in_time is not null
            and late_by_days > 0"""
        )
        days = [one["late_by_days"] for one in late]
        assert row["median_days_late"] == (median(days) if days else None)


def test_the_satisfied_and_the_others_are_all_who_answered_and_were_there(ask: Ask, answered: Ask) -> None:
    rows = {row["customers"]: row for row in answered("satisfied_and_gone")}
    months = {
        (row["customer_id"], row["month_start"]): row
        for row in ask("select customer_id, month_start, state, satisfaction_score from loyalty.customers_monthly")
    }
    counted: dict[str, list[bool]] = {"satisfied": [], "less satisfied": []}
    for (customer, month), row in months.items():
        quarter = 12 * month.year + month.month + 2
        later = months.get((customer, month.replace(year=quarter // 12, month=quarter % 12 + 1)))
        if row["state"] in ("active", "won_back") and row["satisfaction_score"] is not None and later:
            group = "satisfied" if row["satisfaction_score"] >= 75 else "less satisfied"
            counted[group].append(later["state"] in ("lapsed", "lost"))
    assert {key: (row["customer_month_count"], row["gone_count"]) for key, row in rows.items()} == {
        key: (len(gone), sum(gone)) for key, gone in counted.items() if gone
    }


def test_complaints_waiting_are_unsettled_and_past_their_time(ask: Ask, answered: Ask) -> None:
    rows = answered("complaints_waiting")
    out_of_standard = ask(
        """select complaint_id from recovery.complaints
        where not is_resolved_in_standard and resolved_at is null"""
    )
    assert {row["complaint_id"] for row in rows} == {row["complaint_id"] for row in out_of_standard}
    known = [row["value_12_months"] for row in rows if row["value_12_months"] is not None]
    assert rows[0]["value_12_months"] == max(known)


def test_cohorts_bring_all_revenue_of_known_customers(ask: Ask, answered: Ask) -> None:
    rows = answered("cohort_revenue")
    orders = ask("select customer_id, ordered_date, revenue from core.orders where customer_id is not null")
    first: dict[str, Any] = {}
    for order in orders:
        first[order["customer_id"]] = min(order["ordered_date"], first.get(order["customer_id"], order["ordered_date"]))
    sizes = Counter(day.replace(day=1) for day in first.values())
    assert {row["cohort"]: row["customer_count"] for row in rows} == sizes
    assert sum(row["revenue"] for row in rows) == pytest.approx(sum(order["revenue"] for order in orders))
    last = {row["cohort"]: row for row in rows}
    for cohort, row in last.items():
        brought = sum(one["revenue"] for one in rows if one["cohort"] == cohort)
        assert row["revenue_each_so_far"] == pytest.approx(brought / sizes[cohort])


def test_what_was_refused_is_of_what_was_read_of_its_table() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """create schema audit;
            create table audit.loads as select * from (values
                ('crm', 'orders', 30), ('crm', 'orders', 10), ('crm', 'returns', 5), ('desk', 'orders', 100)
            ) as loads (source_system, table_name, rows_read);
            create table audit.quarantine as select * from (values
                ('crm', 'orders', 'required:order_id'), ('crm', 'orders', 'cast:ordered_at'),
                ('crm', 'orders', 'cast:ordered_at'), ('crm', 'returns', 'cast:returned_at')
            ) as refused (source_system, table_name, rule)"""
        )
        assert connection.execute((EXAMPLES / "what_was_refused.sql").read_text("utf-8")).fetchall() == [
            ("crm", "returns", "cast:returned_at", 1, 5, 0.2),
            ("crm", "orders", "cast:ordered_at", 2, 40, 0.05),
            ("crm", "orders", "required:order_id", 1, 40, 0.025),
        ]


def test_the_example_in_python_counts_as_sql_does_on_both_warehouses(
    ask: Ask, company: Path, company_on_server: Database
) -> None:
    script = EXAMPLES / "effort_and_the_next_order.py"
    shown = [
        subprocess.run([sys.executable, str(script), place], capture_output=True, text=True, check=True).stdout
        for place in (str(company), company_on_server.address)
    ]
    assert shown[0] == shown[1]
    lines = [line.split() for line in shown[0].splitlines()]
    assert lines[0] == ["third", "customers", "ordered", "share", "low", "high"]
    (whole,) = ask(
        """with needs as (
            select customer_id, closes_at, row_number() over (
                partition by customer_id order by closes_at, observed_effort_score
            ) as place
            from effort.needs
            where is_ripe and customer_id is not null and observed_effort_score is not null
        ),
        firsts as (
            select * from needs where place = 1 and closes_at + interval '90 days'
            <= (select max(ordered_at) from core.orders where customer_id is not null)
        )
        select count(*) as customers, count(*) filter (where exists (
            select 1 from core.orders where orders.customer_id = firsts.customer_id
            and orders.ordered_at > firsts.closes_at and orders.ordered_at <= firsts.closes_at + interval '90 days'
        )) as ordered
        from firsts"""
    )
    assert sum(int(line[1]) for line in lines[1:]) == whole["customers"]
    assert sum(int(line[2]) for line in lines[1:]) == whole["ordered"]
    for _, customers, ordered, share, low, high in lines[1:]:
        assert float(share) == pytest.approx(int(ordered) / int(customers), abs=6e-4)
        assert float(low) <= float(share) <= float(high)
