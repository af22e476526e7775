"""The audit says from which loads, since when, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from easemart.publishing.marts_file import publish
from publishing.made_marts import ask


def test_quarantined_records_stay_in_the_warehouse(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    assert ask(target, "from audit.quarantine") == [(1, "bank_acd", "contacts", 7, "cast:entered_at")]
    assert b"secret" not in target.read_bytes()


def test_the_audit_says_from_which_loads_since_when_and_what_is_missing(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    first = publish(warehouse, target, manifest, build_id=1)
    second = publish(warehouse, target, manifest, build_id=2)
    query = "select * from audit.published where mart = 'core' order by table_name"
    times = (first.published_at, second.published_at, 2, "telephony 2")
    assert ask(target, query) == [
        ("core", "contacts", 3, *times, "no feed: crm"),
        ("core", "customers", 2, *times, None),
        ("core", "orders", 0, *times, "no feed: telephony.orders"),
    ]
    assert warehouse.execute(query).fetchall() == ask(target, query)
    notes = {table.name: table.note for table in second.tables}
    assert notes["contacts"] == "no feed: crm"


def test_every_table_and_column_of_the_audit_says_what_it_is(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    silent = "where schema_name = 'audit' and comment is null"
    assert ask(target, f"select table_name from duckdb_tables() {silent}") == []
    assert ask(target, f"select table_name, column_name from duckdb_columns() {silent}") == []


def test_readers_see_the_build_as_done(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    warehouse.execute("insert into audit.builds (build_id, verdict) values (1, 'failed'), (2, 'running')")
    published = publish(warehouse, target, manifest, build_id=2)
    builds = "select build_id, verdict, finished_at from audit.builds order by build_id"
    assert ask(target, builds) == [(1, "failed", None), (2, "succeeded", published.published_at)]
    assert warehouse.execute(builds).fetchall()[1] == (2, "running", None)
