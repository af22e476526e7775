"""What the data engineer sees is what the audit says, and every row and rule of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .marks import asked, charts_of, rows, spec

CHARTS = charts_of("loads")
# What may be empty, and is good news then.
EMPTY = {"refused_rules", "restated_figures"}


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_yields_the_columns_it_names(company: Path, chart: str) -> None:
    described, found = spec("loads", chart), rows(company, "loads", chart)
    assert found or chart in EMPTY
    named = {described[key] for key in ("by", "x", "series") if key in described}
    named |= set(described.get("columns", ()))
    for column in described.get("value", {}).values():
        named |= set(column) if isinstance(column, list) else {column}
    assert not found or named <= found[0].keys()


def test_every_load_is_there_and_every_row_of_it_accounted_for(company: Path) -> None:
    files = rows(company, "loads", "files")
    loads = asked(company, "select * from audit.loads")
    assert Counter(row["load_id"] for row in files) == Counter(row["load_id"] for row in loads)
    assert {row["rows_unaccounted"] for row in files} == {0}
    assert all(row["seconds"] >= 0 for row in files)
    refused = [row["verdict"] != "accepted" for row in files]
    assert refused == sorted(refused, reverse=True)


def test_rows_by_system_are_those_read(company: Path) -> None:
    drawn: Counter[str] = Counter()
    for row in rows(company, "loads", "rows_by_system"):
        drawn[row["system"]] += row["row_count"]
    read: Counter[str] = Counter()
    for load in asked(company, "select * from audit.loads"):
        read[f"{load['feed']} / {load['source_system']}"] += load["rows_read"]
    assert drawn == read


@pytest.fixture
def bad_week(company: Path, tmp_path: Path) -> Path:
    """The audit of a week in which a file was refused, rows broke rules, a build failed and a figure moved."""
    file = tmp_path / "marts.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"attach '{company}' as company (read_only)")
        connection.execute("create schema audit")
        for table in ("loads", "quarantine", "gate_results", "builds", "restatements", "published"):
            connection.execute(f"create table audit.{table} as select * from company.audit.{table} limit 0")
        connection.execute("""
            insert into audit.loads by name
            select * from (values
                (1, 'crm', 'standard', 'orders', 'a.csv', 9, 6, 1, 2, 'accepted', null,
                 timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:30'),
                (2, 'crm', 'standard', 'orders', 'b.csv', 5, 0, 5, 0, 'refused', 'rows are missing',
                 timestamp '2026-01-02 00:00:00', timestamp '2026-01-02 00:00:10'),
                (3, 'tickets', 'zendesk', 'tickets', 'c.csv', 4, 3, 0, 0, 'accepted', null,
                 timestamp '2026-01-03 00:00:00', timestamp '2026-01-03 00:00:05')
            ) as loads (load_id, feed, source_system, table_name, file_name, rows_read, rows_accepted, rows_refused,
                rows_superseded, verdict, reason, started_at, finished_at)""")
        connection.execute("""
            insert into audit.quarantine values
                (1, 'standard', 'orders', 7, 'cast:ordered_at'), (2, 'standard', 'orders', 1, 'cast:ordered_at'),
                (2, 'standard', 'orders', 1, 'quantity_plausible'), (3, 'zendesk', 'orders', 2, 'cast:ordered_at')""")
        connection.execute("""
            insert into audit.gate_results by name
            select * from (values
                (1, null, 'raw', 'orders', 'key_unique', 'unique', 'row', true, 0, timestamp '2026-01-01 09:00:00'),
                (2, null, 'raw', 'orders', 'key_unique', 'unique', 'row', false, 3, timestamp '2026-01-02 09:00:00'),
                (null, 1, 'mart', 'core.orders', 'any_rows', 'count', 'load', true, 0, timestamp '2026-01-02 23:59:59')
            ) as results (load_id, build_id, gate, table_name, expectation_id, expectation_type, refuses, success,
                unexpected_count, evaluated_at)""")
        connection.execute("""
            insert into audit.builds by name
            select * from (values
                (1, 1, 'abcdef0123456789', true, timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:01:30',
                 'succeeded', null),
                (2, 3, 'abcdef0123456789', false, timestamp '2026-01-03 00:00:00', null, 'failed', 'no room left')
            ) as builds (build_id, built_load_id, code_hash, full_refresh, started_at, finished_at, verdict, reason)""")
        connection.execute("""
            insert into audit.restatements by name
            select 2 as build_id, 'abandonment_share' as metric, date '2025-12-01' as month, 0.05 as value_before,
                0.06 as value_after, 0.01 as moved, timestamp '2026-01-03 00:00:00' as restated_at""")
        connection.execute("""
            insert into audit.published by name
            select * from (values ('core', 'orders', 6, null), ('effort', 'needs', 0, 'no feed: telephony'))
            as published (mart, table_name, rows, note)""")
    return file


def test_a_bad_week_is_told_as_it_was(bad_week: Path) -> None:
    def told(chart: str, *columns: str) -> list[tuple[Any, ...]]:
        return [tuple(row[column] for column in columns) for row in rows(bad_week, "loads", chart)]

    assert told("files", "load_id", "verdict", "rows_unaccounted", "seconds") == [
        (2, "refused", 0, 10),
        (3, "accepted", 1, 5),
        (1, "accepted", 0, 30),
    ]
    assert told("rows_by_system", "system", "outcome", "row_count") == [
        ("crm / standard", "accepted", 6),
        ("crm / standard", "refused", 6),
        ("crm / standard", "superseded", 2),
        ("tickets / zendesk", "accepted", 3),
        ("tickets / zendesk", "refused", 0),
        ("tickets / zendesk", "superseded", 0),
    ]
    # A row that breaks two rules counts with each; nothing of the row itself is told.
    assert told("refused_rules", "broken_rule", "source_system", "row_count") == [
        ("orders / cast:ordered_at", "standard", 2),
        ("orders / cast:ordered_at", "zendesk", 1),
        ("orders / quantity_plausible", "standard", 1),
    ]
    assert rows(bad_week, "loads", "refused_rules")[0].keys() == {"broken_rule", "source_system", "row_count"}
    assert told("rules_judged", "evaluated_date", "outcome", "rule_count") == [
        (dt.date(2026, 1, 1), "load_held", 1),
        (dt.date(2026, 1, 2), "load_broken", 1),
        (dt.date(2026, 1, 2), "mart_held", 1),
    ]
    assert told("rules_broken", "expectation_id", "judged_count", "broken_count", "row_count", "broken_at") == [
        ("key_unique", 2, 1, 3, dt.datetime(2026, 1, 2, 9)),
        ("any_rows", 1, 0, 0, None),
    ]
    assert told("seconds_by_system", "loaded_table", "seconds") == [("standard / orders", 40), ("zendesk / tickets", 5)]
    assert told("build_times", "build_id", "extent", "minutes") == [(1, "whole", 1.5)]
    assert told("builds", "build_id", "verdict", "minutes", "reason") == [
        (2, "failed", None, "no room left"),
        (1, "succeeded", 1.5, None),
    ]
    assert told("restated_figures", "metric", "month", "moved") == [
        ("abandonment_share", dt.date(2025, 12, 1), pytest.approx(0.01))
    ]
    assert told("published_tables", "full_name", "note") == [
        ("effort.needs", "no feed: telephony"),
        ("core.orders", None),
    ]


def test_every_rule_that_was_evaluated_is_counted(company: Path) -> None:
    judged = asked(company, "select * from audit.gate_results")
    drawn: Counter[str] = Counter()
    for row in rows(company, "loads", "rules_judged"):
        drawn[row["outcome"]] += row["rule_count"]
    assert drawn == Counter(
        ("load" if row["gate"] == "raw" else "mart") + ("_held" if row["success"] else "_broken") for row in judged
    )
    assert drawn.keys() <= spec("loads", "rules_judged")["labels"].keys()
    rules = {(row["gate"], row["table_name"], row["expectation_id"], row["refuses"]) for row in judged}
    listed = rows(company, "loads", "rules_broken")
    assert len(listed) == min(200, len(rules))
    times = [row["broken_count"] for row in listed]
    assert times == sorted(times, reverse=True)


def test_systems_are_as_far_as_their_newest_event(company: Path) -> None:
    fresh = {(row["feed"], row["source_system"]): row for row in rows(company, "loads", "freshness")}
    delivered = {(row["feed"], row["source_system"]) for row in asked(company, "select * from audit.loads")}
    assert fresh.keys() == delivered
    for feed, table, column in (
        ("crm", "core.orders", "ordered_at"),
        ("surveys", "core.survey_answers", "submitted_at"),
    ):
        newest = asked(company, f"select source_system, max({column}) as newest from {table} group by source_system")
        for row in newest:
            assert fresh[feed, row["source_system"]]["newest_event_at"] == row["newest"]
    known = [row for row in fresh.values() if row["newest_event_at"] is not None]
    last = max(row["newest_event_at"] for row in known).date()
    assert known
    assert all(row["days_behind"] == (last - row["newest_event_at"].date()).days for row in known)


def test_builds_and_published_tables_are_all_there(company: Path) -> None:
    builds = asked(company, "select * from audit.builds")
    assert [row["build_id"] for row in rows(company, "loads", "builds")] == sorted(
        (row["build_id"] for row in builds), reverse=True
    )
    timed = {row["build_id"]: row["minutes"] for row in rows(company, "loads", "build_times")}
    assert timed == pytest.approx(
        {
            row["build_id"]: (row["finished_at"] - row["started_at"]).total_seconds() / 60
            for row in builds
            if row["verdict"] == "succeeded"
        }
    )
    published = rows(company, "loads", "published_tables")
    assert {row["full_name"]: row["row_count"] for row in published} == {
        f"{row['mart']}.{row['table_name']}": row["rows"] for row in asked(company, "select * from audit.published")
    }
    noted = [row["note"] is None for row in published]
    assert noted == sorted(noted)


def test_seconds_are_those_of_all_loads(company: Path) -> None:
    loads = asked(company, "select * from audit.loads")
    took = sum((row["finished_at"] - row["started_at"]).total_seconds() for row in loads)
    assert sum(row["seconds"] for row in rows(company, "loads", "seconds_by_system")) == pytest.approx(took)
