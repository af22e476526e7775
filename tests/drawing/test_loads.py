"""What the data engineer sees is what the audit says, and every row and rule of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from easemart.home import REPOSITORY

from .marks import asked, rows, spec

CHARTS = sorted(path.stem for path in (REPOSITORY / "page" / "loads").glob("*.sql"))
# What may be empty, and is good news then.
EMPTY = {"restated_figures"}


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


def test_every_refusal_is_under_its_rule_and_none_of_its_text_is_shown(company: Path) -> None:
    refused = Counter(
        (f"{row['table_name']} / {row['rule']}", row["source_system"])
        for row in asked(company, "select * from audit.quarantine")
    )
    drawn = rows(company, "loads", "refused_rules")
    assert {(row["broken_rule"], row["source_system"]): row["row_count"] for row in drawn} == refused
    assert drawn[0].keys() == {"broken_rule", "source_system", "row_count"}


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
